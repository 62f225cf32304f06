# SPDX-License-Identifier: MIT
"""The objects of kmsmirrord, for the template kmsmirror.py: their properties, and what follows from what."""

import os
import re

import dbus
import kmsmirror_geometry as geometry
import kmsmirror_rules as rules
from dbusmock import get_object, get_objects
from kmsmirror_rules import demand, refuse

MAIN_OBJ = "/org/kmsmirror1"
MAIN_IFACE = "org.kmsmirror1.Manager"
SOURCE_IFACE = "org.kmsmirror1.Source"
SINK_IFACE = "org.kmsmirror1.Sink"
SESSION_IFACE = "org.kmsmirror1.Session"
LOG_OBJ = "/org/freedesktop/LogControl1"
LOG_IFACE = "org.freedesktop.LogControl1"

MODE = (1024, 768, 60000)
NO_MODE = (0, 0, 0)
NO_PLACE = {"Region": (0, 0, 0, 0), "DisplayPart": (0, 0, 0, 0), "Filter": ""}
NO_REASON = ("", "", "", "")
NO_PATH = "no path works"
WHY_NO_SOURCE = "there is no display card but those on USB, SPI and I2C; the daemon waits for one"

the_objects = {}

# Of each interface the properties: signature and first value.
PROPERTIES = {
    MAIN_IFACE: {"Version": ("s", "0.2.0"), "State": ("s", "no-source"), "Error": ("s", WHY_NO_SOURCE), "ConfigSerial": ("t", 1)},
    SOURCE_IFACE: {
        "State": ("s", "scanout"), "Driver": ("s", "pl111"), "Connector": ("s", ""), "DevicePath": ("s", "/dev/dri/card0"),
        "PanelOrientation": ("s", "normal"), "Mode": ("(uuu)", MODE), "Format": ("s", "XR24"),
    },
    SINK_IFACE: {
        "State": ("s", "mirroring"), "Error": ("s", ""), "Source": ("o", "/"), "Driver": ("s", "udl"), "Connector": ("s", ""),
        "PanelOrientation": ("s", "normal"), "DevicePath": ("s", ""), "UsbPath": ("s", ""), "Identity": ("(sss)", ("", "", "")),
        "Path": ("s", "prime"), "PathReason": ("(ssss)", NO_REASON), "FallbackCount": ("t", 0), "Mode": ("(uuu)", MODE),
        "Format": ("s", "XR24"), "Modes": ("a(uuu)", [MODE, (800, 600, 60000)]), "Enabled": ("b", True),
        "PathChoice": ("s", "auto"), "ModeChoice": ("s", "auto"), "Fit": ("s", "fit"), "Rotation": ("u", 0),
        "Reflection": ("s", "none"), "RegionChoice": ("s", "all"), "Region": ("(iiii)", (0, 0, *MODE[:2])),
        "DisplayPart": ("(iiii)", (0, 0, *MODE[:2])), "Bezel": ("u", 0), "FilterChoice": ("s", "auto"), "Filter": ("s", ""),
        "Dither": ("s", "none"), "MaxRate": ("u", 0), "RememberedBy": ("s", "none"),
    },
    SESSION_IFACE: {"Source": ("o", "/"), "ProcessId": ("u", os.getpid()), "UserId": ("u", os.getuid())},
    LOG_IFACE: {"LogLevel": ("s", "info"), "LogTarget": ("s", "console"), "SyslogIdentifier": ("s", "kmsmirrord")},
}


def typed(signature, value):
    """The value as D-Bus would bring it."""
    message = dbus.lowlevel.MethodCallMessage("a.b", "/a", "a.b", "a")
    message.append(value, signature=signature)
    return message.get_args_list()[0]


def dictionary(values):
    return dbus.Dictionary(values, signature="sv")


def children(kind):
    return [get_object(path) for path in sorted(get_objects()) if path.startswith(f"{MAIN_OBJ}/{kind}/")]


def paths(kind):
    return [child.path for child in children(kind)]


def manager():
    return the_objects[MAIN_OBJ]  # dbusmock knows it after load() only


def existing(path):
    demand(path in get_objects(), "InvalidArgs", f"there is no object {path}")
    return get_object(path)


def change(mock, **values):
    signatures = {name: signature for name, (signature, _) in PROPERTIES[mock.interface].items()}
    if unknown := set(values) - set(signatures):
        refuse("InvalidArgs", f"there is no property {min(unknown)}")
    changed = {name: typed(signatures[name], value) for name, value in values.items()}
    changed = {name: value for name, value in changed.items() if mock.props[mock.interface][name] != value}
    mock.props[mock.interface].update(changed)
    if changed:
        mock.EmitSignal(dbus.PROPERTIES_IFACE, "PropertiesChanged", "sa{sv}as", [mock.interface, dictionary(changed), dbus.Array([], signature="s")])


