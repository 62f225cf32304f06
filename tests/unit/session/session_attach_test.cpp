// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SessionAttach : public SessionTest {
protected:
    void expect_broken(std::uint32_t code, const char* text) {
        EXPECT_EQ(reason, CloseReason::rule_broken);
        const auto error = read_error();
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, code);
        EXPECT_THAT(error->text, HasSubstr(text));
    }

    UniqueFd memory = make_memory();
};

// An ATTACH that the session refuses, and what the client must be told.
struct BadBuffer {
    const char* name;
    void (*change)(kmsmirror_frame_attach& message);
    std::uint32_t result;
    const char* text;
};

class SessionRefuses : public SessionAttach, public testing::WithParamInterface<BadBuffer> {};

TEST_P(SessionRefuses, ABadBufferAndGoesOn) {
    auto message = make_attach();
    GetParam().change(message);
    const auto answer = attach(message, memory.get());
    EXPECT_EQ(answer.result, GetParam().result);
    EXPECT_EQ(answer.index, message.index);
    EXPECT_STREQ(answer.text, GetParam().text);
    EXPECT_THAT(host.attached, IsEmpty());
    EXPECT_EQ(attach(make_attach(), memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
}

INSTANTIATE_TEST_SUITE_P(
    All, SessionRefuses,
    testing::Values(
        BadBuffer{"IndexOfTheDaemon", [](auto& m) { m.index = 15; }, KMSMIRROR_FRAME_REFUSED_INDEX,
                  "index 15 is not one for attached buffers, these are 16 to 23"},
        BadBuffer{"NinthBuffer", [](auto& m) { m.index = 24; }, KMSMIRROR_FRAME_REFUSED_INDEX,
                  "index 24 is not one for attached buffers, these are 16 to 23"},
        BadBuffer{"Width", [](auto& m) { m.width = 63; }, KMSMIRROR_FRAME_REFUSED_SIZE,
                  "size 63x48 is not that of the source, 64x48"},
        BadBuffer{"Height", [](auto& m) { m.height = 0; }, KMSMIRROR_FRAME_REFUSED_SIZE,
                  "size 64x0 is not that of the source, 64x48"},
        BadBuffer{"Format", [](auto& m) { m.format = 0x3231564e; }, KMSMIRROR_FRAME_REFUSED_FORMAT,
                  "format NV12 (0x3231564e) is neither XR24 (XRGB8888) nor RG16 (RGB565)"},
        BadBuffer{"UnprintableFormat", [](auto& m) { m.format = 0x1b41ff; }, KMSMIRROR_FRAME_REFUSED_FORMAT,
                  "format ?A?? (0x1b41ff) is neither XR24 (XRGB8888) nor RG16 (RGB565)"},
        BadBuffer{"Modifier", [](auto& m) { m.modifier = 0x0100000000000001; }, KMSMIRROR_FRAME_REFUSED_MODIFIER,
                  "modifier 0x100000000000001 is neither LINEAR (0) nor INVALID (0xffffffffffffff)"},
        BadBuffer{"ShortPitch", [](auto& m) { m.pitch = 252; }, KMSMIRROR_FRAME_REFUSED_PITCH,
                  "pitch 252 is less than a row, which has 256 bytes"},
        BadBuffer{"CrookedPitch", [](auto& m) { m.pitch = 258; }, KMSMIRROR_FRAME_REFUSED_PITCH,
                  "pitch 258 is not a multiple of 4 bytes; a row may have bytes behind its pixels"},
        BadBuffer{"CrookedPitchOfSmallPixels",
                  [](auto& m) {
                      m.format = 0x36314752;
                      m.pitch = 130;
                  },
                  KMSMIRROR_FRAME_REFUSED_PITCH,
                  "pitch 130 is not a multiple of 4 bytes; a row may have bytes behind its pixels"},
        BadBuffer{"LargestPitch", [](auto& m) { m.pitch = 0xffffffff; }, KMSMIRROR_FRAME_REFUSED_PITCH,
                  "pitch 4294967295 is not a multiple of 4 bytes; a row may have bytes behind its pixels"},
        BadBuffer{"CrookedOffset", [](auto& m) { m.offset = 2; }, KMSMIRROR_FRAME_REFUSED_OFFSET,
                  "offset 2 is not a multiple of 4 bytes"},
        BadBuffer{"Offset", [](auto& m) { m.offset = 4; }, KMSMIRROR_FRAME_REFUSED_BYTES,
                  "48 rows of pitch 256 from offset 4 on end at byte 12292, the dma-buf has 12288"},
        BadBuffer{"LongPitch", [](auto& m) { m.pitch = 260; }, KMSMIRROR_FRAME_REFUSED_BYTES,
                  "48 rows of pitch 260 from offset 0 on end at byte 12476, the dma-buf has 12288"},
        BadBuffer{"Extremes", [](auto& m) { m.pitch = m.offset = 0xfffffffc; }, KMSMIRROR_FRAME_REFUSED_BYTES,
                  "48 rows of pitch 4294967292 from offset 4294967292 on end at byte 206158430272, the dma-buf has "
                  "12288"}),
    [](const auto& buffer) { return std::string(buffer.param.name); });

TEST_F(SessionAttach, HandsTheMemoryToTheHostAndTheBufferToTheClient) {
    auto message = make_attach(18);
    message.modifier = 0x00ffffffffffffff;
    const auto answer = attach(message, memory.get());
    EXPECT_EQ(answer.header.size, sizeof(answer));
    EXPECT_EQ(answer.index, 18U);
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
    EXPECT_STREQ(answer.text, "");
    ASSERT_EQ(host.attached.count(18), 1U);
    const AttachedBuffer& buffer = host.attached.at(18);
    EXPECT_EQ(buffer.size, (Size{64, 48}));
    EXPECT_EQ(buffer.format, FakeHost::xrgb8888);
    EXPECT_EQ(buffer.pitch, 256U);
    EXPECT_EQ(buffer.bytes, 12288U);
    EXPECT_EQ(buffer.modifier, message.modifier);
    EXPECT_EQ(buffer.exporter, "memfd");
    EXPECT_EQ(host.inspect(buffer.dma_buf.get())->identity, host.inspect(memory.get())->identity);
    EXPECT_TRUE(session.is_owned_by_client(18));
}

TEST_F(SessionAttach, TakesALastRowThatEndsWithTheMemory) {
    const UniqueFd tight = make_memory(100 + 47 * 132 + 128);
    auto message = make_attach();
    message.format = 0x36314752;
    message.pitch = 132;
    message.offset = 100;
    EXPECT_EQ(attach(message, tight.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
    EXPECT_EQ(host.attached.at(first_attached).offset, 100U);
    message.index = first_attached + 1;
    message.offset = 104;
    EXPECT_EQ(attach(message, tight.get()).result, KMSMIRROR_FRAME_REFUSED_BYTES);
}

TEST_F(SessionAttach, SaysWhyABufferIsCopied) {
    host.attachment = {true, "the display cannot scan out memfd"};
    const auto answer = attach(make_attach(), memory.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_ATTACHED_COPY);
    EXPECT_STREQ(answer.text, "the display cannot scan out memfd");
}

TEST_F(SessionAttach, PassesOnWhyTheHostRefuses) {
    host.refusal = "the source is gone";
    const auto answer = attach(make_attach(), memory.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_SOURCE);
    EXPECT_STREQ(answer.text, "the source is gone");
    EXPECT_FALSE(session.is_owned_by_client(first_attached));
}

TEST_F(SessionAttach, RefusesWhatIsNotADmaBufAndClosesIt) {
    const UniqueFd device(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const int before = count_open_fds();
    const auto answer = attach(make_attach(), device.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_MEMORY);
    EXPECT_STREQ(answer.text, "not a dma-buf");
    EXPECT_EQ(count_open_fds(), before);
}

TEST_F(SessionAttach, RefusesTheDaemonsOwnMemory) {
    const auto answer = attach(make_attach(), greeting[2].fd.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_MEMORY);
    EXPECT_STREQ(answer.text, "the dma-buf is that of the daemon's own buffer 1");
}

TEST_F(SessionAttach, TakesEightBuffersEvenOfOneMemory) {
    for (std::uint32_t i = 0; i < 8; ++i)
        EXPECT_EQ(attach(make_attach(first_attached + i), memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
    const auto answer = attach(make_attach(first_attached + 7), memory.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_INDEX);
    EXPECT_STREQ(answer.text, "buffer 23 is attached already");
    EXPECT_EQ(host.attached.size(), 8U);
}

TEST_F(SessionAttach, PresentsAndReleasesAsWithTheDaemonsBuffers) {
    (void)attach(make_attach(), memory.get());
    handle(make_present(first_attached, {{1, 2, 3, 4}}, 5));
    ASSERT_EQ(host.frames.size(), 1U);
    EXPECT_EQ(host.frames[0].buffer_index, first_attached);
    EXPECT_THAT(host.frames[0].damage, ElementsAre(Rect{1, 2, 3, 4}));
    EXPECT_FALSE(session.is_owned_by_client(first_attached));
    session.release(first_attached);
    EXPECT_THAT(read_types(), ElementsAre(KMSMIRROR_FRAME_RELEASE));
    handle(make_present(first_attached));
    handle(make_present(first_attached));
    expect_broken(KMSMIRROR_FRAME_ERROR_BUFFER, "buffer 16 is not the client's: it was presented and not released");
    EXPECT_EQ(host.frames.size(), 2U);
}

TEST_F(SessionAttach, EndsWhenTheHostFailsAndDetachesWhatWasAttached) {
    (void)attach(make_attach(), memory.get());
    host.on_present = [](const PresentedFrame&) { throw std::bad_alloc(); };
    handle(make_present(first_attached));
    EXPECT_EQ(reason, CloseReason::failed);
    EXPECT_THAT(host.detached, ElementsAre(first_attached));
    EXPECT_THAT(host.attached, IsEmpty());
}

TEST_F(SessionAttach, RefusesToPresentWhatWasRefused) {
    host.refusal = "no";
    (void)attach(make_attach(), memory.get());
    handle(make_present(first_attached));
    expect_broken(KMSMIRROR_FRAME_ERROR_BUFFER, "there is no buffer 16");
}

TEST_F(SessionAttach, DetachesWhatTheClientOwnsAtOnce) {
    (void)attach(make_attach(), memory.get());
    handle(make_detach(first_attached));
    EXPECT_THAT(host.detached, ElementsAre(first_attached));
    EXPECT_FALSE(session.is_owned_by_client(first_attached));
    EXPECT_THAT(client.read_all(), IsEmpty());
    EXPECT_EQ(attach(make_attach(), memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
}

TEST_F(SessionAttach, DetachesWhatIsInUseWhenItIsReleased) {
    (void)attach(make_attach(), memory.get());
    handle(make_present(first_attached));
    handle(make_detach(first_attached));
    EXPECT_THAT(host.detached, ElementsAre(first_attached));
    const auto answer = attach(make_attach(), memory.get());
    EXPECT_EQ(answer.result, KMSMIRROR_FRAME_REFUSED_INDEX);
    EXPECT_STREQ(answer.text, "buffer 16 is attached until it is released");
    session.release(first_attached);
    EXPECT_THAT(read_types(), ElementsAre(KMSMIRROR_FRAME_RELEASE));
    EXPECT_FALSE(session.is_owned_by_client(first_attached));
    EXPECT_EQ(attach(make_attach(), memory.get()).result, KMSMIRROR_FRAME_ATTACHED_SCANOUT);
}

TEST_F(SessionAttach, EndsWhenTheClientDetachesTwice) {
    (void)attach(make_attach(), memory.get());
    handle(make_present(first_attached));
    handle(make_detach(first_attached));
    handle(make_detach(first_attached));
    expect_broken(KMSMIRROR_FRAME_ERROR_BUFFER, "buffer 16 was detached before");
    EXPECT_THAT(host.detached, ElementsAre(first_attached));
}

TEST_F(SessionAttach, EndsWhenTheClientDetachesWhatItDoesNotHave) {
    handle(make_detach(first_attached));
    expect_broken(KMSMIRROR_FRAME_ERROR_BUFFER, "there is no buffer 16");
}

TEST_F(SessionAttach, EndsWhenTheClientDetachesABufferThatIsOffered) {
    handle(make_detach(1));
    expect_broken(KMSMIRROR_FRAME_ERROR_BUFFER, "buffer 1 is the daemon's and was not withdrawn");
}

TEST_F(SessionAttach, EndsOnAReservedFieldOfDetach) {
    auto message = make_detach(first_attached);
    message.reserved = 3;
    handle(message);
    expect_broken(KMSMIRROR_FRAME_ERROR_MALFORMED, "the reserved field of DETACH is 3");
}

TEST_F(SessionAttach, EndsWithoutTheFileDescriptor) {
    handle(make_attach());
    expect_broken(KMSMIRROR_FRAME_ERROR_FDS, "ATTACH takes 1 file descriptors, the message has 0");
}

TEST_F(SessionAttach, EndsWithSeveralFileDescriptorsAndClosesThem) {
    const int before = count_open_fds();
    handle(make_attach(), {memory.get(), memory.get()});
    expect_broken(KMSMIRROR_FRAME_ERROR_FDS, "ATTACH takes 1 file descriptors, the message has several");
    EXPECT_THAT(host.attached, IsEmpty());
    EXPECT_EQ(count_open_fds(), before - 1);  // the session's own end
}

TEST_F(SessionAttach, DetachesAllWhenTheClientGoes) {
    for (std::uint32_t i = 0; i < 3; ++i)
        (void)attach(make_attach(first_attached + i), memory.get());
    handle(make_present(first_attached + 1));
    handle(make_present(first_attached + 2));
    handle(make_detach(first_attached + 2));
    client.leave();
    session.handle_readable();
    EXPECT_EQ(reason, CloseReason::client_left);
    EXPECT_THAT(host.detached, UnorderedElementsAre(first_attached, first_attached + 1, first_attached + 2));
    EXPECT_THAT(host.attached, IsEmpty());
}

}  // namespace
}  // namespace kmsmirror::session
