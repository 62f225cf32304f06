// SPDX-License-Identifier: MIT
#include "kms/atomic_request.h"

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::error_of;
using fakes::Screen;
using fakes::SharedBuffer;

class AtomicRequestTest : public KmsTest {
protected:
    AtomicRequestTest()
        : screen_(std::make_unique<Screen>(faulty_, sink_path)),
          buffer_(std::make_unique<SharedBuffer>(*screen_->device, screen_->size(), format_xrgb8888)),
          framebuffer_(create_framebuffer(*screen_->device, buffer_->memory.framebuffer_info()).value()) {}
    void TearDown() override {
        framebuffer_ = {};
        buffer_.reset();
        screen_.reset();
        KmsTest::TearDown();
    }

    std::unique_ptr<Screen> screen_;
    std::unique_ptr<SharedBuffer> buffer_;
    Framebuffer framebuffer_;
};

TEST_F(AtomicRequestTest, KeepsItsFirstErrorAndDoesNotAskTheKernel) {
    AtomicRequest request = screen_->enable_request(framebuffer_);
    request.set(screen_->pipeline.plane.id, 0, 1);
    request.set_damage(screen_->pipeline, {});
    request.set_framebuffer(screen_->pipeline, framebuffer_);
    for (const auto& result : {request.test(), request.test_modeset(), request.commit_flip(1),
                               request.commit_modeset(1), request.commit_blocking_modeset()}) {
        EXPECT_EQ(error_of(result).value(), ENOENT);
        EXPECT_EQ(result.error().call, "ATOMIC");
    }
    EXPECT_EQ(calls(Call::commit_atomic), 0U);
}

TEST_F(AtomicRequestTest, IsInvalidWithoutAFramebuffer) {
    EXPECT_EQ(error_of(screen_->flip_request(Framebuffer()).commit_flip(1)).value(), EINVAL);
    EXPECT_EQ(calls(Call::commit_atomic), 0U);
}

TEST_F(AtomicRequestTest, IsInvalidWithDamageThatTheKernelRefuses) {
    for (const Rect& clip : {Rect{5, 5, 5, 9}, Rect{-1, 0, 4, 4}, Rect{0, -1, 4, 4}}) {
        AtomicRequest request = screen_->flip_request(framebuffer_);
        request.set_damage(screen_->pipeline, std::array{Rect{0, 0, 1, 1}, clip});
        EXPECT_EQ(error_of(request.test()).value(), EINVAL);
    }
    EXPECT_EQ(calls(Call::create_blob), 1U) << "the mode's";
}

TEST_F(AtomicRequestTest, SaysWhichCallFailedToMakeTheDamage) {
    faulty_.fail(Call::create_blob, 1, ENOMEM);
    AtomicRequest request = screen_->flip_request(framebuffer_);
    request.set_damage(screen_->pipeline, std::array{Rect{0, 0, 1, 1}});
    const auto result = request.commit_flip(1);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().call, "CREATEPROPBLOB");
    EXPECT_EQ(result.error().error.value(), ENOMEM);
}

TEST_F(AtomicRequestTest, MakesThreeCallsForAFrame) {
    ASSERT_FALSE(screen_->show(framebuffer_));
    faulty_.reset_counts();
    {
        AtomicRequest request = screen_->flip_request(framebuffer_);
        request.set_damage(screen_->pipeline, std::array{Rect{0, 0, 8, 8}, Rect{16, 16, 24, 24}});
        EXPECT_TRUE(request.commit_flip(1));
    }
    EXPECT_EQ(calls(Call::create_blob), 1U);
    EXPECT_EQ(calls(Call::commit_atomic), 1U);
    EXPECT_EQ(calls(Call::destroy_blob), 1U);
    EXPECT_EQ(screen_->wait_for_events().size(), 1U);
}

TEST_F(AtomicRequestTest, LeavesDamageOutWhereTheDriverHasNoSuchProperty) {
    Pipeline pipeline = screen_->pipeline;
    pipeline.plane.fb_damage_clips.reset();
    ASSERT_FALSE(screen_->show(framebuffer_));
    AtomicRequest request = screen_->flip_request(framebuffer_);
    request.set_damage(pipeline, std::array{Rect{0, 0, 8, 8}});
    EXPECT_TRUE(request.test());
    EXPECT_EQ(calls(Call::create_blob), 1U) << "the mode's";
}

TEST_F(AtomicRequestTest, TurnsADisplayOnAndOff) {
    EXPECT_TRUE(screen_->enable_request(framebuffer_).test_modeset());
    EXPECT_TRUE(fake_.shown_picture(sink_path).empty());
    ASSERT_TRUE(screen_->enable_request(framebuffer_).commit_modeset(7));
    const auto events = screen_->wait_for_events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_data, 7U);
    EXPECT_EQ(fake_.shown_picture(sink_path).size, screen_->size());
    EXPECT_FALSE(screen_->turn_off());
    EXPECT_TRUE(fake_.shown_picture(sink_path).empty());
}

TEST_F(AtomicRequestTest, NamesTheCallThatTheKernelRefused) {
    faulty_.fail(Call::commit_atomic, 1, ENOMEM);
    const auto result = screen_->enable_request(framebuffer_).commit_blocking_modeset();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().call, "ATOMIC");
    EXPECT_EQ(result.error().error.value(), ENOMEM);
}

}  // namespace
}  // namespace kmsmirror::kms
