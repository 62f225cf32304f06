// SPDX-License-Identifier: MIT
#pragma once

#include <gst/video/video.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace kmsmirror::test {

// A pipeline of GStreamer whose element "sink" is watched.
class Pipeline {
public:
    explicit Pipeline(const std::string& description) {
        GError* error = nullptr;
        pipeline_ = gst_parse_launch(description.c_str(), &error);
        if (error != nullptr)
            throw std::runtime_error(error->message);
        sink_ = gst_bin_get_by_name(GST_BIN(pipeline_), "sink");
        GstPad* pad = gst_element_get_static_pad(sink_, "sink");
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, &on_buffer, this, nullptr);
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_BOTH, &on_event, this, nullptr);
        gst_object_unref(pad);
    }
    ~Pipeline() {
        gst_element_set_state(pipeline_, GST_STATE_NULL);
        gst_clear_buffer(&kept_);
        gst_object_unref(sink_);
        gst_object_unref(pipeline_);
    }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    // Keeps the first frame, as decoders do that need it for later ones.
    void keep_first() { keeps_first_ = true; }
    [[nodiscard]] bool first_is_unchanged() const { return kept_ != nullptr && bytes_of(kept_) == first_; }
    void play() { gst_element_set_state(pipeline_, GST_STATE_PLAYING); }
    // Its session ends: FakeDaemon::stop() waits for that.
    void close() { gst_element_set_state(pipeline_, GST_STATE_NULL); }
    void end() { gst_element_send_event(pipeline_, gst_event_new_eos()); }
    // Until the end or such a message: the text of an error or a warning, "" for an end.
    std::string wait_for(GstMessageType types) {
        GstBus* bus = gst_element_get_bus(pipeline_);
        GstMessage* message = gst_bus_timed_pop_filtered(bus, 60 * GST_SECOND, types);
        gst_object_unref(bus);
        if (message == nullptr)
            return "nothing happened";
        GError* error = nullptr;
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
            gst_message_parse_error(message, &error, nullptr);
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
            gst_message_parse_warning(message, &error, nullptr);
        gst_message_unref(message);
        std::string text = error == nullptr ? "" : error->message;
        g_clear_error(&error);
        return text;
    }
    std::string run() {
        play();
        return wait_for(static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
    }
    [[nodiscard]] int buffers() const { return buffers_; }
    [[nodiscard]] int width() const { return width_; }
    // Those of them that are scanout buffers of the daemon.
    [[nodiscard]] int loans() const { return loans_; }
    // Until the display has come back and `count` more frames of that width were shown.
    bool wait_for_frames_after_return(int expected_width, int count) const {
        const gint64 end = g_get_monotonic_time() + gint64{60} * G_USEC_PER_SEC;
        int before = buffers_;
        while (g_get_monotonic_time() < end && buffers_ < before + count) {
            if (!is_reconfigured_ || width_ != expected_width)
                before = buffers_;
            g_usleep(10000);
        }
        return buffers_ >= before + count;
    }
    // The last frame, of a sink that keeps it, without gaps between rows.
    std::vector<std::byte> last_frame() {
        GstSample* sample = nullptr;
        g_object_get(sink_, "last-sample", &sample, nullptr);
        GstVideoInfo info;
        gst_video_info_from_caps(&info, gst_sample_get_caps(sample));
        GstVideoFrame frame;
        gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ);
        std::vector<std::byte> pixels;
        const auto row_bytes =
            static_cast<std::size_t>(info.width) * static_cast<std::size_t>(GST_VIDEO_INFO_COMP_PSTRIDE(&info, 0));
        for (int y = 0; y < info.height; ++y) {
            const auto* row = static_cast<const std::byte*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                              static_cast<std::ptrdiff_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
            pixels.insert(pixels.end(), row, row + row_bytes);
        }
        gst_video_frame_unmap(&frame);
        gst_sample_unref(sample);
        return pixels;
    }

private:
    static std::vector<std::byte> bytes_of(GstBuffer* buffer) {
        std::vector<std::byte> bytes(gst_buffer_get_size(buffer));
        gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
        return bytes;
    }
    static GstPadProbeReturn on_buffer(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) {
        auto* self = static_cast<Pipeline*>(data);
        ++self->buffers_;
        if (self->keeps_first_ && self->kept_ == nullptr) {
            self->kept_ = gst_buffer_ref(GST_PAD_PROBE_INFO_BUFFER(info));
            self->first_ = bytes_of(self->kept_);
        }
        GstMemory* memory = gst_buffer_peek_memory(GST_PAD_PROBE_INFO_BUFFER(info), 0);
        const GQuark quark = g_quark_try_string("kmsmirror-loan");
        if (quark != 0 && gst_mini_object_get_qdata(GST_MINI_OBJECT_CAST(memory), quark) != nullptr)
            ++self->loans_;
        return GST_PAD_PROBE_OK;
    }
    static GstPadProbeReturn on_event(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) {
        auto* self = static_cast<Pipeline*>(data);
        GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
        if (GST_EVENT_TYPE(event) == GST_EVENT_RECONFIGURE)
            self->is_reconfigured_ = true;
        if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
            GstCaps* caps = nullptr;
            gst_event_parse_caps(event, &caps);
            int width = 0;
            gst_structure_get_int(gst_caps_get_structure(caps, 0), "width", &width);
            self->width_ = width;
        }
        return GST_PAD_PROBE_OK;
    }

    bool keeps_first_ = false;
    GstBuffer* kept_ = nullptr;
    std::vector<std::byte> first_;
    GstElement* pipeline_ = nullptr;
    GstElement* sink_ = nullptr;
    std::atomic<int> buffers_ = 0;
    std::atomic<int> loans_ = 0;
    std::atomic<int> width_ = 0;
    std::atomic<bool> is_reconfigured_ = false;
};

}  // namespace kmsmirror::test
