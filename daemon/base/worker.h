// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace kmsmirror {

// A thread for what may block and is no display's: it runs jobs one after the other. It begins with the first one. Its
// owner calls it, on one thread.
class Worker {
public:
    // What the thread is called, in at most 15 characters. Throws std::system_error.
    explicit Worker(std::string name);
    // Jobs that are not done go on, without it: what they use has to outlive them, or the process ends.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // What the job throws is logged. Where there can be no thread it runs here, at once.
    void run(std::function<void()> job);
    // That are not done.
    [[nodiscard]] std::size_t jobs() const noexcept;

private:
    struct State;
    void start_thread();

    const std::string name_;
    const std::shared_ptr<State> state_;
    std::thread thread_;
};

}  // namespace kmsmirror
