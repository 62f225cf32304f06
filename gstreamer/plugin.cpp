// SPDX-License-Identifier: MIT
#include <gst/gst.h>

#include "gstreamer/sink.h"

namespace {

gboolean init(GstPlugin* plugin) {
    return gst_element_register(plugin, "kmsmirrorsink", GST_RANK_NONE, kmsmirror::gstreamer::sink_type());
}

}  // namespace

#define PACKAGE "kmsmirror"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, kmsmirror, "Shows video by kmsmirrord", init, KMSMIRROR_VERSION,
                  "MIT/X11", "kmsmirror", "kmsmirror")
