// SPDX-License-Identifier: MIT
#include "app/options.h"

#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <cstdio>

namespace kmsmirror::app {
namespace {

constexpr const char* help_text = R"(Usage: kmsmirrord [OPTION]...
Mirrors the display of the board to USB displays.

  --session          serve on the session bus instead of the system bus
  --config=DIR       read the configuration from DIR only (may be repeated; default:
                     /etc/kmsmirror, /run/kmsmirror, /usr/lib/kmsmirror)
  --log-level=LEVEL  err, warning, info (default) or debug
  --help             show this text
  --version          show the version
)";

int refuse(const std::string& why) {
    fmt::print(stderr, "kmsmirrord: {}\nTry 'kmsmirrord --help'.\n", why);
    return 2;
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
    enum : int { session = 1, config, level, help, version };
    constexpr std::array<option, 6> known{{{"session", no_argument, nullptr, session},
                                           {"config", required_argument, nullptr, config},
                                           {"log-level", required_argument, nullptr, level},
                                           {"help", no_argument, nullptr, help},
                                           {"version", no_argument, nullptr, version},
                                           {nullptr, 0, nullptr, 0}}};
    ParsedOptions parsed;
    opterr = 0;
    for (int found = 0; (found = getopt_long(argc, argv, ":", known.data(), nullptr)) != -1;) {
        switch (found) {
            case session:
                parsed.options.bus.kind = bus::BusAddress::Kind::session;
                break;
            case config:
                parsed.options.config_roots.emplace_back(optarg);
                if (parsed.options.config_roots.back().empty())
                    parsed.exit_code = refuse("--config= names no folder");
                break;
            case level:
                if (const auto value = log::parse_level(optarg))
                    parsed.options.log_level = *value;
                else
                    parsed.exit_code =
                        refuse(fmt::format("unknown log level '{}': it is err, warning, info or debug", optarg));
                break;
            case help:
                fmt::print("{}", help_text);
                parsed.exit_code = 0;
                return parsed;
            case version:
                fmt::print("kmsmirrord {}\n", KMSMIRROR_VERSION);
                parsed.exit_code = 0;
                return parsed;
            case ':':
                parsed.exit_code = refuse(fmt::format("'{}' wants a value", argv[optind - 1]));
                return parsed;
            default:
                parsed.exit_code = refuse(fmt::format("wrong option '{}'", argv[optind - 1]));
                return parsed;
        }
    }
    if (optind < argc)
        parsed.exit_code = refuse(fmt::format("unexpected argument '{}'", argv[optind]));
    return parsed;
}

}  // namespace kmsmirror::app
