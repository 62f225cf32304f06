#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Moves a bar over the display: kmsmirror_show() by ctypes. Needs libkmsmirror0 and no other package.
import ctypes
import errno
import select
import sys
from ctypes import POINTER, c_char_p, c_int, c_int32, c_size_t, c_uint32, c_uint64, c_void_p


class Info(ctypes.Structure):
    _fields_ = [(name, c_uint32) for name in ("width", "height", "format", "refresh_mhz", "buffer_count")]


class Rect(ctypes.Structure):
    _fields_ = [(name, c_int32) for name in ("x1", "y1", "x2", "y2")]


library = ctypes.CDLL("libkmsmirror.so.0")
library.kmsmirror_open.argtypes = [c_void_p, POINTER(c_void_p)]
library.kmsmirror_close.argtypes = [c_void_p]
library.kmsmirror_get_info.argtypes, library.kmsmirror_get_info.restype = [c_void_p], POINTER(Info)
library.kmsmirror_get_fd.argtypes, library.kmsmirror_get_fd.restype = [c_void_p], c_int
library.kmsmirror_show.argtypes = [c_void_p, c_char_p, c_size_t, POINTER(Rect), c_size_t, c_uint64]
library.kmsmirror_error_text.argtypes, library.kmsmirror_error_text.restype = [c_void_p], c_char_p


def show(session, picture, pitch, changed, frame):
    """Waits until a buffer is free."""
    rectangles = (Rect * len(changed))(*changed)
    while True:
        result = library.kmsmirror_show(session, bytes(picture), pitch, rectangles, len(changed), frame)
        if result != -errno.EAGAIN:
            return result
        select.select([library.kmsmirror_get_fd(session)], [], [])


session = c_void_p()
if library.kmsmirror_open(None, ctypes.byref(session)) < 0:
    sys.exit(library.kmsmirror_error_text(None).decode())
info = library.kmsmirror_get_info(session).contents
pitch = info.width * 4
picture = bytearray(pitch * info.height)
blue, black = b"\xff\x40\x00\x00", bytes(4)
for frame in range(info.height):
    picture[frame * pitch:(frame + 1) * pitch] = blue * info.width
    before = (frame - 8) * pitch
    if before >= 0:
        picture[before:before + pitch] = black * info.width
    if show(session, picture, pitch, [(0, max(frame - 8, 0), info.width, frame + 1)], frame) < 0:
        sys.exit(library.kmsmirror_error_text(session).decode())
library.kmsmirror_close(session)
