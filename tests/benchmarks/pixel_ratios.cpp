// SPDX-License-Identifier: MIT
// pixel-ratios WORKLOAD: how fast the daemon copies and converts what a workload changes, compared with the least that
// could do the same: memcpy, once for each run of bytes that is contiguous; and pixman, whose images are made
// beforehand. One line of JSON: 1 = as fast, less = slower. A copy is from a buffer of the source to its shadow, or
// from there to a buffer of the sink: the slower one counts. Scaled and turned pictures are compared with pixman, too,
// in one call for each rectangle of the display that changes.
//
// A ratio is the median of rounds in which both do the same work one after the other, so that what else the machine
// does, and how fast it is, hardly matter.

#include <fmt/format.h>
#include <pixman.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "pixels/painter.h"
#include "pixels/pixel_copy.h"
#include "pixels/scaler.h"
#include "source/shadow.h"
#include "workload.h"

namespace {

using namespace kmsmirror;
using namespace kmsmirror::benchmarks;
using Clock = std::chrono::steady_clock;

constexpr unsigned rounds = 201;
constexpr std::uint64_t pixels_per_round = 1'000'000;
constexpr std::uint32_t different_frames = 64;

// An image in memory of its own, aligned as the mapping of a dumb buffer is.
class Picture {
public:
    explicit Picture(pixels::Format format)
        : pixels_(static_cast<std::byte*>(::operator new(bytes_of(format), page))),
          image_{pixels_.get(), screen_size, screen_size.width * pixels::bytes_per_pixel(format), format} {
        std::memset(pixels_.get(), 0x5a, bytes_of(format));
    }

    [[nodiscard]] const pixels::Image& image() const noexcept { return image_; }

private:
    static constexpr std::align_val_t page{4096};
    struct Delete {
        void operator()(std::byte* memory) const noexcept { ::operator delete(memory, page); }
    };
    static std::size_t bytes_of(pixels::Format format) {
        return std::size_t{screen_size.height} * screen_size.width * pixels::bytes_per_pixel(format);
    }

    std::unique_ptr<std::byte, Delete> pixels_;
    pixels::Image image_;
};

using Frames = std::vector<std::vector<Rect>>;

Frames frames_of(std::string_view workload) {
    Frames frames;
    for (std::uint32_t frame = 0; frame < different_frames; ++frame)
        frames.push_back(damage_of(workload, frame, screen_size));
    return frames;
}

// The work of the daemon: from a buffer of the source to its shadow,
class DaemonCopy {
public:
    DaemonCopy(const pixels::Image& from, const pixels::Image& to) : from_(from), to_(to) {}
    void operator()(const std::vector<Rect>& rects, std::size_t /*frame*/) const {
        pixels::copy_pixels(from_, to_, rects, 0, 0);
    }

private:
    pixels::Image from_;
    pixels::Image to_;
};

// and from there to a buffer of the sink.
class DaemonPaint {
public:
    DaemonPaint(const pixels::Image& from, const pixels::Image& to, const Frames& frames)
        : from_(from),
          to_(to),
          painter_(pixels::Geometry(from.size, to.size, {.fit = Fit::none}), from.format, to.format, Dither::none) {
        for (const auto& rects : frames)
            frames_.emplace_back(rects);
    }
    void operator()(const std::vector<Rect>& /*rects*/, std::size_t frame) {
        painter_.paint(from_, to_, frames_[frame]);
    }

private:
    pixels::Image from_;
    pixels::Image to_;
    pixels::Painter painter_;
    std::vector<pixels::Region> frames_;
};

// The same bytes to the same places.
class Memcpy {
public:
    Memcpy(const Picture& from, const Picture& to, const Frames& frames) {
        for (const auto& rects : frames)
            add_frame(from.image(), to.image(), rects);
    }
    void operator()(const std::vector<Rect>& /*rects*/, std::size_t frame) const {
        for (const Run& run : frames_[frame])
            std::memcpy(run.to, run.from, run.bytes);
    }

private:
    struct Run {
        std::byte* to;
        const std::byte* from;
        std::size_t bytes;
    };
    void add_frame(const pixels::Image& from, const pixels::Image& to, const std::vector<Rect>& rects) {
        std::vector<Run>& runs = frames_.emplace_back();
        for (const Rect& rect : rects)
            for (std::int32_t y = rect.y1; y < rect.y2; ++y) {
                const std::size_t start = static_cast<std::size_t>(y) * from.pitch +
                                          static_cast<std::size_t>(rect.x1) * sizeof(std::uint32_t);
                const std::size_t bytes = static_cast<std::size_t>(rect.width()) * sizeof(std::uint32_t);
                if (!runs.empty() && runs.back().from + runs.back().bytes == from.data + start)
                    runs.back().bytes += bytes;
                else
                    runs.push_back({to.data + start, from.data + start, bytes});
            }
    }

    std::vector<std::vector<Run>> frames_;
};

class Pixman {
public:
    Pixman(const Picture& from, const Picture& to)
        : from_(wrap(from.image(), PIXMAN_x8r8g8b8)), to_(wrap(to.image(), PIXMAN_r5g6b5)) {}
    void operator()(const std::vector<Rect>& rects, std::size_t /*frame*/) const {
        for (const Rect& rect : rects)
            pixman_image_composite32(PIXMAN_OP_SRC, from_.get(), nullptr, to_.get(), rect.x1, rect.y1, 0, 0, rect.x1,
                                     rect.y1, rect.width(), rect.height());
    }

private:
    struct Unref {
        void operator()(pixman_image_t* image) const noexcept { pixman_image_unref(image); }
    };
    using ImagePtr = std::unique_ptr<pixman_image_t, Unref>;
    static ImagePtr wrap(const pixels::Image& image, pixman_format_code_t format) {
        return ImagePtr(pixman_image_create_bits_no_clear(
            format, static_cast<int>(image.size.width), static_cast<int>(image.size.height),
            reinterpret_cast<std::uint32_t*>(image.data), static_cast<int>(image.pitch)));
    }

