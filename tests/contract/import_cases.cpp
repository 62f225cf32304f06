// SPDX-License-Identifier: MIT
#include <array>

#include "contract/bench.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::contract {

namespace {

using fakes::error_of;
using fakes::Screen;
using fakes::SharedBuffer;
using kms::format_xrgb8888;

// That import the source's buffers.
bool on_sinks(const Traits& traits) {
    return !traits.is_source && (!traits.maps_at_import || traits.mapping_error == 0);
}

bool on_sinks_with_switch_that_map_at_import(const Traits& traits) {
    return !traits.is_source && traits.maps_at_import && traits.has_mapping_switch;
}

bool on_blind_sinks_that_map_at_import(const Traits& traits) {
    return !traits.is_source && traits.maps_at_import && traits.mapping_error != 0;
}

// A source's buffer and a sink.
struct Pair {
    std::unique_ptr<kms::Device> source;
    Screen sink;

    explicit Pair(Bench& bench)
        : source(kms::Device::open(bench.api(), bench.source())), sink(bench.api(), bench.card()) {}
    [[nodiscard]] SharedBuffer make_buffer() const { return {*source, sink.size(), format_xrgb8888}; }
    [[nodiscard]] kms::Framebuffer import_whole(const SharedBuffer& buffer) const {
        return kms::import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
    }
};

void shows_another_cards_buffer(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer buffer = pair.make_buffer();
    const kms::Framebuffer framebuffer = pair.import_whole(buffer);
    EXPECT_FALSE(pair.sink.show(framebuffer));
    kms::AtomicRequest update = pair.sink.flip_request(framebuffer);
    update.set_damage(pair.sink.pipeline, std::array{Rect{0, 0, 64, 64}});
    EXPECT_TRUE(update.commit_flip(1));
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    EXPECT_FALSE(pair.sink.turn_off());
}

void shows_a_part_of_a_larger_buffer(Bench& bench) {
    const Pair pair(bench);
    const Size size = pair.sink.size();
    const SharedBuffer large(*pair.source, {size.width + 64, size.height + 8}, format_xrgb8888);
    const std::uint32_t offset = 8 * large.memory.pitch() + 32 * 4;
    const auto framebuffer = kms::import_framebuffer(*pair.sink.device, large.dma_buf, size, offset, format_xrgb8888);
    ASSERT_TRUE(framebuffer);
    EXPECT_FALSE(pair.sink.show(*framebuffer));
    EXPECT_FALSE(pair.sink.turn_off());
}

void imports_to_the_same_handle_again(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer buffer = pair.make_buffer();
    kms::DrmApi& api = bench.api();
    const int fd = pair.sink.device->fd();
    const auto first = api.prime_fd_to_handle(fd, buffer.dma_buf.fd());
    const auto second = api.prime_fd_to_handle(fd, buffer.dma_buf.fd());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, *second);
    EXPECT_FALSE(api.close_gem_handle(fd, *first));
    EXPECT_EQ(api.prime_handle_to_fd(fd, *first, false).error().value(), ENOENT) << "one close is enough";
}

void keeps_no_handle_after_import(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer buffer = pair.make_buffer();
    kms::DrmApi& api = bench.api();
    const int fd = pair.sink.device->fd();
    const auto handle = api.prime_fd_to_handle(fd, buffer.dma_buf.fd());
    ASSERT_TRUE(handle);
    const kms::Framebuffer framebuffer = pair.import_whole(buffer);
    EXPECT_EQ(api.prime_handle_to_fd(fd, *handle, false).error().value(), ENOENT);
    EXPECT_EQ(pair.sink.show(framebuffer).value(), bench.mapping_error())
        << "the framebuffer holds its memory by itself";
    EXPECT_FALSE(pair.sink.turn_off());
}

void imports_a_buffer_of_its_own_again(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    buffer.memory = {};
    for (int time = 0; time < 2; ++time)
        EXPECT_TRUE(kms::import_framebuffer(*screen.device, buffer.dma_buf, screen.size(), 0, format_xrgb8888))
            << "its dma-buf holds it when no handle is left";
}

void proves_a_path_only_by_a_real_commit(Bench& bench) {
    const Pair pair(bench);
    bench.set_kernel_mapping(false);
    const SharedBuffer buffer = pair.make_buffer();
    const kms::Framebuffer framebuffer = pair.import_whole(buffer);
    const kms::AtomicRequest request = pair.sink.enable_request(framebuffer);
    EXPECT_TRUE(request.test_modeset());
    const auto refused = request.commit_blocking_modeset();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().call, "ATOMIC");
    EXPECT_EQ(refused.error().error.value(), ENOMEM);
    EXPECT_EQ(error_of(request.commit_modeset(1)).value(), ENOMEM) << "so says a commit that does not wait";
    bench.set_kernel_mapping(true);
    EXPECT_FALSE(error_of(request.commit_blocking_modeset())) << "nothing was lost by the failure";
    EXPECT_FALSE(pair.sink.turn_off());
}

void keeps_its_mapping_while_a_framebuffer_is_shown(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer first_buffer = pair.make_buffer();
    const SharedBuffer second_buffer = pair.make_buffer();
    const kms::Framebuffer first = pair.import_whole(first_buffer);
    const kms::Framebuffer second = pair.import_whole(second_buffer);
    ASSERT_FALSE(pair.sink.show(first));
    bench.set_kernel_mapping(false);
    EXPECT_TRUE(pair.sink.flip_request(first).commit_flip(1));
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    EXPECT_EQ(error_of(pair.sink.flip_request(second).commit_flip(2)).value(), ENOMEM);
    EXPECT_TRUE(pair.sink.flip_request(second).test()) << "never detected by a test";
    EXPECT_TRUE(pair.sink.flip_request(first).commit_flip(3)) << "the first goes on";
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    bench.set_kernel_mapping(true);
    EXPECT_TRUE(pair.sink.flip_request(second).commit_flip(4));
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    EXPECT_FALSE(pair.sink.turn_off());
}

