// SPDX-License-Identifier: MIT
// clip-counts RECTANGLES: how many instructions of this machine it takes to make clips of so many rectangles of 12x12
// of one frame, each for itself and in rows that they share. One line of JSON. Counted by single steps of a child, so
// that the figures are always the same and need no counter of the processor.

#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <exception>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "mirror/clip_reduction.h"
#include "workload.h"

namespace {

using namespace kmsmirror;
using namespace kmsmirror::benchmarks;

std::vector<Rect> rectangles(std::size_t count, std::uint32_t rows) {
    constexpr std::uint32_t edge = 12;
    std::minstd_rand random;
    std::vector<Rect> rects;
    while (rects.size() < count) {
        const auto x = static_cast<std::int32_t>(random() % (screen_size.width - edge));
        const auto y = static_cast<std::int32_t>(random() % (rows - edge));
        rects.push_back(Rect{0, 0, edge, edge}.moved(x, y));
    }
    return rects;
}

void wait_for_stop(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        throw std::runtime_error("the child has not stopped");
}

// Between two stops of a child that does the work.
std::uint64_t steps_of(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child < 0)
        throw std::runtime_error("fork");
    if (child == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        work();
        ::raise(SIGUSR1);
        ::_exit(0);
    }
    wait_for_stop(child);
    std::uint64_t steps = 0;
    siginfo_t why{};
    while (why.si_signo != SIGUSR1) {
        if (::ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0)
            throw std::runtime_error("PTRACE_SINGLESTEP");
        wait_for_stop(child);
        if (::ptrace(PTRACE_GETSIGINFO, child, nullptr, &why) != 0)
            throw std::runtime_error("PTRACE_GETSIGINFO");
        ++steps;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return steps;
}

std::uint64_t instructions_for(const std::vector<Rect>& rects) {
    const auto reduce = [&rects] {
        const auto clips = mirror::reduce_clips(pixels::Region(rects), mirror::clip_cost("udl"));
        if (clips.empty())
            ::_exit(1);
    };
    reduce();  // what is loaded at the first call does not count
    return steps_of(reduce) - steps_of([] {});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: {} RECTANGLES\n", argv[0]);
        return 2;
    }
    try {
        const std::size_t count = std::stoul(argv[1]);
        fmt::print("{{\"rectangles\":{},\"scattered\":{},\"in_shared_rows\":{}}}\n", count,
                   instructions_for(rectangles(count, screen_size.height)), instructions_for(rectangles(count, 24)));
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "clip-counts: {}\n", error.what());
        return 1;
    }
}
