// SPDX-License-Identifier: MIT
// show-workload WORKLOAD WIDTH HEIGHT [CARD]: shows a whole picture, and then a frame of the workload for each line of
// its input, by the daemon on a source of that size, or without it on a card that is nobody's, where what changes is as
// much as the frame of a source of that size comes to; answers each with a line when the frame was presented, or the
// commit done. Every changed pixel is random, so that no compression hides one; the same in every run.

#include <drm_fourcc.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#include <cstring>
#include <iostream>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "tools/screen.h"
#include "workload.h"
extern "C" {
#include "tests/vm/guest-tools/card.h"
}

namespace {

using namespace kmsmirror;
using namespace kmsmirror::benchmarks;

class Target {
public:
    virtual ~Target() = default;
    // `pixels` is the whole picture, of which `damage` is new.
    virtual void show(const std::vector<std::uint32_t>& pixels, const std::vector<Rect>& damage) = 0;
    [[nodiscard]] virtual Size size() const noexcept = 0;
};

class DaemonTarget : public Target {
public:
    explicit DaemonTarget(Size size)
        : size_(size),
          screen_(tools::open_session(false, false, nullptr), {size.width, size.height, 4}, DRM_FORMAT_XRGB8888) {}

    void show(const std::vector<std::uint32_t>& pixels, const std::vector<Rect>& damage) override {
        tools::Damage rectangles;
        for (const Rect& rect : damage)
            rectangles.push_back({rect.x1, rect.y1, rect.x2, rect.y2});
        screen_.show(std::as_bytes(std::span(pixels)).data(), rectangles);
        screen_.wait_for_last();
    }
    [[nodiscard]] Size size() const noexcept override { return size_; }

private:
    Size size_;
    tools::Screen screen_;
};

// The kernel's driver gets exactly the rectangles, in one commit.
class CardTarget : public Target {
public:
    explicit CardTarget(const char* path) : card_(open_card(path)) {
        require(card_.mode.hdisplay == screen_size.width && card_.mode.vdisplay == screen_size.height, "1024x768");
        std::uint32_t handle = 0;
        std::uint64_t bytes = 0;
        std::uint64_t offset = 0;
        int dma_buf = -1;
        require(drmModeCreateDumbBuffer(card_.fd, screen_size.width, screen_size.height, 32, 0, &handle, &pitch_,
                                        &bytes) == 0 &&
                    drmModeMapDumbBuffer(card_.fd, handle, &offset) == 0 &&
                    drmPrimeHandleToFD(card_.fd, handle, DRM_CLOEXEC | DRM_RDWR, &dma_buf) == 0,
                "a dumb buffer");
        void* memory = ::mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED, card_.fd,
                              static_cast<off_t>(offset));
        require(memory != MAP_FAILED, "mmap");
        // Last, because it closes the handle.
        require(add_framebuffer(&card_, dma_buf, pitch_, &framebuffer_) == 0, "a framebuffer");
        memory_ = static_cast<std::byte*>(memory);
    }

    void show(const std::vector<std::uint32_t>& pixels, const std::vector<Rect>& damage) override {
        std::vector<drmModeClip> clips;
        for (const Rect& rect : damage) {
            copy(pixels, rect);
            clips.push_back({static_cast<std::uint16_t>(rect.x1), static_cast<std::uint16_t>(rect.y1),
                             static_cast<std::uint16_t>(rect.x2), static_cast<std::uint16_t>(rect.y2)});
        }
        if (!is_shown_)
            require(::show(&card_, framebuffer_) == 0, "SETCRTC");
        else
            require(drmModeDirtyFB(card_.fd, framebuffer_, clips.data(), static_cast<std::uint32_t>(clips.size())) == 0,
                    "DIRTYFB");
        is_shown_ = true;
    }
    [[nodiscard]] Size size() const noexcept override { return screen_size; }

private:
    void copy(const std::vector<std::uint32_t>& pixels, const Rect& rect) {
        for (auto y = static_cast<std::size_t>(rect.y1); y < static_cast<std::size_t>(rect.y2); ++y) {
            const auto x = static_cast<std::size_t>(rect.x1);
            std::memcpy(memory_ + y * pitch_ + x * 4, pixels.data() + y * screen_size.width + x,
                        static_cast<std::size_t>(rect.width()) * 4);
        }
    }

    card card_;
    std::uint32_t pitch_ = 0;
    std::uint32_t framebuffer_ = 0;
    std::byte* memory_ = nullptr;
    bool is_shown_ = false;
};

void run(std::string_view workload, Size source, Target& target) {
    const Size size = target.size();
    std::vector<std::uint32_t> pixels(std::size_t{size.width} * size.height);
    std::minstd_rand random;
    const auto draw = [&](const Rect& rect) {
        for (std::int32_t y = rect.y1; y < rect.y2; ++y)
            for (std::int32_t x = rect.x1; x < rect.x2; ++x)
                pixels[static_cast<std::size_t>(y) * size.width + static_cast<std::size_t>(x)] =
                    static_cast<std::uint32_t>(random()) & 0xffffff;
    };
    std::vector<Rect> damage{rect_of(size)};
    std::string line;
    for (std::uint32_t frame = 0;; ++frame) {
        for (const Rect& rect : damage)
            draw(rect);
        target.show(pixels, damage);
        fmt::print("{}\n", frame);
        std::fflush(stdout);
        if (!std::getline(std::cin, line))
            return;
        damage = damage_of(workload, frame, source);
        for (Rect& rect : damage)
            rect = fitted(rect, source, size);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4 && argc != 5) {
        fmt::print(stderr, "usage: {} WORKLOAD WIDTH HEIGHT [CARD]\n", argv[0]);
        return 2;
    }
    try {
        const Size source{static_cast<std::uint32_t>(std::stoul(argv[2])),
                          static_cast<std::uint32_t>(std::stoul(argv[3]))};
        std::unique_ptr<Target> target;
        if (argc == 5)
            target = std::make_unique<CardTarget>(argv[4]);
        else
            target = std::make_unique<DaemonTarget>(source);
        run(argv[1], source, *target);
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "show-workload: {}\n", error.what());
        return 1;
    }
}
