// SPDX-License-Identifier: MIT
#include "ctl/commands/commands.h"

#include <array>

#include "ctl/commands/config_command.h"
#include "ctl/commands/doctor_command.h"
#include "ctl/commands/identify_command.h"
#include "ctl/commands/info_command.h"
#include "ctl/commands/list_command.h"
#include "ctl/commands/log_level_command.h"
#include "ctl/commands/monitor_command.h"
#include "ctl/commands/play_command.h"
#include "ctl/commands/reload_command.h"
#include "ctl/commands/screenshot_command.h"
#include "ctl/commands/set_command.h"
#include "ctl/commands/sink_action_command.h"
#include "ctl/commands/stats_command.h"
#include "ctl/commands/status_command.h"
#include "ctl/commands/test_pattern_command.h"

namespace kmsmirror::ctl {
namespace {

template <class T, auto... Arguments>
std::unique_ptr<Command> create() {
    return std::make_unique<T>(Arguments...);
}

template <SinkAction Action>
constexpr auto create_action = create<SinkActionCommand, Action>;

constexpr std::array all_commands{
    CommandEntry{"status", "Tell what is mirrored where, how, and why anything is not (default)",
                 create<StatusCommand>},
    CommandEntry{"list", "List sources, sinks and sessions", create<ListCommand>},
    CommandEntry{"info", "Tell all about a sink or source", create<InfoCommand>},
    CommandEntry{"monitor", "Tell what happens, as it happens", create<MonitorCommand>},
    CommandEntry{"stats", "Show counters of frames and bytes", create<StatsCommand>},
    CommandEntry{"enable", "Show the source on a sink", create_action<SinkAction::enable>},
    CommandEntry{"disable", "Show nothing on a sink, and leave its card to other programs",
                 create_action<SinkAction::disable>},
    CommandEntry{"set", "Change settings of a sink", create<SetCommand>},
    CommandEntry{"pause", "Keep the picture that a sink shows", create_action<SinkAction::pause>},
    CommandEntry{"resume", "Show the source on a sink again", create_action<SinkAction::resume>},
    CommandEntry{"blank", "Make a sink black", create_action<SinkAction::blank>},
    CommandEntry{"off", "Turn a display off", create_action<SinkAction::off>},
    CommandEntry{"on", "Turn a display on again", create_action<SinkAction::on>},
    CommandEntry{"rearm", "Try the better paths of a sink again", create_action<SinkAction::rearm>},
    CommandEntry{"identify", "Show on displays which ones they are", create<IdentifyCommand>},
    CommandEntry{"test-pattern", "Show a test pattern on a sink", create<TestPatternCommand>},
    CommandEntry{"screenshot", "Write what a sink or source shows as PNG", create<ScreenshotCommand>},
    CommandEntry{"play", "Show video, y4m or raw, from standard input on a source", create<PlayCommand>},
    CommandEntry{"config", "Check or show the configuration", create<ConfigCommand>},
    CommandEntry{"reload", "Let the daemon read its configuration again", create<ReloadCommand>},
    CommandEntry{"log-level", "Show or set how much the daemon logs", create<LogLevelCommand>},
    CommandEntry{"doctor", "Examine what keeps displays black or slow, and tell what to do", create<DoctorCommand>},
};

}  // namespace

std::span<const CommandEntry> commands() {
    return all_commands;
}

}  // namespace kmsmirror::ctl
