// SPDX-License-Identifier: MIT
#include "source/source.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kmsmirror::source {
namespace {

class OneSource : public Source {
public:
    [[nodiscard]] const Traits& traits() const noexcept override { return traits_; }
    [[nodiscard]] const std::optional<Frame>& newest() const noexcept override { return newest_; }
    [[nodiscard]] const std::shared_ptr<const pixels::DamageJournal>& journal() const noexcept override {
        return journal_;
    }
    [[nodiscard]] const Pixels& pixels() const noexcept override { return pixels_; }
    void want_pixels() override {}

    void tell_all() {
        tell([](Viewer& viewer) { viewer.frame_came(); });
    }
    using Source::has_viewers;

private:
    Traits traits_;
    std::optional<Frame> newest_;
    std::shared_ptr<const pixels::DamageJournal> journal_;
    Pixels pixels_;
};

class OneViewer : public Viewer {
public:
    void frame_came() override {
        ++frames_;
        if (fails)
            throw std::runtime_error("no memory");
    }
    void pixels_came() override {}
    void pixels_failed(const CallError& /*error*/) override {}

    [[nodiscard]] int frames() const noexcept { return frames_; }
    bool fails = false;

private:
    int frames_ = 0;
};

TEST(TheViewersOfASource, ComeAndGoAfterOneHasThrown) {
    OneSource source;
    OneViewer bad;
    OneViewer good;
    source.add(bad);
    source.add(good);
    bad.fails = true;
    EXPECT_THROW(source.tell_all(), std::runtime_error);
    source.remove(bad);
    source.tell_all();
    EXPECT_EQ(bad.frames(), 1);
    EXPECT_EQ(good.frames(), 1);
    source.remove(good);
    EXPECT_FALSE(source.has_viewers());
    source.tell_all();
    EXPECT_EQ(good.frames(), 1);
}

}  // namespace
}  // namespace kmsmirror::source
