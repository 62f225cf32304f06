// SPDX-License-Identifier: MIT
#include "gstreamer/pool.h"

#include <drm_fourcc.h>

#include <array>
#include <new>
#include <utility>

namespace {

using namespace kmsmirror::gstreamer;

constexpr int recheck_ms = 100;

struct KmsmirrorPool {
    GstBufferPool parent;
    std::shared_ptr<Display> display;
    GstVideoInfo info;
    bool has_video_meta;
};

struct KmsmirrorPoolClass {
    GstBufferPoolClass parent;
};

G_DEFINE_TYPE(KmsmirrorPool, kmsmirror_pool, GST_TYPE_BUFFER_POOL)

KmsmirrorPool& self_of(void* object) {
    return *static_cast<KmsmirrorPool*>(object);
}

GQuark loan_quark() {
    static const GQuark quark = g_quark_from_static_string("kmsmirror-loan");
    return quark;
}

void end_loan(void* data) {
    const std::unique_ptr<Loan> loan(static_cast<Loan*>(data));
    loan->display->give_back(*loan);
}

void add_layout(GstBuffer* buffer, const GstVideoInfo& info, std::uint32_t pitch) {
    std::array<gsize, GST_VIDEO_MAX_PLANES> offsets{};
    std::array<gint, GST_VIDEO_MAX_PLANES> strides{static_cast<gint>(pitch)};
    gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&info),
                                   static_cast<guint>(info.width), static_cast<guint>(info.height), 1, offsets.data(),
                                   strides.data());
}

GstBuffer* wrap(std::unique_ptr<Loan> loan, const GstVideoInfo& info) {
    const gsize bytes = gsize{loan->pitch} * static_cast<gsize>(info.height);
    GstBuffer* buffer = gst_buffer_new();
    add_layout(buffer, info, loan->pitch);
    void* pixels = loan->mapping->pixels();
    Loan* lent = loan.release();
    GstMemory* memory = gst_memory_new_wrapped(GST_MEMORY_FLAG_NO_SHARE, pixels, bytes, 0, bytes, lent, &end_loan);
    gst_mini_object_set_qdata(GST_MINI_OBJECT_CAST(memory), loan_quark(), lent, nullptr);
    gst_buffer_append_memory(buffer, memory);
    return buffer;
}

// Upstream that cannot be told of a stride gets buffers of the usual one alone.
bool is_drawable(const KmsmirrorPool& self, const Loan& loan) {
    return self.has_video_meta || loan.pitch == static_cast<std::uint32_t>(GST_VIDEO_INFO_PLANE_STRIDE(&self.info, 0));
}

GstBuffer* new_plain(const GstVideoInfo& info) {
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr);
    if (buffer != nullptr)
        add_layout(buffer, info, static_cast<std::uint32_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0)));
    return buffer;
}

const gchar** get_options(GstBufferPool* /*pool*/) {
    static const gchar* options[] = {GST_BUFFER_POOL_OPTION_VIDEO_META, nullptr};
    return options;
}

gboolean set_config(GstBufferPool* pool, GstStructure* config) {
    KmsmirrorPool& self = self_of(pool);
    GstCaps* caps = nullptr;
    guint size = 0;
    guint least = 0;
    guint most = 0;
    if (!gst_buffer_pool_config_get_params(config, &caps, &size, &least, &most) || caps == nullptr ||
        !gst_video_info_from_caps(&self.info, caps) || least > self.display->info().buffer_count)
        return FALSE;
    self.has_video_meta = gst_buffer_pool_config_has_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META) != FALSE;
    return GST_BUFFER_POOL_CLASS(kmsmirror_pool_parent_class)->set_config(pool, config);
}

gboolean do_nothing(GstBufferPool* /*pool*/) {
    return TRUE;
}

GstFlowReturn acquire(GstBufferPool* pool, GstBuffer** buffer, GstBufferPoolAcquireParams* params) {
    KmsmirrorPool& self = self_of(pool);
    const bool may_wait = params == nullptr || (params->flags & GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT) == 0;
    const PictureKind kind = picture_of(self.info);
    while (!GST_BUFFER_POOL_IS_FLUSHING(pool)) {
        auto loan = self.display->borrow(kind);
        if (loan && is_drawable(self, *loan)) {
            *buffer = wrap(std::move(loan), self.info);
            return GST_FLOW_OK;
        }
        if (loan || !self.display->has_buffers_of(kind)) {
            if (loan)
                self.display->give_back(*loan);
            *buffer = new_plain(self.info);
            return *buffer == nullptr ? GST_FLOW_ERROR : GST_FLOW_OK;
        }
        if (!may_wait)
            return GST_FLOW_EOS;
        self.display->wait(recheck_ms);
    }
    return GST_FLOW_FLUSHING;
}

void release(GstBufferPool* /*pool*/, GstBuffer* buffer) {
    gst_buffer_unref(buffer);
}

void flush(GstBufferPool* pool) {
    self_of(pool).display->wake();
}

void finalize_pool(GObject* object) {
    self_of(object).display.~shared_ptr();
    G_OBJECT_CLASS(kmsmirror_pool_parent_class)->finalize(object);
}

void kmsmirror_pool_class_init(KmsmirrorPoolClass* klass) {
    G_OBJECT_CLASS(klass)->finalize = &finalize_pool;
    GstBufferPoolClass* pool = GST_BUFFER_POOL_CLASS(klass);
    pool->get_options = &get_options;
    pool->set_config = &set_config;
    pool->start = &do_nothing;
    pool->stop = &do_nothing;
    pool->acquire_buffer = &acquire;
    pool->release_buffer = &release;
    pool->flush_start = &flush;
}

void kmsmirror_pool_init(KmsmirrorPool* self) {
    new (&self->display) std::shared_ptr<Display>();
}

}  // namespace

namespace kmsmirror::gstreamer {

GstBufferPool* new_pool(std::shared_ptr<Display> display) {
    auto* self = static_cast<KmsmirrorPool*>(g_object_new(kmsmirror_pool_get_type(), nullptr));
    g_object_ref_sink(self);
    self->display = std::move(display);
    return &self->parent;
}

Loan* loan_of(GstBuffer* buffer) {
    if (gst_buffer_n_memory(buffer) != 1)
        return nullptr;
    GstMemory* memory = gst_buffer_peek_memory(buffer, 0);
    return static_cast<Loan*>(gst_mini_object_get_qdata(GST_MINI_OBJECT_CAST(memory), loan_quark()));
}

PictureKind picture_of(const GstVideoInfo& info) {
    const bool is_narrow = GST_VIDEO_INFO_FORMAT(&info) == GST_VIDEO_FORMAT_RGB16;
    return {static_cast<std::uint32_t>(info.width), static_cast<std::uint32_t>(info.height),
            is_narrow ? DRM_FORMAT_RGB565 : DRM_FORMAT_XRGB8888};
}

}  // namespace kmsmirror::gstreamer
