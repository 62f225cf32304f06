# SPDX-License-Identifier: MIT
# The board's kernel: its display, and the switch of tests/vm/kernel/dumb-kernel-map.patch.

kernel_mapping_switch=/sys/module/drm_dma_helper/parameters/dumb_kernel_map

# kernel_mapping on|off: whether dumb buffers of userspace can be mapped into the kernel
kernel_mapping() {
  case $1 in
    on) echo Y >$kernel_mapping_switch ;;
    off) echo N >$kernel_mapping_switch ;;
    *) fail "kernel_mapping: on or off, not '$1'" ;;
  esac
}

# driver_of CARD: the kernel's driver of a card, for example driver_of card1
driver_of() { basename "$(readlink "/sys/class/drm/$1/device/driver")"; }

# card_of DRIVER: the path of the first card with that driver
card_of() {
  local path
  for path in /sys/class/drm/card*; do
    case ${path##*/} in *-*) continue ;; esac
    if [ "$(driver_of "${path##*/}")" = "$1" ]; then
      echo "/dev/dri/${path##*/}"
      return
    fi
  done
  return 1
}

# source_card: the card of the board's own display
source_card() {
  case $board in
    vexpress) card_of drm-clcd-pl111 ;;
    pc) card_of virtio-pci ;;
  esac
}

has_card() { card_of "$1" >/dev/null; }
