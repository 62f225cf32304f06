// SPDX-License-Identifier: MIT
#include "base/worker.h"

#include <pthread.h>

#include <atomic>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mailbox.h"

namespace kmsmirror {
namespace {

void do_job(const std::function<void()>& job) {
    try {
        job();
    } catch (const std::exception& error) {
        log::error("{}", error.what());
    }
}

}  // namespace

struct Worker::State {
    struct Orders {
        std::vector<std::function<void()>> jobs;
        bool end = false;
    };

    explicit State(const std::string& name) : mailbox(name) {}

    void serve() {
        while (true) {
            Orders orders = mailbox.take();
            for (auto& job : orders.jobs) {
                do_job(std::exchange(job, nullptr));
                --jobs;
            }
            if (orders.end)
                return;
        }
    }

    Mailbox<Orders> mailbox;
    std::atomic<std::size_t> jobs = 0;
};

Worker::Worker(std::string name) : name_(std::move(name)), state_(std::make_shared<State>(name_)) {}

Worker::~Worker() {
    state_->mailbox.change([](State::Orders& orders) { orders.end = true; });
    if (!thread_.joinable())
        return;
    if (jobs() == 0)
        thread_.join();
    else
        thread_.detach();
}

void Worker::start_thread() {
    thread_ = std::thread([state = state_] { state->serve(); });
    pthread_setname_np(thread_.native_handle(), name_.c_str());
}

void Worker::run(std::function<void()> job) {
    try {
        if (!thread_.joinable())
            start_thread();
    } catch (const std::system_error& error) {
        log::warning("there can be no thread {}: {}", name_, error.what());
        do_job(job);
        return;
    }
    ++state_->jobs;
    state_->mailbox.change([&](State::Orders& orders) { orders.jobs.push_back(std::move(job)); });
}

std::size_t Worker::jobs() const noexcept {
    return state_->jobs;
}

}  // namespace kmsmirror
