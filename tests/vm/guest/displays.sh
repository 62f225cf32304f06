# SPDX-License-Identifier: MIT
# Emulated USB displays: a process of the guest that is on the other end of its USB ports.

# start_displays: must come before plug
start_displays() { command usbdisplay /run/usbdisplay.sock 2>/host/usbdisplay.log 3>&- || fail "the emulator starts"; }

# usbdisplay COMMAND...: of the emulator, see `usbdisplay --help`
usbdisplay() { ask /run/usbdisplay.sock "$@"; }

# plug NAME udl|gud [size=WxH]...: attaches a display, and waits until the kernel has a card for it; NAME alone is that
# display as it was before it was unplugged or vanished
plug() {
  case "$*" in
    *size=* | "$1") ;;
    *) set -- "$@" ${default_size:+"size=$default_size"} ;;
  esac
  # A display without the format of the source could not show its buffers.
  case "$board $*" in
    *formats=*) ;;
    "zcu102 $1 gud"*) set -- "$@" formats=xrgb8888,rgb565 ;;
  esac
  expect "$1 is plugged in" usbdisplay plug "$@"
  wait_quietly 30 card_of_display "$1" || fail "$1 gets a card"
}

# plug_many PREFIX COUNT udl|gud [size=WxH]...: displays named PREFIX1, PREFIX2 and so on, all at once
plug_many() {
  local prefix="$1" count="$2" number
  shift 2
  for number in $(seq "$count"); do
    usbdisplay plug "$prefix$number" "$@" >/run/output 2>&1 || fail "$prefix$number is plugged in"
  done
  for number in $(seq "$count"); do
    wait_quietly 60 card_of_display "$prefix$number" || fail "$prefix$number gets a card"
  done
  pass "${prefix}1 to $prefix$count are plugged in"
}

# unplug NAME: detaches a display, and waits until its card is gone; also one that has vanished
unplug() {
  local card
  card=$(card_of_display "$1") || true
  expect "$1 is unplugged" usbdisplay unplug "$1"
  wait_quietly 30 test ! -e "$card" || fail "the card of $1 goes"
}

# device_of_display NAME: the folder in sysfs of its USB interface
device_of_display() {
  local device
  device=$(usbdisplay list | sed -n "s/^$1 .* device=\([^ ]*\) .*/\1/p")
  [ -n "$device" ] && ls -d "/sys/bus/usb/devices/$device/$device:1.0"
}

# card_of_display NAME: the path of its card
card_of_display() {
  local path
  for path in "$(device_of_display "$1")"/drm/card*; do
    if [ -e "/dev/dri/${path##*/}" ]; then
      echo "/dev/dri/${path##*/}"
      return
    fi
  done
  return 1
}

# shows_source NAME [SECONDS [at=X,Y]]: demands that the display shows, pixel for pixel, what the board's own display
# scans out: in the middle of black, or its middle, or with its first pixel at X,Y
shows_source() {
  expect "$1 shows what the source shows" usbdisplay wait-equal "$1" scanout "${2:-20}000" ${3:+"$3"}
}

# display_statistic NAME COUNTER: a number that the emulator counts, for example bulk_bytes
display_statistic() { usbdisplay stats "$1" | sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p"; }

# paint NAME FILE ROWS: the first rows of the kernel's console on the display get the file's bytes. In one write, for
# Linux 6.12 does not show a single row that is written up to its end.
paint() {
  local framebuffer
  framebuffer=$(ls -d "$(device_of_display "$1")"/graphics/fb*)
  dd if="$2" of="/dev/${framebuffer##*/}" bs=$(($(cat "$framebuffer/stride") * $3)) count=1 2>/run/output ||
    fail "$2 is painted on $1"
}

# picture_of NAME [FILE]: what the display shows becomes NAME.png, or FILE.png, of the results
picture_of() { usbdisplay png "$1" "/host/${2:-$1}.png"; }

# pictures_of_all: of every display that has a mode, and of the source
pictures_of_all() {
  local name rest
  usbdisplay list 2>/dev/null | while read -r name rest; do picture_of "$name" 2>/dev/null; done
  picture_of_source source
}

# watch_colours NAME RRGGBB...: demands that the display shows these colours alone; from now on pictures with any other one
# count as its strange_pictures, and its other counters begin anew
watch_colours() { wait_until 30 "$1 shows only the colours that are watched for" has_only_colours "$@"; }

has_only_colours() {
  usbdisplay reset-stats "$1"
  usbdisplay watch "$@"
  equals "$(display_statistic "$1" strange_pictures)" 0
}
