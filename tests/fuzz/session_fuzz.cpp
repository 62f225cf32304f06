// SPDX-License-Identifier: MIT
// Plays a client that the input tells what to do, in turns with the daemon, and checks what the session promises:
// the host gets only frames and memory that keep the rules, the session closes once, the client is told why, no fd and
// no buffer is left.
#include <fcntl.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
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

constexpr std::uint32_t rgb565 = 0x36314752;

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
        host_.on_present = [this](const PresentedFrame& frame) { check_frame(frame); };
    }

    void run() {
        session_.start();
        while (!input_.is_empty() && session_.is_open())
            step();
        if (closed_ == CloseReason::rule_broken)
            require(was_told(), "a client that broke a rule was not told");
        require(session_.is_open() != closed_.has_value(), "a session is open or says that it is closed");
        session_.end("the end");
        require(host_.attached.empty(), "an attached buffer was left behind");
    }

private:
    void step() {
        switch (input_.byte() % 12) {
            case 0:
                send_garbage();
                break;
            case 1:
                (void)client_.read_all();
                break;
            case 2:
                release(one_of({shown_.begin(), shown_.end()}));
                break;
            case 3:
                session_.presented(input_.byte(), input_.byte(), input_.byte());
                break;
            case 4:
                if (input_.byte() % 16 == 0)
                    client_.leave();
                break;
            case 5:
            case 6:
                send_attach();
                break;
            case 7:
                client_.send(make_detach(one_of(detachable())));
                break;
            case 8:
                if (input_.byte() % 4 == 0)
                    replace_buffers();
                break;
            default:
                send_present();
                break;
        }
        session_.handle_readable();
        for (const auto& [index, buffer] : host_.attached)
            check_attached(index, buffer);
    }

    void send_garbage() {
        if (input_.byte() % 4 != 0)
            return;
        const auto bytes = input_.take(input_.byte());
        client_.send_bytes(bytes.data(), bytes.size());
    }

    // Mostly one of these, sometimes any.
    std::uint32_t one_of(const std::vector<std::uint32_t>& indices) {
        const std::uint8_t value = input_.byte();
        return value < 240 && !indices.empty() ? indices[value % indices.size()] : value % 26U;
    }

    [[nodiscard]] std::vector<std::uint32_t> owned_by_client() const {
        std::vector<std::uint32_t> indices;
        for (std::uint32_t i = 0; i < first_attached + KMSMIRROR_FRAME_MAX_ATTACHED; ++i)
            if (session_.is_owned_by_client(i))
                indices.push_back(i);
        return indices;
    }

    [[nodiscard]] std::vector<std::uint32_t> detachable() const {
        auto indices = owned_by_client();
        for (const OfferedBuffer& buffer : host_.offered_buffers())
            std::erase(indices, buffer.index);
        for (const auto& [index, buffer] : host_.attached)
            indices.push_back(index);
        return indices;
    }

    void send_attach() {
        const std::uint8_t twist = input_.byte();
        auto message = make_attach(first_attached - 1 + input_.byte() % 10U);
        const auto number = static_cast<std::uint32_t>(input_.coordinate());
        switch (twist % 32) {
            case 0:
                message.width = number;
                break;
            case 1:
                message.height = number;
                break;
            case 2:
                message.format = number;
                break;
            case 3:
                message.pitch = number * 8;
                break;
            case 4:
                // rows that both memories hold, of 2-byte pixels, by any pitch
                message.format = rgb565;
                message.pitch = 128 + number;
                break;
            case 5:
            case 6:
                message.offset = number;
                break;
            case 7:
                message.modifier = number;
                break;
            case 8:
                host_.refusal = number % 2 == 0 ? "no" : "";
                break;
            default:
                break;
        }
        const int memory = twist % 3 == 0 ? large_.get() : memory_.get();
        if (twist < 250)
            client_.send(message, {memory});
        else if (twist < 252)
            client_.send(message, {null_.get()});
        else if (twist < 253)
            client_.send(message, {memory, null_.get()});
        else if (twist < 254)
            client_.send(message);
        else
            client_.send_bytes(&message, std::min<std::size_t>(input_.byte(), sizeof(message)), {memory});
    }

    // Moves between the indices 0 to 2 and 3 to 5, as a host that waits for the old ones.
    void replace_buffers() {
        const std::uint32_t first = host_.offered_buffers().front().index == 0 ? 3 : 0;
        for (std::uint32_t i = first; i < first + 3; ++i)
            if (session_.is_owned_by_client(i) || shown_.contains(i))
                return;
        host_.offer(first, 3);
        session_.buffers_replaced();
        for (std::uint32_t i = first; i < first + 3; ++i)
            require(session_.is_owned_by_client(i) == session_.is_open(), "a new free buffer is not the client's");
    }

    static void check_attached(std::uint32_t index, const AttachedBuffer& buffer) {
        require(index >= first_attached && index < first_attached + KMSMIRROR_FRAME_MAX_ATTACHED,
                "the host got an attached buffer with a wrong index");
        require(buffer.size == Size{64, 48}, "the host got an attached buffer of a wrong size");
        require(buffer.format == FakeHost::xrgb8888 || buffer.format == rgb565, "the host got a wrong format");
        const std::uint32_t row = buffer.format == rgb565 ? 128 : 256;
        require(buffer.pitch >= row && buffer.pitch % 4 == 0, "the host got a wrong pitch");
        require(buffer.offset % 4 == 0, "the host got a wrong offset");
        require(buffer.offset + std::uint64_t{buffer.pitch} * 47 + row <= buffer.bytes, "the host got too few bytes");
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
        auto message = make_present(one_of(owned_by_client()), rectangles);
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

    // Only what it has, as every host.
    void release(std::uint32_t index) {
        if (shown_.erase(index) > 0)
            session_.release(index);
    }

    void check_frame(const PresentedFrame& frame) {
        require(frame.buffer_index < 6 || host_.attached.contains(frame.buffer_index),
                "the host got a buffer that is none");
        require(shown_.insert(frame.buffer_index).second, "the host got a buffer that it had already");
        require(frame.damage.size() <= KMSMIRROR_FRAME_MAX_RECTANGLES, "the host got too many rectangles");
        for (const Rect& r : frame.damage)
            require(!r.empty() && r == r.intersected({0, 0, 64, 48}), "the host got damage outside of the buffer");
        require(!session_.is_owned_by_client(frame.buffer_index), "a presented buffer is still the client's");
    }

    bool was_told() {
        const auto messages = client_.read_all();
        return !messages.empty() && messages.back().type() == KMSMIRROR_FRAME_ERROR;
    }

    FakeHost& host_;
    Input input_;
    UniqueFd null_{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    UniqueFd memory_ = make_memory();
    UniqueFd large_ = make_memory(std::size_t{48} * 600);
    std::set<std::uint32_t> shown_;  // indices of the buffers that the host has from a frame
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
    const int before = count_open_fds();
    {
        FakeHost host;
        Play(host, Input({data, size})).run();
    }
    require(count_open_fds() == before, "a file descriptor was left open");
    return 0;
}
