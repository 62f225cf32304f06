// SPDX-License-Identifier: MIT
// Small panels: on SPI, and with fewer bits than colours have.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "engine/world.h"
#include "kms/format.h"

namespace kmsmirror::tests {
namespace {

using ::testing::UnorderedElementsAre;

constexpr Size panel_size{80, 60};
// One pixel of the source is one of the panel.
const SinkChanges one_to_one{.region = Rect{30, 20, 110, 80}};

class SmallPanel : public World {
protected:
    void start_for_panels(config::Config config) {
        config.sinks.drivers.emplace_back("panel-mipi-dbi");
        start(std::move(config));
    }
    void start_with_panel(const fakes::Personality& panel, const SinkChanges& changes,
                          const fakes::Personality& source = fakes::pl111(), config::Config config = {}) {
        start_for_panels(std::move(config));
        add_source(source);
        changes.apply_to(settings_["panel"]);
        plug("panel", panel);
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
    void expect_frames() {
        for (int frame = 0; frame < 5; ++frame) {
            draw_frames(1);
            EXPECT_TRUE(shows_the_source("panel"));
        }
        EXPECT_EQ(statistics("panel").frames_lost, 0U);
    }
    [[nodiscard]] std::set<std::uint32_t> shown_colours() {
        const fakes::Picture shown = fake_.shown_picture(card("panel"));
        return {shown.pixels.begin(), shown.pixels.end()};
    }
    // One that has that format alone.
    [[nodiscard]] static fakes::Personality panel_with(std::vector<std::uint32_t> formats) {
        fakes::Personality panel = fakes::with_only_mode(fakes::gud(), panel_size);
        panel.formats = std::move(formats);
        return panel;
    }
    static constexpr const char* heap = "/dev/dma_heap/linux,cma";
};

TEST_F(SmallPanel, ShowsThePartOfItsSizeWithoutACopy) {
    start_with_panel(fakes::mipi_dbi(), one_to_one);
    expect_frames();
    EXPECT_EQ(status("panel").path, "prime");
    EXPECT_EQ(statistics("panel").bytes_copied, 0U);
    EXPECT_EQ(status("panel").connector, "SPI-1");
}

TEST_F(SmallPanel, ShowsTheWholeSourceByACopy) {
    start_with_panel(fakes::mipi_dbi(), {});
    expect_frames();
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").path_reason.call, "GEOMETRY");
}

TEST_F(SmallPanel, SaysThatTheImportFailedWhereTheKernelCannotMap) {
    start_with_panel(fakes::mipi_dbi(), one_to_one, fakes::exynos());
    expect_frames();
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").path_reason.call, "PRIME_FD_TO_HANDLE");
    EXPECT_EQ(status("panel").path_reason.errno_name, "EOPNOTSUPP");
    EXPECT_EQ(status("panel").path_reason.error_class, "permanent");
}

TEST_F(SmallPanel, KeepsWhatItHasImportedWhenTheMappingGoes) {
    start_with_panel(fakes::mipi_dbi(), one_to_one);
    // So that each of the source's buffers is imported.
    for (int frame = 0; frame < 3; ++frame) {
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
    fake_.set_kernel_mapping(soc_card, false);
    expect_frames();
    EXPECT_EQ(status("panel").path, "prime");
}

TEST_F(SmallPanel, CopiesWhatIsNotContiguous) {
    start_with_panel(fakes::mipi_dbi(), one_to_one, fakes::with_only_mode(fakes::virtio_gpu(), fakes::preferred_size));
    expect_frames();
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").path_reason.call, "PRIME_FD_TO_HANDLE");
    EXPECT_EQ(status("panel").path_reason.errno_name, "EINVAL");
}

TEST_F(SmallPanel, TakesBuffersOfAHeapWhereTheDriversCannotBeMapped) {
    fake_.set_heap(heap, true);
    config::Config config;
    config.source.heap = config::HeapUse::always;
    start_with_panel(fakes::mipi_dbi(), one_to_one, fakes::exynos(), config);
    expect_frames();
    EXPECT_EQ(status("panel").path, "prime-heap");
    EXPECT_EQ(status("panel").path_reason.call, "PRIME_FD_TO_HANDLE");
}

// mipi_dbi_fb_dirty() takes the rows of all of a framebuffer for ones without gaps.
TEST_F(SmallPanel, IsGivenNoRowsWithGapsThatItWouldTakeForPixels) {
    config::Config config;
    config.source.format = config::Format::rgb565;
    start_for_panels(config);
    add_source();
    one_to_one.apply_to(settings_["panel"]);
    plug("panel", fakes::mipi_dbi());
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(source_.format, "RG16");
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").path_reason.call, "GEOMETRY");
    EXPECT_EQ(status("panel").path_reason.error_class, "permanent");
}

TEST_F(SmallPanel, MayGoBeforeItIsPainted) {
    start_with_panel(fakes::mipi_dbi(), {});
    fake_.unplug(card("panel"));
    draw_everything();
    ASSERT_TRUE(run_until([this] { return status("panel").state != "mirroring"; }));
    unplug("panel");
    plug("panel", fakes::mipi_dbi());
    expect_frames();
}

TEST_F(SmallPanel, IsPaintedGreyWhereItHasNothingElse) {
    start_with_panel(panel_with({kms::format_r8}), one_to_one);
    draw_frames(3);
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").format, "R8  ");
    const fakes::Picture shown = fake_.shown_picture(card("panel"));
    for (std::uint32_t y = 0; y < panel_size.height; ++y)
        for (std::uint32_t x = 0; x < panel_size.width; ++x) {
            const std::uint32_t rgb = drawn().at(30 + x, 20 + y);
            const std::uint32_t grey = (3 * (rgb >> 16 & 0xff) + 6 * (rgb >> 8 & 0xff) + (rgb & 0xff)) / 10;
            ASSERT_EQ(shown.at(x, y), grey * 0x010101) << x << "," << y;
        }
    const Captured captured = capture("panel");
    ASSERT_TRUE(captured.picture);
    EXPECT_EQ(fakes::count_differences(*captured.picture, shown), 0U);
}

TEST_F(SmallPanel, HasThePatternsOfItsFewColours) {
    start_with_panel(panel_with({kms::format_xrgb8888, kms::format_rgb332}), {.dither = Dither::ordered});
    draw_frames(3);
    EXPECT_EQ(status("panel").format, "RGB8");
    const Captured captured = capture("panel");
    ASSERT_TRUE(captured.picture);
    EXPECT_EQ(fakes::count_differences(*captured.picture, fake_.shown_picture(card("panel"))), 0U);
    set("panel", {.dither = Dither::none});
    draw_frames(3);
    EXPECT_EQ(status("panel").format, "XR24") << "its driver makes of it what there is";
}

TEST_F(SmallPanel, IsBlackAndWhiteOnDemand) {
    fakes::Personality panel = panel_with({kms::format_xrgb8888});
    panel.contiguous = true;
    start_with_panel(panel, one_to_one);
    EXPECT_EQ(status("panel").path, "prime");
    set("panel", {.dither = Dither::mono});
    draw_frames(3);
    EXPECT_EQ(status("panel").path, "copy");
    EXPECT_EQ(status("panel").path_reason.call, "GEOMETRY");
    EXPECT_THAT(shown_colours(), UnorderedElementsAre(0U, 0xffffffU));
}

}  // namespace
}  // namespace kmsmirror::tests
