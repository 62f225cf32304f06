// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/vm/emulator/bytes.h"
#include "tests/vm/emulator/edid.h"
#include "tests/vm/emulator/image.h"

namespace kmsmirror::emulator {

// The setup packet of a control transfer.
struct Setup {
    std::uint8_t request_type = 0;
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;
    std::uint16_t length = 0;

    [[nodiscard]] bool is_in() const { return (request_type & 0x80U) != 0; }
};

// The bytes an IN request returns (none for OUT); no value = STALL.
using ControlReply = std::optional<std::vector<std::uint8_t>>;

struct UsbIdentity {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string maker, name, serial;
};

struct DisplayCounters {
    std::uint64_t pixels = 0;   // written
    std::uint64_t updates = 0;  // finished writes of pixels: one damage rectangle each
    std::uint64_t errors = 0;   // malformed data and requests
    std::uint64_t mode_sets = 0;
    std::uint64_t black_moments = 0;  // how often the panel went from showing something to showing nothing
};

// One emulated USB display behind its standard USB requests: what the vendor requests and the bulk endpoint do, and
// the picture that results. Not thread-safe; the owner locks.
class Display {
public:
    virtual ~Display() = default;
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    [[nodiscard]] const UsbIdentity& identity() const { return identity_; }
    // Every request that is not a standard one, and standard descriptors of vendor types.
    virtual ControlReply control(const Setup& setup, Bytes data) = 0;
    // False = STALL.
    virtual bool bulk_out(Bytes data) = 0;

    // From the next time that the host asks.
    void answer_edid(EdidAnswer answer) { edid_ = answer_with(good_edid_, answer); }
    // Whether every mode is refused from now on, if the protocol has a way to say so.
    virtual void refuse_modes(bool /*refuse*/) {}

    // True while more of an update may follow that nothing in the protocol announces; finish_update() ends it.
    [[nodiscard]] virtual bool is_update_open() const { return false; }
    virtual void finish_update() {}

    // The visible size once a mode was set.
    [[nodiscard]] virtual std::optional<Size> mode() const = 0;
    // A mode is set and the output is on.
    [[nodiscard]] virtual bool is_shown() const = 0;
    // Whether the panel shows these colours (XRGB8888) alone, as exactly as it can tell. Needs a mode.
    [[nodiscard]] virtual bool consists_of(std::span<const std::uint32_t> colours) const = 0;
    // What the panel shows: black while it is off. Needs a mode.
    [[nodiscard]] virtual Image picture() const = 0;

    [[nodiscard]] const DisplayCounters& counters() const { return counters_; }
    void reset_counters() { counters_ = {}; }
    // The last error's text, once.
    [[nodiscard]] std::string take_error() { return std::exchange(last_error_, {}); }

protected:
    Display(UsbIdentity identity, const Edid& edid)
        : identity_(std::move(identity)), good_edid_(edid), edid_(edid.begin(), edid.end()) {}

    [[nodiscard]] const std::vector<std::uint8_t>& edid() const { return edid_; }

    // Looks at the whole visible picture: called only when an update wrote nothing but zeros or the output came on.
    [[nodiscard]] virtual bool is_picture_black() const = 0;

    void count_error(std::string what);
    void count_pixels(std::uint64_t count) { counters_.pixels += count; }
    void count_mode_set() { ++counters_.mode_sets; }
    // `wrote_content`: some pixel that was written is not black.
    void end_update(bool wrote_content);
    // After anything but pixels that may turn the panel on or off or change what it shows.
    void output_changed();

private:
    void see_black();

    UsbIdentity identity_;
    Edid good_edid_;
    std::vector<std::uint8_t> edid_;
    DisplayCounters counters_;
    std::string last_error_;
    bool has_content_ = false;  // the panel shows something that is not black
};

}  // namespace kmsmirror::emulator
