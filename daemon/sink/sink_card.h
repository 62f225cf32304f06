// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/mailbox.h"
#include "base/result.h"
#include "kms/drm_api.h"
#include "pixels/capture.h"
#include "sink/sink_output.h"

namespace kmsmirror::sink {

// What a sink card reports. Called on the main thread.
class SinkListener {
public:
    virtual ~SinkListener() = default;
    virtual void on_found(const SinkFound& found) = 0;
    // The card could not be asked for its display.
    virtual void on_unusable(const CallError& error) = 0;
    // The answers to show() and turn_off(), with the number of the request.
    virtual void on_shown(const Shown& shown) = 0;
    virtual void on_show_failed(std::uint64_t number, const CallError& error) = 0;
};

// One sink card and its thread, which makes every ioctl on it, because any of them can block for seconds on a slow or
// hung USB display. The main thread gives it one thing to do at a time; it never waits for it but in the destructor.
class SinkCard {
public:
    using Post = std::function<void(std::function<void()>)>;
    using OnStopped = std::function<void(const SinkCard*, const std::optional<CallError>& why)>;

    // Throws std::system_error. `post` runs a function on the main thread and may be called from any. Reports reach
    // `listener` as long as it lives. `on_stopped` comes last, on the main thread, with the error if the card could not
    // be opened or heard; the destructor does not block after it.
    SinkCard(kms::DrmApi& api, std::string card_path, Post post, std::weak_ptr<SinkListener> listener,
             OnStopped on_stopped);
    ~SinkCard();
    SinkCard(const SinkCard&) = delete;
    SinkCard& operator=(const SinkCard&) = delete;

    // on_shown() or on_show_failed() answers; one of them at a time. Of a display that is off only the number is told.
    void show(ShowRequest request);
    void turn_off(std::uint64_t number);
    // Asks for the display again; on_found() or on_unusable() answers. The first time this happens by itself.
    void probe();
    // Its source goes: lets go of that one's memory, but for what the display shows.
    void forget_source();
    // A copy of what the display shows, for `on_capture` on the main thread.
    void capture(pixels::OnCapture on_capture);
    void stop();

private:
    struct Orders {
        std::optional<ShowRequest> show;
        std::optional<std::uint64_t> turn_off;
        pixels::OnCapture capture;
        bool probe = false;
        bool forget_source = false;
        bool stop = false;
    };
    void run();
    // Until it is told to stop, or the error that ended it.
    [[nodiscard]] std::optional<CallError> serve(SinkOutput& output);
    void probe_display(SinkOutput& output);
    [[nodiscard]] static CallResult<std::optional<Shown>> try_to_show(SinkOutput& output, const ShowRequest& request);
    void show_frame(SinkOutput& output, const ShowRequest& request);
    void turn_display_off(SinkOutput& output, std::uint64_t number);
    // An error ends the thread: without the card's events no commit would ever seem done.
    [[nodiscard]] std::optional<CallError> read_shown(SinkOutput& output);
    void answer(const pixels::OnCapture& on_capture, pixels::CaptureResult image);
    template <class Function>
    void report(Function function);

    kms::DrmApi& api_;
    const std::string path_;
    const Post post_;
    const std::weak_ptr<SinkListener> listener_;
    const OnStopped on_stopped_;
    Mailbox<Orders> mailbox_;
    std::thread thread_;
};

}  // namespace kmsmirror::sink
