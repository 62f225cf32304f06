// SPDX-License-Identifier: MIT
#include "fakes/fake_state.h"

#include <algorithm>

namespace kmsmirror::fakes {

std::ptrdiff_t ObjectStates::count_connectors(std::uint32_t crtc_id) const {
    return std::count(connector_crtcs.begin(), connector_crtcs.end(), crtc_id);
}

DisplayState ObjectStates::shown() const {
    std::uint32_t number = 0;
    const auto is_in_use = [this](std::uint32_t candidate) {
        return crtcs.at(candidate).mode || count_connectors(id::crtc + candidate) != 0;
    };
    while (number < id::most && !planes.at(number).framebuffer)
        ++number;
    if (number == id::most) {
        number = 0;
        while (number < id::most && !is_in_use(number))
            ++number;
        number %= id::most;
    }
    DisplayState state;
    static_cast<CrtcState&>(state) = crtcs.at(number);
    static_cast<PlaneState&>(state) = planes.at(number);
    state.crtc_id = id::crtc + number;
    state.connector_crtc = count_connectors(state.crtc_id) != 0 ? state.crtc_id : 0;
    return state;
}

bool ObjectStates::distorts(const DisplayState& state) const {
    const auto lies_on_the_way = [&](std::uint32_t object) {
        if (object >= id::connector && object < id::connector + id::most)
            return connector_crtcs.at(object - id::connector) == state.crtc_id;
        return object == state.crtc_id || object == state.crtc_id - id::crtc + id::plane;
    };
    return cursor_crtc == state.crtc_id || std::any_of(further.begin(), further.end(), [&](const auto& entry) {
               return lies_on_the_way(entry.first.first);
           });
}

bool ObjectStates::turn_off(const Framebuffer& framebuffer) {
    bool was_shown = false;
    for (PlaneState& plane : planes)
        if (plane.framebuffer.get() == &framebuffer) {
            was_shown = true;
            turn_off_crtc(plane.plane_crtc);
            plane = {};
        }
    return was_shown;
}

void ObjectStates::turn_off_crtc(std::uint32_t crtc_id) {
    if (crtc_id == 0)
        return;
    crtcs.at(crtc_id - id::crtc) = {};
    planes.at(crtc_id - id::crtc) = {};
    std::replace(connector_crtcs.begin(), connector_crtcs.end(), crtc_id, std::uint32_t{0});
}

}  // namespace kmsmirror::fakes
