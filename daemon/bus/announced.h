// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "bus/compat.h"

namespace kmsmirror::bus {

// One D-Bus property of a status, and whether two statuses differ in it.
template <class Status>
struct PropertyOf {
    const char* name;
    bool (*differs)(const Status&, const Status&);
};

template <auto Member, class Status>
bool member_differs(const Status& a, const Status& b) {
    return a.*Member != b.*Member;
}

// A status, and what clients were last told of it.
template <class Status>
class Announced {
public:
    explicit Announced(Status status) : current_(std::move(status)), told_(current_) {}

    [[nodiscard]] const Status& operator*() const noexcept { return current_; }
    [[nodiscard]] const Status* operator->() const noexcept { return &current_; }
    void set(const Status& status) { current_ = status; }

    // The properties that clients do not know yet, which count as told from now on.
    [[nodiscard]] std::vector<compat::PropertyName> take_changes(std::span<const PropertyOf<Status>> properties) {
        std::vector<compat::PropertyName> names;
        for (const auto& property : properties) {
            if (property.differs(told_, current_))
                names.emplace_back(property.name);
        }
        told_ = current_;
        return names;
    }

private:
    Status current_;
    Status told_;
};

}  // namespace kmsmirror::bus
