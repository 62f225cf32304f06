// SPDX-License-Identifier: MIT
#include "base/worker.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <vector>

namespace kmsmirror {
namespace {

TEST(AWorker, RunsJobsOneAfterTheOtherOnAThreadOfItsOwn) {
    Worker worker("test");
    std::vector<int> order;
    std::promise<std::thread::id> done;
    worker.run([&] { order.push_back(1); });
    worker.run([&] { order.push_back(2); });
    worker.run([&] { done.set_value(std::this_thread::get_id()); });
    EXPECT_NE(done.get_future().get(), std::this_thread::get_id());
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(AWorker, GoesOnAfterAJobThatFails) {
    Worker worker("test");
    std::promise<void> done;
    worker.run([] { throw std::runtime_error("a job fails, on purpose"); });
    worker.run([&] { done.set_value(); });
    done.get_future().wait();
}

TEST(AWorker, CountsAJobUntilItIsDone) {
    Worker worker("test");
    EXPECT_EQ(worker.jobs(), 0U);
    std::promise<void> begun;
    std::promise<void> go_on;
    worker.run([&] {
        begun.set_value();
        go_on.get_future().wait();
    });
    begun.get_future().wait();
    EXPECT_EQ(worker.jobs(), 1U);
    go_on.set_value();
    while (worker.jobs() != 0)
        std::this_thread::yield();
}

TEST(AWorker, DoesNotWaitForAJobThatHangs) {
    const auto go_on = std::make_shared<std::promise<void>>();
    const auto done = std::make_shared<std::promise<void>>();
    {
        Worker worker("test");
        worker.run([go_on, done] {
            go_on->get_future().wait();
            done->set_value();
        });
    }
    go_on->set_value();
    done->get_future().wait();
}

}  // namespace
}  // namespace kmsmirror
