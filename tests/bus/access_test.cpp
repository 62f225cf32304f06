// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "bus_monitor.h"
#include "mock_polkit.h"
#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string control_action = "org.kmsmirror1.control";
const std::string capture_action = "org.kmsmirror1.capture";

struct Method {
    std::string path;
    std::string interface;
    std::string name;
};

// Those which take options alone.
const std::vector<Method> control_methods{
    {manager_path, manager_interface, "Reload"}, {source_path, source_interface, "OpenSession"},
    {sink_path, sink_interface, "Enable"},       {sink_path, sink_interface, "Disable"},
    {sink_path, sink_interface, "Rearm"},        {sink_path, sink_interface, "Pause"},
    {sink_path, sink_interface, "Resume"},       {sink_path, sink_interface, "Blank"},
    {session_path, session_interface, "End"}};
const std::vector<Method> capture_methods{{source_path, source_interface, "Capture"},
                                          {sink_path, sink_interface, "Capture"}};
const std::vector<Method> free_methods{{manager_path, manager_interface, "GetStatus"},
                                       {source_path, source_interface, "GetStatistics"},
                                       {sink_path, sink_interface, "GetStatistics"},
                                       {session_path, session_interface, "GetStatistics"}};

std::string own_group() {
    const group* found = getgrgid(getegid());
    return found == nullptr ? "" : found->gr_name;
}

// The test's own user counts as anybody.
class Access : public BusService {
protected:
    explicit Access(const std::string& group = "kmsmirror-nobody") : BusService({{}, group}) {}

    Reply call(const Method& method) {
        return client_.call_without_options(method.path, method.interface, method.name);
    }

    void expect_refused(const std::vector<Method>& methods, const std::string& text) {
        for (const auto& method : methods) {
            const auto reply = call(method);
            EXPECT_EQ(reply.error_name, access_denied) << method.interface << method.name;
            EXPECT_THAT(reply.error_text, HasSubstr(text)) << method.name;
        }
        on_loop([&] { EXPECT_THAT(control_.requests, IsEmpty()); });
    }
    // What the engine is asked is the only thing that counts here.
    void expect_allowed(const std::vector<Method>& methods) {
        for (const auto& method : methods)
            EXPECT_NE(call(method).error_name, access_denied) << method.interface << method.name;
        on_loop([&] { EXPECT_EQ(control_.requests.size(), methods.size()); });
        control_.requests.clear();
    }
    void expect_free() {
        for (const auto& method : free_methods)
            EXPECT_EQ(call(method).error_name, "") << method.name;
        EXPECT_EQ(client_.property(sink_path, sink_interface, "State"), "\"mirroring\"");
        EXPECT_EQ(client_.call(manager_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects").error_name, "");
    }
};

class AccessOfTheGroup : public Access {
protected:
    AccessOfTheGroup() : Access(own_group()) {}
};

// A call whose reply is not waited for. `log` gets NAME and the error's name when it comes.
class LaterReply {
public:
    LaterReply(BusClient& client, const Method& method, std::vector<std::string>& log) : name_(method.name), log_(log) {
        check_bus(sd_bus_call_method_async(client.get(), &slot_, "org.kmsmirror1", method.path.c_str(),
                                           method.interface.c_str(), method.name.c_str(), take, this, "a{sv}", 0),
                  "call");
    }
    ~LaterReply() { sd_bus_slot_unref(slot_); }
    LaterReply(const LaterReply&) = delete;
    LaterReply& operator=(const LaterReply&) = delete;

private:
    static int take(sd_bus_message* message, void* self, sd_bus_error*) {
        auto& reply = *static_cast<LaterReply*>(self);
        const auto* error = sd_bus_message_get_error(message);
        reply.log_.push_back(reply.name_ + (error == nullptr ? "" : std::string(" ") + error->name));
        return 0;
    }

    std::string name_;
    std::vector<std::string>& log_;
    sd_bus_slot* slot_ = nullptr;
};

void call_without_reply(BusClient& client, const Method& method) {
    sd_bus_message* message = nullptr;
    check_bus(sd_bus_message_new_method_call(client.get(), &message, "org.kmsmirror1", method.path.c_str(),
                                             method.interface.c_str(), method.name.c_str()),
              "create a call");
    check_bus(sd_bus_message_append(message, "a{sv}", 0), "append");
    check_bus(sd_bus_message_set_expect_reply(message, 0), "expect no reply");
    check_bus(sd_bus_send(client.get(), message, nullptr), "send");
    sd_bus_message_unref(message);
}

bool waits(MockPolkit& polkit) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
        if (polkit.is_hanging())
            return true;
    }
    return false;
}

