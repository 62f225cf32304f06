// SPDX-License-Identifier: MIT
#include "source/buffer_book.h"

#include <gmock/gmock.h>
#include <kmsmirror-frame.h>

namespace kmsmirror::source {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t attached = KMSMIRROR_FRAME_FIRST_ATTACHED;

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

TEST(BufferBook, TakesAttachedBuffersBackThoughThoseOfTheDaemonAreFree) {
    BufferBook book(3);
    const std::uint32_t first = book.add_attached(attached);
    const std::uint32_t second = book.add_attached(attached + 1);
    put_on_screen(book, first);
    book.hold(first);
    EXPECT_FALSE(book.is_starved()) << "the client has its second buffer";
    put_on_screen(book, second);
    EXPECT_THAT(book.collect().released, IsEmpty());
    EXPECT_TRUE(book.is_starved());
    EXPECT_THAT(book.collect_held().released, ElementsAre(attached));
    EXPECT_FALSE(book.is_starved());
}

TEST(BufferBook, TakesNothingBackFromSinksWhileTheClientHasABufferOfTheKind) {
    BufferBook book(2);
    const std::uint32_t first = book.add_attached(attached);
    const std::uint32_t second = book.add_attached(attached + 1);
    book.add_attached(attached + 2);
    put_on_screen(book, first);
    book.hold(first);
    put_on_screen(book, second);
    EXPECT_FALSE(book.is_starved());
    EXPECT_THAT(book.collect_held().released, IsEmpty());
}

TEST(BufferBook, TakesBuffersOfTheDaemonBackThoughTheClientHasAttachedOnes) {
    BufferBook book(2);
    book.add_attached(attached);
    put_on_screen(book, 0);
    book.hold(0);
    put_on_screen(book, 1);
    EXPECT_TRUE(book.is_starved());
    EXPECT_THAT(book.collect_held().released, ElementsAre(0));
}

TEST(BufferBook, TakesBackOnlyTheKindThatTheClientLacks) {
    BufferBook book(2);
    const std::uint32_t own = book.add_attached(attached);
    book.add_attached(attached + 1);
    for (const std::uint32_t number : {own, 0U, 1U}) {
        put_on_screen(book, number);
        book.hold(number);
    }
    EXPECT_THAT(book.collect().released, IsEmpty());
    EXPECT_TRUE(book.is_starved()) << "of the daemon's";
    EXPECT_THAT(book.collect_held().released, ElementsAre(0));
}

TEST(BufferBook, IsNotStarvedByWhatAFormerClientHasLeft) {
    BufferBook book(2);
    const std::uint32_t own = book.add_attached(attached);
    put_on_screen(book, own);
    book.hold(own);
    put_on_screen(book, 0);
    EXPECT_TRUE(book.is_starved());
    EXPECT_THAT(book.drop_client(), IsEmpty()) << "a sink reads it";
    EXPECT_FALSE(book.is_starved());
    book.unhold(own);
    EXPECT_THAT(book.collect().gone, ElementsAre(own));
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
    const auto collected = book.collect();
    EXPECT_THAT(collected.gone, ElementsAre(0));
    EXPECT_THAT(collected.released, IsEmpty());
    EXPECT_FALSE(book.is_free(0));
    EXPECT_EQ(book.add(), 0U) << "the number is free again";
}

TEST(BufferBook, ARetiredBufferThatTheClientHasIsTakenOnceMoreOrGivenBack) {
    BufferBook book(2);
    book.retire(0);
    book.retire(1);
    EXPECT_EQ(book.detach(1), 1U);
    EXPECT_EQ(book.detach(1), std::nullopt);
    ASSERT_EQ(book.find(0), 0U);
    ASSERT_TRUE(book.is_free(0));
    put_on_screen(book, 0);
    EXPECT_EQ(book.find(0), std::nullopt) << "there will be no release of it";
    EXPECT_EQ(book.detach(0), std::nullopt);
    put_on_screen(book, book.add());
    EXPECT_THAT(book.collect().gone, ElementsAre(0));
}

TEST(BufferBook, GivesNoBufferBackThatIsOffered) {
    BufferBook book(2);
    EXPECT_EQ(book.detach(0), std::nullopt);
    EXPECT_EQ(book.detach(7), std::nullopt) << "there is none";
    EXPECT_THAT(book.free_buffers(), ElementsAre(0, 1));
}

TEST(BufferBook, AnAttachedBufferComesBackToItsClientUntilItIsDetached) {
    BufferBook book(2);
    const std::uint32_t own = book.add_attached(attached);
    EXPECT_EQ(book.find(attached), own);
    EXPECT_EQ(book.index_of(own), attached);
    EXPECT_TRUE(book.is_attached(own));
    EXPECT_TRUE(book.is_free(own));
    EXPECT_THAT(book.free_buffers(), ElementsAre(0, 1));
    put_on_screen(book, own);
    put_on_screen(book, 0);
    EXPECT_THAT(book.collect().released, ElementsAre(attached));
    put_on_screen(book, own);
    EXPECT_EQ(book.detach(attached), std::nullopt) << "it is on the display";
    put_on_screen(book, 1);
    const auto collected = book.collect();
    EXPECT_THAT(collected.released, ElementsAre(0, attached));
    EXPECT_THAT(collected.gone, ElementsAre(own));
    EXPECT_FALSE(book.is_attached(own));
    EXPECT_EQ(book.find(attached), std::nullopt);
    const std::uint32_t next = book.add_attached(attached);
    EXPECT_EQ(book.detach(attached), next) << "it is free";
}

TEST(BufferBook, AnIndexOfTheNextClientNamesItsOwnBufferWhileThatOfTheFormerIsOnScreen) {
    BufferBook book(2);
    const std::uint32_t former = book.add_attached(attached);
    put_on_screen(book, former);
    EXPECT_EQ(book.detach(attached), std::nullopt);
    EXPECT_THAT(book.drop_client(), IsEmpty());
    EXPECT_EQ(book.find(attached), std::nullopt);
    const std::uint32_t next = book.add_attached(attached);
    EXPECT_NE(next, former);
    EXPECT_EQ(book.begin_same_flip(), former) << "it is on the display";
    EXPECT_EQ(book.end_flip(), former);
    put_on_screen(book, next);
    const auto collected = book.collect();
    EXPECT_THAT(collected.gone, ElementsAre(former));
    EXPECT_THAT(collected.released, IsEmpty()) << "the next client does not get back what it has presented";
    EXPECT_EQ(book.find(attached), next);
}

TEST(BufferBook, DropsWithItsClientWhatThatHad) {
    BufferBook book(3);
    const std::uint32_t own = book.add_attached(attached);
    put_on_screen(book, 0);
    book.retire(0);
    book.retire(1);
    EXPECT_THAT(book.drop_client(), ElementsAre(1, own));
    EXPECT_THAT(book.free_buffers(), ElementsAre(2)) << "those that are offered stay";
    EXPECT_EQ(book.index_of(2), 2U);
}

TEST(BufferBook, KeepsTheNumberOfABufferThatIsHeldThoughItIsGone) {
    BufferBook book(1);
    const std::uint32_t own = book.add_attached(attached);
    put_on_screen(book, own);
    book.hold(own);
    put_on_screen(book, 0);
    EXPECT_THAT(book.collect_held().released, ElementsAre(attached));
    EXPECT_EQ(book.detach(attached), own);
    EXPECT_NE(book.add_attached(attached), own);
    book.unhold(own);
    EXPECT_EQ(book.add_attached(attached + 1), own);
}

TEST(BufferBook, TheClientKnowsNothingOfAPictureThatWasLeft) {
    BufferBook book(2);
    const std::uint32_t left = book.add_on_screen();
    EXPECT_EQ(book.index_of(left), std::nullopt);
    EXPECT_EQ(book.find(left), std::nullopt);
    put_on_screen(book, 0);
    const auto collected = book.collect();
    EXPECT_THAT(collected.gone, ElementsAre(left));
    EXPECT_THAT(collected.released, IsEmpty());
}

TEST(BufferBook, OffersAnIndexAgainWhenTheClientDoesNotHaveItsBuffer) {
    BufferBook book(2);
    put_on_screen(book, 0);
    book.retire(0);  // on the display
    book.retire(1);  // the client draws into it
    const std::uint32_t fresh = book.add();
    EXPECT_NE(fresh, 0U);
    EXPECT_EQ(book.index_of(fresh), 0U);
    EXPECT_EQ(book.index_of(book.add()), 2U);
}

TEST(BufferBook, OffersNoIndexOfAttachedBuffersToAClientThatGivesNothingBack) {
    static_assert(BufferBook::offered_indices == KMSMIRROR_FRAME_MAX_BUFFERS);
    BufferBook book(BufferBook::offered_indices);
    for (std::uint32_t i = 0; i < BufferBook::offered_indices; ++i)
        book.retire(i);
    const std::uint32_t fresh = book.add();
    EXPECT_EQ(book.index_of(fresh), 0U);
    EXPECT_EQ(book.find(0), fresh);
    EXPECT_EQ(book.index_of(0), std::nullopt);
    EXPECT_THAT(book.drop_client(), ::testing::SizeIs(BufferBook::offered_indices)) << "all but the fresh one";
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
