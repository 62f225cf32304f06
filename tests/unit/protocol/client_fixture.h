// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
#include <kmsmirror.h>
#include <poll.h>

#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "session/session.h"
#include "session/session_pair.h"
#include "tests/unit/session/fake_host.h"

namespace kmsmirror::session {

// The library against the daemon's own end of the channel.
class ClientTest : public testing::Test {
public:
    ~ClientTest() override { kmsmirror_close(client); }
    ClientTest(const ClientTest&) = delete;
    ClientTest& operator=(const ClientTest&) = delete;

protected:
    explicit ClientTest(FakeHost source = FakeHost()) : host(std::move(source)) {
        log::set_level(log::Level::error);
        session.start();
        EXPECT_EQ(kmsmirror_adopt(pair.client.release(), 1000, &client), 0) << kmsmirror_error_text(nullptr);
        kmsmirror_set_listener(client, &listener, this);
    }

    // The session answers on a thread, because the library waits for it.
    int attach(const kmsmirror_buffer& buffer) {
        int index = 0;
        std::thread caller([&] { index = kmsmirror_attach_buffer(client, &buffer, 10000); });
        pollfd poll{session.fd(), POLLIN, 0};
        EXPECT_EQ(::poll(&poll, 1, 10000), 1);
        session.handle_readable();
        caller.join();
        return index;
    }

    FakeHost host;
    SessionPair pair = make_session_pair();
    Session session{std::move(pair.daemon), host, [](CloseReason) {}};
    kmsmirror_session* client = nullptr;
    std::vector<std::uint32_t> released;
    std::vector<std::uint64_t> presented;
    kmsmirror_listener listener{
        [](void* data, std::uint32_t index) { static_cast<ClientTest*>(data)->released.push_back(index); },
        [](void* data, std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) {
            auto& numbers = static_cast<ClientTest*>(data)->presented;
            numbers.insert(numbers.end(), {serial, sequence, time_ns});
        }};
};

}  // namespace kmsmirror::session
