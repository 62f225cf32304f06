// SPDX-License-Identifier: MIT
#include <sys/mman.h>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"

// What tests do to the world around the daemon, and see of it.
namespace kmsmirror::fakes {

void FakeDrm::add_card(const std::string& path, Personality personality) {
    const std::lock_guard lock(mutex_);
    auto card = std::make_shared<Card>();
    card->path = path;
    card->personality = std::move(personality);
    card->mapping_error = card->personality.mapping_error;
    card->blobs[id::edid_blob] = {std::make_shared<const Bytes>(card->personality.edid), nullptr};
    world_->cards[path] = std::move(card);
}

void FakeDrm::unplug(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.picture = card.read_shown_picture();
    card.plugged = false;
    card.finish_pending();
    // drm_dev_unplug()
    if (card.personality.unmaps_when_gone)
        for (const auto& [address, mapping] : world_->mappings)
            if (mapping.card.get() == &card || mapping.memory->exporter.get() == &card)
                ::mprotect(address, mapping.size, PROT_NONE);
    unhung_.notify_all();
}

void FakeDrm::set_connected(const std::string& path, bool connected) {
    const std::lock_guard lock(mutex_);
    world_->card(path).status = connected ? kms::ConnectorStatus::connected : kms::ConnectorStatus::disconnected;
}

void FakeDrm::set_status(const std::string& path, kms::ConnectorStatus status) {
    const std::lock_guard lock(mutex_);
    world_->card(path).status = status;
}

void FakeDrm::leave_route(const std::string& path, std::uint32_t connector, std::uint32_t crtc) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    ObjectStates objects = card.objects;
    objects.connector_crtcs.at(connector) = id::crtc + crtc;
    objects.crtcs.at(crtc) = {true, make_mode({100, 100}, false), 0};
    card.set_objects(std::move(objects));
}

void FakeDrm::leave_cursor(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.objects.cursor_crtc = id::crtc;
    card.objects.cursor_framebuffer_id = card.next_id++;
}

void FakeDrm::leave_properties(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    std::uint32_t property = id::first_further;
    for (const FurtherProperty& further : card.personality.further_properties) {
        for (std::uint32_t number = 0; number < id::most; ++number)
            card.objects.further[{further.first_object() + number, property}] = further.left;
        ++property;
    }
}

void FakeDrm::set_kernel_mapping(const std::string& path, bool mapped, int error) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.mapping_error = mapped ? card.personality.mapping_error : error;
}

void FakeDrm::set_kernel_mapping_of_new_buffers(const std::string& path, bool mapped, int error) {
    const std::lock_guard lock(mutex_);
    world_->card(path).mapping_error_of_new = mapped ? 0 : error;
}

void FakeDrm::set_foreign_master(const std::string& path, bool is_master) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.foreign_master = is_master;
    if (is_master)
        card.master.reset();
}

void FakeDrm::set_memory_limit(const std::string& path, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    world_->card(path).memory_limit = bytes;
}

void FakeDrm::keep_cards() {
    const std::lock_guard lock(mutex_);
    world_->keeps_cards = true;
}

void FakeDrm::leave_pictures(bool leave) {
    const std::lock_guard lock(mutex_);
    world_->leaves_pictures = leave;
    if (!leave)
        for (auto& kept : world_->kept_cards)
            kept.is_left = true;
}

void FakeDrm::hold_completions(const std::string& path, bool hold) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    card.hold_completions = hold;
    if (!hold)
        card.finish_pending();
}

bool FakeDrm::complete(const std::string& path) {
    const std::lock_guard lock(mutex_);
    Card& card = world_->card(path);
    const bool was_busy = card.pending.has_value();
    card.finish_pending();
    return was_busy;
}

bool FakeDrm::is_busy(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).pending.has_value();
}

void FakeDrm::set_hung(const std::string& path, bool hung) {
    const std::lock_guard lock(mutex_);
    world_->card(path).hung = hung;
    unhung_.notify_all();
}

Picture FakeDrm::shown_picture(const std::string& path) {
    const std::lock_guard lock(mutex_);
    world_->close_files();
    return world_->card(path).read_shown_picture();
}

std::uint64_t FakeDrm::commit_count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).commits;
}

std::uint64_t FakeDrm::modeset_count(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).modesets;
}

std::uint64_t FakeDrm::pixels_read(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).pixels_read;
}

std::uint64_t FakeDrm::kernel_mappings(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return world_->card(path).kernel_mappings;
}

}  // namespace kmsmirror::fakes
