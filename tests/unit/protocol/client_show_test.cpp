// SPDX-License-Identifier: MIT
// kmsmirror_show() against the daemon's own end of the channel: what is in a buffer when it is presented, and what is
// said of it.
#include <drm_fourcc.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <random>
#include <span>

#include "client_fixture.h"
#include "tests/unit/session/raw_client.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int32_t display_width = 64;
constexpr std::int32_t display_height = 48;
constexpr std::int32_t row_gap = 4;

static_assert(KMSMIRROR_FORMAT_XRGB8888 == DRM_FORMAT_XRGB8888 && KMSMIRROR_FORMAT_RGB565 == DRM_FORMAT_RGB565);

// A picture in the memory of a program, with something behind each row that is none of it.
template <class Pixel>
struct ShownPicture {
    static constexpr std::size_t pitch = (display_width + row_gap) * sizeof(Pixel);

    Pixel& at(std::int32_t x, std::int32_t y) {
        return memory[static_cast<std::size_t>(y) * (display_width + row_gap) + static_cast<std::size_t>(x)];
    }
    std::vector<std::byte> bytes() const {
        std::vector<std::byte> all;
        for (std::size_t y = 0; y < display_height; ++y) {
            const auto row = std::as_bytes(std::span(memory).subspan(y * (display_width + row_gap), display_width));
            all.insert(all.end(), row.begin(), row.end());
        }
        return all;
    }

    // Ends with the last pixel, so that a sanitizer sees who reads on.
    std::vector<Pixel> memory = std::vector<Pixel>(std::size_t{display_width + row_gap} * display_height - row_gap);
};

using ShownPicture32 = ShownPicture<std::uint32_t>;
using ShownPicture16 = ShownPicture<std::uint16_t>;

kmsmirror_rect cut_at_edges(const kmsmirror_rect& r) {
    return {std::max(r.x1, 0), std::max(r.y1, 0), std::min(r.x2, display_width), std::min(r.y2, display_height)};
}

class ClientShow : public ClientTest {
protected:
    using ClientTest::ClientTest;

    template <class Pixel>
    int show(const ShownPicture<Pixel>& shown, const std::vector<kmsmirror_rect>& damage) {
        const kmsmirror_rect none{};
        return kmsmirror_show(client, shown.memory.data(), shown.pitch, damage.empty() ? &none : damage.data(),
                              damage.size(), ++serial);
    }
    // Hands everything that the client sent to the host.
    void deliver() {
        pollfd poll{session.fd(), POLLIN, 0};
        while (session.is_open() && ::poll(&poll, 1, 0) == 1)
            session.handle_readable();
        ASSERT_TRUE(session.is_open());
    }
    // Shows it; what the host got is the picture.
    void show_and_compare(const ShownPicture32& shown, const std::vector<kmsmirror_rect>& damage) {
        ASSERT_EQ(show(shown, damage), 0) << kmsmirror_error_text(client);
        deliver();
        ASSERT_EQ(host.picture(host.frames.back().buffer_index), shown.bytes());
    }

    ShownPicture32 picture;
    std::uint64_t serial = 0;
};

TEST_F(ClientShow, ShowsTheFirstPictureAsAWhole) {
    picture.at(0, 0) = 1;
    picture.at(display_width - 1, display_height - 1) = 2;
    show_and_compare(picture, {});
    EXPECT_THAT(host.frames[0].damage, ElementsAre(Rect{0, 0, display_width, display_height}));
    EXPECT_EQ(host.frames[0].serial, 1U);
}

TEST_F(ClientShow, PresentsWhatChangedAndNothingElse) {
    show_and_compare(picture, {});
    picture.at(5, 6) = 3;
    show_and_compare(picture, {{5, 6, 6, 7}});
    EXPECT_THAT(host.frames[1].damage, ElementsAre(Rect{5, 6, 6, 7}));
    session.release(0);
    show_and_compare(picture, {});
    EXPECT_THAT(host.frames[2].damage, IsEmpty());
    session.release(1);
    EXPECT_EQ(kmsmirror_show(client, picture.memory.data(), picture.pitch, nullptr, 0, 4), 0);
    deliver();
    EXPECT_THAT(host.frames[3].damage, ElementsAre(Rect{0, 0, display_width, display_height}));
}

