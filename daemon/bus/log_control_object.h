// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "bus/log_control_adaptor.h"

namespace kmsmirror::bus {

// The object by which systemd changes the level of the log; see org.freedesktop.LogControl1(5). Only root and the
// service's user may write: the bus lets nobody else, and sd-bus makes sure of it on the system bus.
class LogControlObject final
    : public sdbus::AdaptorInterfaces<org::freedesktop::LogControl1_adaptor, sdbus::Properties_adaptor> {
public:
    explicit LogControlObject(sdbus::IConnection& connection);
    virtual ~LogControlObject();
    LogControlObject(const LogControlObject&) = delete;
    LogControlObject& operator=(const LogControlObject&) = delete;

private:
    std::string LogLevel() override;
    void LogLevel(const std::string& value) override;
    std::string LogTarget() override;
    void LogTarget(const std::string& value) override;
    std::string SyslogIdentifier() override;
};

}  // namespace kmsmirror::bus
