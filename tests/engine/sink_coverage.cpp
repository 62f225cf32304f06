// SPDX-License-Identifier: MIT
#include "engine/sink_coverage.h"

#include <cerrno>

namespace kmsmirror::tests {

void SinkCoverage::start_with(const fakes::Personality& left, const fakes::Personality& source) {
    config::Config config;
    config.sinks.drivers.push_back(left.driver);
    settings_["left"].fit = Fit::none;
    start(config);
    add_source(source);
    plug("left", left);
    plug("right", fakes::udl());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_middle());
}

void SinkCoverage::start_on_copy_with(const fakes::Personality& left) {
    fakes::Personality source = fakes::pl111();
    source.mapping_error = ENOMEM;
    start_with(left, source);
    EXPECT_EQ(status("left").path, "copy");
}

::testing::AssertionResult SinkCoverage::shows_the_middle() {
    const fakes::Picture source = fake_.shown_picture(soc_card);
    const fakes::Picture shown = fake_.shown_picture(card("left"));
    if (shown.empty() || shown.size.width > source.size.width || shown.size.height > source.size.height)
        return ::testing::AssertionFailure() << "left: " << shown.size.width << "x" << shown.size.height;
    fakes::Picture wanted{shown.size, {}};
    for (std::uint32_t y = 0; y < shown.size.height; ++y)
        for (std::uint32_t x = 0; x < shown.size.width; ++x)
            wanted.pixels.push_back(source.at(x + (source.size.width - shown.size.width) / 2,
                                              y + (source.size.height - shown.size.height) / 2));
    if (const std::size_t differences = fakes::count_differences(shown, wanted); differences != 0)
        return ::testing::AssertionFailure() << "left: " << differences << " pixels differ";
    return shows_the_source("right");
}

void SinkCoverage::show_frames(int count) {
    for (int frame = 0; frame < count; ++frame) {
        draw_frames(1);
        ASSERT_TRUE(shows_the_middle()) << frame;
    }
}

std::uint64_t SinkCoverage::pixels_for_a_small_change() {
    const auto before = fake_.pixels_read(card("left"));
    draw({small_rect});
    EXPECT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_middle());
    return fake_.pixels_read(card("left")) - before;
}

void SinkCoverage::expect_no_loss() {
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    EXPECT_EQ(statistics("right").frames_lost, 0U);
}

}  // namespace kmsmirror::tests
