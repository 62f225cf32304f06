// SPDX-License-Identifier: MIT
#include "sink/sink_card.h"

#include <poll.h>
#include <pthread.h>

#include <array>
#include <new>
#include <utility>

#include "base/log.h"
#include "base/path_reason.h"

namespace kmsmirror::sink {

SinkCard::SinkCard(kms::DrmApi& api, std::string card_path, Post post, std::weak_ptr<SinkListener> listener,
                   OnStopped on_stopped)
    : api_(api),
      path_(std::move(card_path)),
      post_(std::move(post)),
      listener_(std::move(listener)),
      on_stopped_(std::move(on_stopped)),
      mailbox_(path_) {
    probe();
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kmsmirror-sink");
}

SinkCard::~SinkCard() {
    stop();
    thread_.join();
}

void SinkCard::show(ShowRequest request) {
    mailbox_.change([&](Orders& orders) { orders.show = std::move(request); });
}

void SinkCard::turn_off(std::uint64_t number) {
    mailbox_.change([&](Orders& orders) { orders.turn_off = number; });
}

void SinkCard::probe() {
    mailbox_.change([](Orders& orders) { orders.probe = true; });
}

void SinkCard::forget_source() {
    mailbox_.change([](Orders& orders) { orders.forget_source = true; });
}

void SinkCard::capture(pixels::OnCapture on_capture) {
    mailbox_.change([&](Orders& orders) {
        if (!orders.capture)
            orders.capture = std::exchange(on_capture, nullptr);
    });
    if (on_capture)
        on_capture(pixels::no_capture(pixels::CaptureFailure::Reason::busy));
}

void SinkCard::answer(const pixels::OnCapture& on_capture, pixels::CaptureResult image) {
    auto shared = std::make_shared<pixels::CaptureResult>(std::move(image));
    post_([on_capture, shared] { on_capture(std::move(*shared)); });
}

void SinkCard::stop() {
    mailbox_.change([](Orders& orders) { orders.stop = true; });
}

template <class Function>
void SinkCard::report(Function function) {
    post_([listener = listener_, function = std::move(function)] {
        if (const auto target = listener.lock())
            function(*target);
    });
}

void SinkCard::run() {
    std::optional<CallError> why;
    try {
        SinkOutput output(api_, path_);
        why = serve(output);
    } catch (const std::system_error& error) {
        log::error("{}: {}", path_, error.what());
        why = CallError{"OPEN", error.code()};
    } catch (const std::exception& error) {
        log::error("{}: {}", path_, error.what());
        why = CallError{"OPEN", errno_error(ENOMEM)};
    }
    post_([on_stopped = on_stopped_, this, why] { on_stopped(this, why); });
}

std::optional<CallError> SinkCard::serve(SinkOutput& output) {
    std::array<pollfd, 2> fds{{{mailbox_.fd(), POLLIN, 0}, {output.fd(), POLLIN, 0}}};
    while (true) {
        if (::poll(fds.data(), fds.size(), -1) < 0)
            continue;  // EINTR
        if (fds[0].revents != 0) {
            const Orders orders = mailbox_.take();
            if (orders.stop) {
                if (orders.capture)
                    answer(orders.capture, pixels::no_capture(pixels::CaptureFailure::Reason::gone));
                return std::nullopt;
            }
            if (orders.forget_source)
                output.forget_source();
            if (orders.probe)
                probe_display(output);
            if (orders.show)
                show_frame(output, *orders.show);
            if (orders.turn_off)
                turn_display_off(output, *orders.turn_off);
            if (orders.capture)
                answer(orders.capture, output.capture());
        }
        if (fds[1].revents != 0)
            if (const auto error = read_shown(output))
                return error;
    }
}

void SinkCard::probe_display(SinkOutput& output) {
    auto found = output.probe();
    if (found)
        report([found = std::move(*found)](SinkListener& listener) { listener.on_found(found); });
    else
        report([error = found.error()](SinkListener& listener) { listener.on_unusable(error); });
}

// Nothing throws here but for memory, which one frame may lack and the next one have.
CallResult<std::optional<Shown>> SinkCard::try_to_show(SinkOutput& output, const ShowRequest& request) try {
    return output.show(request);
} catch (const std::bad_alloc&) {
    return call_failure(path_reason::show, errno_error(ENOMEM));
}

void SinkCard::show_frame(SinkOutput& output, const ShowRequest& request) {
    const auto result = try_to_show(output, request);
    if (!result)
        report([number = request.number, error = result.error()](SinkListener& listener) {
            listener.on_show_failed(number, error);
        });
    else if (*result)
        report([shown = **result](SinkListener& listener) { listener.on_shown(shown); });
}

void SinkCard::turn_display_off(SinkOutput& output, std::uint64_t number) {
    const auto result = output.turn_off();
    report([number, result](SinkListener& listener) {
        if (result)
            listener.on_shown({.number = number});
        else
            listener.on_show_failed(number, result.error());
    });
}

std::optional<CallError> SinkCard::read_shown(SinkOutput& output) {
    const auto shown = output.read_shown();
    if (!shown)
        return CallError{"READ", shown.error()};
    if (*shown)
        report([shown = **shown](SinkListener& listener) { listener.on_shown(shown); });
    return std::nullopt;
}

}  // namespace kmsmirror::sink
