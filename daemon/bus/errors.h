// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>

#include "bus/compat.h"
#include "bus/control.h"

namespace kmsmirror::bus {

// The D-Bus error a client gets for a refused request.
[[nodiscard]] sdbus::Error to_bus_error(const ControlError& error);
[[nodiscard]] sdbus::Error failed_error(const char* text);
[[nodiscard]] sdbus::Error invalid_args_error(const std::string& text);

// Runs a method handler. sdbus-c++ 1 ends the program for any exception but its own out of a handler.
template <class Handler>
auto guarded(Handler&& handler) -> decltype(handler()) {
    try {
        return std::forward<Handler>(handler)();
    } catch (const sdbus::Error&) {
        throw;
    } catch (const std::exception& error) {
        throw failed_error(error.what());
    } catch (...) {
        throw failed_error("unknown exception");
    }
}

}  // namespace kmsmirror::bus
