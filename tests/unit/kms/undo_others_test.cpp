// SPDX-License-Identifier: MIT
#include "kms/undo_others.h"

#include <drm_mode.h>

#include <algorithm>

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::Screen;
using fakes::SharedBuffer;

// Another master had the card before, and has changed more than the daemon sets.
class UndoOthers : public KmsTest {
protected:
    static constexpr const char* path = "/dev/dri/card2";

    [[nodiscard]] static fakes::Personality with_properties() {
        fakes::Personality card = fakes::pl111();
        card.further_properties = {
            {DRM_MODE_OBJECT_PLANE, "rotation", 1, 4, {{"rotate-0", 0}, {"rotate-180", 2}}},
            {DRM_MODE_OBJECT_PLANE, "alpha", 0xffff, 0x8000},
            {DRM_MODE_OBJECT_PLANE, "pixel blend mode", 0, 1, {{"Pre-multiplied", 0}, {"Coverage", 1}}},
            {DRM_MODE_OBJECT_CRTC, "GAMMA_LUT", 0, 4711},
            {DRM_MODE_OBJECT_CRTC, "DEGAMMA_LUT", 0, 4711},
            {DRM_MODE_OBJECT_CRTC, "CTM", 0, 4711},
            {DRM_MODE_OBJECT_CRTC, "VRR_ENABLED", 0, 1},
            {DRM_MODE_OBJECT_CONNECTOR, "HDR_OUTPUT_METADATA", 0, 4711},
            {DRM_MODE_OBJECT_CONNECTOR, "Colorspace", 0, 9, {{"Default", 0}, {"BT2020_RGB", 9}}}};
        return card;
    }
    void expect_right_picture() {
        const Screen screen(faulty_, path);
        const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
        buffer.fill(0x123456);
        const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
        ASSERT_FALSE(screen.show(framebuffer));
        EXPECT_EQ(fake_.shown_picture(path).at(0, 0), 0x123456U);
        EXPECT_TRUE(undo_others(*screen.device, screen.pipeline).empty()) << "nothing is left to be undone";
    }
};

TEST_F(UndoOthers, PutsPropertiesBackThatChangeThePicture) {
    fake_.add_card(path, with_properties());
    fake_.leave_properties(path);
    expect_right_picture();
}

TEST_F(UndoOthers, TurnsACursorOffThatWasLeft) {
    fakes::Personality card = fakes::virtio_gpu();
    fake_.add_card(path, card);
    fake_.leave_cursor(path);
    expect_right_picture();
}

TEST_F(UndoOthers, SetsNothingWhereNothingWasLeft) {
    fake_.add_card(path, with_properties());
    const Screen screen(faulty_, path);
    EXPECT_TRUE(undo_others(*screen.device, screen.pipeline).empty());
}

TEST_F(UndoOthers, LeavesAloneWhatItCannotAskFor) {
    fake_.add_card(path, with_properties());
    fake_.leave_properties(path);
    const Screen screen(faulty_, path);
    for (const Call call : {Call::get_properties, Call::get_planes, Call::get_plane, Call::get_connector})
        faulty_.fail(call, 1, EIO, fakes::FaultyDrm::always);
    EXPECT_TRUE(undo_others(*screen.device, screen.pipeline).empty());
}

}  // namespace
}  // namespace kmsmirror::kms
