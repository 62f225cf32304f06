// SPDX-License-Identifier: MIT
#include "ctl/doctor/kernel_config.h"

#include <zlib.h>

#include <array>

namespace kmsmirror::ctl::doctor {

namespace {

constexpr std::size_t largest_config = 4 * 1024 * 1024;  // bytes; real ones have less than 400 KiB

// Nothing for what is no gzip file.
std::optional<std::string> unpacked(std::string packed) {
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());  // zlib's own type for bytes
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    std::array<char, 16384> chunk{};
    int result = Z_OK;
    while (result == Z_OK && text.size() < largest_config) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        result = inflate(&stream, Z_NO_FLUSH);
        text.append(chunk.data(), chunk.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return result == Z_STREAM_END ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<std::string> read_config(const System& system) {
    const std::string release = system.kernel_release();
    for (const std::string& path : {"/boot/config-" + release, "/lib/modules/" + release + "/config",
                                    "/lib/modules/" + release + "/build/.config"})
        if (auto text = system.bytes(path))
            return text;
    auto packed = system.bytes("/proc/config.gz");
    return packed ? unpacked(*std::move(packed)) : std::nullopt;
}

}  // namespace

KernelConfig::KernelConfig(const System& system) : text_(read_config(system)) {
    if (text_)
        text_->insert(0, 1, '\n');
}

char KernelConfig::option(const std::string& name) const {
    const std::string wanted = "\nCONFIG_" + name + '=';
    const auto found = text_ ? text_->find(wanted) : std::string::npos;
    if (found == std::string::npos || found + wanted.size() >= text_->size())
        return 'n';
    const char value = (*text_)[found + wanted.size()];
    return value == 'y' || value == 'm' ? value : 'n';
}

}  // namespace kmsmirror::ctl::doctor
