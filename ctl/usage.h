// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace kmsmirror::ctl {

// The one that was probably meant by `word`; empty if none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words);

// Lets the option take a number of that range, which its description names.
void take_number(CLI::Option* option, unsigned lowest, unsigned highest);

// After a command line was parsed, well or not: the words that lead to the command, as "kmsmirrorctl config".
[[nodiscard]] std::string command_words(const CLI::App& app);

// What is wrong with the command line, printable and without a full stop: which word, and what was probably meant.
[[nodiscard]] std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error);

}  // namespace kmsmirror::ctl
