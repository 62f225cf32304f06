// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errno_name.h"
#include "base/text.h"
#include "ctl/view/table.h"
#include "kms/format.h"
#include "mirror/error_class.h"

namespace kmsmirror::ctl::doctor {

namespace {

using Kind = ProbeResult::Kind;
using Verdict = std::pair<const char*, std::string>;  // a word, and a sentence without a full stop

const MemoryTrial& trial_of(const MappingAnswer& answer, TrialMemory memory) {
    return *std::ranges::find(answer.trials, memory, &MemoryTrial::memory);
}

// The call is the last one that was tried, which says by whom.
std::string refusal_text(const ProbeResult& result) {
    if (result.kind == Kind::not_tried)
        return result.why;
    const std::string call = result.calls.empty() ? std::string(result.error.call) : result.calls.back().call;
    return fmt::format("{} says {}", call, errno_name(result.error.error));
}

Verdict verdict_of(const MappingAnswer& answer) {
    const ProbeResult& own = trial_of(answer, TrialMemory::sink).result;
    const ProbeResult& result = trial_of(answer, TrialMemory::source).result;
    if (result.kind == Kind::shown)
        return {"works",
                fmt::format("Dumb buffers of {} can be mapped by {}", result.source_driver, result.sink_driver)};
    const auto unknown = [&](const std::string& why) {
        return Verdict{"unknown", fmt::format("Whether the board's dumb buffers can be mapped is not known: {}", why)};
    };
    if (result.kind == Kind::not_tried)
        return unknown(result.why);
    if (own.kind != Kind::shown)
        return unknown(
            fmt::format("{} does not show buffers of its own either: {}", result.sink_driver, refusal_text(own)));
    if (result.error.call == "CREATE_DUMB")
        return unknown(fmt::format("{} has no memory for one: {}", result.source_driver, refusal_text(result)));
    if (mirror::classify(result.error, mirror::exporter_mapping(result.source_driver)) != ErrorClass::permanent)
        return unknown(refusal_text(result) + ", which may pass");
    return {"refused", fmt::format("Dumb buffers of {} cannot be mapped by {}: {}", result.source_driver,
                                   result.sink_driver, refusal_text(result))};
}

std::string heap_text(const MappingAnswer& answer) {
    std::string text;
    for (const MemoryTrial& trial : answer.trials)
        if (trial.memory == TrialMemory::heap)
            text += trial.result.kind == Kind::shown
                        ? fmt::format("Buffers of {} can.\n", trial.name)
                        : fmt::format("Buffers of {} cannot: {}.\n", trial.name, refusal_text(trial.result));
    return text.empty() ? "There is no contiguous dma-heap.\n" : text;
}

std::string outcome(const ProbeResult& result, const std::string& call) {
    const auto tried = std::ranges::find(result.calls, call, &TriedCall::call);
    if (tried == result.calls.end())
        return "-";
    return tried->error ? errno_name(tried->error) : "0";
}

// All calls of all trials, each once, in an order in which they were made.
std::vector<std::string> calls_of(const MappingAnswer& answer) {
    std::vector<std::string> calls;
    for (const MemoryTrial& trial : answer.trials) {
        auto next = calls.end();
        std::for_each(trial.result.calls.rbegin(), trial.result.calls.rend(), [&](const TriedCall& tried) {
            const auto found = std::ranges::find(calls, tried.call);
            next = found != calls.end() ? found : calls.insert(next, tried.call);
        });
    }
    return calls;
}

std::string table_text(const MappingAnswer& answer, const Output& output) {
    const std::vector<std::string> calls = calls_of(answer);
    if (calls.empty())
        return "";
    Table table(std::vector<Table::Column>(answer.trials.size() + 1));
    std::vector<Cell> heading{{"call"}};
    for (const MemoryTrial& trial : answer.trials)
        heading.push_back({trial.name});
    table.add(std::move(heading));
    for (const std::string& call : calls) {
        std::vector<Cell> row{{call}};
        for (const MemoryTrial& trial : answer.trials)
            row.push_back({outcome(trial.result, call)});
        table.add(std::move(row));
    }
    return '\n' + table.text(output, false);
}

std::string cards_text(const MappingAnswer& answer) {
    const ProbeResult& result = trial_of(answer, TrialMemory::sink).result;
    const auto name = [](const std::string& driver, const std::string& card) {
        return driver.empty() ? card : fmt::format("{} ({})", driver, card);
    };
    std::string text = fmt::format("{} -> {}", name(result.source_driver, answer.source_card),
                                   name(result.sink_driver, answer.sink_card));
    if (result.size != Size{})
        text += fmt::format(", {}x{} {}", result.size.width, result.size.height, kms::format_name(result.format));
    return text + '\n';
}

}  // namespace

ExitCode exit_code_of(const std::vector<MappingAnswer>& answers) {
    ExitCode code = ExitCode::ok;
    for (const MappingAnswer& answer : answers) {
        const ProbeResult& result = trial_of(answer, TrialMemory::source).result;
        if (result.is_denied)
            return ExitCode::access_denied;
        if (result.kind != Kind::shown)
            code = ExitCode::failed;
    }
    return code;
}

std::string mapping_text(const std::vector<MappingAnswer>& answers, const Output& output) {
    std::string text;
    for (const MappingAnswer& answer : answers) {
        text += text.empty() ? "" : "\n";
        text += cards_text(answer) + verdict_of(answer).second + ".\n" + heap_text(answer);
        text += table_text(answer, output);
    }
    return text;
}

Json mapping_json(const std::vector<MappingAnswer>& answers) {
    Json mappings = Json::array();
    for (const MappingAnswer& answer : answers) {
        Json trials = Json::array();
        for (const auto& [memory, name, result] : answer.trials) {
            Json calls = Json::array();
            for (const auto& [call, error] : result.calls)
                calls.push_back({{"call", call}, {"errno", error ? Json(errno_name(error)) : Json()}});
            trials.push_back({{"memory", name},
                              {"calls", std::move(calls)},
                              {"why", result.kind == Kind::not_tried ? Json(result.why) : Json()}});
        }
        const ProbeResult& own = trial_of(answer, TrialMemory::sink).result;
        const auto [word, what] = verdict_of(answer);
        mappings.push_back({{"exporter", own.source_driver},
                            {"importer", own.sink_driver},
                            {"mapping", word},
                            {"what", what},
                            {"trials", std::move(trials)}});
    }
    return {{"mappings", std::move(mappings)}};
}

}  // namespace kmsmirror::ctl::doctor