    ImagePtr from_;
    ImagePtr to_;
};

// Until there were enough pixels for the clock to be exact.
template <typename Work>
double seconds_of(Work& work, const Frames& frames) {
    const auto start = Clock::now();
    std::uint64_t pixels = 0;
    for (std::size_t frame = 0; pixels < pixels_per_round; frame = (frame + 1) % frames.size()) {
        work(frames[frame], frame);
        for (const Rect& rect : frames[frame])
            pixels += static_cast<std::uint64_t>(rect.width()) * static_cast<std::uint64_t>(rect.height());
    }
    return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename Ours, typename Reference>
double ratio(Ours ours, Reference reference, const Frames& frames) {
    std::vector<double> ratios;
    for (unsigned round = 0; round < rounds; ++round) {
        // Neither is always the one that finds warm caches.
        const bool ours_first = round % 2 == 0;
        const double first = ours_first ? seconds_of(ours, frames) : seconds_of(reference, frames);
        const double second = ours_first ? seconds_of(reference, frames) : seconds_of(ours, frames);
        ratios.push_back(ours_first ? second / first : first / second);
    }
    const auto middle = ratios.begin() + rounds / 2;
    std::nth_element(ratios.begin(), middle, ratios.end());
    return *middle;
}

// A picture that is scaled or turned, frame by frame: by the daemon, and by pixman alone.
class PlacedPicture {
public:
    PlacedPicture(const pixels::Image& from, const pixels::Image& to, const Placement& placement, const Frames& frames)
        : from_(from),
          to_(to),
          geometry_(from.size, to.size, placement),
          painter_(geometry_, from.format, to.format, Dither::none) {
        for (const auto& rects : frames)
            frames_.push_back(geometry_.map(pixels::Region(rects)));
        scaler_.emplace(geometry_);
        target_ = pixels::wrap(to);
    }
    double by_the_daemon() {
        return seconds([this](const pixels::Region& frame) { painter_.paint(from_, to_, frame); });
    }
    double by_pixman() {
        return seconds([this](const pixels::Region& frame) {
            const Rect& part = geometry_.display_part();
            for (const Rect& rect : frame.rects())
                scaler_->draw(from_, target_.get(), rect.moved(-part.x1, -part.y1), rect.x1, rect.y1);
        });
    }

private:
    template <typename Paint>
    double seconds(Paint paint) const {
        const auto start = Clock::now();
        std::uint64_t pixels = 0;
        for (std::size_t frame = 0; pixels < pixels_per_round / 4; frame = (frame + 1) % frames_.size()) {
            paint(frames_[frame]);
            pixels += frames_[frame].area();
        }
        return std::chrono::duration<double>(Clock::now() - start).count();
    }

    pixels::Image from_;
    pixels::Image to_;
    pixels::Geometry geometry_;
    pixels::Painter painter_;
    std::optional<pixels::Scaler> scaler_;  // nothing but pixman's transform and filter
    pixels::PixmanImage target_;
    std::vector<pixels::Region> frames_;
};

double placed_ratio(const pixels::Image& from, const pixels::Image& to, const Placement& placement,
                    const Frames& frames) {
    PlacedPicture picture(from, to, placement, frames);
    std::vector<double> ratios;
    for (unsigned round = 0; round < rounds / 8; ++round) {
        const double by_pixman = picture.by_pixman();
        ratios.push_back(by_pixman / picture.by_the_daemon());
    }
    const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
    std::nth_element(ratios.begin(), middle, ratios.end());
    return *middle;
}

void measure(std::string_view workload) {
    const Picture source(pixels::Format::xrgb8888);
    const Picture same(pixels::Format::xrgb8888);
    const Picture smaller(pixels::Format::rgb565);
    source::Shadow shadow(screen_size, pixels::Format::xrgb8888);
    shadow.update(source.image(), std::array{rect_of(screen_size)}, 1);
    const pixels::Image shadowed = shadow.view().image();
    const Frames frames = frames_of(workload);
    const Memcpy memcpy(source, same, frames);
    const double copy = std::min(ratio(DaemonCopy(source.image(), shadowed), memcpy, frames),
                                 ratio(DaemonPaint(shadowed, same.image(), frames), memcpy, frames));
    const double conversion = ratio(DaemonPaint(shadowed, smaller.image(), frames), Pixman(source, smaller), frames);
    // A part with the left upper corner, where all workloads change something, is enlarged; and all is turned.
    const double scaling =
        placed_ratio(shadowed, same.image(), {.fit = Fit::fill, .region = Rect{0, 0, 900, 700}}, frames);
    const double turning = placed_ratio(shadowed, same.image(), {.turn = {1, false}}, frames);
    fmt::print(
        "{{\"workload\":\"{}\",\"copy_to_memcpy\":{:.2f},\"conversion_to_pixman\":{:.2f},"
        "\"scaling_to_pixman\":{:.2f},\"turning_to_pixman\":{:.2f}}}\n",
        workload, copy, conversion, scaling, turning);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: {} WORKLOAD\n", argv[0]);
        return 2;
    }
    measure(argv[1]);
}
