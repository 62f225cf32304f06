// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/captured.h"
#include "engine/driven_engine.h"
#include "engine/placed_picture.h"
#include "engine/test_scheduler.h"
#include "fakes/fake_drm.h"
#include "fakes/faulty_drm.h"
#include "fakes/picture.h"

namespace kmsmirror::tests {

// The whole mirror on a model of the kernel, with a client that draws. Cards: the source at soc_card, sinks by the
// names that plug() gives them. At the end nothing may be leaked.
class World : public ::testing::Test, private engine::EngineObserver, private source::ScanoutClient {
public:
    ~World() override;

protected:
    static constexpr const char* soc_card = "/dev/dri/card0";

    World();

    // Verbs of the test.
    void start(config::Config config = {}, KernelVersion kernel = {6, 12});
    void add_source(const fakes::Personality& personality = fakes::pl111());
    // A source, the displays left (udl) and right (gud), and a client whose first picture both show.
    void start_with_two_displays(config::Config config = {}, const fakes::Personality& source = fakes::pl111());
    // The same with a source whose buffers no display can read.
    void start_copying();
    void plug_two_displays();
    void plug(const std::string& name, fakes::Personality personality);
    void unplug(const std::string& name);
    // Ends the daemon, and its client with it; starts it again with the cards that are there.
    void forget_engine();
    void start_again(config::Config config = {});
    void connect_client() { engine_->client_came(*this); }
    // The client changes `rects` of its picture, at random, and presents it. Waits for a free buffer.
    void draw(const std::vector<Rect>& rects);
    void draw_everything() { draw({rect_of(fakes::preferred_size)}); }
    void draw_something();
    // Each of them when all displays have settled on the one before.
    void draw_frames(int count);
    // How many buffers the client can draw into now.
    [[nodiscard]] std::size_t free_buffer_count() const noexcept { return free_.size(); }

    // What users and udev do.
    void set(const std::string& name, const SinkChanges& changes);
    void rearm(const std::string& name) { engine_->rearm(name); }
    void reload(const config::Config& config) { engine_->configure(config); }
    void say_that_it_changed(const std::string& name);
    void remove_source();
    // Asks for a copy of what the display shows; it is there when that has answered. capture() waits for it.
    [[nodiscard]] CaptureAnswer order_capture(const std::string& name);
    [[nodiscard]] CaptureAnswer order_capture_of_source();
    [[nodiscard]] Captured capture(const std::string& name) { return wait_for(order_capture(name)); }
    [[nodiscard]] Captured capture_source() { return wait_for(order_capture_of_source()); }
    // Waits until the thread of a display with a picture has done what it was told before, and runs what it posted.
    void hear(const std::string& name) { static_cast<void>(capture(name)); }
    // Runs what threads have posted so far.
    void run_posted();

    // What users decided about a sink.
    [[nodiscard]] virtual SinkSettings settings_for(const SinkStatus& status) const {
        const auto found = settings_.find(status.id);
        return found == settings_.end() ? SinkSettings{} : found->second;
    }
    // They have changed.
    void update_settings();

    // Runs the main thread until that is so; false at the deadline.
    bool run_until(const std::function<bool()>& condition);
    bool settles(const std::string& name);
    bool all_settle();
    // Whether the display shows exactly what the client drew last, as the settings say how it lies there.
    [[nodiscard]] ::testing::AssertionResult shows_the_source(const std::string& name);
    // Or that picture.
    [[nodiscard]] ::testing::AssertionResult shows(const std::string& name, const fakes::Picture& picture);
    // Where the client's picture lies there.
    [[nodiscard]] pixels::Geometry geometry_on(const std::string& name);
    // Demands that left and right show what the client drew last.
    void expect_pictures();
    // What the client drew last.
    [[nodiscard]] const fakes::Picture& drawn() const { return drawn_; }
    // The same for the SoC display.
    [[nodiscard]] ::testing::AssertionResult the_source_shows_its_picture();
    // Whether each frame that was offered to the display is counted once as what became of it. When it has settled.
    [[nodiscard]] ::testing::AssertionResult counts_each_frame_once(const std::string& name);

    [[nodiscard]] std::string card(const std::string& name) const { return cards_.at(name); }
    [[nodiscard]] const SeenSink& status(const std::string& name) { return sinks_[name]; }
    [[nodiscard]] SinkStatistics statistics(const std::string& name) const { return engine_->sink_statistics(name); }
    [[nodiscard]] SourceStatistics source_statistics() const { return engine_->source_statistics(); }
    [[nodiscard]] bool has_source() const { return engine_->has_source(); }
    [[nodiscard]] std::size_t sink_count() const noexcept { return sinks_.size(); }
    [[nodiscard]] hotplug::CardInfo card_info(const std::string& name) const;

    // While it is limited the process gets no further descriptor.
    void limit_descriptors(bool is_limited);

    fakes::FakeDrm fake_;
    fakes::FaultyDrm drm_{fake_};
    TestScheduler scheduler_;
    std::map<std::string, SinkSettings> settings_;  // of the users, by sink
    std::unique_ptr<DrivenEngine> engine_;
    SeenSource source_;
    std::uint64_t frames_presented_ = 0;
    int times_replaced_ = 0;
    int times_refused_ = 0;

private:
    void source_changed(const SourceStatus& status) override;
    void source_goes(const std::string& id) override;
    void source_refused() override { ++times_refused_; }
    void sink_changed(const SinkStatus& status) override;
    void sink_identified(const SinkStatus& status) override {
        engine_->engine().set_settings(status.id, settings_for(status));
    }
    void sink_gone(const std::string& id) override { sinks_.erase(id); }
    void buffer_released(std::uint32_t index) override { free_.push_back(index); }
    void buffers_replaced() override;
    void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) override;
    void open_source();
    [[nodiscard]] hotplug::CardInfo source_info() const { return {soc_card, "/sys/soc", soc_driver_, "soc", false}; }
    [[nodiscard]] Captured wait_for(const CaptureAnswer& answer);

    std::map<std::string, std::string> cards_;
    std::map<std::string, fakes::Personality> personalities_;
    std::map<std::string, SeenSink> sinks_;
    std::string soc_driver_;
    std::deque<std::uint32_t> free_;
    fakes::Picture drawn_{fakes::preferred_size, std::vector<std::uint32_t>(fakes::preferred_pixels)};
    std::mt19937 random_{11};
    std::uint64_t serial_ = 0;
    int next_card_ = 1;
    rlimit descriptors_{};  // as it was before limit_descriptors()
};

}  // namespace kmsmirror::tests
