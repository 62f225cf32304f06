// SPDX-License-Identifier: MIT
// Plays a client that the input tells what to do, in turns with the daemon, and checks what the session promises:
// the host gets only frames that keep the rules, the session closes once, the client is told why, no fd is left.
#include <fcntl.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

#include "base/log.h"
#include "session/session.h"
#include "session/session_pair.h"
#include "tests/unit/session/fake_host.h"
#include "tests/unit/session/raw_client.h"

namespace kmsmirror::session {
namespace {

void require(bool condition, const char* what) {
    if (condition)
        return;
    std::fprintf(stderr, "session_fuzz: %s\n", what);
    std::abort();
}

// The input, byte by byte; zeros once it is used up.
class Input {
public:
    explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] bool is_empty() const { return bytes_.empty(); }
    std::uint8_t byte() {
        if (bytes_.empty())
            return 0;
        const std::uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }
    std::span<const std::uint8_t> take(std::size_t most) {
        const auto taken = bytes_.first(std::min(most, bytes_.size()));
        bytes_ = bytes_.subspan(taken.size());
        return taken;
    }
    // Mostly small, sometimes extreme.
    std::int32_t coordinate() {
        const std::uint8_t value = byte();
        if (value < 250)
            return value % 66;
        constexpr std::array<std::int32_t, 6> extremes{
            -1,    -64,    std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(),
            65535, 1 << 30};
        return extremes[value - 250U];
    }

private:
    std::span<const std::uint8_t> bytes_;
};

class Play {
public:
    Play(FakeHost& host, Input input) : host_(host), input_(input) {
        host_.frames.clear();
        host_.on_present = [this](const PresentedFrame& frame) { check_frame(frame); };
    }

    void run() {
        session_.start();
        while (!input_.is_empty() && session_.is_open())
            step();
        if (closed_ == CloseReason::rule_broken)
            require(was_told(), "a client that broke a rule was not told");
        require(session_.is_open() != closed_.has_value(), "a session is open or says that it is closed");
    }

private:
    void step() {
        switch (input_.byte() % 9) {
            case 0:
                send_garbage();
                break;
            case 1:
                (void)client_.read_all();
                break;
            case 2:
                release(input_.byte() % 4U);
                break;
            case 3:
                session_.presented(input_.byte(), input_.byte(), input_.byte());
                break;
            case 4:
                if (input_.byte() % 16 == 0)
                    client_.leave();
                break;
            default:
                send_present();
                break;
        }
        session_.handle_readable();
    }

    void send_garbage() {
        if (input_.byte() % 4 != 0)
            return;
        const auto bytes = input_.take(input_.byte());
        client_.send_bytes(bytes.data(), bytes.size());
    }

    void send_present() {
        const std::uint8_t twist = input_.byte();
        std::vector<kmsmirror_rect> rectangles(twist % 8 == 0 ? input_.byte() % 65U : input_.byte() % 3U);
        for (auto& r : rectangles) {
            const std::int32_t x = input_.coordinate();
            const std::int32_t y = input_.coordinate();
            const auto width = static_cast<std::uint32_t>(input_.coordinate());
            // unsigned, because a sum may overflow
            r = {x, y, static_cast<std::int32_t>(static_cast<std::uint32_t>(x) + width),
                 static_cast<std::int32_t>(static_cast<std::uint32_t>(y) + 1)};
        }
        auto message = make_present(input_.byte() % 4U, rectangles);
        std::size_t bytes = message.header.size;
        if (twist >= 250)
            message.flags = input_.byte() % 4U;
        else if (twist >= 244)
            message.rectangle_count += input_.byte();
        else if (twist >= 238)
            bytes = std::min<std::size_t>(input_.byte() * 5U, sizeof(message));
        else if (twist >= 234)
            message.header.size = input_.byte();
        if (twist >= 230 && twist < 234)
            client_.send_bytes(&message, bytes, {null_.get()});
        else
            client_.send_bytes(&message, bytes);
    }

    void release(std::uint32_t index) {
        session_.release(index);
        if (index < owned_.size())
            owned_[index] = session_.is_open();
    }

    void check_frame(const PresentedFrame& frame) {
        require(frame.buffer_index < owned_.size(), "the host got a buffer that is none");
        require(owned_[frame.buffer_index], "the host got a buffer that it had already");
        require(frame.damage.size() <= KMSMIRROR_FRAME_MAX_RECTANGLES, "the host got too many rectangles");
        for (const Rect& r : frame.damage)
            require(!r.empty() && r == r.intersected({0, 0, 64, 48}), "the host got damage outside of the buffer");
        owned_[frame.buffer_index] = false;
        require(!session_.is_owned_by_client(frame.buffer_index), "a presented buffer is still the client's");
    }

    bool was_told() {
        const auto messages = client_.read_all();
        return !messages.empty() && messages.back().type() == KMSMIRROR_FRAME_ERROR;
    }

    FakeHost& host_;
    Input input_;
    UniqueFd null_{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    std::array<bool, 3> owned_{true, true, true};
    std::optional<CloseReason> closed_;
    SessionPair pair_ = make_session_pair();
    RawClient client_{std::move(pair_.client)};
    Session session_{std::move(pair_.daemon), host_, [this](CloseReason reason) {
                         require(!closed_, "a session closed twice");
                         closed_ = reason;
                     }};
};

}  // namespace
}  // namespace kmsmirror::session

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kmsmirror::session;
    kmsmirror::log::set_level(kmsmirror::log::Level::error);
    static FakeHost host;
    const int before = count_open_fds();
    Play(host, Input({data, size})).run();
    require(count_open_fds() == before, "a file descriptor was left open");
    return 0;
}
