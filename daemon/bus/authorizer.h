// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/expected.h"
#include "bus/access_policy.h"
#include "bus/connection.h"
#include "bus/control.h"
#include "bus/options.h"

namespace kmsmirror::bus {

// What a method needs, by the polkit action of that name.
enum class Access { control, capture };

// Decides who may do what: asks the bus who the caller is, and polkit whether that one may. Where there is no polkit
// the rule of AccessPolicy counts. Nothing here waits; answers come on the loop's thread. The answers to one caller
// come in the order of its questions, each after what was done for the one before. A caller that has gone meanwhile is
// refused.
class Authorizer {
public:
    // The caller, or the error to tell it. Must not throw.
    using OnAnswer = std::function<void(const tl::expected<Peer, sdbus::Error>&)>;

    // The connection outlives it.
    Authorizer(sdbus::IConnection& connection, AccessPolicy policy);

    void ask(Access access, const compat::Caller& caller, OnAnswer on_answer);

private:
    struct Question {
        Access access;
        bool is_interactive;
        OnAnswer on_answer;
        Peer peer;
        bool is_member = false;  // of the group
    };
    using Answer = tl::expected<Peer, sdbus::Error>;

    // Each goes on with the first question of that caller.
    void identify(const std::string& caller);
    void judge(const std::string& caller, const Dictionary& credentials);
    void ask_polkit(const std::string& caller);
    void judge_without_polkit(const std::string& caller);
    void answer(const std::string& caller, const Answer& answer);

    Question& first_question(const std::string& caller) { return questions_.at(caller).front(); }
    template <class Step>
    void try_step(const std::string& caller, Step&& step);

    AccessPolicy policy_;
    std::optional<std::uint32_t> group_id_;
    std::map<std::string, std::deque<Question>> questions_;  // by caller, none of them empty
    std::unique_ptr<sdbus::IProxy> bus_;
    std::unique_ptr<sdbus::IProxy> polkit_;
};

}  // namespace kmsmirror::bus
