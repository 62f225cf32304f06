// SPDX-License-Identifier: MIT
#include "source/buffer_book.h"

#include <gmock/gmock.h>

namespace kmsmirror::source {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void put_on_screen(BufferBook& book, std::uint32_t index) {
    book.queue(index);
    ASSERT_EQ(book.begin_flip(), index);
    ASSERT_EQ(book.end_flip(), index);
}

TEST(BufferBook, BeginsWithEveryBufferFree) {
    const BufferBook book(3);
    EXPECT_THAT(book.free_buffers(), ElementsAre(0, 1, 2));
    EXPECT_FALSE(book.is_free(3));
}

TEST(BufferBook, FlipsToOneBufferAfterTheOtherInTheOrderOfTheQueue) {
    BufferBook book(3);
    book.queue(2);
    book.queue(0);
    EXPECT_EQ(book.begin_flip(), 2U);
    EXPECT_EQ(book.begin_flip(), std::nullopt) << "one flip at a time";
    EXPECT_EQ(book.end_flip(), 2U);
    EXPECT_EQ(book.begin_flip(), 0U);
}

TEST(BufferBook, FlipsOnceMoreToTheBufferOnScreen) {
    BufferBook book(2);
    EXPECT_EQ(book.begin_same_flip(), std::nullopt);
    put_on_screen(book, 1);
    EXPECT_EQ(book.begin_same_flip(), 1U);
    EXPECT_EQ(book.begin_same_flip(), std::nullopt) << "one flip at a time";
    EXPECT_EQ(book.end_flip(), 1U);
    EXPECT_THAT(book.collect().released, IsEmpty());
    put_on_screen(book, 0);
    EXPECT_THAT(book.collect().released, ElementsAre(1));
}

TEST(BufferBook, FreesABufferWhenTheNextOneIsOnScreen) {
    BufferBook book(3);
    put_on_screen(book, 0);
    EXPECT_THAT(book.collect().released, IsEmpty());
    book.queue(1);
    ASSERT_EQ(book.begin_flip(), 1U);
    EXPECT_THAT(book.collect().released, IsEmpty()) << "buffer 0 is scanned out until the flip is done";
    book.end_flip();
    EXPECT_THAT(book.collect().released, ElementsAre(0));
    EXPECT_THAT(book.free_buffers(), ElementsAre(0, 2));
}

TEST(BufferBook, KeepsABufferThatASinkReadsUntilItLetsGo) {
    BufferBook book(3);
    put_on_screen(book, 0);
    book.hold(0);
    book.hold(0);
    put_on_screen(book, 1);
    EXPECT_THAT(book.collect().released, IsEmpty());
    book.unhold(0);
    EXPECT_THAT(book.collect().released, IsEmpty());
    book.unhold(0);
    EXPECT_THAT(book.collect().released, ElementsAre(0));
}

TEST(BufferBook, TakesBuffersBackFromSlowSinksWhenNothingElseIsFree) {
    BufferBook book(2);
    put_on_screen(book, 0);
    book.hold(0);
    EXPECT_FALSE(book.is_starved());
    put_on_screen(book, 1);
    EXPECT_TRUE(book.is_starved());
    EXPECT_THAT(book.collect_held().released, ElementsAre(0));
    EXPECT_TRUE(book.is_free(0));
    EXPECT_FALSE(book.is_starved());
}

TEST(BufferBook, ARetiredBufferGoesWhereItWouldHaveBecomeFree) {
    BufferBook book(2);
    put_on_screen(book, 0);
    book.retire(0);
    book.retire(1);
    const std::uint32_t fresh = book.add();
    EXPECT_EQ(fresh, 2U);
    EXPECT_THAT(book.free_buffers(), ElementsAre(fresh));
    put_on_screen(book, fresh);
    EXPECT_THAT(book.collect().gone, ElementsAre(0));
    EXPECT_FALSE(book.is_free(0));
    EXPECT_EQ(book.add(), 0U) << "the number is free again";
}

TEST(BufferBook, ARetiredBufferThatTheClientHasIsTakenOnceMoreOrDropped) {
    BufferBook book(2);
    book.retire(0);
    book.retire(1);
    EXPECT_THAT(book.retired_free_buffers(), ElementsAre(0, 1));
    EXPECT_TRUE(book.drop(1));
    EXPECT_FALSE(book.drop(1));
    ASSERT_TRUE(book.is_free(0));
    put_on_screen(book, 0);
    EXPECT_FALSE(book.drop(0)) << "it is on the display";
    put_on_screen(book, book.add());
    EXPECT_THAT(book.collect().gone, ElementsAre(0));
}

TEST(BufferBook, AnAttachedBufferComesBackToItsClientUntilItIsDropped) {
    BufferBook book(2);
    book.add_attached(16);
    EXPECT_TRUE(book.is_free(16));
    EXPECT_THAT(book.free_buffers(), ElementsAre(0, 1));
    put_on_screen(book, 16);
    put_on_screen(book, 0);
    EXPECT_THAT(book.collect().released, ElementsAre(16));
    put_on_screen(book, 16);
    EXPECT_FALSE(book.drop(16)) << "it is on the display";
    put_on_screen(book, 1);
    const auto collected = book.collect();
    EXPECT_THAT(collected.released, ElementsAre(0, 16));
    EXPECT_THAT(collected.gone, ElementsAre(16));
    book.add_attached(16);
    EXPECT_TRUE(book.drop(16)) << "it is free";
}

TEST(BufferBook, ARetiredBufferStaysAsLongAsASinkReadsIt) {
    BufferBook book(1);
    put_on_screen(book, 0);
    book.hold(0);
    book.retire(0);
    put_on_screen(book, book.add());
    EXPECT_THAT(book.collect().gone, IsEmpty());
    EXPECT_THAT(book.collect_held().gone, IsEmpty());
    book.unhold(0);
    EXPECT_THAT(book.collect().gone, ElementsAre(0));
}

}  // namespace
}  // namespace kmsmirror::source
