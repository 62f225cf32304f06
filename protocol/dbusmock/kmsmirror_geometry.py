# SPDX-License-Identifier: MIT
"""Where a source lies on a display, for the template kmsmirror.py: what settings come to. Rectangles are x1, y1, x2, y2."""

import math
from fractions import Fraction

import kmsmirror_rules as rules

QUARTERS = {"none": 0, "x": 0, "y": 2}  # of a turn clockwise, after left and right have changed places


def share(length, count, index, bezel):
    """What one of several displays shows of a length, when so many pixels are hidden between two."""
    first, end = ((i * (length + bezel) + count // 2) // count for i in (index, index + 1))
    return max(first, 0), min(end - bezel, length)


def region_in(choice, bezel, size):
    """The part of a source of that size."""
    region = rules.parse_region(choice)
    if region == "all":
        part = (0, 0, *size)
    elif len(region) == 4 and not choice.startswith("wall:"):
        part = (*region[:2], min(region[2], size[0]), min(region[3], size[1]))
    else:
        (x1, x2), (y1, y2) = (share(size[i], region[i], region[2 + i], bezel) for i in (0, 1))
        part = (x1, y1, x2, y2)
    return part if part[0] < part[2] and part[1] < part[3] else (0, 0, *size)


def rounded(fraction):
    return math.floor(fraction + Fraction(1, 2))


def fitted(picture, display):
    """The largest size of that shape which has room."""
    width, height = picture[0] * display[1], picture[1] * display[0]
    if width > height:
        return display[0], min(display[1], max(1, rounded(Fraction(height, picture[0]))))
    return min(display[0], max(1, rounded(Fraction(width, picture[1])))), display[1]


def middle(part, whole):
    begin = (whole - part) // 2
    return begin, begin + part


def placed(picture, display, fit):
    """Of both axes what is shown of the picture, and where."""
    shown = [(0, length) for length in picture]
    where = [(0, length) for length in display]
    times = min(display[0] // picture[0], display[1] // picture[1])
    if fit == "fill":
        scale = max(Fraction(display[i], picture[i]) for i in (0, 1))
        cuts = [(picture[i] - display[i] / scale) / 2 for i in (0, 1)]
        shown = [(cuts[i], picture[i] - cuts[i]) for i in (0, 1)]
    elif fit == "none":
        sizes = [min(picture[i], display[i]) for i in (0, 1)]
        shown = [middle(sizes[i], picture[i]) for i in (0, 1)]
        where = [middle(sizes[i], display[i]) for i in (0, 1)]
    elif fit != "stretch":
        sizes = [length * times for length in picture] if fit == "integer" and times else fitted(picture, display)
        where = [middle(sizes[i], display[i]) for i in (0, 1)]
    return shown, where


def turned(size, rotation):
    return size[::-1] if rotation % 180 else size


def picture_of(own, source):
    """The size of what is shown of a source, as it is turned."""
    x1, y1, x2, y2 = region_in(own["RegionChoice"], own["Bezel"], source)
    return turned((x2 - x1, y2 - y1), own["Rotation"])


def filter_of(choice, shown, where):
    lengths = [(shown[i][1] - shown[i][0], where[i][1] - where[i][0]) for i in (0, 1)]
    if all(source == display and shown[i][0] % 1 == 0 for i, (source, display) in enumerate(lengths)):
        return ""
    if choice != "auto":
        return choice
    if all(shown[i][0] % 1 == 0 and source % 1 == 0 and display % source == 0 for i, (source, display) in enumerate(lengths)):
        return "nearest"
    return "area" if any(source > 2 * display for source, display in lengths) else "bilinear"


def placement(own, source, display):
    """The properties Region, DisplayPart and Filter of a sink with these properties."""
    x1, y1, x2, y2 = region_in(own["RegionChoice"], own["Bezel"], source)
    shown, where = placed(picture_of(own, source), display, own["Fit"])
    chosen = filter_of(own["FilterChoice"], shown, where)
    is_mirrored = own["Reflection"] != "none"
    quarters = (own["Rotation"] // 90 + QUARTERS[own["Reflection"]]) % 4
    if quarters % 2:
        shown.reverse()
    for axis, length, is_reversed in ((0, x2 - x1, (quarters >= 2) != is_mirrored), (1, y2 - y1, quarters in (1, 2))):
        if is_reversed:
            shown[axis] = (length - shown[axis][1], length - shown[axis][0])
    (left, right), (top, bottom) = shown
    region = (x1 + math.floor(left), y1 + math.floor(top), x1 + math.ceil(right), y1 + math.ceil(bottom))
    return {"Region": region, "DisplayPart": (where[0][0], where[1][0], where[0][1], where[1][1]), "Filter": chosen}


def is_importable(own, size):
    """Whether the display's driver can show the source's own memory: neither scaled nor turned nor dithered, without bars."""
    is_plain = not own["Filter"] and own["Rotation"] == 0 and own["Reflection"] == "none" and own["Dither"] == "none"
    return is_plain and tuple(own["DisplayPart"]) == (0, 0, *size)
