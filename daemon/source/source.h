// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/placement.h"
#include "base/result.h"
#include "mirror/path_ladder.h"
#include "pixels/damage_journal.h"
#include "source/shadow.h"
#include "source/source_buffer.h"

namespace kmsmirror::source {

// One state of a source.
struct Frame {
    pixels::Sequence sequence = 0;
    mirror::FrameMemory memory = {};
    SourceBufferPtr buffer = {};  // null where the memory is none
    // As long as a copy of it lives nobody is asked to draw into the buffer; null where nobody draws. Main thread only:
    // its end may release the buffer, so that a client draws and the next frame comes. Let go of it last.
    std::shared_ptr<const void> lease = {};
};

// A frame in cached memory.
struct Pixels {
    std::shared_ptr<const Shadow> shadow;  // null before the first Source::want_pixels()
    pixels::Sequence sequence = 0;         // which it holds, or will in a moment: a newer one
};

// What does not change as long as a source lives.
struct Traits {
    std::string id = {};
    std::string driver = {};  // that exports the buffers, as DRM_IOCTL_VERSION says it; empty = there are none
    Size size;
    std::uint32_t refresh_mhz = 0;
    std::uint32_t format = 0;                                 // DRM_FORMAT_*
    PanelOrientation orientation = PanelOrientation::normal;  // of the panel for which its frames are drawn
};

// A sink, as its source sees it. Main thread.
class Viewer {
public:
    virtual ~Viewer() = default;
    // newest() is another one.
    virtual void frame_came() = 0;
    // pixels() hold a newer frame, or that failed: the answers to want_pixels().
    virtual void pixels_came() = 0;
    virtual void pixels_failed(const CallError& error) = 0;
};

// Something that can be shown: a scanout, a still picture. Sinks know no more of it. Its viewers go before it. Main
// thread.
class Source {
public:
    Source() = default;
    virtual ~Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    [[nodiscard]] virtual const Traits& traits() const noexcept = 0;
    [[nodiscard]] virtual const std::optional<Frame>& newest() const noexcept = 0;
    [[nodiscard]] virtual const std::shared_ptr<const pixels::DamageJournal>& journal() const noexcept = 0;
    [[nodiscard]] virtual const Pixels& pixels() const noexcept = 0;
    // A viewer needs a newer frame in cached memory than pixels() hold.
    virtual void want_pixels() = 0;
    // Whether a viewer would do better with frames from a dma-heap. Each is asked after each of its frames; nothing
    // where a source has no such memory.
    virtual void set_wants_heap(const Viewer& /*viewer*/, bool /*wants*/) {}
    // By the user: frames in new memory of the display driver, if the old was of no use to a viewer.
    virtual void rearm() {}

    // The newest frame, if there is one, is not told.
    void add(Viewer& viewer);
    virtual void remove(Viewer& viewer);

protected:
    // Viewers may come and go meanwhile; those that come are not told. One that throws ends the others' turn, too.
    template <class Function>
    void tell(Function function) {
        const Telling telling(*this);
        const std::size_t count = viewers_.size();
        for (std::size_t i = 0; i < count; ++i)
            if (Viewer* const viewer = viewers_[i]; viewer != nullptr)
                function(*viewer);
    }
    [[nodiscard]] bool has_viewers() const noexcept;

private:
    // While one lives, viewers that go leave a gap.
    class Telling {
    public:
        explicit Telling(Source& source) noexcept : source_(source) { ++source_.telling_; }
        ~Telling() {
            if (--source_.telling_ == 0)
                source_.forget_removed();
        }
        Telling(const Telling&) = delete;
        Telling& operator=(const Telling&) = delete;

    private:
        Source& source_;
    };
    void forget_removed() noexcept;

    std::vector<Viewer*> viewers_;  // null = was removed in a call of tell()
    int telling_ = 0;
};

}  // namespace kmsmirror::source
