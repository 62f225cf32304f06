# SPDX-License-Identifier: MIT
"""kmsmirrord as a template of python-dbusmock: the whole of org.kmsmirror1.xml, for the tests of desktop shells.

    python3 -m dbusmock --session --template /usr/share/python-dbusmock/templates/kmsmirror.py

It begins with a source, Virtual-1, and with as many sinks as the parameter "sinks" says (-p '{"sinks": 2}'), by default
none. Calls have the effects and the errors that they have with the daemon, but for these: everybody may do everything,
counters stay 0, every picture is of two pixels, and nobody speaks on the channel of a session. Who copies this file
needs kmsmirror_geometry.py, kmsmirror_objects.py and kmsmirror_rules.py beside it. The object /org/kmsmirror1 has these methods on
org.freedesktop.DBus.Mock besides:

    AddSource(s connector) -> o           a display of the SoC
    AddSink(s driver, s connector) -> o   a USB display, on the first port that is free; it shows the first source
    Remove(o path)                        a source, a sink or a session
    Change(o path, a{sv} properties)      of any object, with PropertiesChanged
    Fail(o path, s method, s error, s message)   the next call of that method fails; "Busy" is
                                          org.kmsmirror1.Error.Busy, "InvalidArgs" and "NotSupported" are
                                          D-Bus's own, with a dot it is the error itself
"""

import os
import socket
import struct
import sys

import dbus
from dbusmock import MOCK_IFACE, get_object
from gi.repository import GLib

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import kmsmirror_rules as rules  # noqa: E402
from kmsmirror_objects import (  # noqa: E402
    LOG_IFACE, LOG_OBJ, MAIN_IFACE, MAIN_OBJ, NO_MODE, NO_PLACE, PROPERTIES, SESSION_IFACE, SINK_IFACE, SOURCE_IFACE, add, change, children,
    dictionary, end_change, existing, manager, mode_of, paths, remove, sessions_of, set_up, settle, the_objects, typed, update_daemon, update_sinks,
)
from kmsmirror_rules import demand, refuse  # noqa: E402

BUS_NAME = "org.kmsmirror1"
SYSTEM_BUS = True
IS_OBJECT_MANAGER = True

STATISTICS = {
    SOURCE_IFACE: ("frames_presented", "frames_flipped", "sequence", "bytes_read"),
    SINK_IFACE: ("frames_offered", "frames_shown", "frames_superseded", "frames_lost", "last_shown_sequence", "commits", "bytes_copied"),
    SESSION_IFACE: ("frames_presented",),
}


def statistics(mock):
    return dictionary({name: dbus.UInt64(0) for name in STATISTICS[mock.interface]})


def status_of(mock):
    return dictionary({**mock.props[mock.interface], "ObjectPath": dbus.ObjectPath(mock.path), "Statistics": statistics(mock)})


def get_status(mock, _options):
    own = mock.props[MAIN_IFACE]
    words = {"version": "Version", "state": "State", "error": "Error", "config_serial": "ConfigSerial"}
    lists = {f"{kind}s": dbus.Array(map(status_of, children(kind)), signature="a{sv}") for kind in ("source", "sink", "session")}
    return dictionary({**{word: own[name] for word, name in words.items()}, **lists})


def reload(_mock, _options):
    """What was set for a while is forgotten."""
    for sink in children("sink"):
        settle(sink, **sink.lasting)
    end_change()
    return dbus.Array([], signature="s")


def check_change(sink, values):
    """Whether that sink can have these values, which are right by themselves."""
    if "Source" in values:
        demand(values["Source"] in paths("source"), "NoSuchSource", f"there is no source {values['Source']}")
    choice = values.get("ModeChoice", "auto")
    demand(mode_of(sink.props[SINK_IFACE], choice), "ModeNotSupported", f"the display on {sink.path} has no mode {choice}")


def configure(sink, values, is_persistent):
    if is_persistent:
        identities = {other.path: other.props[SINK_IFACE]["Identity"] for other in children("sink")}
        own = identities.pop(sink.path)
        sink.lasting |= values
        change(sink, RememberedBy=rules.known_by(own, identities.values()))
    settle(sink, **values)


