// SPDX-License-Identifier: MIT
#include "ctl/watch.h"

#include <chrono>
#include <optional>
#include <thread>

namespace kmsmirror::ctl {

void watch(Context& context, const std::function<void(const Status& status, const Rates* rates)>& show) {
    using Clock = std::chrono::steady_clock;
    std::optional<Status> before;
    Clock::time_point time_before;
    for (auto next = Clock::now();; next += std::chrono::seconds(1)) {
        std::this_thread::sleep_until(next);
        Status status = context.daemon().status();
        const auto time = Clock::now();
        if (!context.output().is_json())
            context.output().clear_screen();
        if (before) {
            const Rates rates(std::move(*before), time - time_before);
            show(status, &rates);
        } else
            show(status, nullptr);
        before = std::move(status);
        time_before = time;
    }
}

}  // namespace kmsmirror::ctl
