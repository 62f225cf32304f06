# SPDX-License-Identifier: MIT
# What a scenario says and demands. The first demand that is not met ends it.

# say TEXT: a remark in the output of the run
say() { echo "# $*" >&3; }

pass() { echo "ok $*" >&3; }

# fail TEXT: ends the scenario; what the last command said becomes remarks, all displays are pictured, and tasks.log has
# where in the kernel each task of a program is
fail() {
  set +e
  [ -s /run/output ] && tail -n 20 /run/output | sed 's/^/# /' >&3
  echo "not ok $*" >&3
  tasks_of_programs >/host/tasks.log 2>/dev/null
  pictures_of_all
  exit 1
}

tasks_of_programs() {
  local task
  for task in /proc/[0-9]*/task/*; do
    [ -s "${task%/task/*}/cmdline" ] || continue
    echo "$task $(cat "$task/comm") $(sed -n 's/^State:\t//p' "$task/status")"
    cat "$task/stack"
  done
}

# expect TEXT COMMAND...: the command must succeed
expect() {
  local text="$1"
  shift
  if "$@" >/run/output 2>&1; then pass "$text"; else fail "$text"; fi
}

patience=3 # how many times as long a machine may take that has much else to do

# wait_until SECONDS TEXT COMMAND...: the command must succeed before that many seconds are over, of a machine without
# other work
wait_until() {
  local seconds="$1" text="$2"
  shift 2
  if wait_quietly "$seconds" "$@"; then pass "$text"; else fail "$text (within $((seconds * patience)) s)"; fi
}

# wait_quietly SECONDS COMMAND...: the same without a line in the output; fails when the time is over. It pauses twice as
# long as the command takes, which would else keep the board from its work.
wait_quietly() {
  local now started deadline pause
  read_clock
  deadline=$((now + $1 * 1000 * patience))
  shift
  started=$now
  until "$@" >/run/output 2>&1; do
    read_clock
    [ $now -lt $deadline ] || return 1
    pause=$((50 + (now - started) * 2))
    [ $((now + pause)) -lt $deadline ] || pause=$((deadline - now))
    usleep $((pause * 1000))
    read_clock
    started=$now
  done
}

now_ms() {
  local now
  read_clock
  echo $now
}

# read_clock: sets now, without a process
read_clock() {
  local uptime rest
  read -r uptime rest </proc/uptime
  now=$((${uptime%.*} * 1000 + 1${uptime#*.}0 - 1000))
}

# not COMMAND...: succeeds if the command fails
not() { ! "$@"; }

# equals ACTUAL WANTED
equals() { [ "$1" = "$2" ] || { echo "is '$1', not '$2'"; return 1; }; }

# differs ACTUAL UNWANTED
differs() { [ "$1" != "$2" ] || { echo "is '$1'"; return 1; }; }

# at_least ACTUAL WANTED: compares numbers
at_least() { [ "$1" -ge "$2" ] || { echo "is '$1', less than '$2'"; return 1; }; }

# picture_of_source NAME: what the board's own display shows becomes NAME.png and NAME.ppm of the results, which the host
# stores: not every board sees them in /host
picture_of_source() {
  local answer
  echo "screendump $1" >&3
  read -r answer <&3
  equals "$answer" done
}

# watch_source RRGGBB...: from now on the host looks at the board's own display all the time
watch_source() { echo "watch $*" >&3; }

# source_kept_colours PICTURES: demands that it has looked at least so often, and always seen those colours alone
source_kept_colours() {
  local pictures strange
  echo watched >&3
  read -r pictures strange <&3
  expect "the source had no other colour in $pictures pictures" equals "$strange" 0
  expect "which are $1 at least" at_least "$pictures" "$1"
}