def apply(mock, serial, keep, sinks, _options):
    demand(keep in ("verify", "temporary", "persistent"), "InvalidArgs", f'keep must be "verify", "temporary" or "persistent", not "{keep}"')
    wanted = {}
    for path, values in sinks:
        demand(path not in wanted, "InvalidArgs", f"the sink {path} is there twice")
        wanted[path] = values
        for name, value in values.items():
            demand(name in rules.SETTINGS, "InvalidArgs", f'{path}: unknown setting "{name}"; known are {", ".join(rules.SETTINGS)}')
            rules.check_type(f"{path}: setting", name, value, PROPERTIES[SINK_IFACE][name][0])
            rules.check_value(name, value)
    now = mock.props[MAIN_IFACE]["ConfigSerial"]
    demand(serial in (0, now), "StaleSerial", f"the settings have serial {now} now, not {serial}")
    for path, values in wanted.items():
        demand(path in paths("sink"), "NoSuchSink", f"there is no sink {path}")
        check_change(get_object(path), values)
    if keep != "verify":
        for path, values in wanted.items():
            configure(get_object(path), values, keep == "persistent")
        end_change()
    return mock.props[MAIN_IFACE]["ConfigSerial"]


def setter(name):
    def call(sink, value, options):
        rules.check_value(name, value)
        check_change(sink, {name: value})
        configure(sink, {name: value}, options.get("persistent", False))
        end_change()
    return call


def enabler(is_enabled):
    return lambda sink, options: setter("Enabled")(sink, is_enabled, options)


def demand_picture(sink):
    own = sink.props[SINK_IFACE]
    is_shown = any(own["Mode"]) and own["State"] not in ("unplugged", "no-display")
    demand(is_shown, "NotMirroring", f"the sink {sink.path} shows nothing now: {own['State']}")


def show(sink, what):
    """Instead of what was shown until now; a pattern ends then."""
    if sink.alarm:
        GLib.source_remove(sink.alarm)
        sink.alarm = 0
    sink.shown = what
    settle(sink)
    update_daemon()


def shower(what):
    def call(sink, _options):
        if what != "mirroring":
            demand_picture(sink)
        show(sink, what)
    return call


def set_power(sink, is_on, _options):
    sink.is_on = bool(is_on)
    settle(sink)
    update_daemon()


def identify(sink, seconds, _options):
    show_for(sink, seconds, "identify")


def show_pattern(sink, pattern, seconds, _options):
    rules.check_pattern(pattern)
    show_for(sink, seconds, "test-pattern")


def show_for(sink, seconds, what):
    rules.check_seconds(seconds)
    demand_picture(sink)
    demand(sink.is_on, "NotMirroring", f"the sink {sink.path} shows nothing now: off")
    if sink.shown not in ("test-pattern", "identify"):
        sink.shown_after = "blank" if sink.shown == "blank" else "mirroring"
    show(sink, what)

    def end():
        sink.alarm = 0
        show(sink, sink.shown_after)

    sink.alarm = GLib.timeout_add_seconds(seconds, end)


def capture(_mock, _options):
    """A red pixel and a white one."""
    memory = os.memfd_create("capture")
    os.write(memory, struct.pack("<II", 0xff0000, 0xffffff))
    pixels = dbus.types.UnixFd(memory)
    os.close(memory)
    sizes = {"width": dbus.UInt32(2), "height": dbus.UInt32(1), "pitch": dbus.UInt32(8)}
    return pixels, dictionary({**sizes, "format": "XR24", "sequence": dbus.UInt64(1)})


def capture_sink(sink, options):
    demand_picture(sink)
    demand(sink.is_on, "NotMirroring", f"the sink {sink.path} shows nothing now: off")
    return capture(sink, options)


def open_session(mock, options):
    """A channel on which nobody speaks."""
    others = sessions_of(mock.path)
    demand(not others or options.get("replace"), "Busy", "another client has the source")
    for other in others:
        remove(other)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    manager().session_count += 1
    add("session", str(manager().session_count), SESSION_IFACE, SESSION_METHODS, Source=mock.path).channel = ours
    return dbus.types.UnixFd(theirs)


