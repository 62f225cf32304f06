# SPDX-License-Identifier: MIT

# configure_daemon LINE...: its configuration; before start_daemon
configure_daemon() {
  mkdir -p /run/kmsmirror
  printf '%s\n' "$@" >/run/kmsmirror/kmsmirror.conf
}
