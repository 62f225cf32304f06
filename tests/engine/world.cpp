// SPDX-License-Identifier: MIT
#include "engine/world.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "kms/dma_buf.h"
#include "kms/format.h"

namespace kmsmirror::tests {

World::World() = default;

World::~World() {
    limit_descriptors(false);
    // A test that failed may have left one hanging.
    for (const auto& [name, path] : cards_)
        fake_.set_hung(path, false);
    engine_.reset();
    fake_.verify_no_leaks();
}

void World::start(config::Config config, KernelVersion kernel) {
    engine::EngineObserver& observer = *this;
    engine_ = std::make_unique<DrivenEngine>(drm_, scheduler_, observer, std::move(config), kernel);
}

void World::add_source(const fakes::Personality& personality) {
    fake_.add_card(soc_card, personality);
    soc_driver_ = personality.driver;
    open_source();
}

void World::open_source() {
    engine_->handle_card({hotplug::CardEvent::Kind::added, source_info()});
    for (const std::uint32_t index : engine_->free_buffers())
        free_.push_back(index);
}

void World::forget_engine() {
    engine_.reset();
    free_.clear();
    sinks_.clear();
}

void World::start_again(config::Config config) {
    start(std::move(config));
    open_source();
    for (const auto& [name, path] : cards_)
        engine_->handle_card({hotplug::CardEvent::Kind::added, card_info(name)});
}

void World::start_with_two_displays(config::Config config, const fakes::Personality& source) {
    start(std::move(config));
    add_source(source);
    plug_two_displays();
}

void World::start_copying() {
    start();
    add_source();
    fake_.set_kernel_mapping(soc_card, false);
    plug_two_displays();
}

void World::plug_two_displays() {
    plug("left", fakes::udl());
    plug("right", fakes::gud());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
}

hotplug::CardInfo World::card_info(const std::string& name) const {
    return {card(name), "/sys/usb/" + card(name), personalities_.at(name).driver, name, true};
}

void World::plug(const std::string& name, fakes::Personality personality) {
    cards_[name] = "/dev/dri/card" + std::to_string(next_card_++);
    fake_.add_card(card(name), personality);
    personalities_[name] = std::move(personality);
    engine_->handle_card({hotplug::CardEvent::Kind::added, card_info(name)});
}

void World::unplug(const std::string& name) {
    fake_.unplug(card(name));
    engine_->handle_card({hotplug::CardEvent::Kind::removed, card_info(name)});
}

void World::set(const std::string& name, const SinkChanges& changes) {
    changes.apply_to(settings_[name]);
    update_settings();
}

void World::say_that_it_changed(const std::string& name) {
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info(name)});
}

void World::remove_source() {
    fake_.unplug(soc_card);
    engine_->handle_card({hotplug::CardEvent::Kind::removed, source_info()});
}

CaptureAnswer World::order_capture(const std::string& name) {
    auto answer = std::make_shared<std::optional<Captured>>();
    engine_->capture_sink(name, [answer](const auto& image) { *answer = read_captured(image); });
    return answer;
}

CaptureAnswer World::order_capture_of_source() {
    auto answer = std::make_shared<std::optional<Captured>>();
    engine_->capture_source([answer](const auto& image) { *answer = read_captured(image); });
    return answer;
}

Captured World::wait_for(const CaptureAnswer& answer) {
    if (!run_until([&answer] { return answer->has_value(); }))
        return {{},
                pixels::CaptureFailure{pixels::CaptureFailure::Reason::call_failed,
                                       {"nobody answers", errno_error(ETIMEDOUT)}},
                0};
    return **answer;
}

void World::draw(const std::vector<Rect>& rects) {
    ASSERT_TRUE(run_until([this] { return !free_.empty(); })) << "the client never got a buffer";
    const std::uint32_t index = free_.front();
    free_.pop_front();
    for (const Rect& rect : rects)
        for (std::int32_t y = rect.y1; y < rect.y2; ++y)
            for (std::int32_t x = rect.x1; x < rect.x2; ++x)
                drawn_.pixels[static_cast<std::size_t>(y) * drawn_.size.width + static_cast<std::size_t>(x)] =
                    static_cast<std::uint32_t>(random_() & 0xffffff);
    const auto offered = engine_->offered_buffers();
    const auto buffer =
        std::find_if(offered.begin(), offered.end(), [index](const auto& each) { return each.index == index; });
    ASSERT_NE(buffer, offered.end());
    auto mapping = kms::map_region(fake_, buffer->dma_buf, 0, buffer->bytes, true);
    ASSERT_TRUE(mapping);
    for (std::size_t y = 0; y < drawn_.size.height; ++y)
        std::memcpy(mapping->bytes().data() + buffer->offset + y * buffer->pitch,
                    drawn_.pixels.data() + y * drawn_.size.width, std::size_t{drawn_.size.width} * 4);
    engine_->present({index, ++serial_, rects});
}

