// SPDX-License-Identifier: MIT
#include "contract/bench.h"

namespace kmsmirror::contract {

namespace {

class CaseTest : public testing::Test {
public:
    CaseTest(const Case& subject, BenchFactory make_bench) : case_(subject), make_bench_(std::move(make_bench)) {}

    void TestBody() override {  // NOLINT(readability-identifier-naming)
        const auto bench = make_bench_();
        case_.run(*bench);
        bench->finish();
    }

private:
    const Case& case_;
    BenchFactory make_bench_;
};

}  // namespace

void register_cases(const std::string& suite, const Traits& traits, const BenchFactory& make_bench) {
    std::vector<std::span<const Case>> served{legacy_cases()};
    if (traits.is_atomic)
        served.insert(served.end(), {buffer_cases(), commit_cases(), import_cases(), power_cases()});
    for (const auto cases : served)
        for (const Case& subject : cases)
            if (subject.is_served(traits))
                testing::RegisterTest(suite.c_str(), subject.name, nullptr, nullptr, __FILE__, __LINE__,
                                      [&subject, make_bench]() -> testing::Test* {
                                          return new CaseTest(subject, make_bench);  // gtest deletes it
                                      });
}

}  // namespace kmsmirror::contract
