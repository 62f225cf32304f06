// SPDX-License-Identifier: MIT
#include <array>
#include <vector>

#include "contract/bench.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::contract {

// The names of commit_cases.cpp, for a card that is not asked for atomic mode setting.
namespace legacy {
namespace {

using fakes::error_of;
using fakes::Screen;
using fakes::SharedBuffer;
using kms::format_xrgb8888;

constexpr std::uint32_t nothing = 0x7fff'ffff;

bool with_dirty(const Traits& traits) {
    return traits.has_dirty;
}
// A card that is not asked for atomic mode setting.
struct LegacyScreen : Screen {
    explicit LegacyScreen(Bench& bench) : Screen(bench.api(), bench.card(), kms::Atomic::unused) {}

    [[nodiscard]] kms::CrtcConfig config(const kms::Framebuffer& framebuffer) const {
        return {pipeline.crtc.id, pipeline.connector.id, framebuffer.id(), mode};
    }
    [[nodiscard]] int set_crtc(const kms::CrtcConfig& config) const {
        return device->api().set_crtc(device->fd(), config).value();
    }
    [[nodiscard]] int set_crtc(const kms::Framebuffer& framebuffer) const { return set_crtc(config(framebuffer)); }
    [[nodiscard]] int turn_off() const { return set_crtc(kms::CrtcConfig{pipeline.crtc.id, 0, 0, {}}); }
    [[nodiscard]] int flip(std::uint32_t framebuffer_id, std::uint64_t user_data) const {
        return device->api().page_flip(device->fd(), pipeline.crtc.id, framebuffer_id, user_data).value();
    }
    [[nodiscard]] int mark_dirty(const kms::Framebuffer& framebuffer, std::span<const Rect> clips) const {
        return error_of(kms::mark_dirty(*device, framebuffer, clips)).value();
    }
    [[nodiscard]] std::uint32_t shown() const {
        return value_or_throw(device->api().get_plane(device->fd(), pipeline.plane.id), "GETPLANE").framebuffer_id;
    }
};

struct Stage {
    LegacyScreen screen;
    SharedBuffer first_buffer;
    SharedBuffer second_buffer;
    kms::Framebuffer first;
    kms::Framebuffer second;

    explicit Stage(Bench& bench)
        : screen(bench),
          first_buffer(*screen.device, screen.size(), format_xrgb8888),
          second_buffer(*screen.device, screen.size(), format_xrgb8888),
          first(kms::create_framebuffer(*screen.device, first_buffer.memory.framebuffer_info()).value()),
          second(kms::create_framebuffer(*screen.device, second_buffer.memory.framebuffer_info()).value()) {}
};

void has_no_atomic_commits_unless_asked(Bench& bench) {
    const Stage stage(bench);
    const kms::Pipeline& pipeline = stage.screen.pipeline;
    EXPECT_FALSE(pipeline.is_atomic);
    EXPECT_TRUE(pipeline.plane.supports(format_xrgb8888));
    EXPECT_EQ(error_of(stage.screen.flip_request(stage.first).commit_flip(1)).value(), ENOENT) << "no property";
    const std::array<kms::PropertyAssignment, 1> flip{{{pipeline.plane.id, 1, stage.first.id()}}};
    EXPECT_TRUE(bench.api().commit_atomic(stage.screen.device->fd(), flip, 0, 0));
}

void sets_a_mode_and_shows_it_on_return(Bench& bench) {
    const Stage stage(bench);
    EXPECT_EQ(stage.screen.set_crtc(stage.first), 0);
    EXPECT_EQ(stage.screen.shown(), stage.first.id());
    EXPECT_EQ(stage.screen.set_crtc(stage.second), 0) << "another framebuffer in the same mode";
    EXPECT_EQ(stage.screen.shown(), stage.second.id());
    EXPECT_TRUE(stage.screen.device->read_events()->empty()) << "no event";
    EXPECT_EQ(stage.screen.turn_off(), 0);
    EXPECT_EQ(stage.screen.shown(), 0U);
}

void flips_with_an_event(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    constexpr std::uint64_t user_data = 0xfedc'ba98'7654'3210;
    for (const kms::Framebuffer* const framebuffer : {&stage.second, &stage.second, &stage.first}) {
        ASSERT_EQ(stage.screen.flip(framebuffer->id(), user_data), 0) << "also to the one that is shown";
        const auto events = stage.screen.wait_for_events();
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].user_data, user_data);
        EXPECT_EQ(events[0].crtc_id, stage.screen.pipeline.crtc.id);
        EXPECT_EQ(stage.screen.shown(), framebuffer->id());
    }
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void is_busy_while_a_flip_is_under_way(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    bench.hold(true);
    // A frame may end just between the two flips, but not a hundred times.
    int error = 0;
    for (int i = 0; i < 100 && error == 0; ++i) {
        ASSERT_EQ(stage.screen.flip(stage.second.id(), 1), 0);
        error = stage.screen.flip(stage.first.id(), 2);
        bench.hold(false);
        std::size_t events = 0;
        while (events < (error == 0 ? 2U : 1U)) {
            const auto batch = stage.screen.wait_for_events();
            ASSERT_FALSE(batch.empty());
            events += batch.size();
        }
    }
    EXPECT_EQ(error, EBUSY);
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void takes_clips_of_the_framebuffer_that_is_shown(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    const Rect good{0, 0, 16, 16};
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::array{good, Rect{32, 32, 48, 48}}), 0);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, {}), 0) << "all of it";
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::vector<Rect>(256, good)), 0);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::vector<Rect>(257, good)), EINVAL);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::array{Rect{5, 5, 5, 10}}), EINVAL) << "empty";
    EXPECT_TRUE(stage.screen.device->read_events()->empty()) << "no event";
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void says_yes_to_dirt_that_nobody_sees(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    EXPECT_EQ(stage.screen.mark_dirty(stage.second, std::array{Rect{0, 0, 16, 16}}), 0);
    EXPECT_EQ(stage.screen.shown(), stage.first.id());
    ASSERT_EQ(stage.screen.turn_off(), 0);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::array{Rect{0, 0, 16, 16}}), 0);
    EXPECT_EQ(stage.screen.shown(), 0U);
}

