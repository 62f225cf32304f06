// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "bus/errors.h"
#include "bus/options.h"

namespace kmsmirror::bus {

// One D-Bus property of an object: whether two statuses differ in it, and its value.
template <class Object, class Status>
struct PropertyOf {
    const char* name;
    bool (*differs)(const Status&, const Status&);
    sdbus::Variant (*value)(Object&);
};

template <auto Member, class Status>
bool member_differs(const Status& a, const Status& b) {
    return a.*Member != b.*Member;
}

template <auto Getter, class Object>
sdbus::Variant value_by(Object& object) {
    return sdbus::Variant((object.*Getter)());
}

template <class Object, class Status>
Dictionary values_of(Object& object, std::span<const PropertyOf<Object, Status>> properties) {
    Dictionary values;
    for (const auto& property : properties)
        values.emplace(property.name, property.value(object));
    return values;
}

// The value of a text property. sdbus-c++ 1 ends the program for any exception but its own out of a getter.
[[nodiscard]] inline std::string text_value(const std::string& text) {
    return guarded([&] { return printable(text); });
}

// A status, and what clients were last told of it.
template <class Status>
class Announced {
public:
    explicit Announced(Status status) : current_(std::move(status)), told_(current_) {}

    [[nodiscard]] const Status& operator*() const noexcept { return current_; }
    [[nodiscard]] const Status* operator->() const noexcept { return &current_; }
    void set(const Status& status) { current_ = status; }
    // All of it counts as told.
    void forget_changes() { told_ = current_; }

    // The properties that clients do not know yet, which count as told from now on.
    template <class Object>
    [[nodiscard]] std::vector<compat::PropertyName> take_changes(
        std::span<const PropertyOf<Object, Status>> properties) {
        std::vector<compat::PropertyName> names;
        for (const auto& property : properties) {
            if (property.differs(told_, current_))
                names.emplace_back(property.name);
        }
        forget_changes();
        return names;
    }

private:
    Status current_;
    Status told_;
};

}  // namespace kmsmirror::bus
