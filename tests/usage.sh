# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The arguments of a script of the tests, which sources this: usage LEAST MOST "$@". With --help the comment at its top is
# printed, and nothing else is done. An option, or another number of arguments, ends it with a sentence and status 2.

usage_fail() {
  echo "$(basename "$0"): $*; see --help" >&2
  exit 2
}

usage() {
  least=$1
  most=$2
  shift 2
  for word; do
    case $word in
      -h | --help)
        sed -n '3,$ { /^#/!q; /^# shellcheck /d; s/^# \{0,1\}//p; }' "$0"
        exit 0
        ;;
      -*) usage_fail "there is no option $word" ;;
    esac
  done
  [ $# -ge "$least" ] || usage_fail "it needs $least arguments and got $#"
  [ $# -le "$most" ] || usage_fail "it takes $most arguments and got $#"
}
