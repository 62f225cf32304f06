// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;
using std::chrono::milliseconds;
using ::testing::Each;

// A source whose buffers have moved to a dma-heap, and a display that finds out whether that is faster than a copy.
class HeapTrial : public World {
protected:
    static constexpr const char* heap = "/dev/dma_heap/linux,cma";
    static constexpr Rect small_rect{10, 10, 30, 30};
    static constexpr std::size_t turns = 10;

    explicit HeapTrial(const fakes::Personality& display = fakes::gud(), const SinkSettings& settings = {}) {
        fake_.set_heap(heap, true);
        settings_["right"] = settings;
        start();
        add_source();
        plug("right", display);
        connect_client();
        draw_everything();
        // Until small frames are the usual ones.
        for (int frame = 0; frame < 30; ++frame) {
            draw({small_rect});
            EXPECT_TRUE(settles("right"));
        }
        fake_.set_kernel_mapping(soc_card, false);
        draw({small_rect});
        EXPECT_TRUE(settles("right"));
        EXPECT_EQ(times_replaced_, 1);
    }
    // Which of the next frames of that kind come by copy.
    [[nodiscard]] std::vector<bool> copies_among(std::size_t frames, const Rect& rect = small_rect) {
        std::vector<bool> copies;
        while (copies.size() < frames) {
            const auto before = statistics("right").bytes_copied;
            draw({rect});
            EXPECT_TRUE(settles("right"));
            EXPECT_TRUE(shows_the_source("right"));
            copies.push_back(statistics("right").bytes_copied > before);
        }
        return copies;
    }
    [[nodiscard]] static std::vector<bool> copy_and_heap_in_turn() {
        std::vector<bool> copies;
        while (copies.size() < turns)
            copies.push_back(copies.size() % 2 == 0);
        return copies;
    }
    // Shows frames that take so long.
    void show_frames(std::size_t frames, milliseconds by_copy, milliseconds by_heap) {
        fake_.hold_completions(card("right"), true);
        for (std::size_t frame = 0; frame < frames; ++frame) {
            const auto read = source_statistics().bytes_read;
            draw({small_rect});
            ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
            scheduler_.advance(source_statistics().bytes_read > read ? by_copy : by_heap);
            fake_.complete(card("right"));
            ASSERT_TRUE(settles("right"));
        }
        fake_.hold_completions(card("right"), false);
    }
};

TEST_F(HeapTrial, TakesTurnsAndEnds) {
    EXPECT_EQ(copies_among(turns), copy_and_heap_in_turn());
    EXPECT_THAT(copies_among(turns), Each(false)) << "frames of the same kind are not tried again";
    EXPECT_EQ(status("right").path, "prime-heap");
    EXPECT_EQ(status("right").path_reason.call, "ATOMIC");
}

TEST_F(HeapTrial, IsNoChangeOfThePathWhileItLasts) {
    const auto before = status("right");
    for (std::size_t turn = 1; turn < turns; ++turn) {
        EXPECT_EQ(copies_among(1).size(), 1U);
        EXPECT_EQ(status("right").path, before.path);
        EXPECT_EQ(status("right").path_reason.call, before.path_reason.call);
    }
    EXPECT_EQ(copies_among(1).size(), 1U);
    EXPECT_EQ(status("right").path, "prime-heap");
}

class HeapTrialOfADisplayThatSends16Bits : public HeapTrial {
protected:
    HeapTrialOfADisplayThatSends16Bits() : HeapTrial(fakes::udl()) {}
};

// The copy has another format than the heap's buffers, which for udl is nothing that its display knows of.
TEST_F(HeapTrialOfADisplayThatSends16Bits, SetsNoModeAndSendsOnlyTheDamage) {
    const auto modesets = fake_.modeset_count(card("right"));
    const auto pixels = fake_.pixels_read(card("right"));
    EXPECT_EQ(copies_among(turns), copy_and_heap_in_turn());
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets);
    EXPECT_EQ(fake_.pixels_read(card("right")) - pixels,
              turns * static_cast<std::uint64_t>(small_rect.width()) * static_cast<std::uint64_t>(small_rect.height()));
}

class HeapTrialOfADisplayThatTurns : public HeapTrial {
protected:
    HeapTrialOfADisplayThatTurns() : HeapTrial(turning(), {.rotation = 270}) {}
    static fakes::Personality turning() {
        fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {192, 256});
        gadget.rotations = 0x3f;  // all of them
        gadget.format_change_is_modeset = true;
        return gadget;
    }
};

// Each turn would be a mode set, since the copy is turned already and the heap's buffers are not.
TEST_F(HeapTrialOfADisplayThatTurns, IsNotMade) {
    EXPECT_THAT(copies_among(1), Each(false));
    const auto modesets = fake_.modeset_count(card("right"));
    EXPECT_THAT(copies_among(turns), Each(false));
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets);
    EXPECT_EQ(status("right").path, "prime-heap");
}

TEST_F(HeapTrial, KeepsTheHeapWhereThatIsFaster) {
    show_frames(turns, 9ms, 5ms);
    EXPECT_THAT(copies_among(turns), Each(false));
    EXPECT_EQ(status("right").path, "prime-heap");
}

TEST_F(HeapTrial, ChoosesTheCopyWhereThatIsFasterAndSaysSo) {
    show_frames(turns, 5ms, 9ms);
    EXPECT_THAT(copies_among(turns), Each(true));
    EXPECT_EQ(status("right").path, "copy");
    EXPECT_EQ(status("right").path_reason.call, "MEASURED");
    EXPECT_EQ(times_replaced_, 2) << "and leaves the heap";
}

TEST_F(HeapTrial, IsMadeAgainWhenFramesAreOfAnotherKind) {
    const Rect all = rect_of(fakes::preferred_size);
    EXPECT_EQ(copies_among(turns), copy_and_heap_in_turn());
    EXPECT_THAT(copies_among(1, all), Each(false)) << "one says nothing";
    EXPECT_EQ(copies_among(turns, all), copy_and_heap_in_turn());
    EXPECT_THAT(copies_among(5, all), Each(false));
    EXPECT_EQ(status("right").path, "prime-heap");
}

TEST_F(HeapTrial, BeginsAnewWhenTheSinkIsRearmed) {
    EXPECT_THAT(copies_among(3), ::testing::ElementsAre(true, false, true));
    // The buffers stay on the heap.
    drm_.fail(Call::create_dumb, 1, ENOMEM, fakes::FaultyDrm::always, soc_card);
    const auto shown = statistics("right").frames_shown;
    rearm("right");
    ASSERT_TRUE(run_until([&] { return statistics("right").frames_shown > shown; }));
    // The repaint, by copy, was the first turn.
    auto others = copy_and_heap_in_turn();
    others.erase(others.begin());
    EXPECT_EQ(copies_among(turns - 1), others);
    EXPECT_THAT(copies_among(3), Each(false));
}

}  // namespace
}  // namespace kmsmirror::tests