MANAGER_METHODS = [
    ("Reload", "a{sv}", "as", reload),
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
    ("SetRegion", "sa{sv}", "", setter("RegionChoice")),
    ("SetReflection", "sa{sv}", "", setter("Reflection")),
    ("SetBezel", "ua{sv}", "", setter("Bezel")),
    ("SetFilter", "sa{sv}", "", setter("FilterChoice")),
    ("SetDither", "sa{sv}", "", setter("Dither")),
    ("SetMaxRate", "ua{sv}", "", setter("MaxRate")),
    ("SetPath", "sa{sv}", "", setter("PathChoice")),
    ("Rearm", "a{sv}", "", lambda _mock, _options: None),
    ("Pause", "a{sv}", "", shower("paused")),
    ("Resume", "a{sv}", "", shower("mirroring")),
    ("Blank", "a{sv}", "", shower("blank")),
    ("SetPower", "ba{sv}", "", set_power),
    ("Identify", "ua{sv}", "", identify),
    ("TestPattern", "sua{sv}", "", show_pattern),
    ("Capture", "a{sv}", "ha{sv}", capture_sink),
    ("GetStatistics", "a{sv}", "a{sv}", lambda mock, _options: statistics(mock)),
]
SESSION_METHODS = [
    ("End", "a{sv}", "", lambda mock, _options: remove(mock.path)),
    ("GetStatistics", "a{sv}", "a{sv}", lambda mock, _options: statistics(mock)),
]


def load(mock, parameters):
    the_objects[MAIN_OBJ] = mock
    mock.session_count = mock.sink_count = 0
    set_up(mock, MAIN_IFACE, MANAGER_METHODS)
    mock.AddObject(LOG_OBJ, LOG_IFACE, {}, [])
    set_up(get_object(LOG_OBJ), LOG_IFACE, [])
    AddSource(mock, "Virtual-1")
    for number in range(parameters.get("sinks", 0)):
        AddSink(mock, "udl", f"DVI-I-{number + 1}")


@dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="ssv")
def Set(self, interface, name, value):
    """Takes the place of dbusmock's for all objects. All properties are read-only but two of the log."""
    demand(name in self.props.get(interface, {}), "UnknownProperty", f"there is no property {name}")
    if (interface, name) == (LOG_IFACE, "LogLevel"):
        demand(value in rules.LOG_LEVELS, "InvalidArgs", f'the level must be one of syslog\'s, for example "debug" or "info", not "{value}"')
        self.props[interface][name] = dbus.String(rules.LOG_LEVELS[value])
    elif (interface, name) == (LOG_IFACE, "LogTarget"):
        demand(value == self.props[interface][name], "NotSupported", f'the target is "{self.props[interface][name]}" and cannot be changed')
    else:
        refuse("PropertyReadOnly", f"the property {name} cannot be written")


@dbus.service.method(MOCK_IFACE, in_signature="s", out_signature="o")
def AddSource(_self, connector):
    path = add("source", connector, SOURCE_IFACE, SOURCE_METHODS, Connector=connector).path
    update_sinks()
    return path


@dbus.service.method(MOCK_IFACE, in_signature="ss", out_signature="o")
def AddSink(_self, driver, connector):
    manager().sink_count += 1
    taken = {sink.props[SINK_IFACE]["UsbPath"] for sink in children("sink")}
    number = next(number for number in range(1, len(taken) + 2) if f"usb-0:{number}" not in taken)
    values = {"UsbPath": f"usb-0:{number}", "DevicePath": f"/dev/dri/card{number}", "Identity": ("ACM", "Panel 7", f"C7{manager().sink_count:04}")}
    if children("source"):
        values["Source"] = paths("source")[0]
    else:
        values |= {"State": "no-source", "Path": "none", "Mode": NO_MODE, **NO_PLACE}
    sink = add("sink", f"usb-0:{number}:1.0", SINK_IFACE, SINK_METHODS, Driver=driver, Connector=connector, **values)
    sink.shown, sink.alarm, sink.is_on = "mirroring", 0, True
    sink.lasting = {name: sink.props[SINK_IFACE][name] for name in rules.SETTINGS}
    update_daemon()
    return sink.path


@dbus.service.method(MOCK_IFACE, in_signature="o", out_signature="")
def Remove(_self, path):
    demand(path in paths("source") + paths("sink") + paths("session"), "InvalidArgs", f"there is no source, sink or session {path}")
    remove(path)


@dbus.service.method(MOCK_IFACE, in_signature="oa{sv}", out_signature="")
def Change(_self, path, properties):
    change(existing(path), **properties)
    if path != MAIN_OBJ:
        update_daemon()


@dbus.service.method(MOCK_IFACE, in_signature="osss", out_signature="")
def Fail(_self, path, method, error, message):
    existing(path).failures[method] = (error, message)
