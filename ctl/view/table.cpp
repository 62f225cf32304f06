// SPDX-License-Identifier: MIT
#include "ctl/view/table.h"

#include <algorithm>

namespace kmsmirror::ctl {

std::string Table::line(const Output& output, const std::vector<Cell>& row,
                        const std::vector<std::size_t>& widths) const {
    std::string text;
    std::size_t owed = 0;  // spaces, as long as something comes after them
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::size_t padding = widths[i] - row[i].text.size();
        const bool is_right = columns_[i].align == Align::right;
        owed += is_right ? padding : 0;
        if (!row[i].text.empty())
            text += std::string(owed, ' ') + output.paint(row[i].colour, row[i].text);
        owed = (row[i].text.empty() ? owed : 0) + (is_right ? 0 : padding) + 2;
    }
    return text + '\n';
}

std::string Table::text(const Output& output, bool legend) const {
    std::vector<std::vector<Cell>> lines;
    if (legend) {
        lines.emplace_back();
        for (const Column& column : columns_)
            lines.back().push_back({column.heading, Colour::bold});
    }
    lines.insert(lines.end(), rows_.begin(), rows_.end());
    std::vector<std::size_t> widths(columns_.size());
    for (const auto& row : lines)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].text.size());
    std::string text;
    for (const auto& row : lines)
        text += line(output, row, widths);
    return text;
}

}  // namespace kmsmirror::ctl
