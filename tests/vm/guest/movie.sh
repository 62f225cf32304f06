# SPDX-License-Identifier: MIT
# A moving picture for the daemon: one program makes raw frames, kmsmirrorctl shows them, and the scenario decides how
# many of them go from one to the other.

# start_movie [PATTERN]: the pipe is open, no frame has gone through it
start_movie() {
  local width height refresh
  read -r width height refresh <<END
$(source_property Mode)
END
  frame_bytes=$((width * height * 4))
  frames_played=$(source_statistic frames_presented)
  mkfifo /run/frames /run/player
  kmsmirror-pattern "${1:-movie}" --stdout --size "${width}x$height" >/run/frames 2>>/host/pattern.log 3>&- &
  kmsmirrorctl play </run/player >>/host/player.log 2>&1 3>&- &
  player_pid=$!
  exec 5</run/frames 4>/run/player
}

# send_frames COUNT: hands frames to the player
send_frames() {
  pass-bytes $(($1 * frame_bytes)) <&5 >&4
  frames_played=$((frames_played + $1))
}

# play_frames COUNT: and waits until the last one is on the board's own display
play_frames() {
  send_frames "$1"
  wait_quietly 120 source_has_flipped $frames_played || fail "frame $frames_played is presented"
}

# source_has_flipped COUNT: whether so many frames were presented and the last one is on the display
source_has_flipped() {
  local presented flipped sequence
  read -r presented flipped sequence <<END
$(source_statistic frames_presented frames_flipped sequence)
END
  at_least "$presented" "$1" && equals "$flipped" "$sequence"
}

# source_is_still: whether every frame that was presented is on the display
source_is_still() { source_has_flipped 0; }

# send_frames_meanwhile COUNT: in the background; wait_for_frames waits for its end
send_frames_meanwhile() {
  pass-bytes $(($1 * frame_bytes)) <&5 >&4 &
  sending_pid=$!
  frames_played=$((frames_played + $1))
}

wait_for_frames() {
  wait "$sending_pid"
  wait_quietly 120 source_has_flipped $frames_played || fail "frame $frames_played is presented"
}

stop_movie() {
  exec 4>&- 5<&-
  stop_process "$player_pid" "the player"
  rm /run/frames /run/player
}

# show_raw FILE...: shows raw frames one after the other and keeps the last one; ends the player that is there
show_raw() {
  cat "$@" | kmsmirrorctl play --replace >>/host/player.log 2>&1
}