void is_blind_only_in_real_commits(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer buffer = pair.make_buffer();
    const SharedBuffer own(*pair.sink.device, pair.sink.size(), format_xrgb8888);
    const kms::Framebuffer unreadable = pair.import_whole(buffer);
    const auto readable = kms::create_framebuffer(*pair.sink.device, own.memory.framebuffer_info());
    ASSERT_TRUE(readable);
    const kms::AtomicRequest request = pair.sink.enable_request(unreadable);
    EXPECT_TRUE(request.test_modeset()) << "never detected by a test";
    const auto refused = request.commit_blocking_modeset();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().call, "ATOMIC");
    EXPECT_EQ(refused.error().error.value(), bench.mapping_error());
    EXPECT_EQ(error_of(request.commit_modeset(1)).value(), bench.mapping_error()) << "so says one that does not wait";
    ASSERT_FALSE(pair.sink.show(*readable)) << "nothing was lost by the failure";
    EXPECT_TRUE(pair.sink.flip_request(unreadable).test()) << "never detected by a test";
    EXPECT_EQ(error_of(pair.sink.flip_request(unreadable).commit_flip(2)).value(), bench.mapping_error());
    EXPECT_TRUE(pair.sink.device->read_events()->empty()) << "what failed sends no event";
    EXPECT_TRUE(pair.sink.flip_request(*readable).commit_flip(3)) << "its own memory goes on";
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    EXPECT_FALSE(pair.sink.turn_off());
}

void shows_its_own_memory_without_the_sources_mapping(Bench& bench) {
    const Pair pair(bench);
    bench.set_kernel_mapping(false);
    const SharedBuffer own(*pair.sink.device, pair.sink.size(), format_xrgb8888);
    const auto framebuffer = kms::create_framebuffer(*pair.sink.device, own.memory.framebuffer_info());
    ASSERT_TRUE(framebuffer);
    EXPECT_FALSE(pair.sink.show(*framebuffer));
    EXPECT_FALSE(pair.sink.turn_off());
    bench.set_kernel_mapping(true);
}

int import_error(const Pair& pair, const SharedBuffer& buffer) {
    const auto imported =
        kms::import_framebuffer(*pair.sink.device, buffer.dma_buf, pair.sink.size(), 0, format_xrgb8888);
    if (imported)
        return 0;
    EXPECT_EQ(imported.error().call, "PRIME_FD_TO_HANDLE");
    return imported.error().error.value();
}

void proves_a_path_by_the_import(Bench& bench) {
    const Pair pair(bench);
    const SharedBuffer early = pair.make_buffer();
    const kms::Framebuffer framebuffer = pair.import_whole(early);
    bench.set_kernel_mapping(false);
    const SharedBuffer buffer = pair.make_buffer();
    EXPECT_EQ(import_error(pair, buffer), ENOMEM);
    EXPECT_FALSE(pair.sink.show(framebuffer)) << "what was imported before goes on";
    EXPECT_TRUE(pair.sink.flip_request(framebuffer).commit_flip(1));
    EXPECT_EQ(pair.sink.wait_for_events().size(), 1U);
    bench.set_kernel_mapping(true);
    EXPECT_EQ(import_error(pair, buffer), 0) << "nothing was lost by the failure";
    EXPECT_FALSE(pair.sink.turn_off());
}

void imports_nothing_that_it_cannot_map(Bench& bench) {
    const Pair pair(bench);
    EXPECT_EQ(import_error(pair, pair.make_buffer()), bench.mapping_error());
    const SharedBuffer own(*pair.sink.device, pair.sink.size(), format_xrgb8888);
    const auto framebuffer = kms::create_framebuffer(*pair.sink.device, own.memory.framebuffer_info());
    ASSERT_TRUE(framebuffer);
    EXPECT_FALSE(pair.sink.show(*framebuffer));
    EXPECT_FALSE(pair.sink.turn_off());
}

}  // namespace

std::span<const Case> import_cases() {
    static constexpr auto cases = std::to_array<Case>({
        {"ShowsAnotherCardsBuffer", on_sinks_that_see, shows_another_cards_buffer},
        {"ShowsAPartOfALargerBuffer", on_sinks_that_see, shows_a_part_of_a_larger_buffer},
        {"ImportsToTheSameHandleAgain", on_sinks, imports_to_the_same_handle_again},
        {"KeepsNoHandleAfterImport", on_sinks, keeps_no_handle_after_import},
        {"ImportsABufferOfItsOwnAgain", always, imports_a_buffer_of_its_own_again},
        {"IsBlindOnlyInRealCommits", on_blind_sinks, is_blind_only_in_real_commits},
        {"ProvesAPathOnlyByARealCommit", on_sinks_with_switch, proves_a_path_only_by_a_real_commit},
        {"KeepsItsMappingWhileAFramebufferIsShown", on_sinks_with_switch,
         keeps_its_mapping_while_a_framebuffer_is_shown},
        {"ShowsItsOwnMemoryWithoutTheSourcesMapping", on_sinks_with_switch,
         shows_its_own_memory_without_the_sources_mapping},
        {"ProvesAPathByTheImport", on_sinks_with_switch_that_map_at_import, proves_a_path_by_the_import},
        {"ImportsNothingThatItCannotMap", on_blind_sinks_that_map_at_import, imports_nothing_that_it_cannot_map},
    });
    return cases;
}

}  // namespace kmsmirror::contract
