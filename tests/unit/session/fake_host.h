// SPDX-License-Identifier: MIT
#pragma once

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "session/host.h"

namespace kmsmirror::session {

// A source without a display: its buffers are memfds, and it keeps the frames that it is handed. Takes any regular file
// for a dma-buf.
class FakeHost : public Host {
public:
    static constexpr std::uint32_t xrgb8888 = 0x34325258;
    static constexpr std::uint32_t offset = 4096;
    static constexpr std::uint32_t gap_bytes = 64;  // behind each row

    explicit FakeHost(Size size = {64, 48}, std::uint32_t count = 3, std::uint32_t format = xrgb8888,
                      std::uint32_t bytes_per_pixel = 4)
        : size_(size),
          format_(format),
          pitch_(size.width * bytes_per_pixel + gap_bytes),
          row_bytes_(pitch_ - gap_bytes) {
        offer(0, count);
    }

    // Other buffers than before, from index `first` on. Those from before can still be looked at.
    void offer(std::uint32_t first, std::uint32_t count) {
        offered_.clear();
        free.clear();
        for (std::uint32_t i = first; i < first + count; ++i) {
            UniqueFd memory(::memfd_create("buffer", MFD_CLOEXEC));
            if (::ftruncate(memory.get(), static_cast<off_t>(bytes())) != 0)
                throw std::runtime_error("ftruncate");
            memory_[i] = std::move(memory);
            offered_.push_back(i);
            free.push_back(i);
        }
    }

    [[nodiscard]] std::vector<OfferedBuffer> offered_buffers() const override {
        std::vector<OfferedBuffer> offered;
        for (const std::uint32_t i : offered_)
            offered.push_back({i, size_, format_, pitch_, offset, bytes(), 0, memory_.at(i).get()});
        return offered;
    }
    [[nodiscard]] std::uint32_t refresh_mhz() const override { return 60000; }
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const override { return free; }
    void present(const PresentedFrame& frame) override {
        frames.push_back(frame);
        if (on_present)
            on_present(frame);
    }

    [[nodiscard]] tl::expected<DmaBufInfo, std::string> inspect(int fd) const override {
        struct stat status {};
        if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
            return tl::unexpected(std::string("not a dma-buf"));
        return DmaBufInfo{static_cast<std::uint64_t>(status.st_size), status.st_ino, "memfd"};
    }
    [[nodiscard]] tl::expected<Attachment, std::string> attach(AttachedBuffer buffer) override {
        if (!refusal.empty())
            return tl::unexpected(refusal);
        const std::uint32_t index = buffer.index;
        attached[index] = std::move(buffer);
        return attachment;
    }
    void detach(std::uint32_t index) override {
        detached.push_back(index);
        attached.erase(index);
    }

    void run_elsewhere(std::function<void()> job) override {
        if (holds_jobs)
            jobs.push_back(std::move(job));
        else
            job();
    }
    [[nodiscard]] std::size_t jobs_elsewhere() const override { return jobs.size(); }

    // The pixels of a buffer without the gaps.
    [[nodiscard]] std::vector<std::byte> picture(std::uint32_t index) const {
        const auto own = attached.find(index);
        const bool is_own = own != attached.end();
        const int fd = is_own ? own->second.dma_buf.get() : memory_.at(index).get();
        const off_t start = is_own ? own->second.offset : offset;
        const off_t pitch = is_own ? own->second.pitch : pitch_;
        std::vector<std::byte> picture(std::size_t{row_bytes_} * size_.height);
        for (std::uint32_t y = 0; y < size_.height; ++y)
            if (::pread(fd, picture.data() + std::size_t{y} * row_bytes_, row_bytes_, start + off_t{y} * pitch) !=
                static_cast<ssize_t>(row_bytes_))
                throw std::runtime_error("pread");
        return picture;
    }

    std::vector<std::uint32_t> free;
    std::vector<PresentedFrame> frames;
    std::map<std::uint32_t, AttachedBuffer> attached;  // by index
    std::vector<std::uint32_t> detached;
    Attachment attachment;  // the answer to an attach(), unless there is a
    std::string refusal;
    std::function<void(const PresentedFrame&)> on_present;
    bool holds_jobs = false;  // that another thread shall do; else they are done at once
    std::vector<std::function<void()>> jobs;

private:
    [[nodiscard]] std::size_t bytes() const { return offset + std::size_t{pitch_} * size_.height; }

    Size size_;
    std::uint32_t format_;
    std::uint32_t pitch_;
    std::uint32_t row_bytes_;
    std::map<std::uint32_t, UniqueFd> memory_;  // by index
    std::vector<std::uint32_t> offered_;
};

}  // namespace kmsmirror::session
