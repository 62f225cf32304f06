// SPDX-License-Identifier: MIT
#include "base/tether.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>

namespace kmsmirror {
namespace {

struct Counter {
    int count = 0;
    Tether<Counter> tether{*this};
};

TEST(ATether, CallsAsLongAsItsObjectLives) {
    std::optional<Counter> counter(std::in_place);
    const std::function<void(int)> add = counter->tether.wrap([](Counter& self, int number) { self.count += number; });
    add(2);
    add(3);
    EXPECT_EQ(counter->count, 5);
    counter.reset();
    add(4);
}

}  // namespace
}  // namespace kmsmirror
