// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "ctl/json.h"
#include "ctl/options.h"

namespace kmsmirror::ctl {

enum class Colour { plain, bold, dim, green, yellow, red };

// Standard output: text with colours where it is a terminal and NO_COLOR is not set, or JSON. Text that comes from
// others must be printable before it gets here.
class Output {
public:
    explicit Output(JsonMode json);

    [[nodiscard]] bool is_json() const noexcept { return json_ != JsonMode::off; }
    [[nodiscard]] bool is_terminal() const noexcept { return is_terminal_; }
    // Columns of the terminal, or 0 when lines may have any length.
    [[nodiscard]] std::size_t width() const;

    // `text` in that colour, where there are colours.
    [[nodiscard]] std::string paint(Colour colour, std::string_view text) const;

    // As it is.
    void text(std::string_view text) const;
    // A document of its own: in the form that the user wants; one line with `--json=short`.
    void json(const Json& document) const;
    // One of several documents: always one line.
    void json_line(const Json& document) const;
    // Empties the screen of a terminal before the next picture of a live table.
    void clear_screen() const;

private:
    JsonMode json_;
    bool is_terminal_;
    bool has_colours_;
};

}  // namespace kmsmirror::ctl
