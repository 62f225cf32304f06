# SPDX-License-Identifier: MIT
"""GStreamer, for scenarios with `# gstreamer: yes`: what they run of it besides our own plugin, from where the guest's other
programs come from."""

PLUGINS = ("coreelements", "ogg", "playback", "theora", "typefindfunctions", "videoconvertscale", "videotestsrc")


def files(root, triplet):
    """Paths in the guest and files."""
    paths = ["usr/bin/gst-launch-1.0", *(f"usr/lib/{triplet}/gstreamer-1.0/libgst{name}.so" for name in PLUGINS)]
    return {path: root.file(path) for path in paths}
