// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "app/bus_control.h"
#include "app/identity_picture.h"
#include "engine/world.h"
#include "pixels/text.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using Kind = bus::ControlError::Kind;

// A black picture in memory of its own.
struct Canvas {
    explicit Canvas(Size of) : size(of), pixels(std::size_t{of.width} * of.height) {}
    [[nodiscard]] pixels::Image image() {
        return {reinterpret_cast<std::byte*>(pixels.data()), size, size.width * 4, pixels::Format::xrgb8888};
    }
    Size size;
    std::vector<std::uint32_t> pixels;
};

SinkStatus panel(const std::string& id) {
    SinkStatus sink;
    sink.id = id;
    sink.make = "ACM";
    sink.model = "Panel 7";
    sink.connector = "USB-1";
    sink.mode = {{800, 480}, 60'000};
    sink.path = Path::prime;
    return sink;
}

// The picture that this sink gets as the second of two.
std::vector<std::uint32_t> identity_of_second(Size size, const SinkStatus& sink) {
    Canvas canvas(size);
    SinkStatus first = panel("a");
    app::draw_identity({first, sink}, sink.id)(canvas.image());
    return canvas.pixels;
}

TEST(IdentityPicture, SaysNumberNameConnectorModeAndPath) {
    // At this size the lower half has room for four lines of one pixel a dot.
    constexpr Size size{240, 135};
    Canvas wanted(size);
    const auto line = [&wanted](const char* text, std::int32_t y, std::uint32_t scale) {
        pixels::draw_centred(wanted.image(), text, y, scale, 0xffffff);
    };
    line("2", 67 / 9, 7);
    line("ACM Panel 7", 67, 1);
    line("USB-1", 76, 1);
    line("800x480", 85, 1);
    line("path prime", 94, 1);
    EXPECT_EQ(identity_of_second(size, panel("b")), wanted.pixels);
}

TEST(IdentityPicture, IsLargeOnALargeDisplay) {
    const auto height_of_text = [](Size size) {
        const auto pixels = identity_of_second(size, panel("b"));
        std::size_t rows = 0;
        for (std::size_t y = 0; y < size.height; ++y)
            rows += std::any_of(pixels.begin() + static_cast<std::ptrdiff_t>(y * size.width),
                                pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * size.width),
                                [](auto pixel) { return pixel != 0; })
                        ? 1U
                        : 0U;
        return rows;
    };
    EXPECT_GT(height_of_text({1920, 1080}), 700U);
    EXPECT_GT(height_of_text({480, 800}), 300U);
    EXPECT_GT(height_of_text({240, 135}), 60U);
}

TEST(IdentityPicture, DiffersByAllThatItSays) {
    const auto change_of = [](auto change) {
        SinkStatus sink = panel("b");
        change(sink);
        return identity_of_second({240, 135}, sink) != identity_of_second({240, 135}, panel("b"));
    };
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.model = "Panel 8"; }));
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.make = sink.model = ""; }));
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.connector = "USB-2"; }));
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.mode.size.height = 481; }));
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.path = Path::copy; }));
    EXPECT_TRUE(change_of([](SinkStatus& sink) { sink.path.reset(); }));
}

TEST(IdentityPicture, IsDrawnOnTheSmallestDisplaysAndWithTheLongestNames) {
    SinkStatus sink = panel("b");
    sink.model = std::string(300, 'W');
    for (const Size size : {Size{1, 1}, Size{8, 8}, Size{17, 3}, Size{240, 135}})
        EXPECT_EQ(identity_of_second(size, sink).size(), std::size_t{size.width} * size.height);
}

// Users ask a udl display "left" and a gud display "right" which ones they are.
class Identifying : public World {
protected:
    Identifying() {
        start_with_two_displays();
        client_.emplace(
            scheduler_, [](const auto&) {}, [](const auto&) {});
        control_.emplace(
            scheduler_, engine_->engine(), *client_, policy_,
            []() -> tl::expected<std::vector<std::string>, bus::ControlError> { return std::vector<std::string>{}; },
            [] {});
    }
    // Whether the display shows what it says of itself.
    [[nodiscard]] bool identifies(const std::string& name, Turn turn = {}) {
        const Size size = turn.turned(fakes::preferred_size);
        Canvas canvas(size);
        app::draw_identity(engine_->engine().sinks(), name)(canvas.image());
        fakes::Picture picture{fakes::preferred_size, canvas.pixels};
        if (!turn.is_none())
            for (std::uint32_t y = 0; y < picture.size.height; ++y)
                for (std::uint32_t x = 0; x < picture.size.width; ++x)
                    picture.pixels[std::size_t{y} * picture.size.width + x] =
                        canvas.pixels[std::size_t{size.height - 1 - x} * size.width + y];
        if (status(name).driver == "udl")
            picture = fakes::through_rgb565(std::move(picture));
        const bool is_shown = run_until([&] {
            return fakes::count_differences(fake_.shown_picture(card(name)), picture) == 0 &&
                   status(name).state == "identify";
        });
        let_it_answer(name);
        return is_shown;
    }
    // Time may pass after that. The first picture that is asked for is answered before the commit's event is read.
    void let_it_answer(const std::string& name) {
        hear(name);
        hear(name);
    }
    static std::optional<Kind> why_not(const bus::Control::Done& done) {
        return done ? std::nullopt : std::optional(done.error().kind);
    }

