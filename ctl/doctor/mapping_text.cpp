// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errno_name.h"
#include "base/text.h"
#include "ctl/view/table.h"
#include "ctl/view/words.h"
#include "kms/format.h"
#include "mirror/error_class.h"

namespace kmsmirror::ctl::doctor {

namespace {

using Kind = ProbeResult::Kind;
using Verdict = std::pair<const char*, std::string>;  // a word, and a sentence without a full stop

// Of those that know: a card that is pulled out meanwhile tells no more.
std::string driver_of(const MappingAnswer& answer, std::string ProbeResult::*driver) {
    for (const MemoryTrial& trial : answer.trials)
        if (!(trial.result.*driver).empty())
            return trial.result.*driver;
    return {};
}

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

// Why a failure proves nothing about mapping; empty if it does.
std::string doubt_about(const MappingAnswer& answer, const ProbeResult& result) {
    if (result.kind == Kind::not_tried)
        return result.why;
    const ProbeResult& own = trial_of(answer, TrialMemory::sink).result;
    if (own.kind == Kind::not_tried)
        return fmt::format("{}, and nothing of the display's own was tried: {}", refusal_text(result), own.why);
    if (own.kind == Kind::failed)
        return fmt::format("{} does not show buffers of its own either: {}", result.sink_driver, refusal_text(own));
    if (result.error.call == "CREATE_DUMB")
        return fmt::format("{} has no memory for one: {}", result.source_driver, refusal_text(result));
    if (result.error.call == "DMA_HEAP_ALLOC")
        return refusal_text(result);
    if (mirror::classify(result.error, mirror::exporter_mapping(result.source_driver)) != ErrorClass::permanent)
        return refusal_text(result) + ", which may pass";
    return {};
}

Verdict verdict_of(const MappingAnswer& answer, const MemoryTrial& trial) {
    const ProbeResult& result = trial.result;
    const bool is_heap = trial.memory == TrialMemory::heap;
    const std::string buffers = is_heap ? "Buffers of " + trial.name : "Dumb buffers of " + result.source_driver;
    if (result.kind == Kind::shown)
        return {"works", fmt::format("{} can be mapped by {}", buffers, result.sink_driver)};
    if (const std::string doubt = doubt_about(answer, result); !doubt.empty())
        return {"unknown", fmt::format("Whether {} can be mapped is not known: {}",
                                       is_heap ? "buffers of " + trial.name : "the board's dumb buffers", doubt)};
    return {"refused", fmt::format("{} cannot be mapped by {}: {}", buffers, result.sink_driver, refusal_text(result))};
}

Verdict verdict_of(const MappingAnswer& answer) {
    return verdict_of(answer, trial_of(answer, TrialMemory::source));
}

std::string sentence(const std::string& text) {
    return wrapped(text + '.', mail_width, 0);
}

std::string heap_text(const MappingAnswer& answer) {
    std::string text;
    for (const MemoryTrial& trial : answer.trials)
        if (trial.memory == TrialMemory::heap)
            text += sentence(verdict_of(answer, trial).second);
    return text.empty() ? sentence("There is no contiguous dma-heap") : text;
}

// Of a column: whose memory it is about, in a word.
std::string heading_of(const MappingAnswer& answer, const MemoryTrial& trial) {
    if (trial.memory == TrialMemory::heap)
        return trial.name.substr(trial.name.rfind('/') + 1);
    return trial.memory == TrialMemory::source ? driver_of(answer, &ProbeResult::source_driver)
                                               : driver_of(answer, &ProbeResult::sink_driver) + "'s own";
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
        heading.push_back({heading_of(answer, trial)});
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
    const auto name = [](const std::string& driver, const std::string& card) {
        return driver.empty() ? card : fmt::format("{} ({})", driver, card);
    };
    std::string text = fmt::format("{} -> {}", name(driver_of(answer, &ProbeResult::source_driver), answer.source_card),
                                   name(driver_of(answer, &ProbeResult::sink_driver), answer.sink_card));
    const auto shown =
        std::ranges::find_if(answer.trials, [](const MemoryTrial& trial) { return trial.result.size != Size{}; });
    if (shown != answer.trials.end())
        text += fmt::format(", {}x{} {}", shown->result.size.width, shown->result.size.height,
                            kms::format_name(shown->result.format));
    return wrapped(text, mail_width, 0);
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
        text += cards_text(answer) + sentence(verdict_of(answer).second) + heap_text(answer);
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
        const auto [word, what] = verdict_of(answer);
        mappings.push_back({{"exporter", driver_of(answer, &ProbeResult::source_driver)},
                            {"importer", driver_of(answer, &ProbeResult::sink_driver)},
                            {"mapping", word},
                            {"what", what},
                            {"trials", std::move(trials)}});
    }
    return {{"mappings", std::move(mappings)}};
}

}  // namespace kmsmirror::ctl::doctor
