// SPDX-License-Identifier: MIT
#include <exception>

#include "app/application.h"
#include "app/options.h"
#include "base/log.h"

int main(int argc, char** argv) {
    const auto parsed = kmsmirror::app::parse_options(argc, argv);
    if (parsed.exit_code)
        return *parsed.exit_code;
    try {
        kmsmirror::app::Application application(parsed.options);
        return application.run();
    } catch (const std::exception& error) {
        kmsmirror::log::error("{}", error.what());
        return 1;
    }
}
