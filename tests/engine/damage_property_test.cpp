// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>

#include "engine/world.h"
#include "mirror/clip_reduction.h"
#include "pixels/background.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// Whatever happens: once a display has settled it shows exactly the newest frame, and for a frame it reads no more than
// what changed, as clips cover that.
class RandomLife : public World, public ::testing::WithParamInterface<unsigned> {
protected:
    [[nodiscard]] unsigned at_random(unsigned below) { return static_cast<unsigned>(random_() % below); }
    void draw_at_random() {
        std::vector<Rect> rects;
        for (auto count = random_() % 4; count > 0; --count) {
            const auto x = static_cast<std::int32_t>(random_() % 240);
            const auto y = static_cast<std::int32_t>(random_() % 180);
            rects.push_back({x, y, x + 1 + static_cast<std::int32_t>(random_() % 16),
                             y + 1 + static_cast<std::int32_t>(random_() % 12)});
        }
        draw_and_note(rects);
    }
    void draw_and_note(const std::vector<Rect>& rects) {
        draw(rects);
        frames_[engine_->source_statistics().sequence] = {drawn(), pixels::Region(rects)};
    }

    // Once nothing is under way on a display.
    void check(const std::string& name) {
        ASSERT_TRUE(settles(name)) << status(name).state << " " << status(name).error;
        const std::uint64_t shown = statistics(name).last_shown_sequence;
        ASSERT_TRUE(shows(name, frames_.at(shown).picture)) << "frame " << shown << " by " << status(name).path;
        if (status(name).driver == "udl")
            return;  // it shows less than its memory has
        const Captured captured = capture(name);
        ASSERT_TRUE(captured.picture) << name << " by " << status(name).path << ", " << status(name).state
                                      << ", reason " << static_cast<int>(captured.failure.reason) << " "
                                      << captured.failure.error.call;
        ASSERT_EQ(fakes::count_differences(*captured.picture, fake_.shown_picture(card(name))), 0U);
    }
    // What a display has read for a frame is what the clips of its damage cover, and not a pixel more.
    void check_cost(const std::string& name, std::uint64_t pixels, bool merges) {
        const pixels::Region damage = geometry_on(name).map(frames_.at(engine_->source_statistics().sequence).damage);
        std::uint64_t allowed = 0;
        if (merges)
            allowed = pixels::Region(damage.bounds()).area();
        else
            for (const Rect& clip : mirror::reduce_clips(damage, mirror::clip_cost(status(name).driver)))
                allowed += pixels::Region(clip).area();
        EXPECT_EQ(pixels, allowed) << name << " by " << status(name).path;
    }

    // Whether nothing is in flight or waits, slices that are owed neither.
    [[nodiscard]] bool is_all_accounted(const std::string& name) const {
        const SinkStatistics& s = statistics(name);
        return s.frames_shown + s.frames_superseded + s.frames_lost == s.frames_offered;
    }

    void disturb(const std::string& name) {
        switch (random_() % 16) {
            case 0:
                drm_.fail(Call::commit_atomic, 1 + at_random(2), ENOMEM, 1 + at_random(2), card(name));
                break;
            case 1:
                drm_.fail(Call::commit_atomic, 1, EBUSY, 1 + at_random(3), card(name));
                break;
            case 2:
                engine_->rearm(name);
                break;
            case 3:
                settings_[name].path = random_() % 2 == 0 ? PathChoice::copy : PathChoice::automatic;
                update_settings();
                break;
            case 4:
                engine_->pause(name);
                draw_at_random();
                engine_->resume(name);
                break;
            case 5:
                drm_.fail(Call::sync_dma_buf, 1, EIO);
                break;
            case 6:
                scheduler_.advance(61s);  // a slice is repainted, and paths that were closed open
                break;
            case 7:
                fake_.set_kernel_mapping(soc_card, random_() % 2 == 0);
                break;
            default:
                disturb_display(name);
                break;
        }
    }
    void disturb_display(const std::string& name) {
        const bool at_once = random_() % 2 == 0;
        switch (random_() % 9) {
            case 0:
                engine_->show_still(
                    name, [](const pixels::Image& image) { pixels::fill(image, 0xffffff); }, "blank");
                let_pass(at_once);
                engine_->resume(name);
                break;
            case 1:
                set(name, {.mode = ModeWish{{200, 150}, 0}});
                let_pass(at_once);
                if (random_() % 2 == 0)
                    place_at_random(name);
                set(name, {.mode = ModeRule::automatic});
                break;
            case 2: {
                const auto udl = status(name).driver == "udl";
                unplug(name);
                let_pass(at_once);
                plug(name, udl ? fakes::udl() : gadget());
                break;
            }
            case 3:
            case 5:
                place_at_random(name);
                let_pass(at_once);
                break;
            case 6:
                set(name, {.max_rate_mhz = at_once ? 1000U : 0U});
                break;
            case 4:
                fake_.set_foreign_master(card(name), true);
                let_pass(at_once);
                fake_.set_foreign_master(card(name), false);
                break;
            case 7:
                engine_->set_power(name, false);
                let_pass(at_once);
                if (random_() % 2 == 0)
                    place_at_random(name);
                else
                    engine_->show_still(name, pixels::draw_bars, "test-pattern");
                let_pass(at_once);
                engine_->resume(name);
                engine_->set_power(name, true);
                break;
            default:
                fake_.set_connected(card(name), false);
                say_that_it_changed(name);
                let_pass(at_once);
                fake_.set_connected(card(name), true);
                say_that_it_changed(name);
                break;
        }
    }
    // Every other one turns the picture by itself.
    [[nodiscard]] static fakes::Personality gadget() {
        fakes::Personality gadget = fakes::gud();
        gadget.format_change_is_modeset = true;
        gadget.rotations = GetParam() % 2 == 0 ? 0x3f : 0;  // DRM_MODE_ROTATE_MASK | DRM_MODE_REFLECT_MASK
        gadget.turning_error = GetParam() % 8 == 0 ? EINVAL : 0;
        return gadget;
    }
    void place_at_random(const std::string& name) {
        constexpr std::array fits{Fit::fit, Fit::fill, Fit::stretch, Fit::integer, Fit::none};
        constexpr std::array filters{Filter::automatic, Filter::nearest, Filter::bilinear, Filter::area};
        constexpr std::array reflections{Reflection::none, Reflection::x, Reflection::y};
        const RegionChoice regions[] = {RegionChoice(), Rect{20, 30, 220, 170}, Wall{2, 2, at_random(2), at_random(2)}};
        set(name, {.fit = fits.at(at_random(fits.size())),
                   .rotation = at_random(4) * 90,
                   .reflection = reflections.at(at_random(reflections.size())),
                   .region = regions[at_random(3)],
                   .bezel = at_random(2) * 6,
                   .filter = filters.at(at_random(filters.size()))});
    }
    void let_pass(bool at_once) {
        draw_at_random();
        if (!at_once)
            run_posted();
    }

