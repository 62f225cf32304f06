# SPDX-License-Identifier: MIT
"""kmsmirrord as a template of python-dbusmock: the whole of org.kmsmirror1.xml, for the tests of desktop shells.

    python3 -m dbusmock --template /usr/share/python-dbusmock/templates/kmsmirror.py

It begins with a source and as many sinks as the parameter "sinks" says (-p '{"sinks": 2}'), by default none. Every
daemon. The object /org/kmsmirror1 has these methods on org.freedesktop.DBus.Mock besides:

    AddSource(s connector) -> o           a display of the SoC
    AddSink(s driver, s connector) -> o   a USB display, which shows the first source
    Remove(o path)                        a source, a sink or a session
    Change(o path, a{sv} properties)      of any object, with PropertiesChanged
    Fail(o path, s method, s error, s message)   the next call of that method fails; "Busy" is
                                          org.kmsmirror1.Error.Busy, with a dot it is the error itself
"""

import os
import re
import socket
import struct

import dbus
from dbusmock import MOCK_IFACE, get_object, get_objects

BUS_NAME = "org.kmsmirror1"
MAIN_OBJ = "/org/kmsmirror1"
MAIN_IFACE = "org.kmsmirror1.Manager"
SYSTEM_BUS = True
IS_OBJECT_MANAGER = True

SOURCE_IFACE = "org.kmsmirror1.Source"
SINK_IFACE = "org.kmsmirror1.Sink"
SESSION_IFACE = "org.kmsmirror1.Session"

MODE = (1024, 768, 60000)

the_objects = {}

