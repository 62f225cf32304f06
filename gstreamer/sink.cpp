// SPDX-License-Identifier: MIT
#include "gstreamer/sink.h"

#include <drm_fourcc.h>
#include <gst/video/gstvideosink.h>
#include <gst/video/video.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>

#include "gstreamer/display.h"
#include "gstreamer/pool.h"
#include "gstreamer/presenter.h"
#include "gstreamer/settings.h"

namespace {

using namespace kmsmirror::gstreamer;

constexpr int open_timeout_ms = 5000;
// Of the daemon's buffers one is on the display, and one is waited for to be drawn.
constexpr guint least_buffers = 2;

struct Element {
    Settings settings;
    std::shared_ptr<Display> display;  // from start to stop
    std::optional<Presenter> presenter;
    bool is_lost = false;  // and told so
};

struct KmsmirrorSink {
    GstVideoSink parent;
    Element element;
};

struct KmsmirrorSinkClass {
    GstVideoSinkClass parent;
};

G_DEFINE_TYPE(KmsmirrorSink, kmsmirror_sink, GST_TYPE_VIDEO_SINK)

Element& element_of(void* object) {
    return static_cast<KmsmirrorSink*>(object)->element;
}

constexpr auto caps_text = GST_VIDEO_CAPS_MAKE("{ BGRx, RGB16 }");

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(caps_text));

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
    if (!set_setting(element_of(object).settings, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
    if (!get_setting(element_of(object).settings, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

gboolean start(GstBaseSink* sink) {
    Element& element = element_of(sink);
    auto display = std::make_shared<Display>(element.settings.choice);
    if (display->open(open_timeout_ms) < 0) {
        GST_ELEMENT_ERROR(sink, RESOURCE, OPEN_WRITE, ("cannot open a session: %s", display->error().c_str()),
                          (nullptr));
        return FALSE;
    }
    GST_OBJECT_LOCK(sink);
    element.display = std::move(display);
    GST_OBJECT_UNLOCK(sink);
    element.presenter.emplace(element.display, element.settings.damage);
    element.is_lost = false;
    return TRUE;
}

gboolean stop(GstBaseSink* sink) {
    Element& element = element_of(sink);
    element.presenter.reset();
    GST_OBJECT_LOCK(sink);
    const auto display = std::move(element.display);
    GST_OBJECT_UNLOCK(sink);
    display->close();
    return TRUE;
}

std::shared_ptr<Display> display_of(GstBaseSink* sink) {
    GST_OBJECT_LOCK(sink);
    auto display = element_of(sink).display;
    GST_OBJECT_UNLOCK(sink);
    return display;
}

// The size and format of the source first, then all that can be shown. The pixels of a display are square: who scales a
// film to its size is to add bars, and not to stretch it.
GstCaps* caps_for(const kmsmirror_info& info) {
    const bool is_narrow = info.format == DRM_FORMAT_RGB565;
    GstCaps* caps = gst_caps_new_empty();
    for (const char* format : {is_narrow ? "RGB16" : "BGRx", is_narrow ? "BGRx" : "RGB16"})
        gst_caps_append_structure(
            caps, gst_structure_new("video/x-raw", "format", G_TYPE_STRING, format, "width", G_TYPE_INT,
                                    static_cast<gint>(info.width), "height", G_TYPE_INT, static_cast<gint>(info.height),
                                    "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "framerate", GST_TYPE_FRACTION_RANGE,
                                    0, 1, G_MAXINT, 1, nullptr));
    GstCaps* smaller = gst_caps_from_string(caps_text);
    gst_caps_set_simple(smaller, "width", GST_TYPE_INT_RANGE, 1, static_cast<gint>(info.width), "height",
                        GST_TYPE_INT_RANGE, 1, static_cast<gint>(info.height), nullptr);
    gst_caps_append(caps, smaller);
    return caps;
}

GstCaps* get_caps(GstBaseSink* sink, GstCaps* filter) {
    const auto display = display_of(sink);
    GstCaps* caps = display ? caps_for(display->info()) : gst_static_pad_template_get_caps(&sink_template);
    if (filter == nullptr)
        return caps;
    GstCaps* common = gst_caps_intersect_full(filter, caps, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref(caps);
    return common;
}

gboolean set_info(GstVideoSink* sink, GstCaps* /*caps*/, const GstVideoInfo* info) {
    Element& element = element_of(sink);
    if (element.presenter->set_format(*info))
        return TRUE;
    GST_ELEMENT_ERROR(sink, STREAM, FORMAT, ("%s", element.presenter->error().c_str()), (nullptr));
    return FALSE;
}

gboolean propose_allocation(GstBaseSink* sink, GstQuery* query) {
    gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
    GstCaps* caps = nullptr;
    gboolean wants_pool = FALSE;
    gst_query_parse_allocation(query, &caps, &wants_pool);
    GstVideoInfo info;
    if (caps == nullptr || gst_video_info_from_caps(&info, caps) == FALSE)
        return FALSE;
    const auto display = display_of(sink);
    if (wants_pool == FALSE || element_of(sink).settings.damage != Damage::whole || !display ||
        !display->has_buffers_of(picture_of(info)))
        return TRUE;
    GstBufferPool* pool = new_pool(display);
    const guint most = display->info().buffer_count;
    gst_query_add_allocation_pool(query, pool, static_cast<guint>(GST_VIDEO_INFO_SIZE(&info)),
                                  std::min(least_buffers, most), most);
    gst_object_unref(pool);
    return TRUE;
}

void tell(GstVideoSink* sink, Element& element, Outcome outcome) {
    if (outcome == Outcome::returned)  // perhaps with another size or format, in any case with other buffers
        gst_pad_push_event(GST_VIDEO_SINK_PAD(sink), gst_event_new_reconfigure());
    if (outcome == Outcome::lost && !element.is_lost)
        GST_ELEMENT_WARNING(sink, RESOURCE, WRITE, ("frames are not shown: %s", element.presenter->error().c_str()),
                            (nullptr));
    element.is_lost = outcome == Outcome::lost;
}

GstFlowReturn show_frame(GstVideoSink* sink, GstBuffer* buffer) {
    Element& element = element_of(sink);
    for (;;) {
        const Outcome outcome = element.presenter->show(buffer);
        if (outcome == Outcome::interrupted) {
            const GstFlowReturn flow = gst_base_sink_wait_preroll(GST_BASE_SINK(sink));
            if (flow != GST_FLOW_OK)
                return flow;
            continue;
        }
        tell(sink, element, outcome);
        if (outcome != Outcome::failed)
            return GST_FLOW_OK;
        GST_ELEMENT_ERROR(sink, RESOURCE, WRITE, ("a frame cannot be shown: %s", element.presenter->error().c_str()),
                          (nullptr));
        return GST_FLOW_ERROR;
    }
}

gboolean unlock(GstBaseSink* sink) {
    if (Element& element = element_of(sink); element.presenter)
        element.presenter->interrupt(true);
    return TRUE;
}

gboolean unlock_stop(GstBaseSink* sink) {
    if (Element& element = element_of(sink); element.presenter)
        element.presenter->interrupt(false);
    return TRUE;
}

void finalize_sink(GObject* object) {
    element_of(object).~Element();
    G_OBJECT_CLASS(kmsmirror_sink_parent_class)->finalize(object);
}

void kmsmirror_sink_class_init(KmsmirrorSinkClass* klass) {
    GObjectClass* object = G_OBJECT_CLASS(klass);
    object->set_property = &set_property;
    object->get_property = &get_property;
    object->finalize = &finalize_sink;
    install_settings(object);
    GstElementClass* element = GST_ELEMENT_CLASS(klass);
    gst_element_class_add_static_pad_template(element, &sink_template);
    gst_element_class_set_static_metadata(element, "kmsmirror sink", "Sink/Video",
                                          "Shows video on the display of kmsmirrord and its mirrors",
                                          "kmsmirror developers");
    GstBaseSinkClass* base = GST_BASE_SINK_CLASS(klass);
    base->start = &start;
    base->stop = &stop;
    base->get_caps = &get_caps;
    base->propose_allocation = &propose_allocation;
    base->unlock = &unlock;
    base->unlock_stop = &unlock_stop;
    GstVideoSinkClass* video = GST_VIDEO_SINK_CLASS(klass);
    video->set_info = &set_info;
    video->show_frame = &show_frame;
}

void kmsmirror_sink_init(KmsmirrorSink* self) {
    new (&self->element) Element();
    // It would keep one of the daemon's few buffers.
    gst_base_sink_set_last_sample_enabled(GST_BASE_SINK(self), FALSE);
}

}  // namespace

namespace kmsmirror::gstreamer {

GType sink_type() {
    return kmsmirror_sink_get_type();
}

}  // namespace kmsmirror::gstreamer
