// SPDX-License-Identifier: MIT
#include <xf86drmMode.h>

#include <array>

#include "contract/bench.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::contract {

// The names of commit_cases.cpp, for what becomes of displays that users turn off.
namespace power {
namespace {

using fakes::error_of;
using fakes::Screen;
using fakes::SharedBuffer;
using kms::format_xrgb8888;

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

    [[nodiscard]] kms::AtomicRequest active_request(std::uint64_t active) const {
        kms::AtomicRequest request(*screen.device);
        request.set(screen.pipeline.crtc.id, screen.pipeline.crtc.active, active);
        return request;
    }
    // A blocking commit.
    [[nodiscard]] int set_active(std::uint64_t active) const {
        return error_of(active_request(active).commit_blocking_modeset()).value();
    }
};

// What a display that users turn off is left in, and how it comes on again.
void keeps_mode_and_framebuffer_while_inactive(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.show(stage.first));
    const kms::Pipeline& pipeline = stage.screen.pipeline;
    const kms::AtomicRequest off = stage.active_request(0);
    EXPECT_EQ(error_of(off.test()).value(), EINVAL) << "that is a mode set";
    EXPECT_EQ(error_of(off.commit_flip(1)).value(), EINVAL);
    ASSERT_FALSE(error_of(off.commit_blocking_modeset()));
    EXPECT_FALSE(error_of(off.commit_blocking_modeset())) << "it is off already";
    EXPECT_TRUE(stage.screen.device->read_events()->empty());
    const int fd = stage.screen.device->fd();
    EXPECT_EQ(bench.api().get_plane(fd, pipeline.plane.id)->framebuffer_id, stage.first.id());
    EXPECT_EQ(kms::connector_crtc(*stage.screen.device, pipeline.connector.id), pipeline.crtc.id);
    const auto properties = bench.api().get_properties(fd, pipeline.crtc.id, DRM_MODE_OBJECT_CRTC);
    ASSERT_TRUE(properties);
    for (const kms::PropertyInfo& property : *properties) {
        if (property.id == pipeline.crtc.active) {
            EXPECT_EQ(property.value, 0U);
        }
        if (property.id == pipeline.crtc.mode_id) {
            EXPECT_NE(property.value, 0U);
        }
    }
    EXPECT_EQ(error_of(stage.screen.flip_request(stage.second).commit_flip(1)).value(), EINVAL) << "no event while off";
    EXPECT_EQ(bench.api().page_flip(fd, pipeline.crtc.id, stage.second.id(), 1).value(), EINVAL);
    ASSERT_TRUE(stage.screen.enable_request(stage.second).commit_modeset(7));
    const auto events = stage.screen.wait_for_events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_data, 7U);
    EXPECT_TRUE(stage.screen.flip_request(stage.first).commit_flip(8));
    EXPECT_EQ(stage.screen.wait_for_events().size(), 1U);
    EXPECT_FALSE(stage.screen.turn_off());
}

void turns_off_what_was_never_on(Bench& bench) {
    const Stage stage(bench);
    ASSERT_FALSE(stage.screen.turn_off());
    EXPECT_EQ(stage.set_active(0), 0);
    EXPECT_EQ(stage.set_active(1), EINVAL) << "no mode";
}

}  // namespace
}  // namespace power

std::span<const Case> power_cases() {
    static constexpr auto cases = std::to_array<Case>({
        {"KeepsModeAndFramebufferWhileInactive", always, power::keeps_mode_and_framebuffer_while_inactive},
        {"TurnsOffWhatWasNeverOn", always, power::turns_off_what_was_never_on},
    });
    return cases;
}

}  // namespace kmsmirror::contract
