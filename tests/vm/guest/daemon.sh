# SPDX-License-Identifier: MIT
# The daemon, its clients, and what it says on D-Bus.

bus_name=org.kmsmirror1
root_path=/org/kmsmirror1

# start_daemon [OPTION]...: and waits until it has its name on the bus
start_daemon() {
  touch /host/kmsmirrord.log
  ln -sf /host/kmsmirrord.log /run/kmsmirrord.log
  /usr/libexec/kmsmirrord "$@" >>/run/kmsmirrord.log 2>&1 3>&- &
  daemon_pid=$!
  expect "the daemon is on the bus" bus wait-name 60
}

# stop_daemon: demands that it ends in order
stop_daemon() {
  stop_process "$daemon_pid" "the daemon"
  expect "the daemon ends in order" ended_well "$daemon_pid"
}

restart_daemon() {
  stop_daemon
  start_daemon "$@"
}

# kill_daemon: without giving it a chance
kill_daemon() {
  kill -KILL "$daemon_pid"
  wait_quietly 20 has_ended "$daemon_pid" || fail "the daemon dies"
}

# ended_well PID: whether a process that this shell has started ended with exit status 0
ended_well() {
  local status=0
  wait "$1" || status=$?
  equals "exit status $status" "exit status 0"
}

daemon_runs() { ! has_ended "$daemon_pid"; }

# daemon_said TEXT: whether a line of its log has that basic regular expression
daemon_said() { grep -q -- "$1" /run/kmsmirrord.log; }

# start_client NAME COMMAND...: runs a client of the daemon in the background, for example kmsmirror-pattern
start_client() {
  local name="$1"
  shift
  "$@" </dev/null >>"/host/$name.log" 2>&1 3>&- &
  echo $! >"/run/client-$name"
}

# stop_client NAME: in order; the exit status is not judged
stop_client() { stop_process "$(cat "/run/client-$1")" "the client $1"; }

# client_ends NAME SECONDS: demands that it ends by itself within that time, without an error
client_ends() {
  local pid
  pid=$(cat "/run/client-$1")
  wait_until "$2" "the client $1 ends" has_ended "$pid"
  expect "the client $1 has no error" ended_well "$pid"
}

# bus COMMAND...: asks the daemon on the bus, see `bushelper --help`
bus() {
  [ -e $bus_socket ] || bushelper $bus_socket >/host/bushelper.log 2>&1 3>&-
  ask $bus_socket "$@"
}
bus_socket=/run/bushelper.sock

# object_paths sink|source: the paths of the daemon's sinks or sources, one a line
object_paths() { bus paths "$1"; }

# sink_path DRIVER: the path of the first sink with the kernel driver udl or gud; source_path: of the first source
sink_path() { bus path "$1"; }
source_path() { bus path source; }

# property PATH INTERFACE PROPERTY...: its value, parts of a structure with a space between them
property() { bus property "$@"; }

# sink_property DRIVER PROPERTY..., source_property PROPERTY...
sink_property() { local driver="$1"; shift; property "$driver" Sink "$@"; }
source_property() { property source Source "$@"; }

# statistic PATH INTERFACE COUNTER...
statistic() { bus statistic "$@"; }

# sink_statistic DRIVER COUNTER..., source_statistic COUNTER...
sink_statistic() { local driver="$1"; shift; statistic "$driver" Sink "$@"; }
source_statistic() { statistic source Source "$@"; }

# sink_becomes DRIVER PROPERTY VALUE [SECONDS]: demands that a text property of a sink gets a value
sink_becomes() {
  local path
  wait_quietly "${4:-30}" sink_path "$1" || fail "there is a sink with the driver $1"
  path=$(sink_path "$1")
  expect "$2 of the $1 sink becomes '$3'" bus wait-property $((${4:-30} * patience)) "$path" Sink "$2" "$3"
}

# sinks_are COUNT PROPERTY VALUE: whether that many sinks have that value of a text property
sinks_are() { equals "$(bus count "$2" "$3")" "$1"; }

# drivers_on_prime: those of udl and gud that show the source by prime where nothing fails: gud of Linux 6.1 would not tell
# that it cannot read a buffer
drivers_on_prime() { case $(uname -r) in 6.1.*) echo udl ;; *) echo udl gud ;; esac; }

# no_sink DRIVER: whether the daemon has no sink with that driver
no_sink() { ! sink_path "$1" >/dev/null; }

# rearm DRIVER: asks a sink to try the best path again
rearm() { bus call "$1" Sink Rearm; }