void needs_to_be_told_of_no_dirt(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, std::array{Rect{0, 0, 16, 16}}), ENOSYS);
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void refuses_nonsense(Bench& bench) {
    const Stage stage(bench);
    const LegacyScreen& screen = stage.screen;
    ASSERT_EQ(screen.turn_off(), 0);
    EXPECT_EQ(screen.flip(stage.first.id(), 1), EBUSY) << "nothing is shown";
    const kms::CrtcConfig good = screen.config(stage.first);
    kms::CrtcConfig bad = good;
    bad.crtc_id = nothing;
    EXPECT_EQ(screen.set_crtc(bad), ENOENT) << "no such CRTC";
    bad = good;
    bad.framebuffer_id = nothing;
    EXPECT_EQ(screen.set_crtc(bad), ENOENT) << "no such framebuffer";
    bad = good;
    bad.connector_id = nothing;
    EXPECT_EQ(screen.set_crtc(bad), ENOENT) << "no such connector";
    bad = good;
    bad.mode->htotal = 1;
    EXPECT_EQ(screen.set_crtc(bad), EINVAL) << "an insane mode";
    bad = good;
    for (const auto part :
         {&kms::ModeInfo::vdisplay, &kms::ModeInfo::vsync_start, &kms::ModeInfo::vsync_end, &kms::ModeInfo::vtotal})
        (*bad.mode).*part = static_cast<std::uint16_t>((*bad.mode).*part + 1);
    EXPECT_EQ(screen.set_crtc(bad), ENOSPC) << "a mode larger than the framebuffer";
    EXPECT_EQ(screen.shown(), 0U);

    ASSERT_EQ(screen.set_crtc(good), 0) << "after all that";
    EXPECT_EQ(screen.flip(nothing, 1), ENOENT) << "no such framebuffer";
    EXPECT_EQ(bench.api().page_flip(screen.device->fd(), nothing, stage.first.id(), 1).value(), ENOENT);
    EXPECT_EQ(bench.api().dirty_framebuffer(screen.device->fd(), nothing, {}).value(), ENOENT);
    EXPECT_EQ(screen.turn_off(), 0);
}

void shows_the_same_again_after_it_was_off(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    ASSERT_EQ(stage.screen.turn_off(), 0);
    EXPECT_EQ(stage.screen.turn_off(), 0) << "it is off already";
    EXPECT_EQ(stage.screen.shown(), 0U);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    EXPECT_EQ(stage.screen.shown(), stage.first.id());
    EXPECT_EQ(stage.screen.flip(stage.second.id(), 1), 0);
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void flips_to_no_other_format(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    const SharedBuffer buffer(*stage.screen.device, stage.screen.size(), kms::format_rgb565);
    const auto other = kms::create_framebuffer(*stage.screen.device, buffer.memory.framebuffer_info()).value();
    EXPECT_EQ(stage.screen.flip(other.id(), 1), EINVAL);
    EXPECT_EQ(stage.screen.set_crtc(other), 0);
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void wants_its_master(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    ASSERT_FALSE(stage.screen.device->drop_master());
    EXPECT_EQ(stage.screen.set_crtc(stage.second), EACCES);
    EXPECT_EQ(stage.screen.flip(stage.second.id(), 1), EACCES);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, {}), EACCES);
    ASSERT_FALSE(stage.screen.device->become_master());
    EXPECT_EQ(stage.screen.turn_off(), 0);
}

