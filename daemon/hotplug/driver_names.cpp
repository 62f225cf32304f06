// SPDX-License-Identifier: MIT
#include "hotplug/driver_names.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "hotplug/source_card.h"

namespace kmsmirror::hotplug {

namespace {

namespace fs = std::filesystem;

// Drivers whose bus driver has the same name.
constexpr std::array<std::string_view, 3> same_names{"udl", "gud", "gm12u320"};

// The nodes of the card's device, that which has no master first.
std::vector<std::string> nodes_of(const CardInfo& card) {
    std::vector<std::string> nodes;
    std::error_code error;
    for (fs::directory_iterator entry(fs::path(card.syspath).parent_path(), error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename();
        if (name.starts_with("renderD"))
            nodes.push_back("/dev/dri/" + name);
    }
    if (!is_desktops(card))
        nodes.push_back(card.device_path);
    return nodes;
}

std::string ask_one_of(const AskDriver& ask, const std::vector<std::string>& nodes) {
    for (const std::string& node : nodes)
        if (std::string name = ask(node); !name.empty())
            return printable(name);
    return {};
}

// Between the thread that asks and the main thread.
struct Question {
    std::mutex mutex;  // guards all below
    std::condition_variable answered;
    std::optional<std::string> answer;
    loop::EventLoop* loop = nullptr;  // where on_answer() is called; null = nobody needs that
    std::function<void()> on_answer = {};
};

void answer(Question& question, std::string name) {
    const std::lock_guard lock(question.mutex);
    question.answer = std::move(name);
    question.answered.notify_one();
    if (question.loop != nullptr)
        question.loop->post(std::move(question.on_answer));
}

}  // namespace

struct DriverNames::State : std::enable_shared_from_this<State> {
    struct Card {
        CardInfo info;                       // with the bus driver's name
        std::string name;                    // what the driver calls itself; empty = not known
        std::shared_ptr<Question> question;  // null = it was not asked
        bool is_waited_for = false;          // it has not answered
        bool is_reported = false;
    };

    State(loop::EventLoop& its_loop, AskDriver its_ask, std::function<void(const CardEvent&)> callback,
          std::chrono::milliseconds its_soon)
        : loop(its_loop), ask(std::move(its_ask)), on_event(std::move(callback)), soon(its_soon) {}

    [[nodiscard]] bool must_ask(const Card& card) const;
    void begin(Card& card);
    void take_answer(const std::string& syspath, const std::shared_ptr<Question>& question);
    void report(Card& card, CardEvent::Kind kind);
    void forget(std::map<std::string, Card>::iterator card);

    loop::EventLoop& loop;
    AskDriver ask;
    std::function<void(const CardEvent&)> on_event;
    std::chrono::milliseconds soon;
    std::vector<std::string> listed;
    std::map<std::string, Card> cards;  // by syspath
};

bool DriverNames::State::must_ask(const Card& card) const {
    const bool may_tell_something = std::any_of(listed.begin(), listed.end(), [](const std::string& driver) {
        return std::find(same_names.begin(), same_names.end(), driver) == same_names.end();
    });
    return !card.question && may_tell_something &&
           std::find(listed.begin(), listed.end(), card.info.driver) == listed.end();
}

void DriverNames::State::begin(Card& card) {
    const auto question = std::make_shared<Question>();
    card.question = question;
    try {
        std::thread([question, ask_driver = ask, node = card.info.device_path, nodes = nodes_of(card.info)] {
            std::string name;
            try {
                name = ask_one_of(ask_driver, nodes);
            } catch (const std::exception& error) {
                log::warning("{} does not name its driver: {}", node, error.what());
            }
            answer(*question, std::move(name));
        }).detach();
    } catch (const std::system_error& error) {
        log::warning("{} is not asked for its driver: {}", card.info.device_path, error.what());
        return;
    }
    std::unique_lock lock(question->mutex);
    if (question->answered.wait_for(lock, soon, [&] { return question->answer.has_value(); })) {
        card.name = *question->answer;
        return;
    }
    card.is_waited_for = true;
    question->loop = &loop;
    question->on_answer = [weak = weak_from_this(), syspath = card.info.syspath, question] {
        if (const auto state = weak.lock())
            state->take_answer(syspath, question);
    };
}

void DriverNames::State::take_answer(const std::string& syspath, const std::shared_ptr<Question>& question) {
    const auto found = cards.find(syspath);
    if (found == cards.end() || found->second.question != question)
        return;
    Card& card = found->second;
    card.is_waited_for = false;
    card.name = *question->answer;
    if (!card.is_reported)
        report(card, CardEvent::Kind::added);
    else if (!card.name.empty() && card.name != card.info.driver)
        report(card, CardEvent::Kind::changed);
}

void DriverNames::State::report(Card& card, CardEvent::Kind kind) {
    card.is_reported = true;
    CardEvent event{kind, card.info};
    if (!card.name.empty())
        event.card.driver = card.name;
    on_event(event);
}

// The loop need not live as long as the thread.
void DriverNames::State::forget(std::map<std::string, Card>::iterator card) {
    if (const auto& question = card->second.question) {
        const std::lock_guard lock(question->mutex);
        question->loop = nullptr;
        question->on_answer = nullptr;
    }
    cards.erase(card);
}

DriverNames::DriverNames(loop::EventLoop& loop, AskDriver ask, std::function<void(const CardEvent&)> on_event,
                         std::chrono::milliseconds soon)
    : state_(std::make_shared<State>(loop, std::move(ask), std::move(on_event), soon)) {}

DriverNames::~DriverNames() {
    while (!state_->cards.empty())
        state_->forget(state_->cards.begin());
}

void DriverNames::set_listed(std::vector<std::string> drivers) {
    state_->listed = std::move(drivers);
    for (auto& [syspath, card] : state_->cards) {
        if (!state_->must_ask(card))
            continue;
        state_->begin(card);
        if (!card.name.empty() && card.name != card.info.driver)
            state_->report(card, CardEvent::Kind::changed);
    }
}

void DriverNames::handle(const CardEvent& event) {
    const auto known = state_->cards.find(event.card.syspath);
    if (event.kind == CardEvent::Kind::removed) {
        if (known == state_->cards.end())
            return;
        if (known->second.is_reported)
            state_->report(known->second, event.kind);
        state_->forget(known);
        return;
    }
    State::Card& card = state_->cards[event.card.syspath];
    card.info = event.card;
    if (state_->must_ask(card))
        state_->begin(card);
    if (card.is_reported)
        state_->report(card, CardEvent::Kind::changed);
    else if (!card.is_waited_for)
        state_->report(card, CardEvent::Kind::added);
}

}  // namespace kmsmirror::hotplug
