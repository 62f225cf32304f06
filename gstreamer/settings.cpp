// SPDX-License-Identifier: MIT
#include "gstreamer/settings.h"

namespace kmsmirror::gstreamer {
namespace {

enum Property : guint { property_source = 1, property_session_bus, property_replace, property_damage };

GType damage_type() {
    static const GEnumValue values[] = {
        {static_cast<gint>(Damage::whole), "Every frame is a new picture; drawn without a copy", "whole"},
        {static_cast<gint>(Damage::difference), "What differs from the frame before", "difference"},
        {0, nullptr, nullptr},
    };
    static const GType type = g_enum_register_static("KmsmirrorSinkDamage", values);
    return type;
}

}  // namespace

void install_settings(GObjectClass* object) {
    const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_property(
        object, property_source,
        g_param_spec_string("source", "Source", "D-Bus object path of the source; empty: the first", "", flags));
    g_object_class_install_property(
        object, property_session_bus,
        g_param_spec_boolean("session-bus", "Session bus", "Look for kmsmirrord on the session bus", FALSE, flags));
    g_object_class_install_property(
        object, property_replace,
        g_param_spec_boolean("replace", "Replace", "Take the place of the client that has the source", FALSE, flags));
    g_object_class_install_property(object, property_damage,
                                    g_param_spec_enum("damage", "Damage", "What of a frame is sent to the displays",
                                                      damage_type(), static_cast<gint>(Damage::whole), flags));
}

bool set_setting(Settings& settings, guint id, const GValue* value) {
    const char* text = nullptr;
    switch (id) {
        case property_source:
            text = g_value_get_string(value);
            settings.choice.source = text == nullptr ? "" : text;
            return true;
        case property_session_bus:
            settings.choice.session_bus = g_value_get_boolean(value) != FALSE;
            return true;
        case property_replace:
            settings.choice.replace = g_value_get_boolean(value) != FALSE;
            return true;
        case property_damage:
            settings.damage = static_cast<Damage>(g_value_get_enum(value));
            return true;
        default:
            return false;
    }
}

bool get_setting(const Settings& settings, guint id, GValue* value) {
    switch (id) {
        case property_source:
            g_value_set_string(value, settings.choice.source.c_str());
            return true;
        case property_session_bus:
            g_value_set_boolean(value, settings.choice.session_bus ? TRUE : FALSE);
            return true;
        case property_replace:
            g_value_set_boolean(value, settings.choice.replace ? TRUE : FALSE);
            return true;
        case property_damage:
            g_value_set_enum(value, static_cast<gint>(settings.damage));
            return true;
        default:
            return false;
    }
}

}  // namespace kmsmirror::gstreamer
