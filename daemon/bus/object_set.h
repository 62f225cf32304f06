// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "bus/handle.h"

namespace kmsmirror::bus {

// Signals sent outside a handler. That one of them fails is nobody's fault here and ends nothing.
template <class Function>
void try_to_send(Function&& function) {
    try {
        std::forward<Function>(function)();
    } catch (const sdbus::Error& error) {
        log::warning("send a signal on the message bus: {}", error.getMessage());
    }
}

// The objects of one kind, by id. The context outlives them.
template <class Object, class Status>
class ObjectSet {
public:
    explicit ObjectSet(const Context& context) : context_(context) {}

    // Of a new object clients are told at once, of changes by announce().
    void set(const Status& status) {
        removed_.erase(status.id);
        if (const auto found = objects_.find(status.id); found != objects_.end()) {
            found->second->set(status);
            return;
        }
        const auto added = objects_.emplace(status.id, std::make_unique<Object>(context_, status)).first;
        if (!context_.connection->is_live())
            return;
        try_to_send([&] { added->second->emitInterfacesAddedSignal(); });
        context_.connection->kick();
    }

    // The object stays until announce(): one of its handlers may be running. An unknown id is ignored.
    void remove(const std::string& id) {
        if (objects_.contains(id))
            removed_.insert(id);
    }

    void announce() {
        for (const auto& id : std::exchange(removed_, {})) {
            const auto removed = objects_.extract(id);
            if (context_.connection->is_live())
                try_to_send([&] { removed.mapped()->emitInterfacesRemovedSignal(); });
        }
        if (!context_.connection->is_live())
            return;
        for (const auto& [id, object] : objects_)
            try_to_send([&object = object] { object->announce(); });
    }

    // All that the objects know of themselves.
    [[nodiscard]] std::vector<Dictionary> describe() const {
        std::vector<Dictionary> all;
        for (const auto& [id, object] : objects_) {
            if (!removed_.contains(id))
                all.push_back(object->describe());
        }
        return all;
    }

private:
    const Context& context_;
    std::map<std::string, std::unique_ptr<Object>> objects_;
    std::set<std::string> removed_;
};

}  // namespace kmsmirror::bus
