// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace kmsmirror {

// Binds functions that run later to an object that may be gone by then. A member of that object, declared last, so that
// it is the first to go. What is wrapped may be carried by any thread; it is called on the object's own.
template <class Object>
class Tether {
public:
    explicit Tether(Object& object) : self_(std::make_shared<char>(), &object) {}
    Tether(const Tether&) = delete;
    Tether& operator=(const Tether&) = delete;

    // A function that calls `function(object, arguments...)` as long as the object lives, and does nothing after that.
    template <class Function>
    [[nodiscard]] auto wrap(Function function) const {
        return [weak = std::weak_ptr(self_), function = std::move(function)](auto&&... arguments) mutable {
            if (const auto object = weak.lock())
                function(*object, std::forward<decltype(arguments)>(arguments)...);
        };
    }

private:
    std::shared_ptr<Object> self_;  // owns nothing of the object
};

}  // namespace kmsmirror