# Of each interface the properties: signature and first value.
PROPERTIES = {
    MAIN_IFACE: {"Version": ("s", "0.2.0"), "State": ("s", "no-source"), "Error": ("s", ""), "ConfigSerial": ("t", 1)},
    SOURCE_IFACE: {
        "State": ("s", "scanout"), "Driver": ("s", "pl111"), "Connector": ("s", ""), "DevicePath": ("s", "/dev/dri/card0"),
        "Mode": ("(uuu)", MODE), "Format": ("s", "XR24"),
    },
    SINK_IFACE: {
        "State": ("s", "mirroring"), "Error": ("s", ""), "Source": ("o", "/"), "Driver": ("s", "udl"), "Connector": ("s", ""),
        "DevicePath": ("s", "/dev/dri/card1"), "UsbPath": ("s", ""), "Identity": ("(sss)", ("ACM", "Panel 7", "1234")),
        "Path": ("s", "prime"), "PathReason": ("(ssss)", ("", "", "", "")), "FallbackCount": ("t", 0), "Mode": ("(uuu)", MODE),
        "Format": ("s", "XR24"), "Modes": ("a(uuu)", [MODE, (800, 600, 60000)]), "Enabled": ("b", True),
        "PathChoice": ("s", "auto"), "ModeChoice": ("s", "auto"), "Fit": ("s", "none"), "Rotation": ("u", 0),
        "Region": ("(iiii)", (0, 0, 0, 0)), "MaxRate": ("u", 0), "RememberedBy": ("s", "none"),
    },
    SESSION_IFACE: {"Source": ("o", "/"), "ProcessId": ("u", os.getpid()), "UserId": ("u", os.getuid())},
}
STATISTICS = {
    SOURCE_IFACE: ("frames_presented", "frames_flipped", "sequence", "bytes_read"),
    SINK_IFACE: ("frames_offered", "frames_shown", "frames_superseded", "frames_lost", "last_shown_sequence", "commits", "bytes_copied"),
    SESSION_IFACE: ("frames_presented",),
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


def manager():
    return the_objects[MAIN_OBJ]  # dbusmock knows it after load() only


def change(mock, **values):
    signatures = {name: signature for name, (signature, _) in PROPERTIES[mock.interface].items()}
    if unknown := set(values) - set(signatures):
        raise dbus.exceptions.DBusException(f"there is no property {min(unknown)}", name="org.freedesktop.DBus.Error.InvalidArgs")
    changed = {name: typed(signatures[name], value) for name, value in values.items()}
    changed = {name: value for name, value in changed.items() if mock.props[mock.interface][name] != value}
    mock.props[mock.interface].update(changed)
    if changed:
        mock.EmitSignal(dbus.PROPERTIES_IFACE, "PropertiesChanged", "sa{sv}as", [mock.interface, dictionary(changed), dbus.Array([], signature="s")])


def update_daemon():
    """Its state follows from what is there."""
    states = [sink.props[SINK_IFACE]["State"] for sink in children("sink")]
    states = [state for state in states if state not in ("disabled", "unplugged", "no-display")]
    is_well = all(state in ("mirroring", "paused", "blank", "test-pattern", "starting") for state in states)
    state = ("mirroring" if is_well else "degraded") if states else "idle"
    change(manager(), State=state if children("source") else "no-source")


def set_up(mock, interface, methods, **values):
    """Properties and methods of an object; a method that was told to fail does."""
    for name, (signature, value) in PROPERTIES[interface].items():
        mock.AddProperty(interface, name, typed(signature, values.get(name, value)))
    mock.failures = {}

    def guarded(name, function):
        def call(self, *arguments):
            if name in self.failures:
                error, message = self.failures.pop(name)
                raise dbus.exceptions.DBusException(message, name=error if "." in error else f"org.kmsmirror1.Error.{error}")
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
    update_daemon()
    return path


def statistics(mock):
    return dictionary({name: dbus.UInt64(0) for name in STATISTICS[mock.interface]})


def status_of(mock):
    return dictionary({**mock.props[mock.interface], "ObjectPath": dbus.ObjectPath(mock.path), "Statistics": statistics(mock)})


def get_status(mock, _options):
    own = mock.props[MAIN_IFACE]
    words = {"version": "Version", "state": "State", "error": "Error", "config_serial": "ConfigSerial"}
    lists = {f"{kind}s": dbus.Array(map(status_of, children(kind)), signature="a{sv}") for kind in ("source", "sink", "session")}
    return dictionary({**{word: own[name] for word, name in words.items()}, **lists})


def count_change():
    change(manager(), ConfigSerial=manager().props[MAIN_IFACE]["ConfigSerial"] + 1)


def configure(sink, values, is_persistent):
    """Settings, and what follows from them."""
    effects = {"RememberedBy": "display"} if is_persistent else {}
    if "Enabled" in values:
        effects |= {"State": "mirroring", "Path": "prime", "Mode": MODE} if values["Enabled"] else {"State": "disabled", "Path": "none", "Mode": (0, 0, 0)}
    if values.get("PathChoice") == "copy":
        effects |= {"Path": "copy", "PathReason": ("CHOICE", "", "", "")}
    elif "PathChoice" in values:
        effects |= {"Path": "prime", "PathReason": ("", "", "", "")}
    if match := re.match(r"(\d+)x(\d+)", values.get("ModeChoice", "")):
        size = tuple(map(int, match.groups()))
        fitting = [mode for mode in sink.props[SINK_IFACE]["Modes"] if tuple(mode[:2]) == size]
        if not fitting:
            raise dbus.exceptions.DBusException(f"the display has no mode {values['ModeChoice']}", name="org.kmsmirror1.Error.ModeNotSupported")
        effects["Mode"] = fitting[0]
    change(sink, **values, **effects)


def apply(mock, serial, keep, sinks, _options):
    if serial not in (0, mock.props[MAIN_IFACE]["ConfigSerial"]):
        raise dbus.exceptions.DBusException("the settings were changed meanwhile", name="org.kmsmirror1.Error.StaleSerial")
    for path, values in sinks:
        if path not in get_objects():
            raise dbus.exceptions.DBusException(f"there is no sink {path}", name="org.kmsmirror1.Error.NoSuchSink")
        if keep != "verify":
            configure(get_object(path), values, keep == "persistent")
    if keep != "verify":
        count_change()
        update_daemon()
    return mock.props[MAIN_IFACE]["ConfigSerial"]


def setter(name):
    def call(mock, *arguments):
        configure(mock, {name: arguments[0]}, arguments[-1].get("persistent", False))
        count_change()
        update_daemon()
    return call


def enabler(is_enabled):
    return lambda mock, options: setter("Enabled")(mock, is_enabled, options)


def shower(state):
    def call(mock, *_arguments):
        change(mock, State=state)
        update_daemon()
    return call


def capture(_mock, _options):
    """A red pixel and a white one."""
    memory = os.memfd_create("capture")
    os.write(memory, struct.pack("<II", 0xff0000, 0xffffff))
    pixels = dbus.types.UnixFd(memory)
    os.close(memory)
    sizes = {"width": dbus.UInt32(2), "height": dbus.UInt32(1), "pitch": dbus.UInt32(8)}
    return pixels, dictionary({**sizes, "format": "XR24", "sequence": dbus.UInt64(1)})


def open_session(mock, options):
    """A channel on which nobody speaks."""
    others = [session for session in children("session") if session.props[SESSION_IFACE]["Source"] == mock.path]
    if others and not options.get("replace"):
        raise dbus.exceptions.DBusException("another client has the source", name="org.kmsmirror1.Error.Busy")
    for other in others:
        remove(other.path)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    manager().session_count += 1
    path = add("session", str(manager().session_count), SESSION_IFACE, SESSION_METHODS, Source=mock.path)
    get_object(path).channel = ours
    return dbus.types.UnixFd(theirs)


def remove(path):
    manager().object_manager_emit_removed(path)
    manager().RemoveObject(path)
    update_daemon()


MANAGER_METHODS = [
    ("Reload", "a{sv}", "as", lambda _mock, _options: dbus.Array([], signature="s")),
    ("GetStatus", "a{sv}", "a{sv}", get_status),
    ("Apply", "tsa(oa{sv})a{sv}", "t", apply),
]
SOURCE_METHODS = [
    ("OpenSession", "a{sv}", "h", open_session),
    ("Capture", "a{sv}", "ha{sv}", capture),
    ("GetStatistics", "a{sv}", "a{sv}", lambda mock, _options: statistics(mock)),
]
SINK_METHODS = [
    ("Enable", "a{sv}", "", enabler(True)),
    ("Disable", "a{sv}", "", enabler(False)),
    ("SetSource", "oa{sv}", "", setter("Source")),
    ("SetMode", "sa{sv}", "", setter("ModeChoice")),
    ("SetFit", "sa{sv}", "", setter("Fit")),
    ("SetRotation", "ua{sv}", "", setter("Rotation")),
    ("SetRegion", "(iiii)a{sv}", "", setter("Region")),
    ("SetMaxRate", "ua{sv}", "", setter("MaxRate")),
    ("SetPath", "sa{sv}", "", setter("PathChoice")),
    ("Rearm", "a{sv}", "", lambda _mock, _options: None),
    ("Pause", "a{sv}", "", shower("paused")),
    ("Resume", "a{sv}", "", shower("mirroring")),
    ("Blank", "a{sv}", "", shower("blank")),
    ("Identify", "ua{sv}", "", lambda _mock, _seconds, _options: None),
    ("TestPattern", "sua{sv}", "", shower("test-pattern")),
    ("Capture", "a{sv}", "ha{sv}", capture),
    ("GetStatistics", "a{sv}", "a{sv}", lambda mock, _options: statistics(mock)),
]
SESSION_METHODS = [
    ("End", "a{sv}", "", lambda mock, _options: remove(mock.path)),
    ("GetStatistics", "a{sv}", "a{sv}", lambda mock, _options: statistics(mock)),
]


def load(mock, parameters):
    the_objects[MAIN_OBJ] = mock
    mock.session_count = 0
    set_up(mock, MAIN_IFACE, MANAGER_METHODS)
    AddSource(mock, "HDMI-A-1")
    for number in range(parameters.get("sinks", 0)):
        AddSink(mock, "udl", f"DVI-I-{number + 1}")


@dbus.service.method(MOCK_IFACE, in_signature="s", out_signature="o")
def AddSource(_self, connector):
    return add("source", f"platform-display:{connector}", SOURCE_IFACE, SOURCE_METHODS, Connector=connector)


@dbus.service.method(MOCK_IFACE, in_signature="ss", out_signature="o")
def AddSink(_self, driver, connector):
    port = f"usb-0:{len(children('sink')) + 1}"
    source = children("source")[0].path if children("source") else "/"
    return add("sink", f"{port}:1.0", SINK_IFACE, SINK_METHODS, Driver=driver, Connector=connector, UsbPath=port, Source=source)


@dbus.service.method(MOCK_IFACE, in_signature="o", out_signature="")
def Remove(_self, path):
    remove(path)


@dbus.service.method(MOCK_IFACE, in_signature="oa{sv}", out_signature="")
def Change(_self, path, properties):
    change(get_object(path), **properties)
    if path != MAIN_OBJ:
        update_daemon()


@dbus.service.method(MOCK_IFACE, in_signature="osss", out_signature="")
def Fail(_self, path, method, error, message):
    get_object(path).failures[method] = (error, message)
