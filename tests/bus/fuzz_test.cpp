// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <regex>
#include <stdexcept>

#include "base/log.h"
#include "random_message.h"
#include "service_fixture.h"

namespace kmsmirror::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t fuzz_seed = 20261126;
constexpr int fuzz_calls = 10'000;
constexpr int calls_at_once = 50;

struct KnownMethod {
    std::string interface;
    std::string name;
    std::string types;  // of its arguments
};

// As an introspection document says.
std::vector<KnownMethod> methods_of(const std::string& xml) {
    std::vector<KnownMethod> methods;
    std::string interface;
    const std::regex tag("<(interface|method|property|arg) [^>]*>");
    const auto attribute = [](const std::string& text, const std::string& name) {
        std::smatch match;
        return std::regex_search(text, match, std::regex(name + "=\"([^\"]*)\"")) ? match[1].str() : std::string();
    };
    for (auto it = std::sregex_iterator(xml.begin(), xml.end(), tag); it != std::sregex_iterator(); ++it) {
        const std::string text = it->str();
        const std::string kind = (*it)[1];
        if (kind == "interface")
            interface = attribute(text, "name");
        else if (kind == "method")
            methods.push_back({interface, attribute(text, "name"), ""});
        else if (kind == "arg" && attribute(text, "direction") == "in")
            methods.back().types += attribute(text, "type");
    }
    // sd-bus answers this by itself, and not at all on a machine without an id.
    std::erase_if(methods, [](const KnownMethod& method) { return method.name == "GetMachineId"; });
    return methods;
}

// Whatever a client says, these are the only requests that the engine may get.
bool is_valid_request(const std::string& request) {
    static const std::regex valid(
        R"((open card0-HDMI (true|false)|end 7|reload|rearm usb-1:1|show usb-1:1 (picture|last picture|black))"
        R"(|power usb-1:1 (on|off)|identify usb-1:1 [1-9]\d{0,3}|pattern usb-1:1 (bars|grid|checker) [1-9]\d{0,3})"
        R"(|capture (source card0-HDMI|sink usb-1:1))"
        R"(|change \d+ (verify|temporary|persistent)( (usb-1:1|other))"
        R"(( enabled=(true|false)| path=(auto|prime|copy)| mode=(auto|nearest|800x600|1x1@59.940))"
        R"(| fit=(none|fit|fill|stretch|integer)| rotation=(0|90|180|270)| rate=\d+| region=(all|1,2,3,4|wall:2x2:1,0))"
        R"(| reflection=(none|x|y)| bezel=\d+| filter=(auto|nearest|bilinear|area)| dither=(none|ordered|mono))"
        R"(| source=card0-HDMI)*)*))");
    return std::regex_match(request, valid);
}

std::size_t open_files() {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

class RandomClient : public BusService {
public:
    ~RandomClient() override { log::set_level(log::Level::info); }

protected:
    RandomClient() {
        control_.on_request = [this] {
            ++request_count_;
            const std::string request = control_.requests.back();
            if (!is_valid_request(request))
                bad_requests_.push_back(request);
            ++requests_[request.substr(0, request.find(' '))];
            control_.requests.clear();
            if (request_count_ % 10 == 0)
                throw std::runtime_error("by chance");
        };
        for (const auto& path : {manager_path, source_path, sink_path, session_path, log_path}) {
            const auto reply = client_.call(path, "org.freedesktop.DBus.Introspectable", "Introspect");
            methods_[path] = methods_of(reply.text);
        }
    }

    void call_by_chance() {
        const std::string& path = arguments_.one_of(paths_);
        auto method = any_method(path);
        const bool is_well_typed = arguments_.below(4) != 0;
        sd_bus_message* message = nullptr;
        check_bus(sd_bus_message_new_method_call(client_.get(), &message, "org.kmsmirror1", path.c_str(),
                                                 method.interface.empty() ? nullptr : method.interface.c_str(),
                                                 method.name.c_str()),
                  "create a call");
        arguments_.append(message, is_well_typed ? method.types : arguments_.types());
        const auto count = [](sd_bus_message* reply, void* self, sd_bus_error*) {
            static_cast<RandomClient*>(self)->take(reply);
            return 0;
        };
        const int sent = sd_bus_call_async(client_.get(), nullptr, message, count, this, 0);
        sd_bus_message_unref(message);
        check_bus(sent, "send a call");
    }

    std::string everything() {
        return client_.call(manager_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects").text + '\n' +
               client_.call_without_options(manager_path, manager_interface, "GetStatus").text;
    }

    RandomArguments arguments_{fuzz_seed,
                               {"/", manager_path, source_path, sink_path, sink_path, "/org/kmsmirror1/sink/other",
                                "/org/kmsmirror1/source/_", "/org/kmsmirror1/sink/_zz", log_path}};
    std::map<std::string, std::vector<KnownMethod>> methods_;  // by path
    std::map<std::string, int> replies_;                       // by the error's name, or ""
    std::map<std::string, int> requests_;                      // by their first word
    std::vector<std::string> bad_requests_;
    int reply_count_ = 0;

private:
    KnownMethod any_method(const std::string& path) {
        const auto known = methods_.find(path);
        // Now and then one of another object, or one that is not there.
        const auto& all = known != methods_.end() && arguments_.below(8) != 0
                              ? known->second
                              : methods_.at(arguments_.one_of({manager_path, source_path, sink_path, log_path}));
        KnownMethod method = all[arguments_.below(static_cast<std::uint32_t>(all.size()))];
        if (arguments_.below(50) == 0)
            method.interface.clear();
        if (arguments_.below(50) == 0)
            method.name = "Nothing";
        return method;
    }

    void take(sd_bus_message* reply) {
        const auto* error = sd_bus_message_get_error(reply);
        ++replies_[error == nullptr ? "" : error->name];
        ++reply_count_;
    }

    const std::vector<std::string> paths_{manager_path,
                                          source_path,
                                          sink_path,
                                          sink_path,
                                          sink_path,
                                          session_path,
                                          log_path,
                                          "/",
                                          "/org",
                                          "/org/kmsmirror1/sink",
                                          "/org/kmsmirror1/sink/other"};
    int request_count_ = 0;
};

TEST_F(RandomClient, ChangesNothingAndGetsAReplyToEveryCall) {
    const std::string before = everything();
    ASSERT_THAT(before, AllOf(HasSubstr(sink_path), HasSubstr("config_serial")));
    const std::size_t files_before = open_files();
    for (int i = 0; i < fuzz_calls; ++i) {
        call_by_chance();
        if ((i + 1) % calls_at_once == 0) {
            ASSERT_TRUE(client_.wait_until([&] { return reply_count_ == i + 1; }))
                << "call " << i << ", seed " << fuzz_seed;
        }
    }

    EXPECT_EQ(everything(), before);
    on_loop([&] { EXPECT_THAT(bad_requests_, IsEmpty()); });
    EXPECT_EQ(open_files(), files_before);
    for (const auto& signal : client_.signals())
        EXPECT_EQ(signal.name, "nothing") << signal.text;
    // The test is worth something only if its calls come that far.
    for (const char* request :
         {"open", "end", "reload", "rearm", "show", "power", "identify", "pattern", "capture", "change"})
        EXPECT_GT(requests_[request], 0) << request;
    for (const char* reply : {"", "org.freedesktop.DBus.Error.InvalidArgs", "org.kmsmirror1.Error.Failed",
                              "org.kmsmirror1.Error.NoSuchSource", "org.freedesktop.DBus.Error.UnknownMethod"})
        EXPECT_GT(replies_[reply], 10) << reply;
}

}  // namespace
}  // namespace kmsmirror::test