TEST_F(ClientShow, CopiesOnlyWhatTheBufferHasMissed) {
    show_and_compare(picture, {});
    session.release(0);
    // said of no rectangle: what is in a buffer must stay
    std::ranges::fill(picture.memory, 0x111111);
    ASSERT_EQ(show(picture, {{0, 0, 8, 8}}), 0);
    deliver();
    ShownPicture32 expected;
    for (std::int32_t i = 0; i < 64; ++i)
        expected.at(i % 8, i / 8) = 0x111111;
    EXPECT_EQ(host.picture(0), expected.bytes());
}

TEST_F(ClientShow, CutsRectanglesAtTheEdgesAndDropsWhatIsOutside) {
    show_and_compare(picture, {});
    picture.at(0, 0) = 1;
    picture.at(display_width - 1, display_height - 1) = 2;
    constexpr std::int32_t far = std::numeric_limits<std::int32_t>::max();
    show_and_compare(picture, {{-far, -9, 1, 1},
                               {display_width - 1, display_height - 1, far, far},
                               {display_width, 0, far, 9},
                               {-9, 0, 0, 9},
                               {0, display_height, 9, far},
                               {9, 9, 9, 20},
                               {20, 20, 10, 10}});
    EXPECT_THAT(host.frames[1].damage, ElementsAre(Rect{0, 0, 1, 1}, Rect{display_width - 1, display_height - 1,
                                                                          display_width, display_height}));
}

TEST_F(ClientShow, JoinsRectanglesThatAreTooManyForAFrame) {
    show_and_compare(picture, {});
    std::vector<kmsmirror_rect> many;
    for (std::int32_t i = 0; i < 200; ++i) {
        const std::int32_t x = i % 20 * 3;
        const std::int32_t y = i / 20 * 4;
        picture.at(x, y) = static_cast<std::uint32_t>(i + 1);
        many.push_back({x, y, x + 1, y + 1});
    }
    show_and_compare(picture, many);
    ASSERT_EQ(host.frames[1].damage.size(), 64U);
    for (const kmsmirror_rect& r : many)
        EXPECT_TRUE(std::ranges::any_of(host.frames[1].damage, [&r](const Rect& shown) {
            return shown.x1 <= r.x1 && shown.y1 <= r.y1 && shown.x2 >= r.x2 && shown.y2 >= r.y2;
        }));
}

TEST_F(ClientShow, KeepsWhatChangedUntilABufferIsFree) {
    for (int i = 0; i < 3; ++i)
        show_and_compare(picture, {});
    picture.at(1, 1) = 1;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(show(picture, {{1, 1, 2, 2}}), -EAGAIN);
    EXPECT_STREQ(kmsmirror_error_text(client), "no buffer is free: the daemon has not released one yet");
    session.release(1);
    picture.at(3, 3) = 3;
    show_and_compare(picture, {{3, 3, 4, 4}});
    EXPECT_THAT(host.frames.back().damage, ElementsAre(Rect{1, 1, 2, 2}, Rect{3, 3, 4, 4}));
}

TEST_F(ClientShow, KeepsThePictureOfAnyRandomDamageInBuffersThatAreReleasedLate) {
    std::mt19937 random(20261130);  // NOLINT(cert-msc51-cpp): the same in every run
    const auto number = [&random](std::int32_t first, std::int32_t last) {
        return std::uniform_int_distribution<std::int32_t>(first, last)(random);
    };
    std::deque<std::uint32_t> kept;  // that the host has
    std::size_t shown = 0;
    std::size_t refused = 0;
    std::size_t replaced = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<kmsmirror_rect> damage;
        for (std::int32_t count = number(0, 9) == 0 ? number(60, 100) : number(0, 5); count > 0; --count) {
            const std::int32_t x = number(-10, display_width + 5);
            const std::int32_t y = number(-10, display_height + 5);
            damage.push_back({x, y, x + number(-1, 20), y + number(-1, 20)});
            const kmsmirror_rect cut = cut_at_edges(damage.back());
            for (std::int32_t row = cut.y1; row < cut.y2; ++row)
                for (std::int32_t column = cut.x1; column < cut.x2; ++column)
                    picture.at(column, row) = static_cast<std::uint32_t>(random());
        }
        if (number(0, 99) == 0) {
            host.offer(replaced++ % 2 == 0 ? 8 : 0, static_cast<std::uint32_t>(number(1, 4)));
            session.buffers_replaced();
            kept.clear();
        }
        const int result = show(picture, damage);
        deliver();
        if (result == 0) {
            ++shown;
            kept.push_back(host.frames.back().buffer_index);
            ASSERT_EQ(host.picture(kept.back()), picture.bytes()) << "round " << round;
        } else {
            ASSERT_EQ(result, -EAGAIN) << kmsmirror_error_text(client);
            ++refused;
        }
        // the display keeps one; now and then the host keeps all, for long
        while (kept.size() > 1 && number(0, 2) == 0) {
            const auto any = kept.begin() + number(0, static_cast<std::int32_t>(kept.size()) - 2);
            session.release(*any);
            kept.erase(any);
        }
        if (kept.size() == 1 && number(0, 3) == 0) {
            session.release(kept.front());
            kept.clear();
        }
    }
    EXPECT_GT(shown, 1000U);
    EXPECT_GT(refused, 100U);
}

