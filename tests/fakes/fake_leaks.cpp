// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "fakes/fake_drm.h"
#include "fakes/fake_model.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::fakes {

namespace {

using Directory = std::unique_ptr<DIR, kms::Deleter<::closedir>>;

// The files behind all open fds of this process.
std::vector<FileKey> open_files() {
    std::vector<FileKey> keys;
    const Directory directory(::opendir("/proc/self/fd"));
    if (!directory)
        throw std::system_error(errno_error(), "/proc/self/fd");
    while (const dirent* const entry = ::readdir(directory.get())) {
        int fd = -1;
        const char* const end = entry->d_name + std::strlen(entry->d_name);
        if (std::from_chars(entry->d_name, end, fd).ptr != end)
            continue;
        if (const auto key = key_of(fd))
            keys.push_back(*key);
    }
    return keys;
}

// Besides the one that the model holds.
std::ptrdiff_t count_dma_buf_fds(const std::vector<FileKey>& files, const Memory& memory) {
    return std::count(files.begin(), files.end(), memory.key) - 1;
}

void report(std::vector<std::string>& leaks, const std::string& where, std::size_t count, std::string_view what) {
    if (count != 0)
        leaks.push_back(fmt::format("{} {} {}", where, count, what));
}

}  // namespace

void FakeDrm::World::drop_unused_memory() {
    constexpr std::size_t worth_a_look = 16;
    const auto is_idle = [](const auto& memory) { return memory.use_count() == 1; };
    if (static_cast<std::size_t>(std::count_if(memories.begin(), memories.end(), is_idle)) < worth_a_look)
        return;
    const std::vector<FileKey> open = open_files();
    std::erase_if(memories, [&](const auto& memory) {
        return is_idle(memory) && count_dma_buf_fds(open, *memory) == 0 && memory->cpu_accesses == 0;
    });
}

void FakeDrm::World::describe_file(const File& file, const std::string& what, std::vector<std::string>& leaks) const {
    const std::string where = fmt::format("{}: {}", file.card->path, what);
    const auto is_ours = [&file](const auto& owned) { return owned == &file; };
    const auto& framebuffers = file.card->framebuffers;
    const auto& blobs = file.card->blobs;
    report(leaks, where, file.handles.size(), "GEM handles");
    report(leaks, where,
           static_cast<std::size_t>(std::count_if(framebuffers.begin(), framebuffers.end(),
                                                  [&](const auto& entry) { return is_ours(entry.second->owner); })),
           "framebuffers");
    report(leaks, where,
           static_cast<std::size_t>(std::count_if(blobs.begin(), blobs.end(),
                                                  [&](const auto& entry) { return is_ours(entry.second.owner); })),
           "blobs");
}

std::vector<std::string> FakeDrm::leaks() {
    const std::lock_guard lock(mutex_);
    world_->close_files();
    std::vector<std::string> leaks = world_->found_leaks;
    for (const auto& file : world_->files) {
        leaks.push_back(fmt::format("{}: an fd of the card is open", file->card->path));
        world_->describe_file(*file, "open with", leaks);
    }
    report(leaks, "memory:", world_->mappings.size(), "mappings");
    report(leaks, "libgbm:", world_->gbm_buffers.size(), "buffers");
    const std::vector<FileKey> files = open_files();
    for (const auto& memory : world_->memories) {
        if (const auto fds = count_dma_buf_fds(files, *memory); fds > 0)
            report(leaks, memory->exporter->path + ":", static_cast<std::size_t>(fds), "dma-buf fds of a buffer");
        if (memory->cpu_accesses != 0)
            leaks.push_back(fmt::format("{}: {} CPU accesses not ended", memory->exporter->path, memory->cpu_accesses));
    }
    return leaks;
}

void FakeDrm::verify_no_leaks() {
    for (const std::string& leak : leaks())
        ADD_FAILURE() << leak;
}

}  // namespace kmsmirror::fakes
