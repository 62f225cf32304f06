// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/bus/connection.h"

namespace kmsmirror::ctl::bus {

// From now on the signals of this connection are those of kmsmirrord, and those that tell that it comes or goes. Throws
// Failure.
void subscribe_to_daemon(Connection& connection);

}  // namespace kmsmirror::ctl::bus