TEST_F(ClientShow, DrawsAllOfABufferThatMissedMoreThanIsRemembered) {
    show_and_compare(picture, {});  // buffer 0
    for (std::int32_t i = 0; i < 20; ++i) {
        picture.at(i, i) = 7;
        show_and_compare(picture, {{i, i, i + 1, i + 1}});
        session.release(host.frames.back().buffer_index);
    }
    ASSERT_EQ(kmsmirror_acquire(client, 0), 1);
    ASSERT_EQ(kmsmirror_acquire(client, 0), 2);  // never used
    session.release(0);
    show_and_compare(picture, {});
    EXPECT_EQ(host.frames.back().buffer_index, 0U);
}

TEST_F(ClientShow, ShowsAllAfterAFrameThatWasPresentedOtherwise) {
    show_and_compare(picture, {});
    ASSERT_EQ(kmsmirror_acquire(client, 0), 1);
    const kmsmirror_buffer* buffer = kmsmirror_get_buffer(client, 1);
    std::memset(buffer->pixels, 0x55, std::size_t{buffer->pitch} * buffer->height);
    const kmsmirror_rect none{};
    ASSERT_EQ(kmsmirror_present(client, 1, &none, 0, 0), 0);
    deliver();
    session.release(1);
    show_and_compare(picture, {});
    EXPECT_EQ(host.frames[2].buffer_index, 1U);
    EXPECT_THAT(host.frames[2].damage, ElementsAre(Rect{0, 0, display_width, display_height}));
}

TEST_F(ClientShow, ShowsASmallerPictureInTheMiddleOnBlack) {
    std::ranges::fill(picture.memory, 0x777777);
    show_and_compare(picture, {});
    session.release(0);
    ASSERT_EQ(kmsmirror_set_picture(client, 4, 2, DRM_FORMAT_XRGB8888), 0);
    ASSERT_EQ(show(picture, {}), 0);
    deliver();
    ShownPicture32 expected;
    for (std::int32_t i = 0; i < 8; ++i)
        expected.at(30 + i % 4, 23 + i / 4) = 0x777777;
    EXPECT_EQ(host.picture(0), expected.bytes());
    EXPECT_THAT(host.frames[1].damage, ElementsAre(Rect{0, 0, display_width, display_height}));
    session.release(0);
    ASSERT_EQ(show(picture, {{1, 0, 2, 9}}), 0);
    deliver();
    EXPECT_THAT(host.frames[2].damage, ElementsAre(Rect{31, 23, 32, 25}));
}

TEST_F(ClientShow, ConvertsPicturesOfSixteenBits) {
    ASSERT_EQ(kmsmirror_set_picture(client, display_width, display_height, DRM_FORMAT_RGB565), 0);
    ShownPicture16 small;
    small.at(0, 0) = 0xffff;
    small.at(1, 0) = 0xf800;
    small.at(2, 0) = 0x0410;
    ASSERT_EQ(show(small, {}), 0);
    deliver();
    picture.at(0, 0) = 0xffffff;
    picture.at(1, 0) = 0xff0000;
    picture.at(2, 0) = 0x008284;
    EXPECT_EQ(host.picture(0), picture.bytes());
}

