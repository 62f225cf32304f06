// SPDX-License-Identifier: MIT
#include "mock_polkit.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace kmsmirror::test {

namespace {

constexpr const char* polkit_name = "org.freedesktop.PolicyKit1";
constexpr const char* polkit_path = "/org/freedesktop/PolicyKit1/Authority";
constexpr const char* mock_interface = "org.freedesktop.DBus.Mock";

// Debian's python3-dbusmock is for Debian's python3, which looks for its modules by the name that it is called by.
[[noreturn]] void run_mock(const char* address) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
    execl("/usr/bin/python3", "/usr/bin/python3", "-m", "dbusmock", "--template", "polkitd", nullptr);
    _exit(127);
}

int note(sd_bus_message*, void* is_there, sd_bus_error*) {
    *static_cast<bool*>(is_there) = true;
    return 0;
}

}  // namespace

MockPolkit::MockPolkit(const PrivateBus& bus) : client_(bus.address()) {
    bool is_there = false;
    sd_bus_slot* slot = nullptr;
    check_bus(
        sd_bus_add_match(client_.get(), &slot,
                         "type='signal',member='NameOwnerChanged',arg0='org.freedesktop.PolicyKit1'", note, &is_there),
        "add a match");
    pid_ = fork();
    if (pid_ == 0)
        run_mock(bus.address().c_str());
    const bool came = client_.wait_until([&] { return is_there; });
    sd_bus_slot_unref(slot);
    if (!came)
        throw std::runtime_error("python-dbusmock did not come to the bus");
}

MockPolkit::~MockPolkit() {
    kill();
}

void MockPolkit::kill() {
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void MockPolkit::order(const char* method, const std::vector<std::string>& actions) {
    sd_bus_message* message = nullptr;
    check_bus(sd_bus_message_new_method_call(client_.get(), &message, polkit_name, polkit_path, mock_interface, method),
              "make a call");
    std::vector<char*> strings;
    strings.reserve(actions.size() + 1);
    for (const auto& action : actions)
        strings.push_back(const_cast<char*>(action.c_str()));
    strings.push_back(nullptr);
    const int appended = sd_bus_message_append_strv(message, strings.data());
    const int called = sd_bus_call(client_.get(), message, 0, nullptr, nullptr);
    sd_bus_message_unref(message);
    check_bus(appended, "append actions");
    check_bus(called, method);
}

void MockPolkit::release() {
    check_bus(sd_bus_call_method(client_.get(), polkit_name, polkit_path, mock_interface, "ReleaseHangingCalls",
                                 nullptr, nullptr, ""),
              "release calls");
}

bool MockPolkit::is_hanging() {
    sd_bus_message* answer = nullptr;
    int result = 0;
    check_bus(sd_bus_call_method(client_.get(), polkit_name, polkit_path, mock_interface, "HaveHangingCalls", nullptr,
                                 &answer, ""),
              "ask the mock");
    const int read = sd_bus_message_read(answer, "b", &result);
    sd_bus_message_unref(answer);
    check_bus(read, "read the mock's answer");
    return result != 0;
}

}  // namespace kmsmirror::test
