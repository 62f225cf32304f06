// SPDX-License-Identifier: MIT
#include "private_bus.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/unique_fd.h"

namespace kmsmirror::test {

namespace {

// The defaults of the system bus, and anybody may be polkit.
constexpr const char* configuration =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={0}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
    <allow own="org.freedesktop.PolicyKit1"/>
    <allow send_destination="org.freedesktop.PolicyKit1"/>
  </policy>
  <include>{0}/policy.conf</include>
</busconfig>
)";

constexpr const char* no_policy = R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy context="mandatory">
    <allow own="*"/>
    <allow send_destination="*"/>
  </policy>
</busconfig>
)";

// The project's policy, with the user of the test in the place of the service's .
std::string installed_policy() {
    std::ostringstream stream;
    stream << std::ifstream(KMSMIRROR_BUS_POLICY).rdbuf();
    std::string text = stream.str();
    const std::string user = "user=\"kmsmirror\"";
    for (auto found = text.find(user); found != std::string::npos; found = text.find(user))
        text.replace(found, user.size(), fmt::format("user=\"{}\"", getuid()));
    return text;
}

[[noreturn]] void run_daemon(const std::string& config_option, int address_fd) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string address_option = fmt::format("--print-address={}", address_fd);
    execlp("dbus-daemon", "dbus-daemon", config_option.c_str(), address_option.c_str(), "--nofork", "--nopidfile",
           "--nosyslog", nullptr);
    _exit(127);
}

std::string read_line(int fd) {
    std::string text;
    std::array<char, 256> buffer{};
    while (text.empty() || text.back() != '\n') {
        const ssize_t count = read(fd, buffer.data(), buffer.size());
        if (count <= 0)
            throw std::runtime_error("dbus-daemon ended before it printed its address");
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    text.pop_back();
    return text;
}

}  // namespace

PrivateBus::PrivateBus(Policy policy) {
    std::string folder = std::filesystem::temp_directory_path() / "kmsmirror-bus-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "mkdtemp");
    folder_ = folder;
    // Other users may connect.
    std::filesystem::permissions(folder_, std::filesystem::perms{0755});
    const std::string file = folder_ / "bus.conf";
    std::ofstream(file) << fmt::format(configuration, folder);
    std::ofstream(folder_ / "policy.conf") << (policy == Policy::none ? no_policy : installed_policy());

    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    pid_ = fork();
    if (pid_ == 0)
        run_daemon("--config-file=" + file, write_end.get());
    write_end.reset();
    address_ = read_line(read_end.get());
}

PrivateBus::~PrivateBus() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void PrivateBus::kill() {
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

}  // namespace kmsmirror::test
