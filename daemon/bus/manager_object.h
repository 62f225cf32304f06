// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "bus/compat.h"
#include "bus/kmsmirror_adaptor.h"
#include "bus/names.h"

namespace kmsmirror::bus {

// The object of the daemon itself, and the object manager of all others.
class ManagerObject final
    : public sdbus::AdaptorInterfaces<org::kmsmirror1::Manager_adaptor, sdbus::ObjectManager_adaptor> {
public:
    ManagerObject(sdbus::IConnection& connection, std::string version)
        : AdaptorInterfaces(connection, sdbus::ObjectPath{manager_path}), version_(std::move(version)) {
        registerAdaptor();
    }
    virtual ~ManagerObject() { unregisterAdaptor(); }
    ManagerObject(const ManagerObject&) = delete;
    ManagerObject& operator=(const ManagerObject&) = delete;

private:
    std::string Version() override { return version_; }

    std::string version_;
};

}  // namespace kmsmirror::bus
