// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/udl_stream.h"

#include <algorithm>

namespace kmsmirror::emulator {
namespace {

constexpr std::uint8_t command_start = 0xaf;
constexpr std::uint8_t command_register = 0x20;
constexpr std::uint8_t command_raw = 0x68;
constexpr std::uint8_t command_run_lengths = 0x69;
constexpr std::uint8_t command_copy = 0x6a;
constexpr std::uint8_t command_rlx = 0x6b;

constexpr std::uint8_t register_hpixels = 0x0f;
constexpr std::uint8_t register_vpixels = 0x17;
constexpr std::uint8_t register_base16 = 0x20;
constexpr std::uint8_t register_lock = 0xff;
constexpr std::uint8_t lock_released = 0xff;

constexpr std::size_t run_header = 4;  // address and count
constexpr std::size_t address_mask = PixelMemory::pixel_count - 1;

constexpr const char* truncated = "a command goes beyond its URB";
constexpr const char* overlong = "a command writes more pixels than it announced";

std::size_t load_address(const std::uint8_t* bytes) {
    return (std::size_t{bytes[0]} << 16U) | (std::size_t{bytes[1]} << 8U) | bytes[2];
}

// A count byte of 0 stands for 256.
std::size_t count_of(std::uint8_t byte) {
    return byte == 0 ? 256 : byte;
}

}  // namespace

UdlResult UdlStream::decode(Bytes urb) {
    UdlResult result;
    Input in{urb.data(), urb.data() + urb.size()};
    while (in.has(1) && result.error == nullptr) {
        if (*in.at != command_start) {
            result.error = "a command does not start with AF";
            break;
        }
        ++in.at;
        // An AF with no command behind it is padding.
        if (in.has(1) && *in.at != command_start)
            command(in, result);
    }
    return result;
}

void UdlStream::command(Input& in, UdlResult& result) {
    switch (*in.at++) {
        case command_register:
            return write_register(in, result);
        case command_raw:
            return write_raw(in, result);
        case command_run_lengths:
            return write_run_lengths(in, result);
        case command_copy:
            return copy(in, result);
        case command_rlx:
            return write_rlx(in, result);
        default:
            result.error = "unknown command";
    }
}

void UdlStream::write_register(Input& in, UdlResult& result) {
    if (!in.has(2)) {
        result.error = truncated;
        return;
    }
    const std::uint8_t number = in.at[0];
    const std::uint8_t value = in.at[1];
    in.at += 2;
    registers_[number] = value;
    if (number == register_hpixels || number == register_vpixels)
        mode_written_ = true;
    if (number == register_lock && value == lock_released) {
        result.registers_applied = true;
        result.mode_written = result.mode_written || mode_written_;
        mode_written_ = false;
    }
}

void UdlStream::write_raw(Input& in, UdlResult& result) {
    Run run;
    if (!begin_run(in, run, result))
        return;
    take_raw(in, run, run.count, result);
    end_run(run, result);
}

void UdlStream::write_run_lengths(Input& in, UdlResult& result) {
    Run run;
    if (!begin_run(in, run, result))
        return;
    while (run.done < run.count) {
        if (!in.has(3)) {
            result.error = truncated;
            break;
        }
        const std::size_t count = count_of(in.at[0]);
        const std::uint16_t pixel = load_be16(in.at + 1);
        in.at += 3;
        if (!take_repeat(run, count, pixel, result))
            break;
    }
    end_run(run, result);
}

void UdlStream::write_rlx(Input& in, UdlResult& result) {
    Run run;
    if (!begin_run(in, run, result))
        return;
    while (run.done < run.count) {
        if (!in.has(1)) {
            result.error = truncated;
            break;
        }
        if (!take_raw(in, run, count_of(*in.at++), result) || run.done == run.count)
            break;
        if (!in.has(1)) {
            result.error = truncated;
            break;
        }
        if (!take_repeat(run, *in.at++, run.out[run.done - 1], result))
            break;
    }
    end_run(run, result);
}

void UdlStream::copy(Input& in, UdlResult& result) {
    constexpr std::size_t copy_header = run_header + 3;
    if (!in.has(copy_header)) {
        result.error = truncated;
        return;
    }
    const std::size_t to = load_address(in.at) / 2;
    const std::size_t count = count_of(in.at[3]);
    const std::size_t from = load_address(in.at + run_header) / 2;
    in.at += copy_header;
    std::uint16_t* pixels = memory_.data();
    for (std::size_t i = 0; i < count; ++i)
        pixels[(to + i) & address_mask] = pixels[(from + i) & address_mask];
}

bool UdlStream::begin_run(Input& in, Run& run, UdlResult& result) {
    if (!in.has(run_header)) {
        result.error = truncated;
        return false;
    }
    const std::size_t address = load_address(in.at);
    if (address % 2 != 0) {
        result.error = "the address of 16-bit pixels is odd";
        return false;
    }
    run.index = address / 2;
    run.count = count_of(in.at[3]);
    in.at += run_header;
    const bool wraps = run.index + run.count > PixelMemory::pixel_count;
    run.out = wraps ? scratch_.data() : memory_.data() + run.index;
    return true;
}

bool UdlStream::take_raw(Input& in, Run& run, std::size_t count, UdlResult& result) {
    if (count > run.count - run.done)
        result.error = overlong;
    else if (!in.has(2 * count))
        result.error = truncated;
    if (result.error != nullptr)
        return false;
    std::uint16_t* out = run.out + run.done;
    std::uint16_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = load_be16(in.at + 2 * i);
        bits = static_cast<std::uint16_t>(bits | out[i]);
    }
    result.bits = static_cast<std::uint16_t>(result.bits | bits);
    in.at += 2 * count;
    run.done += count;
    return true;
}

bool UdlStream::take_repeat(Run& run, std::size_t count, std::uint16_t pixel, UdlResult& result) {
    if (count > run.count - run.done) {
        result.error = overlong;
        return false;
    }
    std::fill_n(run.out + run.done, count, pixel);
    result.bits = static_cast<std::uint16_t>(result.bits | pixel);
    run.done += count;
    return true;
}

void UdlStream::end_run(const Run& run, UdlResult& result) {
    result.pixels += static_cast<std::uint32_t>(run.done);
    if (run.out != scratch_.data())
        return;
    const std::size_t before_end = std::min(run.done, PixelMemory::pixel_count - run.index);
    std::copy_n(run.out, before_end, memory_.data() + run.index);
    std::copy_n(run.out + before_end, run.done - before_end, memory_.data());
}

std::optional<Size> UdlStream::resolution() const {
    const Size size = {load_be16(&registers_[register_hpixels]), load_be16(&registers_[register_vpixels])};
    const std::size_t pixels = std::size_t{size.width} * size.height;
    if (pixels == 0 || base() + pixels > PixelMemory::pixel_count)
        return std::nullopt;
    return size;
}

std::size_t UdlStream::base() const {
    return load_address(&registers_[register_base16]) / 2;
}

}  // namespace kmsmirror::emulator
