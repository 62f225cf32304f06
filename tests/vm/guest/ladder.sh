# SPDX-License-Identifier: MIT
# The ladder of paths: each fault at each place, and for each sink a row of what came of it.

# ladder CARD CALL ERRNO: all rows of the source CARD, which is configured. Its own failure without any fault is CALL and
# ERRNO; none if both are empty.
ladder() {
  local errno
  source=$1 own_failure="$2 $3"
  exporter=$(driver_name "$source")
  rm -f /host/ladder.jsonl
  plug udl udl size=640x480
  plug gud gud size=640x480

  # An import or ADDFB2 that failed is made anew for each frame that tries path prime. The first row leaves the sinks with
  # buffers of their own, so that ADDFB2 is then made for path prime only.
  calls_fail import ENODEV comm=kmsmirror-sink
  begin_rung
  rung "ENODEV at import" PRIME_FD_TO_HANDLE ENODEV
  calls_fail addfb EINVAL comm=kmsmirror-sink
  rearm_both
  rung "EINVAL at ADDFB2" ADDFB2 EINVAL
  calls_work
  rearm_both
  rung none
  for errno in ENOMEM EOPNOTSUPP EINVAL ENOSYS; do
    calls_work
    rearm_both
    both_tell ""
    vmap_fails $errno
    rung "$errno at later commit" ATOMIC $errno
  done
  end_rung
  vmap_fails ENOMEM
  begin_rung
  rung "ENOMEM at first commit" ATOMIC ENOMEM
  end_rung
  calls_work
}

begin_rung() {
  start_daemon
  wait_quietly 30 sink_path udl || fail "there is a udl sink"
  wait_quietly 30 sink_path gud || fail "there is a gud sink"
  udl_path=$(sink_path udl)
  gud_path=$(sink_path gud)
  start_movie motion
}

end_rung() {
  stop_movie
  stop_daemon
}

rearm_both() {
  local path
  for path in $udl_path $gud_path; do
    bus call "$path" Sink Rearm
  done
}

# rung FAULT [CALL ERRNO]: plays frames, and adds a row for each sink
rung() {
  play_frames 3
  both_tell "$1" "${2:-}" "${3:-}"
  rung_of udl "$udl_path" "$1"
  rung_of gud "$gud_path" "$1"
}

# both_tell FAULT [CALL ERRNO]: demands that the sinks are on the path that such a failure leaves, and say why
both_tell() {
  local driver path wanted
  for driver in udl gud; do
    [ $driver = udl ] && path=$udl_path || path=$gud_path
    wanted=$(path_after $driver "${2:-}" "${3:-}")
    wait_quietly 30 tells "$path" "$wanted" || fail "$exporter to $driver, ${1:-no fault}: $wanted"
  done
}

# path_after DRIVER CALL ERRNO: the path, call, errno and class of such a failure
path_after() {
  local failure="$2 $3"
  # gud of Linux 6.1 would not tell that it cannot read memory that is mapped on demand.
  if [ "$1-$board-$exporter" = gud-pc-6.1-virtio_gpu ]; then
    failure="KERNEL EOPNOTSUPP"
  elif [ "$own_failure" != " " ] && [ "$2" != PRIME_FD_TO_HANDLE ]; then
    failure=$own_failure
  fi
  case $exporter-$failure in
    *"- ") echo "prime   " ;;
    virtio_gpu-*ENOMEM) echo "copy $failure transient" ;;
    *"PRIME_FD_TO_HANDLE ENODEV") echo "copy $failure permanent" ;;
    *ENODEV) echo "copy $failure gone" ;;
    *) echo "copy $failure permanent" ;;
  esac
}

# tells PATH WANTED: whether that is what a sink says of its path
tells() { equals "$(told "$1")" "$2"; }
told() { property "$1" Sink Path PathReason | cut -d' ' -f1-4; }

# rung_of DRIVER PATH FAULT: once the display is still
rung_of() {
  local path call errno class differing lost
  usbdisplay wait-equal "$1" "scanout:$source" 20000 >/run/output 2>&1 || true # what differs then is counted
  differing=$(usbdisplay diff "$1" "scanout:$source" | grep -o -E '[0-9]+' | head -n 1)
  lost=$(statistic "$2" Sink frames_lost)
  read -r path call errno class <<END
$(told "$2")
END
  printf '{"exporter": "%s", "sink": "%s", "kernel": "%s", "fault": "%s", "path": "%s", "class": "%s", "reason": "%s", "frames_lost": %s, "differing_pixels": %s}\n' \
    "$exporter" "$1" "$(uname -r)" "$3" "$path" "$class" "${call:+$call $errno}" "$lost" "$differing" >>/host/ladder.jsonl
  expect "$exporter to $1, $3: $path ${call:+$call $errno }$class, no frame lost, no pixel differs" equals "$lost $differing" "0 0"
}

# driver_name CARD: as DRM_IOCTL_VERSION says it
driver_name() { cut -d' ' -f1 "/sys/kernel/debug/dri/$(($(stat -c 0x%T "$1")))/name"; }