void World::draw_something() {
    const auto x = static_cast<std::int32_t>(random_() % 150);
    const auto y = static_cast<std::int32_t>(random_() % 130);
    std::vector<Rect> rects{{x, y, x + 1 + static_cast<std::int32_t>(random_() % 100), y + 60}};
    if (random_() % 3 == 0)
        rects.push_back({y, x / 2, y + 5, x / 2 + 9});
    draw(rects);
}

void World::draw_frames(int count) {
    for (int frame = 0; frame < count; ++frame) {
        draw_something();
        ASSERT_TRUE(all_settle());
    }
}

bool World::run_until(const std::function<bool()>& condition) {
    return scheduler_.run_until(condition);
}

void World::update_settings() {
    for (const SinkStatus& sink : engine_->engine().sinks())
        engine_->engine().set_settings(sink.id, settings_for(sink));
}

void World::source_changed(const SourceStatus& status) {
    EXPECT_TRUE(engine_) << "what is destroyed tells nobody";
    source_ = SeenSource(status);
}

void World::sink_changed(const SinkStatus& status) {
    EXPECT_TRUE(engine_) << "what is destroyed tells nobody";
    EXPECT_TRUE(sinks_.contains(status.id) || status.state != SinkState::unplugged) << "it has just come";
    sinks_[status.id] = SeenSink(status);
}

void World::source_goes(const std::string& /*id*/) {
    EXPECT_TRUE(engine_) << "what is destroyed tells nobody";
    source_.state = "gone";
    free_.clear();
}

void World::limit_descriptors(bool is_limited) {
    if (descriptors_.rlim_cur == 0)
        ::getrlimit(RLIMIT_NOFILE, &descriptors_);
    rlimit limit = descriptors_;
    if (const UniqueFd next(::fcntl(STDERR_FILENO, F_DUPFD, 0)); is_limited)
        limit.rlim_cur = static_cast<rlim_t>(next.get());
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void World::run_posted() {
    bool ran = false;
    scheduler_.post([&ran] { ran = true; });
    ASSERT_TRUE(run_until([&ran] { return ran; }));
}

bool World::settles(const std::string& name) {
    return run_until([this, &name] {
        return statistics(name).last_shown_sequence == engine_->source_statistics().sequence &&
               !fake_.is_busy(card(name));
    });
}

bool World::all_settle() {
    return std::all_of(cards_.begin(), cards_.end(), [this](const auto& entry) { return settles(entry.first); });
}

::testing::AssertionResult World::shows_the_source(const std::string& name) {
    return shows(name, drawn_);
}

::testing::AssertionResult World::shows(const std::string& name, const fakes::Picture& picture) {
    const fakes::Picture shown = fake_.shown_picture(card(name));
    fakes::Picture wanted = placed(picture, geometry_on(name));
    if (personalities_.at(name).sends_rgb565)
        wanted = fakes::through_rgb565(std::move(wanted));
    const std::size_t differences = fakes::count_differences(shown, wanted);
    if (differences == 0)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << name << ": " << differences << " pixels differ";
}

pixels::Geometry World::geometry_on(const std::string& name) {
    const Size display = status(name).mode.size;
    return geometry_for(settings_for(status(name)), fakes::preferred_size,
                        display == Size{} ? fakes::preferred_size : display);
}

void World::expect_pictures() {
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(shows_the_source("right"));
}

::testing::AssertionResult World::the_source_shows_its_picture() {
    const std::size_t differences = fakes::count_differences(fake_.shown_picture(soc_card), drawn_);
    if (differences == 0)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "the source: " << differences << " pixels differ";
}

::testing::AssertionResult World::counts_each_frame_once(const std::string& name) {
    const SinkStatistics counts = statistics(name);
    if (counts.frames_offered == counts.frames_shown + counts.frames_superseded + counts.frames_lost)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << name << ": of " << counts.frames_offered << " frames "
                                         << counts.frames_shown << " were shown, " << counts.frames_superseded
                                         << " superseded, " << counts.frames_lost << " lost";
}

// As a client does: it gives back what it has of the old ones.
void World::buffers_replaced() {
    ++times_replaced_;
    for (const std::uint32_t index : std::exchange(free_, {}))
        engine_->detach(index);
    for (const std::uint32_t index : engine_->free_buffers())
        free_.push_back(index);
}

void World::frame_presented(std::uint64_t /*serial*/, std::uint64_t /*sequence*/, std::uint64_t /*time_ns*/) {
    ++frames_presented_;
}

}  // namespace kmsmirror::tests
