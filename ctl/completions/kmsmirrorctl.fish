# SPDX-License-Identifier: MIT
# Completion of kmsmirrorctl(1) for fish.

# Words that the daemon or the program knows: sinks, sources, displays or commands.
function __kmsmirrorctl_words
    set -l bus
    contains -- --session (commandline -opc); and set bus --session
    kmsmirrorctl $bus --complete $argv[1] 2>/dev/null
end

function __kmsmirrorctl_uses
    __fish_seen_subcommand_from $argv
end

complete -c kmsmirrorctl -f
complete -c kmsmirrorctl -n __fish_use_subcommand -a '(__kmsmirrorctl_words commands)'
complete -c kmsmirrorctl -l json -x -a 'pretty short off' -d 'Print JSON'
complete -c kmsmirrorctl -s j -d 'Print JSON in one line'
complete -c kmsmirrorctl -l no-legend -d 'Tables without headings'
complete -c kmsmirrorctl -l bus -x -a 'system session address:' -d 'Where kmsmirrord is'
complete -c kmsmirrorctl -l session -d 'On the session bus'
complete -c kmsmirrorctl -s h -l help -d 'Show help'
complete -c kmsmirrorctl -n __fish_use_subcommand -l version -d 'Show the version'

complete -c kmsmirrorctl -n '__kmsmirrorctl_uses status stats' -s w -l watch -d 'Again every second'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses list' -a 'sources sinks sessions'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses info screenshot' -a '(__kmsmirrorctl_words displays)'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses screenshot' -F
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses stats enable disable set pause resume blank off on rearm identify test-pattern doctor' \
    -a '(__kmsmirrorctl_words sinks)'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses enable disable set' -l persistent -d 'Also after a restart'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -l verify -d 'Only check'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'path={auto,prime,copy}' -d 'How pixels get there'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'mode={auto,source,nearest,preferred,highest-refresh}' -d 'Mode of the display'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'fit={fit,fill,stretch,integer,none}' -d 'How another size is shown'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'rotation={0,90,180,270}' -d 'Degrees, clockwise'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'region={all,wall:}' -d 'Part of the source'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'reflection={none,x,y}' -d 'Mirrored'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'bezel=0' -d 'Pixels hidden between displays of a wall'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'filter={auto,nearest,bilinear,area}' -d 'How it is scaled'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'dither={none,ordered,mono}' -d 'Patterns for colours between'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'max-rate=none' -d 'Most frames a second'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses set' -a 'source=(__kmsmirrorctl_words sources)'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses identify test-pattern' -l seconds -x -d 'How long'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses test-pattern' -a 'bars grid checker'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -a '(__kmsmirrorctl_words sources)'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l size -x -d 'Pixels of a raw frame'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l format -x -a 'bgr0 rgb565' -d 'Of raw frames'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l stride -x -d 'Bytes from row to row'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l scale -d 'As large as fits'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l fps -x -d 'Most frames a second'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l frames -x -d 'End after so many'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l hold -d 'Keep the last frame'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l replace -d 'Take the place of the client'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -l wait -d 'Until the source can be had'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses play' -s v -l verbose -d 'A line for every frame'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses config' -a 'check show'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses log-level' -a 'err warning info debug'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses config doctor' -l root -r -F -d 'Files of another machine'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses doctor' -l mapping -d 'Answer only whether displays can map the buffers'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses doctor' -l report -r -F -d 'Write a text for a bug report'
complete -c kmsmirrorctl -n '__kmsmirrorctl_uses doctor' -l with-serials -d 'Leave serial numbers'
