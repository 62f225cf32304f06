// SPDX-License-Identifier: MIT
#include "ctl/completion.h"

#include <fmt/format.h>

#include "ctl/commands/commands.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

std::string command_lines() {
    std::string lines;
    for (const CommandEntry& entry : commands())
        lines += fmt::format("{}\t{}\n", entry.name, entry.summary);
    return lines;
}

std::string display_lines(const Status& status, bool with_sources, bool with_sinks) {
    std::string lines;
    if (with_sources)
        for (const Source& source : status.sources)
            lines += fmt::format("{}\tsource, {}\n", source.connector, source.state);
    if (with_sinks)
        for (const Sink& sink : status.sinks)
            lines += fmt::format("{}\t{}, {}\n", sink.connector, display_words(sink), sink.state);
    return lines;
}

}  // namespace

void print_completions(Context& context, const std::string& kind) {
    const bool with_sources = kind == "sources" || kind == "displays";
    const bool with_sinks = kind == "sinks" || kind == "displays";
    try {
        if (kind == "commands")
            context.output().text(command_lines());
        else if (with_sources || with_sinks)
            context.output().text(display_lines(context.daemon().status(), with_sources, with_sinks));
    } catch (const Failure&) {
        // A shell that completes a word has no place for it.
    }
}

}  // namespace kmsmirror::ctl
