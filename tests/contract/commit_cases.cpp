// SPDX-License-Identifier: MIT
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <array>
#include <vector>

#include "contract/bench.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::contract {

namespace {

using fakes::error_of;
using fakes::Screen;
using fakes::SharedBuffer;
using kms::format_xrgb8888;

bool with_damage_clips(const Traits& traits) {
    return traits.has_damage_clips;
}

// A card with two framebuffers of its own memory.
struct Stage {
    Screen screen;
    SharedBuffer first_buffer;
    SharedBuffer second_buffer;
    kms::Framebuffer first;
    kms::Framebuffer second;

    explicit Stage(Bench& bench)
        : screen(bench.api(), bench.card()),
          first_buffer(*screen.device, screen.size(), format_xrgb8888),
          second_buffer(*screen.device, screen.size(), format_xrgb8888),
          first(kms::create_framebuffer(*screen.device, first_buffer.memory.framebuffer_info()).value()),
          second(kms::create_framebuffer(*screen.device, second_buffer.memory.framebuffer_info()).value()) {}

    [[nodiscard]] int commit(std::span<const kms::PropertyAssignment> assignments, std::uint32_t flags) const {
        return screen.device->api().commit_atomic(screen.device->fd(), assignments, flags, 0).value();
    }
    // A blocking commit of one property.
    [[nodiscard]] int set(std::uint32_t object, std::uint32_t property, std::uint64_t value) const {
        return commit(std::array<kms::PropertyAssignment, 1>{{{object, property, value}}},
                      DRM_MODE_ATOMIC_ALLOW_MODESET);
    }
    [[nodiscard]] int set_clips(std::span<const Rect> clips, std::size_t surplus_bytes = 0) const {
        std::vector<std::byte> bytes(std::as_bytes(clips).begin(), std::as_bytes(clips).end());
        bytes.resize(bytes.size() + surplus_bytes);
        const auto blob = kms::create_blob(*screen.device, bytes).value();
        const kms::Pipeline::Plane& plane = screen.pipeline.plane;
        return set(plane.id, *plane.fb_damage_clips, blob.id());
    }
};

void sets_a_mode_only_when_allowed(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.turn_off()) << "the console may have set this very mode";
    EXPECT_EQ(error_of(stage.screen.enable_request(stage.first).test()).value(), EINVAL);
    EXPECT_FALSE(error_of(stage.screen.enable_request(stage.first).test_modeset()));
    EXPECT_FALSE(stage.screen.show(stage.first));
    EXPECT_FALSE(error_of(stage.screen.enable_request(stage.second).test())) << "nothing changes but the framebuffer";
    EXPECT_FALSE(stage.screen.turn_off());
}

void flips_with_an_event(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    constexpr std::uint64_t user_data = 0xfedc'ba98'7654'3210;
    ASSERT_TRUE(stage.screen.flip_request(stage.second).commit_flip(user_data));
    const auto events = stage.screen.wait_for_events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_data, user_data);
    EXPECT_EQ(events[0].crtc_id, stage.screen.pipeline.crtc.id);
    EXPECT_TRUE(stage.screen.device->read_events()->empty()) << "reading never blocks";
    EXPECT_FALSE(stage.screen.turn_off());
}

void counts_no_frames_without_vblank(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    for (const kms::Framebuffer* const framebuffer : {&stage.second, &stage.first}) {
        ASSERT_TRUE(stage.screen.flip_request(*framebuffer).commit_flip(1));
        const auto events = stage.screen.wait_for_events();
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].sequence, 0U);
    }
    EXPECT_FALSE(stage.screen.turn_off());
}

void is_busy_while_a_flip_is_under_way(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    bench.hold(true);
    // A frame may end just between the two commits, but not a hundred times.
    std::error_code error;
    for (int i = 0; i < 100 && !error; ++i) {
        ASSERT_TRUE(stage.screen.flip_request(stage.second).commit_flip(1));
        error = error_of(stage.screen.flip_request(stage.first).commit_flip(2));
        const bool second_was_taken = !error;
        bench.hold(false);
        std::size_t events = 0;
        while (events < (second_was_taken ? 2U : 1U)) {
            const auto batch = stage.screen.wait_for_events();
            ASSERT_FALSE(batch.empty());
            events += batch.size();
        }
    }
    EXPECT_EQ(error.value(), EBUSY);
    EXPECT_TRUE(stage.screen.flip_request(stage.first).commit_flip(3)) << "ready again after the event";
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_FALSE(stage.screen.turn_off());
}

