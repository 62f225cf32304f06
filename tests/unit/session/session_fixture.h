// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "base/log.h"
#include "fake_host.h"
#include "raw_client.h"
#include "session/session.h"
#include "session/session_pair.h"

namespace kmsmirror::session {

// A session that has greeted its client; the greeting is read.
class SessionTest : public testing::Test {
protected:
    SessionTest() {
        log::set_level(log::Level::error);
        session.start();
        greeting = client.read_all();
    }

    // Lets the session read one message.
    template <class Message>
    void handle(const Message& message, const std::vector<int>& fds = {}) {
        ASSERT_TRUE(client.send(message, fds));
        session.handle_readable();
    }
    // The answer to an ATTACH.
    kmsmirror_frame_attached attach(const kmsmirror_frame_attach& message, int fd) {
        handle(message, {fd});
        const auto messages = client.read_all();
        if (messages.empty() || messages.back().type() != KMSMIRROR_FRAME_ATTACHED) {
            ADD_FAILURE() << "no ATTACHED";
            return {};
        }
        return messages.back().as<kmsmirror_frame_attached>();
    }
    // The types of all messages that wait for the client.
    std::vector<std::uint32_t> read_types() {
        std::vector<std::uint32_t> types;
        for (const auto& message : client.read_all())
            types.push_back(message.type());
        return types;
    }
    // What the client is told last, if it is an ERROR.
    std::optional<kmsmirror_frame_error> read_error() {
        auto messages = client.read_all();
        if (messages.empty() || messages.back().type() != KMSMIRROR_FRAME_ERROR)
            return std::nullopt;
        return messages.back().as<kmsmirror_frame_error>();
    }

    FakeHost host;
    SessionPair pair = make_session_pair();
    RawClient client{std::move(pair.client)};
    std::optional<CloseReason> reason;
    int closed_count = 0;
    Session session{std::move(pair.daemon), host, [this](CloseReason why) {
                        reason = why;
                        ++closed_count;
                    }};
    std::vector<RawClient::Message> greeting;
};

}  // namespace kmsmirror::session
