# SPDX-License-Identifier: MIT
"""What kmsmirrord refuses, and with which error: the part of the template kmsmirror.py that knows no objects."""

import re

import dbus

SETTINGS = ("Enabled", "PathChoice", "ModeChoice", "Fit", "Rotation", "Region", "MaxRate", "Source")
LATER = ("Fit", "Rotation", "Region")  # values other than the first are known, but not supported
TYPES = {"b": dbus.Boolean, "s": dbus.String, "u": dbus.UInt32, "o": dbus.ObjectPath, "(iiii)": dbus.Struct}
STANDARD_ERRORS = ("InvalidArgs", "NotSupported", "PropertyReadOnly", "UnknownProperty")
LOG_LEVELS = {name: name for name in ("err", "warning", "info", "debug")}
LOG_LEVELS |= {"notice": "warning", **dict.fromkeys(("error", "emerg", "alert", "crit"), "err")}


def refuse(error, text):
    """With an error of the daemon, one of D-Bus's own, or, with a dot, just that."""
    prefix = "" if "." in error else "org.freedesktop.DBus.Error." if error in STANDARD_ERRORS else "org.kmsmirror1.Error."
    raise dbus.exceptions.DBusException(text, name=prefix + error)


def demand(is_met, error, text):
    if not is_met:
        refuse(error, text)


def parse_mode(text):
    """Width, height and rate in mHz, 0 where none is given. None for what is no mode."""
    match = re.fullmatch(r"([0-9]+)x([0-9]+)(?:@([0-9]+)(?:[.]([0-9]{1,3}))?)?", text)
    if not match:
        return None
    width, height = int(match[1]), int(match[2])
    rate = int(match[3]) * 1000 + int((match[4] or "0").ljust(3, "0")) if match[3] else 0
    is_mode = 1 <= width <= 16384 and 1 <= height <= 16384 and (not match[3] or 1 <= rate <= 1000000)
    return (width, height, rate) if is_mode else None


# Of each setting that not every value fits: the condition, in code and in words.
RULES = {
    "PathChoice": (lambda path: path in ("auto", "prime", "copy"), 'the path must be "auto", "prime" or "copy"'),
    "ModeChoice": (lambda mode: mode == "auto" or parse_mode(mode), 'the mode must be "auto", WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, at most 16384x16384@1000'),
    "Fit": (lambda fit: fit in ("none", "fit", "crop", "stretch"), 'the fit must be "none", "fit", "crop" or "stretch"'),
    "Rotation": (lambda degrees: degrees in (0, 90, 180, 270), "the rotation must be 0, 90, 180 or 270 degrees"),
    "Region": (lambda r: not any(r) or (0 <= r[0] < r[2] and 0 <= r[1] < r[3]), "the region must be 0, 0, 0, 0 or have 0 <= x1 < x2 and 0 <= y1 < y2"),
    "MaxRate": (lambda rate: rate == 0 or 100 <= rate <= 1000000, "the rate must be 0 or from 100 to 1000000 mHz"),
}


def check_type(what, name, value, signature):
    is_right = type(value) is TYPES[signature] and (signature != "(iiii)" or [type(part) for part in value] == [dbus.Int32] * 4)
    demand(is_right, "InvalidArgs", f'{what} "{name}" must have type {signature}')


def check_options(options, known=None):
    """At most the one that is known, a boolean."""
    for name, value in options.items():
        demand(name == known, "InvalidArgs", f'unknown option "{name}"')
        check_type("option", name, value, "b")


def check_value(name, value):
    """Of a setting, whatever the sink."""
    if name in RULES:
        is_met, rule = RULES[name]
        given = ", ".join(map(str, value)) if name == "Region" else f'"{value}"' if isinstance(value, str) else value
        demand(is_met(value), "InvalidArgs", f"{rule}, not {given}")


def check_seconds(seconds):
    demand(1 <= seconds <= 3600, "InvalidArgs", f"the time must be from 1 to 3600 seconds, not {seconds}")


def check_pattern(pattern):
    demand(pattern in ("bars", "grid", "checker"), "InvalidArgs", f'the pattern must be "bars", "grid" or "checker", not "{pattern}"')


def find_mode(modes, wish):
    """The nearest of that size that is at most 0.5 Hz away. None if there is none."""
    *size, rate = wish
    distances = {tuple(mode): abs(mode[2] - rate) if rate else 0 for mode in modes if [*mode[:2]] == size}
    nearest = min(distances, key=distances.get, default=None)
    return nearest if nearest and distances[nearest] <= 500 else None


def known_by(identity, others):
    """What RememberedBy becomes of a sink with that identity, beside those of others."""
    _, model, serial = identity
    if not model and not serial:
        return "port"
    is_repeated = len(serial) < 2 or not serial.strip("0") or (len(serial) > 3 and serial[2:] == serial[:-2])
    is_counted = len(serial) > 3 and serial in "01234567890" * len(serial)
    return "display-and-port" if is_repeated or is_counted or identity in others else "display"
