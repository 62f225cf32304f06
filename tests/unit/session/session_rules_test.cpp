// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>

#include "session_fixture.h"

namespace kmsmirror::session {
namespace {

using testing::HasSubstr;

// A message that breaks one rule, and what the client must be told.
struct BrokenRule {
    const char* name;
    std::vector<std::byte> bytes;
    std::uint32_t code;
    const char* text;
};

template <class Change>
std::vector<std::byte> present_with(Change change, std::size_t extra_bytes = 0) {
    kmsmirror_frame_present message = make_present(0, {{0, 0, 8, 8}});
    change(message);
    std::vector<std::byte> bytes(KMSMIRROR_FRAME_PRESENT_BYTES(1) + extra_bytes);
    std::memcpy(bytes.data(), &message, KMSMIRROR_FRAME_PRESENT_BYTES(1));
    return bytes;
}

std::vector<std::byte> present_of(kmsmirror_rect r) {
    return present_with([r](auto& message) { message.rectangles[0] = r; });
}

std::vector<std::byte> cut(std::vector<std::byte> bytes, std::size_t size) {
    bytes.resize(size);
    return bytes;
}

std::vector<BrokenRule> broken_rules() {
    constexpr auto malformed = KMSMIRROR_FRAME_ERROR_MALFORMED;
    constexpr auto unsupported = KMSMIRROR_FRAME_ERROR_UNSUPPORTED;
    constexpr auto buffer = KMSMIRROR_FRAME_ERROR_BUFFER;
    constexpr auto damage = KMSMIRROR_FRAME_ERROR_DAMAGE;
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    const auto size_40 = [](auto& message) { message.header.size = 40; };
    const auto short_present = [](auto& message) { message.header.size = 16; };
    const auto short_attach = [](auto& m) { m.header = {KMSMIRROR_FRAME_ATTACH, 39}; };
    const auto long_detach = [](auto& m) { m.header = {KMSMIRROR_FRAME_DETACH, 17}; };
    const auto count_2 = [](auto& message) { message.rectangle_count = 2; };
    const auto count_65 = [](auto& message) {
        message.rectangle_count = 65;
        message.header.size = KMSMIRROR_FRAME_PRESENT_BYTES(65);
    };
    const auto count_huge = [](auto& message) { message.rectangle_count = 0xffffffff; };
    const auto oversized = [](auto& message) { message.header.size = 5048; };
    return {
        {"NoHeader", cut({}, 4), malformed, "4 bytes"},
        {"EmptyMessage", {}, malformed, "0 bytes"},
        {"SizeInHeader", present_with(size_40), malformed, "40 bytes, the message has 48"},
        {"ShortPresent", cut(present_with(short_present), 16), malformed, "PRESENT has 16 bytes, it needs 32"},
        {"CountWithoutRectangles", present_with(count_2), malformed, "with 2 rectangles has 64 bytes, not 48"},
        {"TooManyRectangles", present_with(count_65, 1024), damage, "65 rectangles, 64 are allowed"},
        {"HugeCount", present_with(count_huge), damage, "4294967295 rectangles"},
        {"OversizedMessage", present_with(oversized, 5000), malformed, "not 5048"},
        {"UnknownType", present_with([](auto& m) { m.header.type = 0x103; }), unsupported, "type 0x103"},
        {"ShortAttach", cut(present_with(short_attach), 39), malformed, "ATTACH has 39 bytes, it needs 40"},
        {"LongDetach", cut(present_with(long_detach), 17), malformed, "DETACH has 17 bytes, it needs 16"},
        {"TypeOfTheDaemon", present_with([](auto& m) { m.header.type = 1; }), unsupported, "type 0x1"},
        {"UnknownFlag", present_with([](auto& m) { m.flags = 2; }), unsupported, "flags 0x2"},
        {"ReservedField", present_with([](auto& m) { m.reserved = 7; }), malformed, "reserved field of PRESENT is 7"},
        {"NoSuchBuffer", present_with([](auto& m) { m.index = 3; }), buffer, "no buffer 3"},
        {"HugeIndex", present_with([](auto& m) { m.index = 0xffffffff; }), buffer, "no buffer 4294967295"},
        {"RectanglesAndEverything", present_with([](auto& m) { m.flags = 1; }), damage, "everything changed"},
        {"EmptyRectangle", present_of({5, 5, 5, 6}), damage, "5,5 to 5,6"},
        {"ReversedRectangle", present_of({0, 8, 8, 0}), damage, "0,8 to 8,0"},
        {"LeftOfTheBuffer", present_of({-1, 0, 8, 8}), damage, "-1,0"},
        {"AboveTheBuffer", present_of({0, -1, 8, 8}), damage, "0,-1"},
        {"RightOfTheBuffer", present_of({0, 0, 65, 8}), damage, "not inside 64x48"},
        {"BelowTheBuffer", present_of({0, 0, 8, 49}), damage, "not inside 64x48"},
        {"ExtremeRectangle", present_of({least, least, most, most}), damage, "not inside 64x48"},
    };
}

class SessionRules : public SessionTest, public testing::WithParamInterface<BrokenRule> {};

TEST_P(SessionRules, TellsWhichOneIsBrokenAndDisconnects) {
    const BrokenRule& broken = GetParam();
    ASSERT_TRUE(client.send_bytes(broken.bytes.data(), broken.bytes.size()));
    session.handle_readable();
    EXPECT_EQ(reason, CloseReason::rule_broken);
    EXPECT_FALSE(session.is_open());
    EXPECT_TRUE(host.frames.empty());
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(client.last_error, 0);  // after it comes the end, not a reset
    EXPECT_EQ(error->header.size, sizeof(*error));
    EXPECT_EQ(error->code, broken.code);
    EXPECT_EQ(error->message_number, 1U);
    EXPECT_THAT(error->text, HasSubstr(broken.text));
}

INSTANTIATE_TEST_SUITE_P(All, SessionRules, testing::ValuesIn(broken_rules()),
                         [](const auto& rule) { return std::string(rule.param.name); });

TEST_F(SessionTest, RefusesABufferThatWasPresentedTwice) {
    handle(make_present(1));
    handle(make_present(1));
    EXPECT_EQ(reason, CloseReason::rule_broken);
    EXPECT_EQ(host.frames.size(), 1U);
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_BUFFER);
    EXPECT_EQ(error->message_number, 2U);
    EXPECT_THAT(error->text, HasSubstr("buffer 1 is not the client's"));
}

TEST_F(SessionTest, ClosesTheFileDescriptorsOfAMessageAndDisconnects) {
    const UniqueFd sent(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int before = count_open_fds();
    const auto message = make_present(0);
    // more than the session has room for, so that the kernel cuts the rest
    ASSERT_TRUE(client.send_bytes(&message, message.header.size, std::vector<int>(100, sent.get())));
    session.handle_readable();
    EXPECT_EQ(count_open_fds(), before - 1);  // the session's own end
    EXPECT_TRUE(host.frames.empty());
    const auto error = read_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, KMSMIRROR_FRAME_ERROR_FDS);
}

TEST_F(SessionTest, ClosesTheFileDescriptorsOfMessagesThatItNeverReads) {
    const UniqueFd sent(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int before = count_open_fds();
    ASSERT_TRUE(client.send_bytes("x", 1));
    ASSERT_TRUE(client.send_bytes("y", 1, {sent.get()}));
    session.handle_readable();
    EXPECT_EQ(count_open_fds(), before - 1);
    EXPECT_TRUE(read_error());
}

TEST_F(SessionTest, TellsWhyAlsoWhenMoreMessagesFollowTheBrokenOne) {
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(client.send_bytes("garbage", 7));
    session.handle_readable();
    EXPECT_TRUE(read_error());
    EXPECT_EQ(client.last_error, 0);
}

TEST_F(SessionTest, TellsWhyAlsoWhenTheMessagesThatFollowTheBrokenOneAreEmpty) {
    ASSERT_TRUE(client.send_bytes("garbage", 7));
    ASSERT_TRUE(client.send_bytes("", 0));
    ASSERT_TRUE(client.send_bytes("garbage", 7));
    session.handle_readable();
    EXPECT_TRUE(read_error());
    EXPECT_EQ(client.last_error, 0);
}

TEST_F(SessionTest, LogsABrokenRuleOnce) {
    log::set_level(log::Level::debug);
    testing::internal::CaptureStderr();
    ASSERT_TRUE(client.send_bytes("garbage", 7));
    session.handle_readable();
    session.handle_readable();
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr("message 1: the message has 7 bytes"));
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
}

}  // namespace
}  // namespace kmsmirror::session
