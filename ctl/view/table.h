// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/output.h"

namespace kmsmirror::ctl {

struct Cell {
    std::string text;
    Colour colour = Colour::plain;
};

// Columns as wide as what is in them, with two spaces between them.
class Table {
public:
    enum class Align { left, right };
    struct Column {
        const char* heading = "";
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    // As many cells as there are columns.
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

    [[nodiscard]] std::string text(const Output& output, bool legend) const;

private:
    [[nodiscard]] std::string line(const Output& output, const std::vector<Cell>& row,
                                   const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace kmsmirror::ctl
