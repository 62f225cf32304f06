// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kmsmirror::gstreamer {

// Which source a pipeline is shown on.
struct DisplayChoice {
    std::string source;  // D-Bus object path; empty = the first
    bool session_bus = false;
    bool replace = false;
};

// What the frames of a pipeline are like.
struct PictureKind {
    std::uint32_t width = 0;  // pixels
    std::uint32_t height = 0;
    std::uint32_t format = 0;  // DRM_FORMAT_*
};

// A dma-buf of the daemon, mapped for as long as somebody has it, whatever becomes of the session.
class Mapping {
public:
    explicit Mapping(const kmsmirror_buffer& buffer);
    ~Mapping();
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    // Null if it could not be mapped.
    [[nodiscard]] std::byte* pixels() const noexcept { return pixels_; }

private:
    std::size_t bytes_;
    void* memory_;
    std::byte* pixels_ = nullptr;
};

class Display;

// A scanout buffer that elements of the pipeline draw into. Ends on any thread.
struct Loan {
    std::shared_ptr<Display> display;
    std::shared_ptr<Mapping> mapping;
    std::uint64_t session_number = 0;
    std::uint32_t index = 0;
    std::uint32_t pitch = 0;   // bytes
    std::uint64_t serial = 0;  // of the frame that it was presented in; 0 = not yet
};

// A pipeline's session with the daemon, on whatever thread. A session that has ended stays closed until open(). Calls
// return 0, or a negative errno and leave why in error().
class Display : public std::enable_shared_from_this<Display> {
public:
    explicit Display(DisplayChoice choice);
    ~Display();
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    // Does nothing if a session is open.
    int open(int timeout_ms);
    // Others can have the source then, whoever still has a loan.
    void close();
    [[nodiscard]] std::string error() const;
    // Of the source, as it was when the session was opened last.
    [[nodiscard]] kmsmirror_info info() const;

    int set_picture(const PictureKind& kind);
    // As kmsmirror_show().
    int show(const void* pixels, std::size_t pitch, const kmsmirror_rect* rectangles, std::size_t count);
    // A whole frame. It is copied if it is not the first time, or the session another one; what is shown already stays.
    int present(Loan& loan);

    // Whether the source has buffers for frames of this kind, and a session is open.
    [[nodiscard]] bool has_buffers_of(const PictureKind& kind) const;
    // A buffer that nobody has, for frames of this kind; null if there is none now.
    [[nodiscard]] std::unique_ptr<Loan> borrow(const PictureKind& kind);
    void give_back(const Loan& loan) noexcept;

    // Until the daemon says something, or wake() is called, at most `timeout_ms`.
    void wait(int timeout_ms);
    void wake() noexcept;

private:
    struct Closer {
        void operator()(kmsmirror_session* session) const noexcept { kmsmirror_close(session); }
    };
    [[nodiscard]] bool fits(const PictureKind& kind) const;
    int check(int result);
    int acquire();
    int show_now(const void* pixels, std::size_t pitch, const kmsmirror_rect* rectangles, std::size_t count);
    [[nodiscard]] std::shared_ptr<Mapping> map(std::uint32_t index);

    const DisplayChoice choice_;
    const int wake_event_;
    mutable std::mutex mutex_;  // for all that follows
    std::unique_ptr<kmsmirror_session, Closer> session_;
    std::uint64_t session_number_ = 0;
    std::uint64_t serial_ = 0;
    kmsmirror_info info_{};
    std::string error_;
    std::map<std::uint32_t, std::shared_ptr<Mapping>> mappings_;  // by index
    // By index, those that somebody draws into or still looks at; true: the daemon has released it meanwhile.
    std::map<std::uint32_t, bool> lent_;
};

}  // namespace kmsmirror::gstreamer
