// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kms/device.h"
#include "kms/edid.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "mirror/clip_reduction.h"
#include "mirror/sink_mirror.h"
#include "pixels/capture.h"
#include "pixels/geometry.h"
#include "pixels/painter.h"
#include "sink/committer.h"
#include "sink/held_picture.h"
#include "sink/own_buffer.h"
#include "source/shadow.h"
#include "source/source_buffer.h"

namespace kmsmirror::sink {

// What a sink card says of its display.
struct SinkFound {
    std::string driver;     // as DRM_IOCTL_VERSION says it
    std::string connector;  // "VGA-1"; empty = the card has no connector
    bool connected = false;
    std::string no_display;       // why it is not connected, for users
    bool can_place = false;       // its plane can be asked to scale
    std::uint64_t rotations = 0;  // and to turn: as Pipeline::Plane has them
    PanelOrientation orientation = PanelOrientation::normal;
    bool can_dither = false;  // its plane has a format of fewer bits than XRGB8888, in colours
    kms::Edid identity;
    std::vector<kms::ModeInfo> modes;
    std::optional<kms::ModeInfo>
        left_mode;  // the display is on, with a picture that a process before this one has left
};

// One commit that a sink shall make, with all that it needs.
struct ShowRequest {
    std::uint64_t number = 0;  // comes back with the answer, so that it is not taken for that of another request
    mirror::Order order = {};
    kms::ModeInfo mode;
    pixels::Geometry geometry;
    Dither dither = Dither::none;
    std::shared_ptr<const pixels::DamageJournal> journal;  // of the source
    source::SourceBufferPtr buffer = {};                   // path prime: what the sink imports
    std::shared_ptr<const source::Shadow> shadow = {};     // path copy: where the pixels are
};

// A request that is on the display.
struct Shown {
    std::uint64_t number = 0;
    pixels::Sequence sequence = 0;  // of the frame
    std::uint64_t bytes_copied = 0;
    std::uint32_t format = 0;  // DRM_FORMAT_* of the memory that the driver reads
};

// One connector of a sink card and every ioctl that is made on the card. Sink thread; each call may block as long as
// the USB transfer under it.
class SinkOutput {
public:
    // Throws std::system_error.
    SinkOutput(kms::DrmApi& api, const std::string& card_path);

    [[nodiscard]] int fd() const noexcept { return device_->fd(); }

    // Asks the first connected connector (else the first one) for its display.
    [[nodiscard]] CallResult<SinkFound> probe();

    // Commits the frame. Returns it when it is on the display already, else read_shown() will. Fails without a lasting
    // change.
    [[nodiscard]] CallResult<std::optional<Shown>> show(const ShowRequest& request);

    // The display goes dark until the next show() with a mode set.
    [[nodiscard]] CallResult<void> turn_off();

    // The source is another one: what of its memory is on no plane goes.
    void forget_source() { imported_.clear(); }

    // A copy of what the display shows, from the memory that its driver reads.
    [[nodiscard]] pixels::CaptureResult capture() const;

    // The request that is on the display now; nothing if none has come there since the last call.
    [[nodiscard]] Result<std::optional<Shown>> read_shown();

private:
    // Something that can be put on the plane, and is kept for as long as it is there: to remove a framebuffer that is
    // on a plane would turn the display off.
    using Framebuffer = std::shared_ptr<const kms::Framebuffer>;
    struct Shot {
        Framebuffer framebuffer;
        kms::PlaneArea area;
        pixels::Sequence sequence = 0;
        std::uint64_t bytes_copied = 0;
    };
    // Of a framebuffer that shows the mode: it may have to be higher.
    [[nodiscard]] Size framebuffer_size(const kms::ModeInfo& mode) const;
    // The mode that the display was left in, where the next commit needs no mode set.
    [[nodiscard]] std::optional<kms::ModeInfo> find_left_mode();
    [[nodiscard]] CallResult<Shot> import_frame(const ShowRequest& request);
    [[nodiscard]] CallResult<Shot> copy_frame(const ShowRequest& request);
    [[nodiscard]] CallResult<void> prepare_own_buffer(const ShowRequest& request);
    [[nodiscard]] std::vector<Rect> clips_of(const ShowRequest& request, pixels::Sequence frame) const;
    [[nodiscard]] pixels::CaptureResult capture_imported() const;
    [[nodiscard]] pixels::CaptureResult sealed(Result<pixels::SealedImage> image) const;
    // Releases the memory that is on no plane any more: what the source does not use, and what was left.
    void forget_gone_buffers();

    std::unique_ptr<kms::Device> device_;
    std::optional<kms::Pipeline> pipeline_;
    std::unique_ptr<Committer> committer_;  // of pipeline_
    mirror::ClipCost clip_cost_;
    // By the source's buffer, for as long as that lives; made when first shown.
    std::map<std::weak_ptr<const source::SourceBuffer>, Framebuffer, std::owner_less<>> imported_;
    std::optional<pixels::Geometry> imported_geometry_;  // of imported_
    std::shared_ptr<OwnBuffer> own_;
    std::optional<pixels::Painter> painter_;  // of the last copy
    HeldPicture own_picture_;
    HeldPicture displayed_;
    Framebuffer on_plane_;                                    // by the last commit that succeeded
    Framebuffer leaving_;                                     // by the one before, until that one is done
    kms::PlaneArea area_;                                     // the same
    std::weak_ptr<const source::SourceBuffer> shown_buffer_;  // the same, on path prime
    std::optional<pixels::Geometry> shown_geometry_;          // the same
    std::shared_ptr<const OwnBuffer> shown_own_;              // the same, on path copy
    std::uint32_t format_on_plane_ = 0;  // DRM_FORMAT_*, also of what was left; 0 = nothing was there
    kms::ModeInfo mode_;                 // of the last commit
    Shown shown_;                        // the same, whether or not it is done
    // Added to a request's number in its event. A process before this one, of which an event may still come, had
    // another.
    std::uint64_t first_event_;
    bool master_lost_ = false;
    bool has_left_framebuffers_ = false;
};

}  // namespace kmsmirror::sink
