// SPDX-License-Identifier: MIT
#include "ctl/view/remembered.h"

#include <fmt/format.h>

#include "ctl/model/names.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {

std::string remembered_text(const Sink& sink) {
    std::string display = display_words(sink);
    if (!sink.serial.empty())
        display += fmt::format(" with the serial number {}", sink.serial);
    else if (sink.state == "unplugged")
        display = "that was here last";
    if (sink.remembered_by == "display")
        return fmt::format("{}: remembered for the display {}, whatever port it is on.\n", sink.id, display);
    if (sink.remembered_by == "display-and-port")
        return fmt::format(
            "{}: remembered for the display {} on this port only: other displays may say the same of "
            "themselves.\n",
            sink.id, display);
    if (sink.remembered_by == "port")
        return fmt::format("{}: remembered for whatever display is on this port: it does not say which one it is.\n",
                           sink.id);
    return "";
}

void tell_unplugged(const Context& context, const Sink& sink) {
    if (sink.state == "unplugged" && !context.output().is_json())
        context.output().text(fmt::format("{}: unplugged; this counts when it is plugged in.\n", sink.id));
}

void tell_remembered(Context& context, const std::vector<std::string>& sink_ids, Json& json) {
    const Status status = context.daemon().status();
    Json by = Json::object();
    for (const std::string& id : sink_ids) {
        const Sink& sink = find_sink(status, id);
        by[id] = sink.remembered_by;
        if (!context.output().is_json())
            context.output().text(remembered_text(sink));
    }
    json["remembered_by"] = std::move(by);
}

}  // namespace kmsmirror::ctl