TEST_F(ClientShow, RefusesWrongArgumentsAndGoesOn) {
    EXPECT_EQ(kmsmirror_show(client, picture.memory.data(), 255, nullptr, 0, 1), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "pitch 255 is less than a row of the picture, which has 256 bytes");
    EXPECT_EQ(kmsmirror_show(client, nullptr, 256, nullptr, 0, 1), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "the picture has no pixels");
    EXPECT_EQ(kmsmirror_set_picture(client, 65, 48, DRM_FORMAT_XRGB8888), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "pictures of 65x48 are larger than the source, which has 64x48");
    EXPECT_EQ(kmsmirror_set_picture(client, 64, 0, DRM_FORMAT_XRGB8888), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "pictures of 64x0 have no pixel");
    EXPECT_EQ(kmsmirror_set_picture(client, 64, 48, DRM_FORMAT_NV12), -EINVAL);
    EXPECT_THAT(kmsmirror_error_text(client), HasSubstr("format 0x3231564e"));
    show_and_compare(picture, {});
}

TEST_F(ClientShow, DrawsIntoAttachedBuffersInTheirFormat) {
    const UniqueFd memory = make_memory();
    ShownPicture16 drawn;
    const kmsmirror_buffer own{drawn.memory.data(),
                               display_width,
                               display_height,
                               ShownPicture16::pitch,
                               DRM_FORMAT_RGB565,
                               DRM_FORMAT_MOD_LINEAR,
                               0,
                               memory.get(),
                               0,
                               nullptr};
    ASSERT_EQ(attach(own), 16);
    picture.at(0, 0) = 0xff8040;
    picture.at(1, 0) = 0x0703f8;
    ASSERT_EQ(show(picture, {}), 0);
    deliver();
    EXPECT_EQ(host.frames[0].buffer_index, first_attached);
    EXPECT_EQ(drawn.at(0, 0), 31 << 11 | 32 << 5 | 8);
    EXPECT_EQ(drawn.at(1, 0), 0 << 11 | 0 << 5 | 31);
    // the daemon's own are free, but not for this
    EXPECT_EQ(show(picture, {}), -EAGAIN);
}

TEST_F(ClientShow, NeedsThePixelsOfAnAttachedBuffer) {
    const UniqueFd memory = make_memory();
    kmsmirror_buffer own{nullptr, display_width, display_height, 256, DRM_FORMAT_XRGB8888, 0, 0, memory.get(),
                         0,       nullptr};
    ASSERT_EQ(attach(own), 16);
    EXPECT_EQ(show(picture, {}), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "buffer 16 was attached without pixels to draw into");
    // it is free all the same, for who presents it
    EXPECT_EQ(kmsmirror_present(client, first_attached, nullptr, 0, 1), 0);
}

TEST_F(ClientShow, PassesOnWhyItWasDisconnected) {
    show_and_compare(picture, {});
    session.end("the source was removed");
    EXPECT_EQ(show(picture, {}), -ENODEV);
    EXPECT_STREQ(kmsmirror_error_text(client), "the daemon ended the session: the source was removed");
    EXPECT_EQ(show(picture, {}), -ENODEV);
}

// A source of 16 bits.
class ClientShowNarrow : public ClientShow {
protected:
    ClientShowNarrow() : ClientShow(FakeHost({display_width, display_height}, 3, DRM_FORMAT_RGB565, 2)) {}
};

TEST_F(ClientShowNarrow, ConvertsPicturesOfThirtyTwoBits) {
    picture.at(0, 0) = 0xffff8040;
    picture.at(display_width - 1, display_height - 1) = 0x0703f8;
    ASSERT_EQ(show(picture, {}), 0);
    deliver();
    ShownPicture16 expected;
    expected.at(0, 0) = 31 << 11 | 32 << 5 | 8;
    expected.at(display_width - 1, display_height - 1) = 31;
    EXPECT_EQ(host.picture(0), expected.bytes());
}

TEST_F(ClientShowNarrow, TakesPicturesOfSixteenBitsAsTheyAre) {
    ASSERT_EQ(kmsmirror_set_picture(client, display_width, display_height, DRM_FORMAT_RGB565), 0);
    ShownPicture16 small;
    for (std::size_t i = 0; i < small.memory.size(); ++i)
        small.memory[i] = static_cast<std::uint16_t>(i * 7);
    ASSERT_EQ(show(small, {}), 0);
    deliver();
    EXPECT_EQ(host.picture(0), small.bytes());
    EXPECT_EQ(kmsmirror_show(client, small.memory.data(), 127, nullptr, 0, 1), -EINVAL);
    EXPECT_STREQ(kmsmirror_error_text(client), "pitch 127 is less than a row of the picture, which has 128 bytes");
}

}  // namespace
}  // namespace kmsmirror::session
