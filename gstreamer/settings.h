// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include "gstreamer/display.h"
#include "gstreamer/presenter.h"

namespace kmsmirror::gstreamer {

// The properties of the element; they count from the next start on.
struct Settings {
    DisplayChoice choice;
    Damage damage = Damage::whole;
};

void install_settings(GObjectClass* object);
// False: there is no such property.
bool set_setting(Settings& settings, guint id, const GValue* value);
bool get_setting(const Settings& settings, guint id, GValue* value);

}  // namespace kmsmirror::gstreamer