TEST_F(Access, IsRefusedByPolkitAndSaysForWhat) {
    const MockPolkit polkit(bus_);
    const std::string cure = ": use sudo, or let a rule of polkit allow it, see ACCESS in org.kmsmirror1(5)";
    expect_refused(control_methods, "polkit does not allow you org.kmsmirror1.control" + cure);
    expect_refused(capture_methods, "polkit does not allow you org.kmsmirror1.capture" + cure);
    expect_free();
}

TEST_F(Access, IsAllowedByPolkitForOneActionOnly) {
    MockPolkit polkit(bus_);
    polkit.allow({control_action});
    expect_allowed(control_methods);
    expect_refused(capture_methods, capture_action);
    polkit.allow({capture_action});
    expect_allowed(capture_methods);
    expect_refused(control_methods, control_action);
}

TEST_F(Access, IsAskedForEveryMethodThatTakesMore) {
    const MockPolkit polkit(bus_);
    const std::pair<const char*, std::function<void(sd_bus_message*)>> methods[] = {
        {"SetSource", [](auto* m) { sd_bus_message_append(m, "oa{sv}", source_path.c_str(), 0); }},
        {"SetMode", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "auto", 0); }},
        {"SetFit", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "none", 0); }},
        {"SetRotation", [](auto* m) { sd_bus_message_append(m, "ua{sv}", 0, 0); }},
        {"SetReflection", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "x", 0); }},
        {"SetRegion", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "all", 0); }},
        {"SetBezel", [](auto* m) { sd_bus_message_append(m, "ua{sv}", 0, 0); }},
        {"SetFilter", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "auto", 0); }},
        {"SetDither", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "none", 0); }},
        {"SetMaxRate", [](auto* m) { sd_bus_message_append(m, "ua{sv}", 0, 0); }},
        {"SetPath", [](auto* m) { sd_bus_message_append(m, "sa{sv}", "auto", 0); }},
        {"SetPower", [](auto* m) { sd_bus_message_append(m, "ba{sv}", 0, 0); }},
        {"Identify", [](auto* m) { sd_bus_message_append(m, "ua{sv}", 1, 0); }},
        {"TestPattern", [](auto* m) { sd_bus_message_append(m, "sua{sv}", "bars", 1, 0); }}};
    for (const auto& [method, fill] : methods)
        EXPECT_EQ(client_.call(sink_path, sink_interface, method, fill).error_name, access_denied) << method;
    EXPECT_EQ(
        client_
            .call_with(manager_path, manager_interface, "Apply", "tsa(oa{sv})a{sv}", std::uint64_t{0}, "verify", 0, 0)
            .error_name,
        access_denied);
    on_loop([&] { EXPECT_THAT(control_.requests, IsEmpty()); });
}

TEST_F(Access, IsAskedAboutTheCaller) {
    const MockPolkit polkit(bus_);
    const char* sender = nullptr;
    ASSERT_GE(sd_bus_get_unique_name(client_.get(), &sender), 0);
    BusMonitor monitor(bus_.address(), "CheckAuthorization");
    const auto question = [&](const std::string& action, int flags) {
        return fmt::format(R"(("system-bus-name", {{"name": "{}"}}), "{}", {{}}, {}, "")", sender, action, flags);
    };
    EXPECT_EQ(call({sink_path, sink_interface, "Pause"}).error_name, access_denied);
    EXPECT_EQ(monitor.next(), question(control_action, 0));
    EXPECT_EQ(call({sink_path, sink_interface, "Capture"}).error_name, access_denied);
    EXPECT_EQ(monitor.next(), question(capture_action, 0));
    const auto reply = client_.call(sink_path, sink_interface, "Pause", [](sd_bus_message* message) {
        sd_bus_message_set_allow_interactive_authorization(message, 1);
        sd_bus_message_append(message, "a{sv}", 0);
    });
    EXPECT_EQ(reply.error_name, access_denied);
    EXPECT_EQ(monitor.next(), question(control_action, 1)) << "people may be asked only if the caller says so";
}

