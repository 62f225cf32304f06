# SPDX-License-Identifier: MIT
"""What kmsmirrord refuses, and with which error: the part of the template kmsmirror.py that knows no objects."""

import math
import re

import dbus

SETTINGS = (
    "Enabled", "PathChoice", "ModeChoice", "Fit", "Rotation", "Reflection", "RegionChoice", "Bezel", "FilterChoice", "Dither", "MaxRate", "Source",
)
TYPES = {"b": dbus.Boolean, "s": dbus.String, "u": dbus.UInt32, "o": dbus.ObjectPath}
MODE_RULES = ("auto", "source", "nearest", "preferred", "highest-refresh")
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


def parse_region(text):
    """ "all"; x1, y1, x2 and y2; or columns, rows, column and row of a display in a wall. None for what is no region."""
    if text == "all":
        return text
    numbers = "([0-9]{1,9})"
    if match := re.fullmatch(f"{numbers},{numbers},{numbers},{numbers}", text):
        x1, y1, x2, y2 = region = [int(number) for number in match.groups()]
        return region if x1 < x2 <= 16384 and y1 < y2 <= 16384 else None
    if match := re.fullmatch(f"wall:{numbers}x{numbers}:{numbers},{numbers}", text):
        columns, rows, column, row = region = [int(number) for number in match.groups()]
        return region if column < columns <= 64 and row < rows <= 64 else None
    return None


# Of each setting that not every value fits: the condition, in code and in words.
RULES = {
    "PathChoice": (lambda path: path in ("auto", "prime", "copy"), 'the path must be "auto", "prime" or "copy"'),
    "ModeChoice": (
        lambda mode: mode in MODE_RULES or parse_mode(mode),
        'the mode must be "auto", "source", "nearest", "preferred", "highest-refresh", WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, at most 16384x16384@1000',
    ),
    "Fit": (
        lambda fit: fit in ("fit", "fill", "stretch", "integer", "none"),
        'the fit must be "fit", "fill", "stretch", "integer" or "none"',
    ),
    "Rotation": (lambda degrees: degrees in (0, 90, 180, 270), "the rotation must be 0, 90, 180 or 270 degrees"),
    "Reflection": (lambda reflection: reflection in ("none", "x", "y"), 'the reflection must be "none", "x" or "y"'),
    "RegionChoice": (
        parse_region,
        'the region must be "all", "X1,Y1,X2,Y2" with X1 < X2 and Y1 < Y2, at most 16384, or "wall:COLUMNSxROWS:COLUMN,ROW", counted from 0, of at most 64x64',
    ),
    "Bezel": (lambda pixels: pixels <= 4096, "the bezel must be from 0 to 4096 pixels"),
    "FilterChoice": (
        lambda name: name in ("auto", "nearest", "bilinear", "area"),
        'the filter must be "auto", "nearest", "bilinear" or "area"',
    ),
    "Dither": (lambda dither: dither in ("none", "ordered", "mono"), 'dither must be "none", "ordered" or "mono"'),
    "MaxRate": (lambda rate: rate == 0 or 100 <= rate <= 1000000, "the rate must be 0 or from 100 to 1000000 mHz"),
}


def check_type(what, name, value, signature):
    demand(type(value) is TYPES[signature], "InvalidArgs", f'{what} "{name}" must have type {signature}')


def check_options(options, known=None):
    """At most the one that is known, a boolean."""
    for name, value in options.items():
        demand(name == known, "InvalidArgs", f'unknown option "{name}"; {f"known are {known}" if known else "none are known"}')
        check_type("option", name, value, "b")


def check_value(name, value):
    """Of a setting, whatever the sink."""
    if name in RULES:
        is_met, rule = RULES[name]
        given = f'"{value}"' if isinstance(value, str) else value
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


def match_mode(modes, picture, rule, rate):
    """By what it is to a picture of that size, from a source of that rate. The first one is preferred."""
    size = tuple(modes[0][:2])
    sizes = [tuple(mode[:2]) for mode in modes]
    roomy = [each for each in sizes if each[0] >= picture[0] and each[1] >= picture[1]]
    if rule == "nearest":
        size = min(roomy, key=math.prod) if roomy else max(sizes, key=math.prod)
    elif rule in ("auto", "source") and picture in sizes:
        size = picture
    elif rule != "highest-refresh":
        return tuple(modes[0])
    wanted = 1 << 32 if rule == "highest-refresh" else rate
    return min((tuple(mode) for mode in modes if tuple(mode[:2]) == size), key=lambda mode: abs(mode[2] - wanted))


def known_by(identity, others):
    """What RememberedBy becomes of a sink with that identity, beside those of others."""
    _, model, serial = identity
    if not model and not serial:
        return "port"
    is_repeated = len(serial) < 2 or not serial.strip("0") or (len(serial) > 3 and serial[2:] == serial[:-2])
    is_counted = len(serial) > 3 and serial in "01234567890" * len(serial)
    return "display-and-port" if is_repeated or is_counted or identity in others else "display"
