# SPDX-License-Identifier: MIT
# People who use the board: alice sits at it, with an active session; nobody is who he is; operator is in the group
# kmsmirror.

add_users() {
  printf '%s\n' 'u alice 1000 "At the board" /run /bin/sh' 'u operator 1001 "In the group" /run /bin/sh' 'm operator kmsmirror' |
    systemd-sysusers - || fail "there are users"
  mkdir -p /run/session
  mkfifo /run/session/request /run/session/answer
  chown -R alice /run/session
  expect "alice logs in" systemctl start alice.service
  wait_until 30 "alice has an active session" has_active_session
}

has_active_session() { equals "$(loginctl show-user alice --property=State --value)" active; }

# as USER COMMAND...: runs it; alice's session does it for her
as() {
  local user="$1" status
  shift
  case $user in
    root) "$@" ;;
    alice)
      echo "$*" >/run/session/request
      read -r status </run/session/answer
      cat /run/session/output
      return "$status"
      ;;
    *) setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups "$@" ;;
  esac
}

# may USER PATH INTERFACE METHOD: whether the daemon lets that user call it
may() { as "$1" busctl call $bus_name "$2" $bus_name."$3" "$4" "a{sv}" 0; }

# is_refused USER PATH INTERFACE METHOD: whether it answers AccessDenied
is_refused() { ! may "$@" >/run/refusal 2>&1 && grep -q "Access denied" /run/refusal || { cat /run/refusal; return 1; }; }

# remove_polkit, as on boards that never had it
remove_polkit() {
  systemctl stop polkit.service
  rm /usr/share/dbus-1/system-services/org.freedesktop.PolicyKit1.service
  expect "polkit is gone" busctl call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig
}
