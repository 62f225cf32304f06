# SPDX-License-Identifier: MIT
# Emulated USB displays: a process of the guest that is on the other end of its USB ports.

# start_displays: must come before plug
start_displays() { usbdisplay serve --background 2>/host/usbdisplay.log || fail "the emulator starts"; }

# plug NAME udl|gud [size=WxH]...: attaches a display, and waits until the kernel has a card for it
plug() {
  expect "$1 is plugged in" usbdisplay plug "$@"
  wait_quietly 30 card_of_display "$1" || fail "$1 gets a card"
}

# unplug NAME: detaches a display, and waits until its card is gone
unplug() {
  local card
  card=$(card_of_display "$1")
  expect "$1 is unplugged" usbdisplay unplug "$1"
  wait_quietly 30 test ! -e "$card" || fail "the card of $1 goes"
}

# card_of_display NAME: the path of its card
card_of_display() {
  local port path
  port=$(usbdisplay list | sed -n "s/^$1 .*port=\([0-9]*\).*/\1/p")
  for path in /sys/devices/platform/vhci_hcd.0/usb*/*-$((port + 1))/*/drm/card*; do
    if [ -n "$port" ] && [ -e "/dev/dri/${path##*/}" ]; then
      echo "/dev/dri/${path##*/}"
      return
    fi
  done
  return 1
}

# shows_source NAME [SECONDS]: demands that the display shows, pixel for pixel, what the board's own display scans out
shows_source() { expect "$1 shows what the source shows" usbdisplay wait-equal "$1" scanout "${2:-20}000"; }

# display_statistic NAME COUNTER: a number that the emulator counts, for example bulk_bytes
display_statistic() { usbdisplay stats "$1" | sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p"; }

# picture_of NAME [FILE]: what the display shows becomes NAME.png, or FILE.png, of the results
picture_of() { usbdisplay png "$1" "/host/${2:-$1}.png"; }

# pictures_of_all: of every display that has a mode, and of the source
pictures_of_all() {
  local name rest
  usbdisplay list 2>/dev/null | while read -r name rest; do picture_of "$name" 2>/dev/null; done
  picture_of_source source
}
