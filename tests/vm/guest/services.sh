# SPDX-License-Identifier: MIT
# The programs a board has before the daemon: the system bus and udev.

start_bus() {
  mkdir -p /run/dbus
  dbus-daemon --config-file=/etc/dbus-1/test-system.conf --fork --print-pid=1 >/run/dbus/pid 2>/run/output ||
    fail "the bus does not start (exit status $?)"
}

stop_bus() { stop_process "$(cat /run/dbus/pid)" "the bus"; rm -f /run/dbus/system_bus_socket; }

restart_bus() { stop_bus; start_bus; }

# start_udev: also replays the cards that the boot has found
start_udev() {
  mkdir -p /run/udev
  /usr/lib/systemd/systemd-udevd --daemon 2>/run/output || fail "udev does not start (exit status $?)"
  udevadm trigger --action=add --subsystem-match=drm
  settle_udev
}

# settle_udev: until it has handled all that the kernel has told so far
settle_udev() {
  SYSTEMD_LOG_LEVEL=debug udevadm settle --timeout=$((60 * patience)) >/run/output 2>&1 ||
    fail "udev does not settle (exit status $?)"
}

# stop_process PID NAME: ends a process in order and waits until it is gone
stop_process() {
  kill "$1" 2>/dev/null || fail "$2 still runs"
  wait_quietly 20 has_ended "$1" || fail "$2 ends"
}

# has_ended PID: also if nobody has taken note of its end
has_ended() { ! [ -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
