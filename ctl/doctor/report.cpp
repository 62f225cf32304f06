// SPDX-License-Identifier: MIT
#include "ctl/doctor/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/text.h"
#include "ctl/doctor/mapping_text.h"
#include "ctl/view/words.h"
#include "kms/edid.h"

namespace kmsmirror::ctl::doctor {

namespace {

// Shorter ones are in many texts by chance.
constexpr std::size_t shortest_serial = 4;

constexpr std::string_view mapping_legend =
    "DRIVER -> DRIVER: whose dumb buffers were tried, and on whose display. For each memory, a column, a black buffer "
    "was allocated, imported by the driver of the display and shown there by a commit, for which that driver has to "
    "map it. Each call is followed by what came of it: 0, an errno, or - where it was not made. From "
    "PRIME_FD_TO_HANDLE on they are calls on the card of the display, but for those with a driver's name.";
constexpr std::string_view messages_legend =
    "Those about mappings since the boot, whatever caused them. dma_buf_vmap() warns once a boot.";

std::string heading(const char* title) {
    return fmt::format("\n== {}\n\n", title);
}

std::string os_name(const System& system) {
    constexpr std::string_view key = "PRETTY_NAME=";
    for (const std::string& line : system.lines("/etc/os-release"))
        if (line.starts_with(key))
            return line.substr(key.size());
    return "not known";
}

std::string silence_of(const System& system) {
    return system.is_here() ? "does not answer" : "was not asked, or does not answer";
}

// As the device tree or the firmware calls it.
std::string machine_name(const System& system) {
    const std::string model = system.bytes("/proc/device-tree/model").value_or("");
    if (!model.empty())
        return printable(model.substr(0, model.find('\0')));
    const std::string product = system.word("/sys/class/dmi/id/product_name");
    return product.empty() ? "not known" : system.word("/sys/class/dmi/id/sys_vendor") + ' ' + product;
}

std::string versions(const Facts& facts, const std::string& version) {
    const System& system = facts.system;
    return fmt::format("kmsmirrorctl {}\nkmsmirrord {}\nkernel {}\nsystem {}\nmachine {}\n", version,
                       facts.daemon ? facts.daemon->version : silence_of(system), system.word("/proc/version"),
                       os_name(system), machine_name(system));
}

// The warning of dma_buf_vmap() comes once a boot, and gud's message when it could not map a buffer after the commit.
std::string kernel_messages(const System& system) {
    const auto text = system.run({"dmesg"});
    if (!text)
        return "The kernel's messages cannot be read.\n";
    std::string lines;
    std::istringstream stream(*text);
    for (std::string line; std::getline(stream, line);)
        if (line.find("vmap") != std::string::npos || line.find("flush framebuffer") != std::string::npos)
            lines += printable(line) + '\n';
    return lines.empty() ? "None.\n" : lines;
}

std::set<std::string> serials_of(const Facts& facts) {
    std::set<std::string> serials;
    for (const Card& card : facts.cards)
        for (const Connector& connector : card.connectors)
            serials.insert(kms::parse_edid(std::as_bytes(std::span(connector.edid))).serial);
    for (const std::string& name : facts.system.names("/sys/bus/usb/devices"))
        serials.insert(facts.system.word("/sys/bus/usb/devices/" + name + "/serial"));
    if (facts.daemon)
        for (const Sink& sink : facts.daemon->sinks)
            serials.insert(sink.serial);
    std::erase_if(serials, [](const std::string& serial) { return serial.size() < shortest_serial; });
    return serials;
}

// Make, model and serial number are a list in "Identity".
void remove_serials(Json& status) {
    if (!status.is_object() || !status.contains("sinks") || !status["sinks"].is_array())
        return;
    for (Json& sink : status["sinks"])
        if (sink.is_object() && sink.contains("Identity") && sink["Identity"].is_array() &&
            sink["Identity"].size() == 3)
            sink["Identity"][2] = "(removed)";
}

std::string without(std::string text, const std::string& secret) {
    constexpr std::string_view removed = "(removed)";
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + removed.size()))
        text.replace(at, secret.size(), removed);
    return text;
}

std::string module_list(const System& system) {
    std::vector<std::string> names;
    for (const std::string& line : system.lines("/proc/modules"))
        names.push_back(line.substr(0, line.find(' ')));
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string& name : names)
        text += name + '\n';
    return text;
}

std::string last_messages(const System& system) {
    const auto text = system.run(
        {"journalctl", "--unit=kmsmirrord", "--lines=100", "--no-pager", "--no-hostname", "--output=short-iso"});
    if (!text)
        return "The journal cannot be read.\n";
    std::string lines;
    std::istringstream stream(*text);
    for (std::string line; std::getline(stream, line);)
        lines += printable(line) + '\n';
    return lines;
}

}  // namespace

std::string report_text(const Facts& facts, const std::vector<Examined>& examined, Json status,
                        const ReportOptions& options) {
    if (!options.with_serials)
        remove_serials(status);
    const System& system = facts.system;
    std::string text = "kmsmirror report\n" + heading("Versions");
    text += versions(facts, options.version);
    text += heading("Findings") + findings_text(examined, nullptr);
    text += heading("Status") + (status.is_null() ? "kmsmirrord " + silence_of(system) + '.' : status.dump(2)) + '\n';
    text += heading("Modules") + module_list(system);
    text += heading("Messages") + last_messages(system);
    if (!options.with_serials)
        for (const std::string& serial : serials_of(facts))
            text = without(std::move(text), serial);
    return text;
}

std::string mapping_report_text(const Facts& facts, const std::string& mapping, const std::string& version) {
    std::string text = "kmsmirror report on mappings\n" + heading("Versions");
    std::istringstream lines(versions(facts, version));
    for (std::string line; std::getline(lines, line);)
        text += wrapped(line, mail_width, 0);
    text += heading("Mappings") + wrapped(mapping_legend, mail_width, 0) + '\n' + mapping;
    return text + heading("Kernel messages") + wrapped(messages_legend, mail_width, 0) + '\n' +
           kernel_messages(facts.system);
}

}  // namespace kmsmirror::ctl::doctor
