// SPDX-License-Identifier: MIT
#include "bus/authorizer.h"

#include <fmt/format.h>
#include <grp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "bus/errors.h"

namespace kmsmirror::bus {

namespace {

// Calls of one client that may wait; only one that does not wait for replies comes here.
constexpr std::size_t longest_queue = 256;

// As long as polkit's own agents give people for a password.
constexpr std::chrono::minutes time_for_people{5};
constexpr std::chrono::seconds time_for_polkit{25};

constexpr std::uint32_t allow_user_interaction = 1;

const char* action_of(Access access) {
    return access == Access::capture ? "org.kmsmirror1.capture" : "org.kmsmirror1.control";
}

sdbus::Error access_denied_error(const std::string& text) {
    return sdbus::Error(compat::ErrorName{"org.freedesktop.DBus.Error.AccessDenied"}, text);
}

std::optional<std::uint32_t> group_id_of(const std::string& name) {
    const group* found = name.empty() ? nullptr : getgrnam(name.c_str());
    return found == nullptr ? std::nullopt : std::optional<std::uint32_t>(found->gr_gid);
}

// Nobody has polkit's name, and nothing can be started that would take it.
bool means_no_polkit(const sdbus::Error& error) {
    constexpr std::array<std::string_view, 5> names{
        "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Spawn.ServiceNotFound", "org.freedesktop.systemd1.NoSuchUnit",
        "org.freedesktop.systemd1.UnitMasked"};
    return std::find(names.begin(), names.end(), std::string_view(error.getName())) != names.end();
}

// The value of that name if it has that type.
template <class Value>
std::optional<Value> find(const Dictionary& dictionary, const char* name) {
    const auto found = dictionary.find(name);
    if (found == dictionary.end() || !found->second.containsValueOfType<Value>())
        return std::nullopt;
    return found->second.get<Value>();
}

}  // namespace

Authorizer::Authorizer(sdbus::IConnection& connection, AccessPolicy policy)
    : policy_(std::move(policy)),
      group_id_(group_id_of(policy_.group)),
      bus_(sdbus::createProxy(connection, compat::ServiceName{"org.freedesktop.DBus"},
                              sdbus::ObjectPath{"/org/freedesktop/DBus"})),
      polkit_(sdbus::createProxy(connection, compat::ServiceName{"org.freedesktop.PolicyKit1"},
                                 sdbus::ObjectPath{"/org/freedesktop/PolicyKit1/Authority"})) {}

void Authorizer::ask(Access access, const compat::Caller& caller, OnAnswer on_answer) {
    auto& waiting = questions_[caller.name];
    if (waiting.size() >= longest_queue) {
        const compat::ErrorName name{"org.freedesktop.DBus.Error.LimitsExceeded"};
        on_answer(tl::unexpected(sdbus::Error(name, fmt::format("{} calls of yours are waiting", waiting.size()))));
        return;
    }
    waiting.push_back({access, caller.is_interactive, std::move(on_answer), {}});
    if (waiting.size() == 1)
        identify(caller.name);
}

template <class Step>
void Authorizer::try_step(const std::string& caller, Step&& step) {
    try {
        guarded(std::forward<Step>(step));
    } catch (const sdbus::Error& error) {
        answer(caller, tl::unexpected(error));
    }
}

void Authorizer::identify(const std::string& caller) {
    try_step(caller, [&] {
        bus_->callMethodAsync("GetConnectionCredentials")
            .onInterface("org.freedesktop.DBus")
            .withArguments(caller)
            .uponReplyInvoke([this, caller](compat::MaybeError error, const Dictionary& credentials) {
                try_step(caller, [&] {
                    if (error)
                        throw access_denied_error("the bus does not know who you are: " + error->getMessage());
                    judge(caller, credentials);
                });
            });
    });
}

void Authorizer::judge(const std::string& caller, const Dictionary& credentials) {
    auto& question = first_question(caller);
    const auto uid = find<std::uint32_t>(credentials, "UnixUserID");
    if (!uid)
        throw access_denied_error("the bus does not know your user");
    const auto groups =
        find<std::vector<std::uint32_t>>(credentials, "UnixGroupIDs").value_or(std::vector<std::uint32_t>());
    question.peer = {*uid, find<std::uint32_t>(credentials, "ProcessID").value_or(0)};
    question.is_member = group_id_ && std::find(groups.begin(), groups.end(), *group_id_) != groups.end();
    if (policy_.users.contains(*uid))
        answer(caller, question.peer);
    else
        ask_polkit(caller);
}

void Authorizer::ask_polkit(const std::string& caller) {
    using Subject = sdbus::Struct<std::string, Dictionary>;
    using Details = std::map<std::string, std::string>;
    const auto& question = first_question(caller);
    const bool is_interactive = question.is_interactive;
    polkit_->callMethodAsync("CheckAuthorization")
        .onInterface("org.freedesktop.PolicyKit1.Authority")
        .withTimeout(is_interactive ? time_for_people : time_for_polkit)
        .withArguments(Subject{"system-bus-name", Dictionary{{"name", sdbus::Variant(caller)}}},
                       std::string(action_of(question.access)), Details{}, is_interactive ? allow_user_interaction : 0U,
                       std::string())
        .uponReplyInvoke([this, caller](compat::MaybeError error, const sdbus::Struct<bool, bool, Details>& result) {
            try_step(caller, [&] {
                const auto& asked = first_question(caller);
                if (error && means_no_polkit(*error))
                    judge_without_polkit(caller);
                else if (error)
                    throw access_denied_error(fmt::format("polkit did not decide about {}: {}", action_of(asked.access),
                                                          error->getMessage()));
                else if (std::get<0>(result))
                    answer(caller, asked.peer);
                else
                    throw access_denied_error(fmt::format(
                        "polkit does not allow you {}{}: use sudo, or let a rule of polkit allow it, see ACCESS in "
                        "org.kmsmirror1(5)",
                        action_of(asked.access),
                        std::get<1>(result) ? " without a password, for which nobody was asked" : ""));
            });
        });
}

void Authorizer::judge_without_polkit(const std::string& caller) {
    const auto& question = first_question(caller);
    if (!question.is_member)
        throw access_denied_error(fmt::format(
            "{0} is for root, the service's user and the group \"{1}\", as there is no polkit: use sudo, or put "
            "the user there by usermod -aG {1} USER, from the next login on",
            action_of(question.access), policy_.group));
    answer(caller, question.peer);
}

void Authorizer::answer(const std::string& caller, const Answer& answer) {
    const auto found = questions_.find(caller);
    auto& waiting = found->second;
    // Still in the queue, so that what is asked meanwhile waits for its turn.
    waiting.front().on_answer(answer);
    waiting.pop_front();
    if (waiting.empty())
        questions_.erase(found);
    else
        identify(caller);
}

}  // namespace kmsmirror::bus
