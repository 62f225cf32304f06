# SPDX-License-Identifier: MIT
# The ladder of paths: each fault at each place, and for each sink a row of what came of it.

# ladder CARD SINK...: all rows of the source CARD, which is configured, and the sinks with these drivers. What never works
# there, by the nature of the drivers, is in the row without a fault; what would only come after that has no row.
ladder() {
  local errno
  source=$1
  exporter=$(driver_name "$source")
  shift
  sinks=$*

  # An import or ADDFB2 that failed is made anew for each frame that tries path prime. The first row leaves the sinks with
  # buffers of their own, so that ADDFB2 is then made for path prime only.
  calls_fail import ENODEV comm=kmsmirror-sink
  begin_rungs
  rung ENODEV import kprobe PRIME_FD_TO_HANDLE
  calls_fail addfb EINVAL comm=kmsmirror-sink
  rearm_all
  rung EINVAL ADDFB2 kprobe ADDFB2
  rearm_and_settle
  rung
  for errno in ENOMEM EOPNOTSUPP EINVAL ENOSYS ENODEV; do
    happens_to_any ATOMIC $errno || continue
    rearm_and_settle
    vmap_fails $errno
    rung $errno "later commit" kprobe ATOMIC
  done
  if [ -e $kernel_mapping_switch ]; then
    rearm_and_settle
    kernel_mapping off
    rung ENOMEM "later commit" switch ATOMIC
    end_rungs
    begin_rungs
    rung ENOMEM "first commit" switch ATOMIC
    kernel_mapping on
  fi
  end_rungs
  for errno in ENOMEM EOPNOTSUPP ENODEV; do
    happens_to_any ATOMIC $errno || continue
    vmap_fails $errno
    begin_rungs
    rung $errno "first commit" kprobe ATOMIC
    end_rungs
  done
  calls_work
}

# ladder_of_heap NAME SINK...: the rows of a client's own memory, from a dma-heap, which the source's card scans out
ladder_of_heap() {
  exporter="heap $1" heap_name=$1
  shift
  sinks=$*
  calls_fail import ENODEV comm=kmsmirror-sink
  start_daemon
  find_sinks
  rung_of_heap ENODEV import kprobe PRIME_FD_TO_HANDLE
  calls_fail addfb EINVAL comm=kmsmirror-sink
  rung_of_heap EINVAL ADDFB2 kprobe ADDFB2
  calls_work
  rung_of_heap
  if [ -e $kernel_mapping_switch ]; then # which is about dumb buffers
    kernel_mapping off
    rung_of_heap "" "" switch
    kernel_mapping on
  fi
  stop_daemon
}

# row_of_silence CARD: that gud of Linux 6.1 tells nobody when it cannot read the card's buffers
row_of_silence() {
  exporter=$(driver_name "$1")
  vmap_fails ENOMEM
  expect "gud, which cannot read the buffer, has no error" dumb-buffer-import "$1" "$(card_of_display gud)" show=0
  wait_until 20 "only the kernel's log says that it did not show it" log_says "Failed to flush framebuffer"
  calls_work
  add_row gud ENOMEM "first commit" kprobe none unseen "SETCRTC 0" null null null
}

log_says() { dmesg | grep -q "$1"; }

begin_rungs() {
  start_daemon
  find_sinks
  start_movie motion
}

end_rungs() {
  stop_movie
  stop_daemon
}

find_sinks() {
  local sink
  mkdir -p /run/ladder
  for sink in $sinks; do
    wait_quietly 30 sink_path "$sink" || fail "there is a $sink sink"
    sink_path "$sink" >"/run/ladder/$sink"
  done
}

path_on_bus() { cat "/run/ladder/$1"; }

rearm_all() {
  local sink
  for sink in $sinks; do
    bus call "$(path_on_bus "$sink")" Sink Rearm
  done
}

rearm_and_settle() {
  calls_work
  rearm_all
  play_frames 1
  all_tell
}

count_anew() {
  local sink
  for sink in $sinks; do
    case $sink in udl | gud) usbdisplay reset-stats "$sink" ;; esac
  done
}

# rung [ERRNO PLACE MEANS CALL]: plays frames, and adds a row for each sink that meets this fault
rung() {
  count_anew
  play_frames 2
  all_tell "$@"
  rows "$@"
}

# rung_of_heap [ERRNO PLACE MEANS CALL]: the same for a client's memory
rung_of_heap() {
  local before
  before=$(source_statistic frames_presented)
  start_client heap kmsmirror-pattern bars --buffers "heap:$heap_name" --hold
  wait_quietly 30 has_presented_since "$before" || fail "the client presents a frame"
  wait_quietly 30 source_is_still || fail "the client's frame is on the display"
  rearm_all
  count_anew
  all_tell "$@"
  rows "$@"
  stop_client heap
}

# has_presented_since COUNT: whether clients have presented more frames than that
has_presented_since() { at_least "$(source_statistic frames_presented)" $(($1 + 1)); }

# all_tell [ERRNO PLACE MEANS CALL]: demands that the sinks are on the path that such a fault leaves, and say why
all_tell() {
  local sink wanted
  for sink in $sinks; do
    wanted=$(path_after "$(failure_of "$sink" "${4:-}" "${1:-}")")
    wait_quietly 30 tells "$sink" "$wanted" || fail "$exporter to $sink, ${1:-no fault} ${2:-}: $wanted"
  done
}

