// SPDX-License-Identifier: MIT
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "base/unique_fd.h"
#include "session/host.h"

namespace kmsmirror::session {

// A source without a display: its buffers are memfds, and it keeps the frames that it is handed.
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
        for (std::uint32_t i = 0; i < count; ++i) {
            memory_.emplace_back(::memfd_create("buffer", MFD_CLOEXEC));
            if (::ftruncate(memory_.back().get(), static_cast<off_t>(bytes())) != 0)
                throw std::runtime_error("ftruncate");
        }
    }

    [[nodiscard]] std::vector<OfferedBuffer> offered_buffers() const override {
        std::vector<OfferedBuffer> offered;
        for (std::uint32_t i = 0; i < memory_.size(); ++i)
            offered.push_back({i, size_, format_, pitch_, offset, bytes(), 0, memory_[i].get()});
        return offered;
    }
    [[nodiscard]] std::uint32_t refresh_mhz() const override { return 60000; }
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const override { return free; }
    void present(const PresentedFrame& frame) override {
        frames.push_back(frame);
        if (on_present)
            on_present(frame);
    }

    // The pixels of a buffer without the gaps.
    [[nodiscard]] std::vector<std::byte> picture(std::uint32_t index) const {
        std::vector<std::byte> picture(std::size_t{row_bytes_} * size_.height);
        for (std::uint32_t y = 0; y < size_.height; ++y)
            if (::pread(memory_[index].get(), picture.data() + std::size_t{y} * row_bytes_, row_bytes_,
                        off_t{offset} + off_t{y} * pitch_) != static_cast<ssize_t>(row_bytes_))
                throw std::runtime_error("pread");
        return picture;
    }

    std::vector<std::uint32_t> free{0, 1, 2};
    std::vector<PresentedFrame> frames;
    std::function<void(const PresentedFrame&)> on_present;

private:
    [[nodiscard]] std::size_t bytes() const { return offset + std::size_t{pitch_} * size_.height; }

    Size size_;
    std::uint32_t format_;
    std::uint32_t pitch_;
    std::uint32_t row_bytes_;
    std::vector<UniqueFd> memory_;
};

}  // namespace kmsmirror::session
