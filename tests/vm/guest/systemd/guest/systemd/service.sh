# SPDX-License-Identifier: MIT
# The daemon as a service of systemd. These verbs take the place of those that run it without.

unit=kmsmirrord.service

# install_project: as its user does, from packages if the run was given some, else as `cmake --install` leaves it
install_project() {
  if [ -d /packages ]; then
    expect "the packages are installed" dpkg --install /packages/*.deb
  else
    cp -a /project/. /
    expect "the project is installed" noticed
  fi
}

# noticed: the system learns of what `cmake --install` has brought
noticed() {
  ldconfig && systemd-sysusers && systemd-tmpfiles --create kmsmirror.conf && systemctl daemon-reload && udevadm control --reload &&
    busctl call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig
}

# configure_daemon LINE...: its configuration; counts from its next start or reload on
configure_daemon() {
  mkdir -p /etc/kmsmirror/kmsmirror.conf.d
  printf '%s\n' "$@" >/etc/kmsmirror/kmsmirror.conf.d/50-scenario.conf
}

# configure_sinks LINE...: the same for some sinks
configure_sinks() {
  mkdir -p /etc/kmsmirror/sinks.d
  printf '%s\n' "$@" >/etc/kmsmirror/sinks.d/50-scenario.conf
}

# configure_unit LINE...: a drop-in of the unit; counts from the next start on
configure_unit() {
  mkdir -p /etc/systemd/system/$unit.d
  printf '%s\n' "$@" >/etc/systemd/system/$unit.d/50-scenario.conf
  systemctl daemon-reload
}

start_daemon() { expect "the service starts" systemctl start $unit; }
stop_daemon() { expect "the service stops" systemctl stop $unit; }
restart_daemon() { expect "the service restarts" systemctl restart $unit; }

# kill_daemon: without giving it a chance, and waits until systemd has started another one
kill_daemon() {
  local before
  before=$(restarts)
  systemctl kill --signal=KILL $unit
  wait_until 30 "systemd starts the service again" restarted_since "$before"
}

# unit_property NAME [UNIT]: for example ActiveState
unit_property() { systemctl show --property="$1" --value "${2:-$unit}"; }

# service_is STATE: whether it is active, inactive, failed and so on
service_is() { equals "$(unit_property ActiveState)" "$1"; }

# restarts: how often systemd has started the service again by itself
restarts() { unit_property NRestarts; }

# restarted_since COUNT: whether it runs and was started again since restarts told that
restarted_since() { at_least "$(restarts)" $(($1 + 1)) && service_is active; }

daemon_pid() { unit_property MainPID; }
daemon_runs() { service_is active; }

# daemon_said TEXT: whether a line of the service's journal has that basic regular expression
daemon_said() { journalctl --unit=$unit --output=cat | grep -q -- "$1"; }

# process_status FIELD: of the daemon's process, as in /proc/PID/status
process_status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$(daemon_pid)/status"; }

# start_client NAME COMMAND...: a service too, which systemd starts again when it ends
start_client() {
  local name="$1"
  shift
  expect "the client $name starts" systemd-run --unit="client-$name" --property=Restart=always --property=RestartSec=200ms \
    --property=StartLimitIntervalSec=0 "$@"
}

stop_client() { expect "the client $1 stops" systemctl stop "client-$1"; }
