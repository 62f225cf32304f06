# SPDX-License-Identifier: MIT
# The board's kernel: its display, and what our modules of tests/vm/kernel change in it.

kernel_mapping_switch=/sys/module/drm_dma_helper/parameters/dumb_vmap

set_kernel_switch() {
  case $2 in
    on) echo Y >"$1" ;;
    off) echo N >"$1" ;;
    *) fail "a mapping is on or off, not '$2'" ;;
  esac
}

# kernel_mapping on|off: whether dumb buffers of userspace can be mapped into the kernel, old ones too; where there is no
# switch, as if their driver had no code for it
kernel_mapping() {
  case $1-$(ls $kernel_mapping_switch 2>/dev/null) in
    *-?*) set_kernel_switch $kernel_mapping_switch "$1" ;;
    off-) vmap_fails EOPNOTSUPP ;;
    on-) vmap_works ;;
    *) fail "kernel_mapping: on or off, not '$1'" ;;
  esac
}

# mapping_errno: what the kernel says while it is off
mapping_errno() { if [ -e $kernel_mapping_switch ]; then echo ENOMEM; else echo EOPNOTSUPP; fi; }

# kernel_mapping_of_new_buffers on|off: whether those that are allocated from now on can be, for as long as they live
kernel_mapping_of_new_buffers() {
  set_kernel_switch /sys/module/drm_dma_helper/parameters/dumb_kernel_map "$1"
}

heap=/dev/dma_heap/linux,cma

# dma_heap on|off: whether the CMA heap of our module is there; buffers of it outlive it
dma_heap() {
  case $1 in
    on)
      modprobe cma_dma_heap
      # shellcheck disable=SC2046 # two numbers
      [ -e $heap ] || mknod $heap c $(tr : ' ' </sys/class/dma_heap/linux,cma/dev)
      ;;
    off) rm -f $heap ;;
    *) fail "dma_heap: on or off, not '$1'" ;;
  esac
}

# spi_panel on|off: whether there is a small panel on SPI (vexpress), of 320x240
spi_panel() {
  if [ "$1" = off ]; then
    expect "the panel goes" rmmod spi_panel
    return
  fi
  # As its driver wants it: a name, a version, and the one command that turns it on.
  mkdir -p /lib/firmware
  printf 'MIPI DBI\0\0\0\0\0\0\0\001\051\0' >/lib/firmware/kmsmirror,panel.bin
  modprobe panel-mipi-dbi
  expect "there is a panel" modprobe spi_panel
  wait_quietly 30 has_card panel-mipi-dbi-spi || fail "the panel gets a card"
}

# cma_kilobytes Free|Total: how much CMA memory is free, or there is
cma_kilobytes() { sed -n "s/^Cma$1: *\([0-9]*\) kB/\1/p" /proc/meminfo; }

faults=/sys/module/vmap_fault/parameters

# vmap_fails ERRNO [COUNT]: GEM drivers refuse the kernel to map their dma-bufs, for example with ENOMEM; always, or
# COUNT times
vmap_fails() { calls_fail vmap "$1" count="${2:--1}"; }

# calls_fail CALL ERRNO [count=N] [skip=N] [comm=NAME] [driver=NAME]: what the parameters of our module vmap_fault mean;
# CALL is vmap, import, addfb, commit, setcrtc or dirtyfb
calls_fail() {
  local parameter count=-1
  modprobe vmap_fault
  calls_work
  echo "$1" >$faults/call
  errno_number "$2" >$faults/error
  shift 2
  for parameter in skip=0 comm= driver= "$@"; do
    case $parameter in
      count=*) count=${parameter#*=} ;;
      skip=* | comm=* | driver=*) echo "${parameter#*=}" >"$faults/${parameter%%=*}" ;;
      *) fail "calls_fail: no parameter '$parameter'" ;;
    esac
  done
  echo "$count" >$faults/count
}

# flips_get_lost DRIVER COUNT: the next COUNT flips of the kernel driver's cards never end for the program that asked for
# them
flips_get_lost() { calls_fail flip EIO driver="$1" count="$2"; }

# vmap_works, calls_work: no call fails any more
vmap_works() { calls_work; }
calls_work() { echo 0 >$faults/count; }

# calls_failed: how many calls have failed since the board was started
calls_failed() { cat $faults/failed; }

errno_number() {
  case $1 in
    EIO) echo 5 ;;
    EAGAIN) echo 11 ;;
    ENOMEM) echo 12 ;;
    EACCES) echo 13 ;;
    EBUSY) echo 16 ;;
    ENODEV) echo 19 ;;
    EINVAL) echo 22 ;;
    ENOSPC) echo 28 ;;
    ENOSYS) echo 38 ;;
    EOPNOTSUPP) echo 95 ;;
    *) fail "no errno '$1'" ;;
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
    vexpress*) card_of drm-clcd-pl111 ;;
    exynos) card_of exynos-drm ;;
    zcu102) card_of zynqmp-dpsub ;;
    pc*) card_of virtio-pci ;;
  esac
}

has_card() { card_of "$1" >/dev/null; }