TEST_F(Access, KeepsTheOrderOfEachClientAndLetsOthersPass) {
    MockPolkit polkit(bus_);
    polkit.allow({control_action, capture_action});
    polkit.hang({capture_action});
    std::vector<std::string> replies;
    const LaterReply first(client_, {sink_path, sink_interface, "Capture"}, replies);
    const LaterReply second(client_, {sink_path, sink_interface, "Pause"}, replies);
    const LaterReply third(client_, {sink_path, sink_interface, "Resume"}, replies);
    ASSERT_TRUE(waits(polkit));
    BusClient other(bus_.address());
    EXPECT_EQ(other.call_without_options(sink_path, sink_interface, "Blank").error_name, "");
    on_loop([&] { EXPECT_THAT(control_.requests, ElementsAre("show usb-1:1 black")); });

    polkit.release();
    ASSERT_TRUE(client_.wait_until([&] { return replies.size() == 3; }));
    EXPECT_THAT(replies, ElementsAre("Capture", "Pause", "Resume"));
    on_loop([&] {
        EXPECT_THAT(control_.requests, ElementsAre("show usb-1:1 black", "capture sink usb-1:1",
                                                   "show usb-1:1 last picture", "show usb-1:1 picture"));
    });
}

TEST_F(Access, IsRefusedWhenPolkitEndsBeforeItDecides) {
    MockPolkit polkit(bus_);
    polkit.hang({control_action});
    std::vector<std::string> replies;
    const LaterReply pause(client_, {sink_path, sink_interface, "Pause"}, replies);
    ASSERT_TRUE(waits(polkit));
    polkit.kill();
    ASSERT_TRUE(client_.wait_until([&] { return !replies.empty(); }));
    EXPECT_THAT(replies, ElementsAre(std::string("Pause ") + access_denied));
    on_loop([&] { EXPECT_THAT(control_.requests, IsEmpty()); });
}

TEST_F(Access, OutlivesAClientThatPolkitIsAskedAbout) {
    MockPolkit polkit(bus_);
    polkit.allow({control_action});
    polkit.hang({control_action});
    {
        std::vector<std::string> replies;
        BusClient other(bus_.address());
        const LaterReply first(other, {sink_path, sink_interface, "Pause"}, replies);
        const LaterReply second(other, {sink_path, sink_interface, "Pause"}, replies);
        ASSERT_TRUE(waits(polkit));
    }
    polkit.hang({});
    polkit.release();
    EXPECT_EQ(call({sink_path, sink_interface, "Blank"}).error_name, "");
}

TEST_F(Access, MayBeUndecidedWhenTheServiceEnds) {
    MockPolkit polkit(bus_);
    polkit.hang({control_action});
    std::vector<std::string> replies;
    const LaterReply pause(client_, {sink_path, sink_interface, "Pause"}, replies);
    ASSERT_TRUE(waits(polkit));
    on_loop([&] { service_.reset(); });
    ASSERT_TRUE(client_.wait_until([&] { return !replies.empty(); }));
    EXPECT_THAT(replies, ElementsAre("Pause org.kmsmirror1.Error.Failed"));
    EXPECT_THAT(control_.requests, IsEmpty());
}

TEST_F(Access, IsRefusedWithoutPolkit) {
    expect_refused(control_methods,
                   "org.kmsmirror1.control is for root, the service's user and the group "
                   "\"kmsmirror-nobody\", as there is no polkit: use sudo, or put the user there by usermod -aG "
                   "kmsmirror-nobody USER, from the next login on");
    expect_refused(capture_methods, "org.kmsmirror1.capture is for root");
    expect_free();
}

TEST_F(AccessOfTheGroup, IsAllowedWithoutPolkit) {
    expect_allowed(control_methods);
    expect_allowed(capture_methods);
}

TEST_F(AccessOfTheGroup, CountsForNothingWithPolkit) {
    const MockPolkit polkit(bus_);
    expect_refused(control_methods, control_action);
}

TEST_F(Access, IsLimitedInCallsThatWait) {
    MockPolkit polkit(bus_);
    polkit.hang({control_action});
    // The bus itself limits calls that wait for a reply, and to fewer.
    for (int i = 0; i < 256; ++i)
        call_without_reply(client_, {sink_path, sink_interface, "Pause"});
    const auto reply = call({sink_path, sink_interface, "Pause"});
    EXPECT_EQ(reply.error_name, "org.freedesktop.DBus.Error.LimitsExceeded");
    EXPECT_EQ(reply.error_text, "256 calls of yours are waiting");
    on_loop([&] { EXPECT_THAT(control_.requests, IsEmpty()); });
}