void refuses_nonsense(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    const kms::Pipeline& pipeline = stage.screen.pipeline;
    const kms::Pipeline::Plane& plane = pipeline.plane;
    constexpr std::uint32_t nothing = 0x7fff'ffff;
    EXPECT_EQ(stage.commit({}, 0), EINVAL) << "an empty commit";
    EXPECT_EQ(stage.set(nothing, plane.fb_id, 0), ENOENT) << "no such object";
    EXPECT_EQ(stage.set(plane.id, nothing, 0), ENOENT) << "no such property";
    EXPECT_EQ(stage.set(plane.id, pipeline.crtc.active, 1), ENOENT) << "a property of another object";
    EXPECT_EQ(stage.set(plane.id, plane.fb_id, nothing), EINVAL) << "no such framebuffer";
    EXPECT_EQ(stage.set(plane.id, plane.crtc_id, 0), EINVAL) << "a framebuffer without CRTC";
    EXPECT_EQ(stage.set(plane.id, plane.fb_id, 0), EINVAL) << "a CRTC without framebuffer";
    EXPECT_EQ(stage.set(plane.id, plane.src_x, 1 << 16), ENOSPC) << "source outside of the framebuffer";
    EXPECT_EQ(stage.set(pipeline.crtc.id, pipeline.crtc.mode_id, 0), EINVAL) << "active without mode";
    const auto short_mode = kms::create_blob(*stage.screen.device, std::array<std::byte, 8>{}).value();
    EXPECT_EQ(stage.set(pipeline.crtc.id, pipeline.crtc.mode_id, short_mode.id()), EINVAL) << "not a mode";
    kms::ModeInfo insane = stage.screen.mode;
    insane.htotal = 1;
    const auto insane_mode = kms::create_mode_blob(*stage.screen.device, insane).value();
    EXPECT_EQ(stage.set(pipeline.crtc.id, pipeline.crtc.mode_id, insane_mode.id()), EINVAL) << "an insane mode";
    const std::array<kms::PropertyAssignment, 1> flip{{{plane.id, plane.fb_id, stage.second.id()}}};
    EXPECT_EQ(stage.commit(flip, DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_PAGE_FLIP_EVENT), EINVAL) << "test with event";
    EXPECT_EQ(stage.commit(flip, 0x8000'0000), EINVAL) << "an unknown flag";
    EXPECT_EQ(stage.commit(flip, 0), 0) << "after all that";
    EXPECT_FALSE(stage.screen.turn_off());
}

// exynos_drm_plane_check_size() returns an errno that is the kernel's own, and the ioctl passes it on.
constexpr int scaling_error_of_exynos = 524;  // ENOTSUPP

bool is_exynos(const Traits& traits) {
    return traits.driver == "exynos";
}

void refuses_to_scale(Bench& bench, int error) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    const kms::Pipeline::Plane& plane = stage.screen.pipeline.plane;
    EXPECT_EQ(stage.set(plane.id, plane.crtc_w, stage.screen.size().width / 2), error);
    EXPECT_TRUE(stage.screen.flip_request(stage.second).commit_flip(1)) << "after that";
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_FALSE(stage.screen.turn_off());
}

void sends_no_events_while_off(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    ASSERT_FALSE(stage.screen.turn_off());
    kms::AtomicRequest request(*stage.screen.device);
    request.set(stage.screen.pipeline.crtc.id, stage.screen.pipeline.crtc.active, 0);
    EXPECT_EQ(error_of(request.commit_modeset(1)).value(), EINVAL);
}

void wants_its_master(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    ASSERT_FALSE(stage.screen.device->drop_master());
    EXPECT_EQ(error_of(stage.screen.flip_request(stage.second).commit_flip(1)).value(), EACCES);
    EXPECT_EQ(error_of(stage.screen.flip_request(stage.second).test()).value(), EACCES);
    ASSERT_FALSE(stage.screen.device->become_master());
    EXPECT_TRUE(stage.screen.flip_request(stage.second).commit_flip(1));
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_FALSE(stage.screen.turn_off());
}

void turns_off_when_the_shown_framebuffer_goes(Bench& bench) {
    Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    stage.first = {};
    const auto plane = bench.api().get_plane(stage.screen.device->fd(), stage.screen.pipeline.plane.id);
    ASSERT_TRUE(plane);
    EXPECT_EQ(plane->framebuffer_id, 0U);
}

void keeps_blobs_that_are_in_use(Bench& bench) {
    Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    stage.screen.mode_blob = {};
    EXPECT_TRUE(stage.screen.flip_request(stage.second).commit_flip(1));
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_FALSE(stage.screen.turn_off());
}

void takes_damage_that_is_sane(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    const auto width = static_cast<std::int32_t>(stage.screen.size().width);
    EXPECT_EQ(stage.set_clips(std::array{Rect{0, 0, 16, 16}, Rect{32, 32, 48, 48}}), 0);
    EXPECT_EQ(stage.set_clips(std::array{Rect{0, 0, width + 100, 16}}), 0) << "too wide is cut off";
    EXPECT_EQ(stage.set_clips(std::array{Rect{5, 5, 5, 10}}), EINVAL) << "empty";
    EXPECT_EQ(stage.set_clips(std::array{Rect{-1, 0, 5, 10}}), EINVAL) << "negative";
    EXPECT_EQ(stage.set_clips(std::array{Rect{0, 0, 16, 16}}, 1), EINVAL) << "not whole rectangles";
    EXPECT_FALSE(stage.screen.turn_off());
}

void refuses_a_pitch_that_is_not_the_modes(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer wide(*screen.device, {screen.size().width + 16, screen.size().height}, format_xrgb8888);
    kms::FramebufferInfo info = wide.memory.framebuffer_info();
    info.size = screen.size();
    const auto framebuffer = kms::create_framebuffer(*screen.device, info);
    ASSERT_TRUE(framebuffer);
    EXPECT_EQ(error_of(screen.enable_request(*framebuffer).test_modeset()).value(), EINVAL);
}

// The picture is garbled then: that the width is right is the daemon's own business.
void accepts_a_framebuffer_wider_than_the_mode(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer wide(*screen.device, {screen.size().width + 16, screen.size().height}, format_xrgb8888);
    const auto framebuffer = kms::create_framebuffer(*screen.device, wide.memory.framebuffer_info());
    ASSERT_TRUE(framebuffer);
    EXPECT_FALSE(screen.show(*framebuffer));
    EXPECT_FALSE(screen.turn_off());
}

// What kms::left_picture() and its users build upon.
void tells_what_a_dead_process_has_left(Bench& bench) {
    Stage stage(bench);
    kms::DrmApi& api = bench.api();
    const int fd = stage.screen.device->fd();
    ASSERT_FALSE(stage.screen.show(stage.first));
    stage.screen.mode_blob = {};
    stage.first_buffer.memory = {};
    auto left = api.get_resources(fd)->framebuffer_ids;
    std::sort(left.begin(), left.end());
    EXPECT_EQ(left, (std::vector{std::min(stage.first.id(), stage.second.id()),
                                 std::max(stage.first.id(), stage.second.id())}));
    const auto info = api.get_framebuffer(fd, stage.first.id());
    ASSERT_TRUE(info);
    EXPECT_EQ(info->size, stage.screen.size());
    EXPECT_EQ(info->format, format_xrgb8888);
    EXPECT_GE(info->pitch, info->size.width * 4);
    ASSERT_NE(info->handle, 0U);
    EXPECT_TRUE(api.prime_handle_to_fd(fd, info->handle, true)) << "the memory outlives its first handle";
    EXPECT_FALSE(api.close_gem_handle(fd, info->handle));
    EXPECT_EQ(api.get_framebuffer(fd, 0xdead).error().value(), ENOENT);
    const auto properties = api.get_properties(fd, stage.screen.pipeline.crtc.id, DRM_MODE_OBJECT_CRTC);
    ASSERT_TRUE(properties);
    for (const kms::PropertyInfo& property : *properties)
        if (property.id == stage.screen.pipeline.crtc.mode_id) {
            const auto mode = api.get_blob(fd, static_cast<std::uint32_t>(property.value));
            ASSERT_TRUE(mode) << "a mode that is set can be read after its blob was destroyed";
            EXPECT_EQ(mode->size(), sizeof(drm_mode_modeinfo));
        }
    EXPECT_FALSE(stage.screen.turn_off());
}

}  // namespace

