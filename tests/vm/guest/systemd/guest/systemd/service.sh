# SPDX-License-Identifier: MIT
# The daemon as a service of systemd. These verbs take the place of those of the same name without systemd.

unit=kmsmirrord.service

# install_project: as its user does, from packages if the run was given some, else as `cmake --install` leaves it
install_project() {
  if [ -d /packages ]; then
    expect "the packages are installed" dpkg -i /packages/*.deb
  else
    cp -a /project/. /
    expect "the project is installed" eval "ldconfig && systemd-sysusers && systemctl daemon-reload &&
      udevadm control --reload && busctl call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig"
  fi
}

start_daemon() { expect "the service starts" systemctl start $unit; }
stop_daemon() { expect "the service stops" systemctl stop $unit; }
restart_daemon() { expect "the service restarts" systemctl restart $unit; }

# unit_property NAME [UNIT]: for example ActiveState
unit_property() { systemctl show --property="$1" --value "${2:-$unit}"; }

# service_is STATE: a condition: active, inactive, failed...
service_is() { equals "$(unit_property ActiveState)" "$1"; }

daemon_pid() { unit_property MainPID; }
daemon_runs() { service_is active; }
daemon_said() { journalctl --unit=$unit --output=cat | grep -q -- "$1"; }