TEST_F(BusService, TellsTheEngineWhoOpensASession) {
    [[maybe_unused]] const auto reply = client_.call_without_options(source_path, source_interface, "OpenSession");
    on_loop([&] {
        EXPECT_EQ(control_.peer.uid, geteuid());
        EXPECT_EQ(control_.peer.pid, static_cast<std::uint32_t>(getpid()));
    });
}

// Of all threads only the calling one, which must not be used for anything else then.
void become_nobody() {
    constexpr uid_t nobody = 65534;
    check_bus(syscall(SYS_setgroups, 0, nullptr) == 0 ? 0 : -errno, "drop the groups");
    check_bus(syscall(SYS_setresgid, nobody, nobody, nobody) == 0 ? 0 : -errno, "change the group");
    check_bus(syscall(SYS_setresuid, nobody, nobody, nobody) == 0 ? 0 : -errno, "change the user");
}

// Needs root; another user cannot become nobody.
class Nobody : public BusService {
protected:
    explicit Nobody(PrivateBus::Policy policy = PrivateBus::Policy::as_installed) : BusService({}, policy) {}

    static Reply set_log_level(BusClient& client) {
        return client.call_with(log_path, "org.freedesktop.DBus.Properties", "Set", "ssv", log_interface.c_str(),
                                "LogLevel", "s", "debug");
    }
    void as_nobody(const std::function<void(BusClient&)>& function) {
        std::thread thread([&] {
            become_nobody();
            BusClient client(bus_.address());
            function(client);
        });
        thread.join();
    }
};

class NobodyOnAnOpenBus : public Nobody {
protected:
    NobodyOnAnOpenBus() : Nobody(PrivateBus::Policy::none) {}
};

TEST_F(Nobody, MayReadAlone) {
    if (geteuid() != 0)
        GTEST_SKIP() << "needs root";
    as_nobody([&](BusClient& nobody) {
        for (const auto& method : free_methods)
            EXPECT_EQ(nobody.call_without_options(method.path, method.interface, method.name).error_name, "");
        EXPECT_EQ(nobody.property(sink_path, sink_interface, "State"), "\"mirroring\"");
        EXPECT_EQ(nobody.property(log_path, log_interface, "LogLevel"), "\"info\"");
        for (const auto& methods : {control_methods, capture_methods}) {
            for (const auto& method : methods) {
                const auto reply = nobody.call_without_options(method.path, method.interface, method.name);
                EXPECT_EQ(reply.error_name, access_denied) << method.name;
                EXPECT_THAT(reply.error_text, AllOf(StartsWith("org.kmsmirror1."), HasSubstr("is for root")));
            }
        }
        EXPECT_EQ(set_log_level(nobody).error_name, access_denied);
    });
    EXPECT_EQ(client_.property(log_path, log_interface, "LogLevel"), "\"info\"");
    on_loop([&] { EXPECT_THAT(control_.requests, IsEmpty()); });
}

TEST_F(NobodyOnAnOpenBus, MayNotChangeTheLog) {
    if (geteuid() != 0)
        GTEST_SKIP() << "needs root";
    as_nobody([&](BusClient& nobody) { EXPECT_EQ(set_log_level(nobody).error_name, access_denied); });
    EXPECT_EQ(client_.property(log_path, log_interface, "LogLevel"), "\"info\"");
}

TEST_F(Nobody, MayControlIfPolkitSaysSo) {
    if (geteuid() != 0)
        GTEST_SKIP() << "needs root";
    MockPolkit polkit(bus_);
    polkit.allow({control_action});
    as_nobody([&](BusClient& nobody) {
        EXPECT_EQ(nobody.call_without_options(sink_path, sink_interface, "Pause").error_name, "");
        EXPECT_EQ(nobody.call_without_options(sink_path, sink_interface, "Capture").error_name, access_denied);
    });
    on_loop([&] { EXPECT_THAT(control_.requests, ElementsAre("show usb-1:1 last picture")); });
}

}  // namespace
}  // namespace kmsmirror::test
