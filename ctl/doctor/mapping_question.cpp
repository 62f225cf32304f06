// SPDX-License-Identifier: MIT
#include "ctl/doctor/mapping_question.h"

#include <fmt/format.h>

#include "ctl/doctor/heap_advice.h"
#include "ctl/doctor/probed_cards.h"
#include "ctl/exit_code.h"
#include "ctl/model/names.h"

namespace kmsmirror::ctl::doctor {

namespace {

std::vector<std::string> names_of(const std::string& named) {
    return named.empty() ? std::vector<std::string>() : std::vector<std::string>{named};
}

std::string name_of(const Probe& probe, const ProbeResult& result) {
    if (probe.memory == TrialMemory::heap)
        return probe.heap;
    return "dumb buffer of " + (probe.memory == TrialMemory::source ? result.source_driver : result.sink_driver);
}

}  // namespace

std::vector<MappingAnswer> MappingQuestion::ask(const Facts& facts) {
    auto answers = facts.daemon ? ask_with_daemon(facts) : ask_without_daemon(facts);
    if (answers.empty())
        throw Failure(ExitCode::failed, "there is no USB display to try it on");
    return answers;
}

std::vector<MappingAnswer> MappingQuestion::ask_with_daemon(const Facts& facts) {
    std::vector<MappingAnswer> answers;
    for (const Sink* const sink : find_sinks(*facts.daemon, names_of(named_))) {
        std::string source_path = source_path_for(facts, *sink);
        if (source_path.empty())
            source_path = exporting_card(facts).device_path;
        if (sink->state == "unplugged" && named_.empty())
            continue;
        check_plugged(*sink);
        answers.push_back(while_lent(control_, *sink, [&](std::chrono::milliseconds patience) {
            return try_card(facts, source_path, sink->device_path, patience);
        }));
    }
    return answers;
}

std::vector<MappingAnswer> MappingQuestion::ask_without_daemon(const Facts& facts) {
    const Card& source = exporting_card(facts);
    const auto cards =
        named_.empty() ? usb_cards_with_display(facts) : std::vector<const Card*>{find_card_named(facts, named_)};
    std::vector<MappingAnswer> answers;
    answers.reserve(cards.size());
    for (const Card* const card : cards)
        answers.push_back(try_card(facts, source.device_path, card->device_path, {}));
    return answers;
}

MappingAnswer MappingQuestion::try_card(const Facts& facts, const std::string& source_card,
                                        const std::string& sink_card, std::chrono::milliseconds patience) {
    std::vector<Probe> probes{{source_card, sink_card}};
    for (const std::string& heap : contiguous_heaps(facts.system))
        probes.push_back({source_card, sink_card, TrialMemory::heap, heap});
    probes.push_back({source_card, sink_card, TrialMemory::sink});
    const KernelVersion kernel = parse_kernel_version(facts.system.kernel_release());
    MappingAnswer answer{source_card, sink_card, {}};
    for (const Probe& probe : probes) {
        ProbeResult result = probe_mapping(api_, probe, kernel, patience);
        std::string name = name_of(probe, result);
        answer.trials.push_back({probe.memory, std::move(name), std::move(result)});
    }
    return answer;
}

}  // namespace kmsmirror::ctl::doctor