    app::SinkPolicy policy_{{}, config::SettingsStore("/nonexistent")};
    std::optional<app::Client> client_;
    std::optional<app::BusControl> control_;
};

TEST_F(Identifying, ShowsWhichDisplayItIsForAWhileAndThenThePicture) {
    for (const std::string name : {"left", "right"})
        ASSERT_TRUE(control_->identify(name, 5));
    EXPECT_TRUE(identifies("left"));
    EXPECT_TRUE(identifies("right"));
    draw_something();
    scheduler_.advance(4s);
    run_posted();
    EXPECT_TRUE(identifies("left"));
    scheduler_.advance(1001ms);
    ASSERT_TRUE(all_settle());
    expect_pictures();
    EXPECT_EQ(status("left").state, "mirroring");
}

TEST_F(Identifying, IsTheRightWayUpWhereThePictureIsTurned) {
    set("left", {.rotation = 90});
    draw_something();
    ASSERT_TRUE(all_settle());
    ASSERT_TRUE(control_->identify("left", 5));
    EXPECT_TRUE(identifies("left", Turn{1, false}));
}

TEST_F(Identifying, LeavesADisplayBlankThatWasBlank) {
    ASSERT_TRUE(control_->show("left", bus::Show::black));
    ASSERT_TRUE(control_->identify("left", 5));
    ASSERT_TRUE(control_->show_pattern("left", "bars", 10));
    ASSERT_TRUE(control_->identify("left", 5));
    EXPECT_TRUE(identifies("left"));
    scheduler_.advance(6s);
    ASSERT_TRUE(run_until([this] { return status("left").state == "blank"; }));
    let_it_answer("left");
    scheduler_.advance(10s);
    run_posted();
    EXPECT_EQ(status("left").state, "blank");
}

TEST_F(Identifying, EndsByResume) {
    ASSERT_TRUE(control_->identify("left", 3600));
    ASSERT_TRUE(identifies("left"));
    ASSERT_TRUE(control_->show("left", bus::Show::picture));
    draw_something();
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(Identifying, IsTriedAgainWhereItCannotBeShown) {
    drm_.fail(fakes::Call::commit_atomic, 1, ENOMEM, 1, card("left"));
    ASSERT_TRUE(control_->identify("left", 5));
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    scheduler_.advance(1001ms);
    EXPECT_TRUE(identifies("left"));
}

TEST_F(Identifying, IsRefusedWhereNothingIsShown) {
    EXPECT_EQ(why_not(control_->identify("nowhere", 5)), Kind::no_such_sink);
    unplug("left");
    EXPECT_EQ(why_not(control_->identify("left", 5)), Kind::not_mirroring);
    ASSERT_TRUE(control_->set_power("right", false));
    const auto refused = control_->identify("right", 5);
    EXPECT_EQ(why_not(refused), Kind::not_mirroring);
    EXPECT_EQ(refused.error().text, "the sink right shows nothing now: off");
    EXPECT_EQ(why_not(control_->show_pattern("right", "bars", 5)), Kind::not_mirroring);
}

TEST_F(Identifying, DoesNotWakeADisplayThatIsTurnedOffMeanwhile) {
    ASSERT_TRUE(control_->identify("left", 5));
    ASSERT_TRUE(identifies("left"));
    ASSERT_TRUE(control_->set_power("left", false));
    ASSERT_TRUE(run_until([this] { return status("left").state == "off"; }));
    scheduler_.advance(6s);
    ASSERT_TRUE(control_->show("left", bus::Show::picture));
    draw_something();
    ASSERT_TRUE(settles("right"));
    run_posted();
    EXPECT_EQ(status("left").state, "off");
    EXPECT_TRUE(fake_.shown_picture(card("left")).pixels.empty());
    ASSERT_TRUE(control_->set_power("left", true));
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(Identifying, AnUnknownDisplayCannotBeTurnedOff) {
    EXPECT_EQ(why_not(control_->set_power("nowhere", false)), Kind::no_such_sink);
}

}  // namespace
}  // namespace kmsmirror::tests