def state_of(sink, own):
    """What somebody has changed by hand stays as long as it can be."""
    if own["State"] == "unplugged":
        return "unplugged"
    if not own["Enabled"]:
        return "disabled"
    if own["State"] in ("error", "no-display"):
        return own["State"]
    if not sink.is_on:
        return "off"
    if own["Source"] == "/":
        return "no-source"
    return own["State"] if own["State"] in ("no-master", "slow", "starting") else sink.shown


def mode_of(own, choice):
    """What is set by that choice; of a sink whose modes are not known nobody knows what it has not. None if it has no such mode."""
    modes = own["Modes"]
    if not modes:
        return MODE
    if wish := rules.parse_mode(choice):
        return rules.find_mode(modes, wish)
    return rules.match_mode(modes, geometry.picture_of(own, MODE[:2]), choice, MODE[2])


def shown_by(own):
    """What follows from the settings of a sink that is enabled and has a source."""
    mode = mode_of(own, own["ModeChoice"]) or mode_of(own, "auto")
    place = geometry.placement(own, MODE[:2], mode[:2])
    is_copied = own["PathChoice"] == "copy"
    why = "CHOICE" if is_copied else "" if geometry.is_importable({**own, **place}, mode[:2]) else "GEOMETRY"
    path = "none" if why and own["PathChoice"] == "prime" else "copy" if why else "prime"
    return {"Mode": mode, "Path": path, "PathReason": (why, "", "", ""), **place}


def remark_on(own):
    """What Error says beside a picture."""
    size = geometry.picture_of(own, MODE[:2])
    is_other = own["ModeChoice"] == "source" and size != tuple(own["Mode"][:2])
    return f"the display has no mode of the picture's size, {size[0]}x{size[1]}; it got another one" if is_other else ""


def settle(sink, **values):
    """Changes settings of a sink or what it shows, and all that follows from them."""
    own = {**sink.props[SINK_IFACE], **values}
    if own["Source"] not in paths("source"):
        own["Source"] = values["Source"] = (paths("source") or ["/"])[0]
    if own["Error"] == NO_PATH:
        own["State"] = sink.shown
    values["State"] = state_of(sink, own)
    if values["State"] != sink.props[SINK_IFACE]["State"]:
        values["Error"] = ""
    if set(rules.SETTINGS) & set(values):
        if not own["Enabled"]:
            values |= {"Mode": NO_MODE, "Path": "none", "PathReason": NO_REASON, **NO_PLACE}
        elif own["Source"] == "/":
            values |= NO_PLACE
        else:
            values |= shown_by(own)
            if values["State"] == "mirroring":
                values["Error"] = remark_on({**own, **values})
                if values["Path"] == "none":
                    values |= {"State": "error", "Error": NO_PATH}
    change(sink, **values)


def update_daemon():
    """Its state follows from what is there."""
    states = [sink.props[SINK_IFACE]["State"] for sink in children("sink")]
    states = [state for state in states if state not in ("disabled", "unplugged", "no-display")]
    sources = [source.props[SOURCE_IFACE]["State"] for source in children("source")]
    is_well = set(states) <= {"mirroring", "paused", "blank", "test-pattern", "identify", "off"} and set(sources) <= {"scanout", "no-display"}
    state = "degraded" if not is_well else "mirroring" if states else "idle"
    change(manager(), State=state if sources else "no-source", Error="" if sources else WHY_NO_SOURCE)


def update_sinks():
    """After a source came or went."""
    for sink in children("sink"):
        settle(sink)
    update_daemon()


def end_change():
    change(manager(), ConfigSerial=manager().props[MAIN_IFACE]["ConfigSerial"] + 1)
    update_daemon()


def set_up(mock, interface, methods, **values):
    """Properties and methods of an object; a method that was told to fail does."""
    for name, (signature, value) in PROPERTIES[interface].items():
        mock.AddProperty(interface, name, typed(signature, values.get(name, value)))
    mock.failures = {}

    def guarded(name, function):
        is_setter = name in ("Enable", "Disable") or (name.startswith("Set") and name != "SetPower")

        def call(self, *arguments):
            if name in self.failures:
                refuse(*self.failures.pop(name))
            rules.check_options(arguments[-1], "persistent" if is_setter else "replace" if name == "OpenSession" else None)
            return function(self, *arguments)
        return call

    for name, in_signature, out_signature, function in methods:
        mock.AddMethod(interface, name, in_signature, out_signature, guarded(name, function))


def add(kind, identity, interface, methods, **values):
    encoded = re.sub("^[0-9]|[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):02x}", identity)
    path = f"{MAIN_OBJ}/{kind}/{encoded}"
    manager().AddObject(path, interface, {}, [])
    set_up(get_object(path), interface, methods, **values)
    manager().object_manager_emit_added(path)
    return get_object(path)


def sessions_of(source):
    return [session.path for session in children("session") if session.props[SESSION_IFACE]["Source"] == source]


def remove(path):
    for session in sessions_of(path):
        remove(session)
    manager().object_manager_emit_removed(path)
    manager().RemoveObject(path)
    update_sinks()