void proves_a_path_by_set_crtc_and_flip_only(Bench& bench) {
    const auto source = kms::Device::open(bench.api(), bench.source());
    const LegacyScreen sink(bench);
    const SharedBuffer first_buffer(*source, sink.size(), format_xrgb8888);
    const SharedBuffer second_buffer(*source, sink.size(), format_xrgb8888);
    const auto import_whole = [&sink](const SharedBuffer& buffer) {
        return kms::import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
    };
    const kms::Framebuffer first = import_whole(first_buffer);
    const kms::Framebuffer second = import_whole(second_buffer);
    bench.set_kernel_mapping(false);
    EXPECT_EQ(sink.set_crtc(first), ENOMEM);
    EXPECT_EQ(sink.mark_dirty(first, {}), 0) << "and yet nothing is shown";
    bench.set_kernel_mapping(true);
    ASSERT_EQ(sink.set_crtc(first), 0) << "nothing was lost by the failure";
    bench.set_kernel_mapping(false);
    EXPECT_EQ(sink.flip(second.id(), 1), ENOMEM);
    EXPECT_EQ(sink.mark_dirty(first, std::array{Rect{0, 0, 64, 64}}), 0) << "keeps its mapping";
    EXPECT_EQ(sink.shown(), first.id());
    EXPECT_TRUE(sink.device->read_events()->empty()) << "what failed sends no event";
    bench.set_kernel_mapping(true);
    EXPECT_EQ(sink.flip(second.id(), 2), 0);
    EXPECT_EQ(sink.wait_for_events().size(), 1U);
    EXPECT_EQ(sink.turn_off(), 0);
}

void is_blind_only_in_set_crtc_and_flip(Bench& bench) {
    const auto source = kms::Device::open(bench.api(), bench.source());
    const LegacyScreen sink(bench);
    const SharedBuffer buffer(*source, sink.size(), format_xrgb8888);
    const SharedBuffer own(*sink.device, sink.size(), format_xrgb8888);
    const kms::Framebuffer unreadable =
        kms::import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
    const kms::Framebuffer readable = kms::create_framebuffer(*sink.device, own.memory.framebuffer_info()).value();
    EXPECT_EQ(sink.set_crtc(unreadable), bench.mapping_error());
    EXPECT_EQ(sink.mark_dirty(unreadable, {}), 0) << "and yet nothing is shown";
    ASSERT_EQ(sink.set_crtc(readable), 0) << "nothing was lost by the failure";
    EXPECT_EQ(sink.flip(unreadable.id(), 1), bench.mapping_error());
    EXPECT_EQ(sink.shown(), readable.id());
    EXPECT_TRUE(sink.device->read_events()->empty()) << "what failed sends no event";
    EXPECT_EQ(sink.turn_off(), 0);
}

void gives_an_unplugged_card_no_call(Bench& bench) {
    const Stage stage(bench);
    ASSERT_EQ(stage.screen.set_crtc(stage.first), 0);
    bench.unplug();
    EXPECT_EQ(stage.screen.set_crtc(stage.first), ENODEV);
    EXPECT_EQ(stage.screen.flip(stage.first.id(), 1), ENODEV);
    EXPECT_EQ(stage.screen.mark_dirty(stage.first, {}), ENODEV);
}

constexpr auto cases = std::to_array<Case>({
    {"LegacyHasNoAtomicCommitsUnlessAsked", always, has_no_atomic_commits_unless_asked},
    {"LegacySetsAModeAndShowsItOnReturn", always, sets_a_mode_and_shows_it_on_return},
    {"LegacyFlipsWithAnEvent", always, flips_with_an_event},
    {"LegacyIsBusyWhileAFlipIsUnderWay", [](const Traits& traits) { return traits.can_be_busy; },
     is_busy_while_a_flip_is_under_way},
    {"LegacyTakesClipsOfTheFramebufferThatIsShown", with_dirty, takes_clips_of_the_framebuffer_that_is_shown},
    {"LegacySaysYesToDirtThatNobodySees", with_dirty, says_yes_to_dirt_that_nobody_sees},
    {"LegacyNeedsToBeToldOfNoDirt", [](const Traits& traits) { return !traits.has_dirty; },
     needs_to_be_told_of_no_dirt},
    {"LegacyRefusesNonsense", always, refuses_nonsense},
    {"LegacyShowsTheSameAgainAfterItWasOff", always, shows_the_same_again_after_it_was_off},
    {"LegacyFlipsToNoOtherFormat", [](const Traits& traits) { return traits.driver == "udl"; },
     flips_to_no_other_format},
    {"LegacyWantsItsMaster", always, wants_its_master},
    {"LegacyProvesAPathBySetCrtcAndFlipOnly", on_sinks_with_switch, proves_a_path_by_set_crtc_and_flip_only},
    {"LegacyIsBlindOnlyInSetCrtcAndFlip", on_blind_sinks, is_blind_only_in_set_crtc_and_flip},
    {"LegacyGivesAnUnpluggedCardNoCall", [](const Traits& traits) { return traits.can_unplug; },
     gives_an_unplugged_card_no_call},
});

}  // namespace
}  // namespace legacy

std::span<const Case> legacy_cases() {
    return legacy::cases;
}

}  // namespace kmsmirror::contract
