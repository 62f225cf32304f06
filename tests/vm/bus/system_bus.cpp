// SPDX-License-Identifier: MIT
#include "tests/vm/bus/system_bus.h"

#include <cstring>
#include <stdexcept>

namespace kmsmirror::bushelper {
namespace {

int note_signal(sd_bus_message* /*message*/, void* has_come, sd_bus_error* /*error*/) {
    *static_cast<bool*>(has_come) = true;
    return 0;
}

}  // namespace

int check(int result, const std::string& what, const sd_bus_error* error) {
    if (result >= 0)
        return result;
    const bool has_text = error != nullptr && error->message != nullptr;
    throw std::runtime_error(what + ": " + (has_text ? error->message : std::strerror(-result)));
}

// A lost connection shows in what comes from it.
sd_bus* SystemBus::bus() {
    int result = 1;
    while (bus_ && result > 0)
        result = sd_bus_process(bus_.get(), nullptr);
    if (!bus_ || result < 0 || sd_bus_is_open(bus_.get()) <= 0) {
        sd_bus* opened = nullptr;
        check(sd_bus_open_system(&opened), "the system bus");
        bus_.reset(opened);
    }
    return bus_.get();
}

Message SystemBus::call(const std::string& service, const std::string& path, const std::string& interface,
                        const std::string& method, const std::vector<std::string>& arguments) {
    const Message request = begin_call(service, path, interface, method);
    for (const std::string& argument : arguments)
        check(sd_bus_message_append(request.get(), "s", argument.c_str()), method);
    return send(request.get(), method);
}

Message SystemBus::call_with_no_options(const std::string& service, const std::string& path,
                                        const std::string& interface, const std::string& method) {
    const Message request = begin_call(service, path, interface, method);
    check(sd_bus_message_append(request.get(), "a{sv}", 0), method);
    return send(request.get(), method);
}

Message SystemBus::begin_call(const std::string& service, const std::string& path, const std::string& interface,
                              const std::string& method) {
    sd_bus_message* request = nullptr;
    check(sd_bus_message_new_method_call(bus(), &request, service.c_str(), path.c_str(), interface.c_str(),
                                         method.c_str()),
          method);
    return Message(request);
}

Message SystemBus::send(sd_bus_message* request, const std::string& what) {
    sd_bus_error error{};
    const std::unique_ptr<sd_bus_error, decltype(&sd_bus_error_free)> owner(&error, sd_bus_error_free);
    sd_bus_message* reply = nullptr;
    check(sd_bus_call(bus_.get(), request, 0, &error, &reply), what, &error);
    return Message(reply);
}

bool SystemBus::wait_for(const std::string& sender, const std::function<bool()>& condition, Deadline deadline) {
    bool has_come = false;
    sd_bus_slot* slot = nullptr;
    const std::string match = "type='signal',sender='" + sender + "'";
    check(sd_bus_add_match(bus(), &slot, match.c_str(), note_signal, &has_come), match);
    const std::unique_ptr<sd_bus_slot, Unref> owner(slot);
    while (!condition()) {
        if (!wait_for_signal(has_come, deadline))
            return false;
        has_come = false;
    }
    return true;
}

bool SystemBus::wait_for_signal(const bool& has_come, Deadline deadline) {
    while (!has_come) {
        const auto left = std::chrono::ceil<std::chrono::microseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        if (check(sd_bus_process(bus_.get(), nullptr), "the system bus") == 0)
            check(sd_bus_wait(bus_.get(), static_cast<std::uint64_t>(left.count())), "the system bus");
    }
    return true;
}

}  // namespace kmsmirror::bushelper