std::span<const Case> commit_cases() {
    static constexpr auto cases = std::to_array<Case>({
        {"TellsWhatADeadProcessHasLeft", always, tells_what_a_dead_process_has_left},
        {"SetsAModeOnlyWhenAllowed", always, sets_a_mode_only_when_allowed},
        {"FlipsWithAnEvent", always, flips_with_an_event},
        {"CountsNoFramesWithoutVblank",
         [](const Traits& traits) { return traits.driver == "udl" || traits.driver == "gud"; },
         counts_no_frames_without_vblank},
        {"IsBusyWhileAFlipIsUnderWay", [](const Traits& traits) { return traits.can_be_busy; },
         is_busy_while_a_flip_is_under_way},
        {"RefusesNonsense", always, refuses_nonsense},
        {"RefusesToScale", [](const Traits& traits) { return !is_exynos(traits); },
         [](Bench& bench) { refuses_to_scale(bench, ERANGE); }},
        {"RefusesToScaleInItsOwnWay", is_exynos,
         [](Bench& bench) { refuses_to_scale(bench, scaling_error_of_exynos); }},
        {"SendsNoEventsWhileOff", always, sends_no_events_while_off},
        {"WantsItsMaster", always, wants_its_master},
        {"TurnsOffWhenTheShownFramebufferGoes", always, turns_off_when_the_shown_framebuffer_goes},
        {"KeepsBlobsThatAreInUse", always, keeps_blobs_that_are_in_use},
        {"TakesDamageThatIsSane", with_damage_clips, takes_damage_that_is_sane},
        {"RefusesAPitchThatIsNotTheModes", [](const Traits& traits) { return traits.driver == "pl111"; },
         refuses_a_pitch_that_is_not_the_modes},
        {"AcceptsAFramebufferWiderThanTheMode", [](const Traits& traits) { return traits.driver == "udl"; },
         accepts_a_framebuffer_wider_than_the_mode},
    });
    return cases;
}

}  // namespace kmsmirror::contract
