// SPDX-License-Identifier: MIT
#include "tools/screen.h"

#include <drm_fourcc.h>
#include <gmock/gmock.h>
#include <poll.h>

#include <thread>

#include "base/log.h"
#include "session/session.h"
#include "session/session_pair.h"
#include "tests/unit/session/fake_host.h"
#include "tests/unit/session/raw_client.h"
#include "tools/pattern.h"

namespace kmsmirror::tools {
namespace {

using session::CloseReason;
using session::FakeHost;

// A source that shows each frame at once and releases the frame before.
class ScreenTest : public testing::Test {
protected:
    void connect(Size size, std::uint32_t format = DRM_FORMAT_XRGB8888, std::uint32_t bytes_per_pixel = 4) {
        host = std::make_unique<FakeHost>(size, 3, format, bytes_per_pixel);
        auto pair = session::make_session_pair();
        daemon = std::make_unique<session::Session>(std::move(pair.daemon), *host, [](CloseReason) {});
        daemon->start();
        ASSERT_EQ(kmsmirror_adopt(pair.client.release(), 1000, &client), 0);
    }
    // Lets the source show the frame that was presented, and gives back its picture.
    std::vector<std::byte> shown() {
        daemon->handle_readable();
        const auto& frame = host->frames.back();
        daemon->presented(frame.serial, 1, 1);
        if (host->frames.size() > 1)
            daemon->release(host->frames[host->frames.size() - 2].buffer_index);
        return host->picture(frame.buffer_index);
    }
    std::string refusal_of(PictureLayout layout, std::uint32_t format) {
        try {
            Screen screen(SessionPtr(client), layout, format);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "accepted";
    }

    std::unique_ptr<FakeHost> host;
    std::unique_ptr<session::Session> daemon;
    kmsmirror_session* client = nullptr;
};

std::span<const std::byte> bytes_of(const Pattern& pattern) {
    return std::as_bytes(pattern.canvas().pixels());
}

TEST_F(ScreenTest, KeepsEveryBufferUpToDateByWhatChanged) {
    connect({160, 100});
    const auto pattern = make_pattern("movie", 160, 100);
    Screen screen(SessionPtr(client), pattern->canvas().layout(), DRM_FORMAT_XRGB8888);
    for (std::uint64_t frame = 0; frame < 200; ++frame) {
        pattern->draw(frame);
        screen.show(bytes_of(*pattern).data(), pattern->damage());
        const auto picture = shown();
        ASSERT_TRUE(std::ranges::equal(picture, bytes_of(*pattern))) << "frame " << frame;
        ASSERT_EQ(host->frames.back().serial, frame + 1);
    }
    screen.wait_for_last();
}

TEST_F(ScreenTest, DrawsAllIntoBuffersThatReplaceTheOldOnes) {
    connect({160, 100});
    const auto pattern = make_pattern("motion", 160, 100);
    Screen screen(SessionPtr(client), pattern->canvas().layout(), DRM_FORMAT_XRGB8888);
    for (std::uint64_t frame = 0; frame < 60; ++frame) {
        if (frame % 10 == 9) {
            host->offer(frame % 20 == 9 ? 3 : 0, 3);
            daemon->buffers_replaced();
        }
        pattern->draw(frame);
        screen.show(bytes_of(*pattern).data(), pattern->damage());
        // what it gives back comes before the frame
        while (host->frames.size() < frame + 1)
            daemon->handle_readable();
        ASSERT_TRUE(std::ranges::equal(host->picture(host->frames.back().buffer_index), bytes_of(*pattern)))
            << "frame " << frame;
        ASSERT_EQ(host->frames.back().damage.empty(), pattern->damage().empty());
        if (frame > 0)
            daemon->release(host->frames[frame - 1].buffer_index);
    }
}

TEST_F(ScreenTest, ShowsPicturesInItsOwnMemory) {
    connect({60, 48});
    const auto pattern = make_pattern("movie", 60, 48);
    Screen screen(SessionPtr(client), pattern->canvas().layout(), DRM_FORMAT_XRGB8888);
    host->attachment = {true, "the display cannot scan it out"};
    std::thread answers([this] {
        pollfd poll{daemon->fd(), POLLIN, 0};
        for (int i = 0; i < 3 && ::poll(&poll, 1, 10000) == 1; ++i)
            daemon->handle_readable();
    });
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(screen.attach(OwnMemory(session::make_memory().release(), std::size_t{48} * 256)),
                  "the display cannot scan it out");
    answers.join();
    for (std::uint64_t frame = 0; frame < 20; ++frame) {
        pattern->draw(frame);
        screen.show(bytes_of(*pattern).data(), pattern->damage());
        const auto picture = shown();
        ASSERT_GE(host->frames.back().buffer_index, 16U);
        ASSERT_TRUE(std::ranges::equal(picture, bytes_of(*pattern))) << "frame " << frame;
    }
}

TEST_F(ScreenTest, SaysWhyItsOwnMemoryIsRefused) {
    connect({64, 48});
    Screen screen(SessionPtr(client), {64, 48, 4}, DRM_FORMAT_XRGB8888);
    std::thread answer([this] {
        pollfd poll{daemon->fd(), POLLIN, 0};
        if (::poll(&poll, 1, 10000) == 1)
            daemon->handle_readable();
    });
    std::string refusal;
    try {
        screen.attach(OwnMemory(session::make_memory(100).release(), 100));
    } catch (const std::runtime_error& error) {
        refusal = error.what();
    }
    answer.join();
    EXPECT_EQ(refusal,
              "the daemon refused the buffer: 48 rows of pitch 256 from offset 0 on end at byte 12288, the dma-buf has "
              "100");
}

TEST_F(ScreenTest, PresentsTheFirstPictureAsAWhole) {
    connect({64, 48});
    Screen screen(SessionPtr(client), {64, 48, 4}, DRM_FORMAT_XRGB8888);
    const std::vector<std::byte> picture(64 * 48 * 4);
    screen.show(picture.data(), {});
    shown();
    EXPECT_THAT(host->frames.back().damage, testing::ElementsAre(Rect{0, 0, 64, 48}));
    screen.show(picture.data(), {});
    shown();
    EXPECT_TRUE(host->frames.back().damage.empty());
}

TEST_F(ScreenTest, ShowsASmallerPictureInTheMiddleOnBlack) {
    connect({8, 6});
    Screen screen(SessionPtr(client), {4, 2, 4}, DRM_FORMAT_XRGB8888);
    const std::vector<std::byte> picture(4 * 2 * 4, std::byte{0x77});
    screen.show(picture.data(), {});
    const auto display = shown();
    for (std::size_t i = 0; i < display.size(); ++i) {
        const std::size_t x = i / 4 % 8;
        const std::size_t y = i / 32;
        const bool is_inside = x >= 2 && x < 6 && y >= 2 && y < 4;
        ASSERT_EQ(display[i], is_inside ? std::byte{0x77} : std::byte{0}) << x << ',' << y;
    }
    screen.show(picture.data(), {{1, 0, 2, 1}});
    shown();
    EXPECT_THAT(host->frames.back().damage, testing::ElementsAre(Rect{3, 2, 4, 3}));
}

TEST_F(ScreenTest, RefusesALargerPicture) {
    connect({64, 48});
    EXPECT_EQ(refusal_of({65, 48, 4}, DRM_FORMAT_XRGB8888),
              "pictures of 65x48 are larger than the source, which has 64x48");
}

TEST_F(ScreenTest, SaysWhatTheDaemonSaidWhenTheSessionEnds) {
    log::set_level(log::Level::error);
    connect({64, 48});
    Screen screen(SessionPtr(client), {64, 48, 4}, DRM_FORMAT_XRGB8888);
    daemon->end("the source was removed");
    const std::vector<std::byte> picture(64 * 48 * 4);
    try {
        screen.show(picture.data(), {});
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "the daemon ended the session: the source was removed");
    }
}

}  // namespace
}  // namespace kmsmirror::tools
