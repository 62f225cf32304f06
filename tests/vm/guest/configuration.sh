# SPDX-License-Identifier: MIT

# configure_daemon LINE...: its configuration; before start_daemon
configure_daemon() {
  mkdir -p /run/kmsmirror
  printf '%s\n' "$@" >/run/kmsmirror/kmsmirror.conf
}

# unscaled_pictures: displays of another size show the middle of the source, or all of it in the middle of black
unscaled_pictures() {
  mkdir -p /run/kmsmirror/sinks.d
  printf '[Sink]\nFit=none\n' >/run/kmsmirror/sinks.d/10-unscaled-pictures.conf
}

# small_pictures: from now on the source has 640x480, and so have displays that plug gets without a size: less to emulate
# where it is not about sizes
small_pictures() {
  default_size=640x480
  mkdir -p /run/kmsmirror/kmsmirror.conf.d
  printf '[Source]\nMode=%s\n' $default_size >/run/kmsmirror/kmsmirror.conf.d/10-small-pictures.conf
}
