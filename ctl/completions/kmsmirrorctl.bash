# SPDX-License-Identifier: MIT
# Completion of kmsmirrorctl(1) for bash.

# Words that the daemon or the program knows: sinks, sources, displays or commands.
__kmsmirrorctl_words() {
  kmsmirrorctl "${bus[@]}" --complete "$1" 2>/dev/null | cut -f 1
}

_kmsmirrorctl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local i command='' words='' count=0
  local -a bus=()
  COMPREPLY=()

  # bash splits at "=" and ":", so that these may be words of their own.
  [[ $word == = ]] && word=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --session) bus=(--session) ;;
      -* | = | :) ;;
      *)
        case ${COMP_WORDS[i - 1]}${COMP_WORDS[i - 2]} in
          --json* | --bus* | --seconds* | --size* | --format* | --stride* | --fps* | --frames* | --report* | --root* | =* | :*) ;;
          *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else count=$((count + 1)); fi ;;
        esac
        ;;
    esac
  done

  [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
  case $before in
    --json) words='pretty short off' ;;
    --bus) words='system session address:' ;;
    --format) words='bgr0 rgb565' ;;
    --seconds | --size | --stride | --fps | --frames) return ;;
    --report | --root)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    path) [[ $command == set ]] && words='auto prime copy' ;;
    mode) [[ $command == set ]] && words='auto source nearest preferred highest-refresh' ;;
    fit) [[ $command == set ]] && words='fit fill stretch integer none' ;;
    rotation) [[ $command == set ]] && words='0 90 180 270' ;;
    reflection) [[ $command == set ]] && words='none x y' ;;
    region) [[ $command == set ]] && words='all wall:' ;;
    bezel) [[ $command == set ]] && words='0' ;;
    filter) [[ $command == set ]] && words='auto nearest bilinear area' ;;
    dither) [[ $command == set ]] && words='none ordered mono' ;;
    max-rate) [[ $command == set ]] && words='none' ;;
    source) [[ $command == set ]] && words=$(__kmsmirrorctl_words sources) ;;
  esac
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    return
  fi

  if [[ $word == -* ]]; then
    words='--json= -j --no-legend --bus= --session --help'
    case $command in
      '') words+=' --version' ;;
      status | stats) words+=' --watch' ;;
      enable | disable) words+=' --persistent' ;;
      set) words+=' --persistent --verify' ;;
      identify | test-pattern) words+=' --seconds' ;;
      play) words+=' --size --format --stride --scale --fps --frames --hold --replace --wait --verbose' ;;
      config) words+=' --root' ;;
      doctor) words+=' --root --mapping --report --with-serials' ;;
    esac
  else
    case $command:$count in
      :*) words=$(__kmsmirrorctl_words commands) ;;
      list:0) words='sources sinks sessions' ;;
      info:0 | screenshot:0) words=$(__kmsmirrorctl_words displays) ;;
      stats:0 | set:0 | test-pattern:0 | doctor:0) words=$(__kmsmirrorctl_words sinks) ;;
      enable:* | disable:* | pause:* | resume:* | blank:* | off:* | on:* | rearm:* | identify:*)
        words=$(__kmsmirrorctl_words sinks)
        ;;
      set:*) words='path= mode= fit= rotation= reflection= region= bezel= filter= dither= max-rate= source=' ;;
      test-pattern:1) words='bars grid checker' ;;
      play:0) words=$(__kmsmirrorctl_words sources) ;;
      config:0) words='check show' ;;
      log-level:0) words='err warning info debug' ;;
      screenshot:1 | config:*)
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
        ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace
  return 0
}

complete -F _kmsmirrorctl kmsmirrorctl