# nature_of SINK: the call and the errno with which the exporter's buffers never get there; empty if they do
nature_of() {
  case $exporter-$1-$(uname -r) in
    virtio_gpu-gud-6.1.*) echo "KERNEL EOPNOTSUPP" ;; # it would not tell that it cannot read memory
    bochs-drm-*-6.*) echo "PRIME_FD_TO_HANDLE ENOSYS" ;;
    *-virtio_gpu-*) echo "PRIME_FD_TO_HANDLE ENODEV" ;;
    exynos-*) echo "ATOMIC EOPNOTSUPP" ;;
  esac
}

# failure_of SINK [CALL ERRNO]: what is met first: that, or what fails by nature
failure_of() {
  local nature
  nature=$(nature_of "$1")
  case ${2:-}-$nature in
    *-KERNEL* | -?* | ADDFB2-PRIME* | ATOMIC-?*) echo "$nature" ;;
    *) echo "${2:-} ${3:-}" ;;
  esac
}

# happens_to_any CALL ERRNO: whether that is what any sink would meet first, and not by nature
happens_to_any() {
  local sink
  for sink in $sinks; do
    [ -n "$(nature_of "$sink")" ] || [ "$(failure_of "$sink" "$@")" != "$*" ] || return 0
  done
  return 1
}

# path_after FAILURE: the path, call, errno and class
path_after() {
  case $exporter-$1 in
    *"- ") echo "prime   " ;;
    virtio_gpu-*ENOMEM) echo "copy $1 transient" ;;
    *"-ATOMIC ENODEV") echo "copy $1 gone" ;; # the words of a card that has gone, here the exporter's
    *) echo "copy $1 permanent" ;;
  esac
}

# tells SINK WANTED: whether that is what it says of its path
tells() { equals "$(told "$1")" "$2"; }
told() { property "$(path_on_bus "$1")" Sink Path PathReason | cut -d' ' -f1-4; }

# rows [ERRNO PLACE MEANS CALL]
rows() {
  local sink failure
  for sink in $sinks; do
    failure=$(failure_of "$sink" "${4:-}" "${1:-}")
    case ${1:-}-$failure in
      -PRIME*) row "$sink" "${failure#* }" import nature ;;
      -ATOMIC*) row "$sink" "${failure#* }" "first commit" nature ;;
      -KERNEL*) row "$sink" "" "" nature ;;
      "- ") row "$sink" "" "" "${3:-}" ;;
      *) [ "$failure" != "$4 $1" ] || row "$sink" "$1" "$2" "$3" ;;
    esac
  done
}

# row SINK ERRNO PLACE MEANS: once its display is still
row() {
  local path call errno class differing lost black=null
  case $1 in
    udl | gud)
      usbdisplay wait-equal "$1" "scanout:$source" 20000 >/run/output 2>&1 || true # what differs then is counted
      differing=$(usbdisplay diff "$1" "scanout:$source" | grep -o -E '[0-9]+' | head -n 1)
      black=$(display_statistic "$1" black_moments)
      ;;
    *)
      wait_quietly 20 device_shows_source "$1" || true
      differing=$(differing_pixels)
      ;;
  esac
  lost=$(statistic "$(path_on_bus "$1")" Sink frames_lost)
  read -r path call errno class <<END
$(told "$1")
END
  add_row "$1" "$2" "$3" "$4" "$path" "$class" "${call:+$call $errno}" "$lost" "$differing" "$black"
  expect "$exporter to $1, ${2:-no fault} ${3:-}${4:+ by $4}: $path ${call:+$call $errno }$class, nothing lost, nothing black, no pixel differs" \
    equals "$lost $differing ${black#null}" "0 0 $([ "$black" = null ] || echo 0)"
}

# add_row SINK ERRNO PLACE MEANS PATH CLASS REASON LOST DIFFERING BLACK
add_row() {
  printf '{"board": "%s", "kernel": "%s", "exporter": "%s", "sink": "%s", "fault": "%s", "place": "%s", "by": "%s", ' \
    "$board" "$(uname -r)" "$exporter" "$1" "${2:-none}" "$3" "$4" >>/host/ladder.jsonl
  printf '"path": "%s", "class": "%s", "reason": "%s", "frames_lost": %s, "differing_pixels": %s, "black_moments": %s}\n' \
    "$5" "$6" "$7" "$8" "$9" "${10}" >>/host/ladder.jsonl
}

# What devices of QEMU show is seen from outside, in pictures of results.
device_shows_source() {
  picture_of_device ladder-source "$(device_of "$exporter")"
  picture_of_device ladder-sink "$(device_of "$1")"
  cmp /host/ladder-source.ppm /host/ladder-sink.ppm
}

# differing_pixels: of those pictures
differing_pixels() {
  cmp -l /host/ladder-source.ppm /host/ladder-sink.ppm |
    awk '{ pixel = int(($1 - 16) / 3) } pixel != last { ++count; last = pixel } END { print count + 0 }'
}

# device_of DRIVER: its id in the scenario's line `# devices:`; empty: the board's own
device_of() {
  case $1 in
    bochs*) echo bochs ;;
    cirrus*) echo cirrus ;;
  esac
}

# picture_of_device NAME DEVICE
picture_of_device() {
  local answer
  echo "screendump $1 $2" >&3
  read -r answer <&3
  equals "$answer" done
}

# driver_name CARD: as DRM_IOCTL_VERSION says it
driver_name() { cut -d' ' -f1 "/sys/kernel/debug/dri/$(($(stat -c 0x%T "$1")))/name"; }
