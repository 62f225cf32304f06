// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace kmsmirror::ctl::doctor {

// What an examination says: one sentence without a full stop, and what to do about it, a sentence or a command. Both
// printable.
struct Finding {
    enum class Level {
        ok,
        note,     // good to know, or not known
        problem,  // keeps a display black or slow
    };
    Level level = Level::ok;
    std::string what;
    std::string fix;  // empty = nothing is to be done
    bool operator==(const Finding&) const = default;
};

// Sentences of others have a full stop.
[[nodiscard]] inline std::string without_stop(std::string sentence) {
    if (sentence.ends_with('.'))
        sentence.pop_back();
    return sentence;
}

// Advice of others, without a full stop and without what sends people to the doctor.
[[nodiscard]] inline std::string advice_here(const std::string& advice) {
    constexpr std::string_view separator = "; ";
    std::string rest;
    for (std::size_t begin = 0; begin < advice.size();) {
        const std::size_t end = std::min(advice.find(separator, begin), advice.size());
        const std::string part = advice.substr(begin, end - begin);
        if (part.find("kmsmirrorctl doctor") == std::string::npos)
            rest += (rest.empty() ? "" : std::string(separator)) + part;
        begin = end + separator.size();
    }
    return without_stop(std::move(rest));
}

[[nodiscard]] inline Finding ok(std::string what) {
    return {Finding::Level::ok, std::move(what), {}};
}
[[nodiscard]] inline Finding note(std::string what, std::string fix = {}) {
    return {Finding::Level::note, std::move(what), std::move(fix)};
}
[[nodiscard]] inline Finding problem(std::string what, std::string fix) {
    return {Finding::Level::problem, std::move(what), std::move(fix)};
}

}  // namespace kmsmirror::ctl::doctor