    struct Drawn {
        fakes::Picture picture;
        pixels::Region damage;
    };
    std::mt19937 random_{GetParam()};
    std::map<std::uint64_t, Drawn> frames_;  // by sequence
};

TEST_P(RandomLife, ShowsEachFrameExactlyAndSendsNoMoreThanChanged) {
    config::Config config;
    config.sinks.idle_repaint = 16min;
    // The memory moves where there is a heap.
    fake_.set_heap("/dev/dma_heap/linux,cma", GetParam() % 2 == 0);
    start(config);
    add_source();
    plug("left", fakes::udl());
    plug("right", gadget());
    connect_client();
    draw_everything();
    frames_[engine_->source_statistics().sequence] = {drawn(), pixels::Region(rect_of(fakes::preferred_size))};
    for (int step = 0; step < 60; ++step) {
        const std::string name = random_() % 2 == 0 ? "left" : "right";
        const bool is_slow = random_() % 3 == 0;
        if (is_slow)
            fake_.hold_completions(card(name), true);
        if (random_() % 2 == 0)
            disturb(name);
        for (auto frames = 1 + random_() % 3; frames > 0; --frames)
            draw_at_random();
        if (is_slow) {
            fake_.hold_completions(card(name), false);
            fake_.complete(card(name));
        }
        drm_.heal();
        // What waits after a failure is tried again by time.
        ASSERT_TRUE(run_until([this] {
            scheduler_.advance(100ms);
            scheduler_.post([] {});
            const auto newest = engine_->source_statistics().sequence;
            return statistics("left").last_shown_sequence == newest &&
                   statistics("right").last_shown_sequence == newest;
        })) << step
            << ": " << status("left").state << ", " << status("right").state;
        check("left");
        check("right");
        if (HasFatalFailure())
            return;
    }
    set("left", {.max_rate_mhz = 0});
    set("right", {.max_rate_mhz = 0});
    // All that was owed is repaid by then: a frame that changes nothing on a display does not bring the next slice.
    std::uint64_t sent = 0;
    for (int quiet = 0; quiet < 3; ++quiet) {
        scheduler_.advance(5s);
        draw_and_note({rect_of(fakes::preferred_size)});  // one that no display leaves out: it would bring no slice
        ASSERT_TRUE(run_until([this] { return is_all_accounted("left") && is_all_accounted("right"); }));
        draw({});
        ASSERT_TRUE(all_settle());
        const std::uint64_t slices = statistics("left").frames_offered + statistics("right").frames_offered;
        if (std::exchange(sent, slices) + 4 != slices)
            quiet = 0;
    }
    for (int frame = 0; frame < 20; ++frame) {
        ASSERT_TRUE(all_settle());
        const std::uint64_t left = fake_.pixels_read(card("left"));
        const std::uint64_t right = fake_.pixels_read(card("right"));
        draw_at_random();
        check("left");
        check("right");
        check_cost("left", fake_.pixels_read(card("left")) - left, false);
        check_cost("right", fake_.pixels_read(card("right")) - right, true);
    }
    EXPECT_TRUE(is_all_accounted("left"));
    EXPECT_TRUE(is_all_accounted("right"));
}

// Up to $KMSMIRROR_SEEDS, which a developer may set.
unsigned last_seed() {
    const char* const wanted = std::getenv("KMSMIRROR_SEEDS");
    return wanted == nullptr ? 8 : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLife, ::testing::Range(1U, last_seed() + 1));

}  // namespace
}  // namespace kmsmirror::tests
