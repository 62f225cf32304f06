# SPDX-License-Identifier: MIT
# What the emulated displays do wrong.

# stall NAME: answers no transfer any more, until resume NAME
stall() { expect "$1 stalls" usbdisplay stall "$1"; }
resume() { expect "$1 goes on" usbdisplay resume "$1"; }

# speed NAME BYTES_PER_SECOND|full: how fast it takes pixels
speed() { expect "$1 has the speed $2" usbdisplay speed "$@"; }

# vanish NAME [BYTES]: pulls its own cable when that many more bytes of pixels have come, in the middle of a transfer
vanish() { expect "$1 will vanish" usbdisplay vanish "$@"; }

# edid NAME good|garbled|corrupt|empty: what the kernel reads from now on, at its next poll or after the next plug
edid() { expect "$1 has a $2 EDID" usbdisplay edid "$@"; }

# modes NAME refuse|accept: of a gud display
modes() { expect "$1 will $2 modes" usbdisplay modes "$@"; }

# chaos SEED SECONDS [MIN_INTERVAL_MS]: things happen to all displays that are plugged in, in an order that the seed
# decides. At the end all are plugged in and do nothing wrong. What was done when, in ms, is in chaos.log.
chaos() {
  local names start name pid pids=
  names=$(usbdisplay list | grep -v ' unplugged$' | cut -d' ' -f1)
  chaos_plan "$1" "$2" "${3:-100}" "$names" >/run/chaos || fail "chaos $1 has a plan"
  sort -n -s -k 1,1 -o /run/chaos /run/chaos
  start=$(now_ms)
  # Each display by itself: while one stalls that is just being plugged in, its hub does not let go of any other.
  for name in $names; do
    grep -E "^[0-9]+ [a-z]+ $name( |\$)" /run/chaos | chaos_of "$name" "$start" &
    pids="$pids $!"
  done
  for pid in $pids; do wait "$pid" || exit 1; done
  for name in $names; do
    wait_quietly 60 card_of_display "$name" || fail "chaos $1: $name gets a card at last"
  done
  pass "chaos $1 for $2 s"
}

# chaos_of NAME START: does what the lines of its input say, at their times
chaos_of() {
  local at command now output
  while read -r at command; do
    now=$(($(now_ms) - $2))
    [ $now -ge "$at" ] || usleep $(((at - now) * 1000))
    echo "$(($(now_ms) - $2)) $command" >>/host/chaos.log
    # shellcheck disable=SC2086 # the words of a command
    output=$(usbdisplay $command 2>&1) || fail "chaos: $command: $output"
  done
}

# chaos_plan SEED SECONDS MIN_INTERVAL_MS NAMES: lines of a time in ms and a command, unsorted; NAMES are plugged in
chaos_plan() {
  awk -v seed="$1" -v end="$2" -v interval="$3" -v names="$4" '
    function below(n) { return int(rand() * n) }
    function act(time, words) { printf "%d %s\n", time, words }
    function anything(name, what) {
      if (gone[name]) {
        gone[name] = 0
        act(time, "plug " name)
      } else if (vanishing[name] || what < 2) {
        vanishing[name] = 0
        gone[name] = 1
        act(time, "unplug " name)
      } else if (what < 5) {
        act(time, "stall " name)
        act(time + 100 + below(900), "resume " name)
      } else if (what < 8) {
        act(time, "speed " name " " (what == 5 ? "full" : speed[1 + below(4)]))
      } else {
        vanishing[name] = 1
        act(time, "vanish " name " " below(200000))
      }
    }
    BEGIN {
      srand(seed)
      count = split(names, name, " ")
      split("10000 100000 1000000 10000000", speed, " ")
      for (time = interval; time < end * 1000; time += interval + below(2 * interval))
        anything(name[1 + below(count)], below(10))
      time = end * 1000 + 1000
      for (i = 1; i <= count; ++i) {
        act(time, "speed " name[i] " full")
        act(time, "resume " name[i])
        if (vanishing[name[i]]) act(time, "unplug " name[i])
        if (vanishing[name[i]] || gone[name[i]]) act(time, "plug " name[i])
      }
    }'
}

# kernel_chaos SEED SECONDS: calls of the kernel fail on all cards, in an order that the seed decides; none does at the
# end. What was done when is in chaos.log.
kernel_chaos() {
  local start at fault
  kernel_chaos_plan "$1" "$2" >/run/kernel-chaos
  start=$(now_ms)
  while read -r at fault; do
    while [ $(($(now_ms) - start)) -lt "$at" ]; do usleep 10000; done
    # shellcheck disable=SC2086 # the words of a fault
    calls_fail $fault
    echo "$(($(now_ms) - start)) calls_fail $fault" >>/host/chaos.log
  done </run/kernel-chaos
  calls_work
}

# kernel_chaos_plan SEED SECONDS: lines of a time in ms and the arguments of calls_fail; what lasts ends with the next
# one. No ENODEV but of import: the kernel says that only of a card that has gone.
kernel_chaos_plan() {
  awk -v seed="$1" -v end="$2" '
    function below(n) { return int(rand() * n) }
    BEGIN {
      srand(seed)
      count = split("commit EBUSY,commit ENOMEM,commit EINVAL,vmap ENOMEM,vmap EINVAL,vmap EOPNOTSUPP," \
                    "import EINVAL,import ENODEV,addfb EINVAL,addfb ENOMEM", fault, ",")
      for (time = 500; time < end * 1000; time += 200 + below(2000))
        printf "%d %s count=%d\n", time, fault[1 + below(count)], below(4) ? 1 + below(4) : -1
    }'
}
