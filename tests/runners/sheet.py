# SPDX-License-Identifier: MIT
"""Pictures side by side in one PNG file, smaller than they are."""

import struct
import zlib

SHRINKING = 4  # times along each side
GAP = 8
GREY = b"\x88\x88\x88"


class Picture:
    """Rows of red, green and blue bytes."""

    def __init__(self, size, pixels):
        self.width, self.height = size
        self.pixels = pixels

    @staticmethod
    def from_ppm(path):
        _, size, _, pixels = path.read_bytes().split(b"\n", 3)
        return Picture(tuple(map(int, size.split())), pixels)

    @staticmethod
    def from_xrgb(path, size):
        """Of bytes blue, green, red and nothing."""
        raw = path.read_bytes()
        pixels = bytearray(len(raw) // 4 * 3)
        for i in range(3):
            pixels[i::3] = raw[2 - i::4]
        return Picture(size, bytes(pixels))

    def _run(self, x, y, count):
        """The bytes of so many pixels of a row."""
        first = 3 * (y * self.width + x)
        return self.pixels[first:first + 3 * count]

    def turned_back(self):
        """By a quarter, counterclockwise: what a display that hangs upright shows to who stands before it."""
        rows = []
        for x in reversed(range(self.width)):
            rows += [self._run(x, y, 1) for y in range(self.height)]
        return Picture((self.height, self.width), b"".join(rows))

    def shrunk(self):
        """Each pixel is the mean of a square of them."""
        width, height = self.width // SHRINKING, self.height // SHRINKING
        small = bytearray(width * height * 3)
        for y in range(height):
            for x in range(width):
                square = b"".join(self._run(x * SHRINKING, y * SHRINKING + row, SHRINKING) for row in range(SHRINKING))
                for colour in range(3):
                    small[3 * (y * width + x) + colour] = sum(square[colour::3]) // SHRINKING**2
        return Picture((width, height), bytes(small))

    def row(self, y):
        """Grey above and below the picture."""
        return self._run(0, y, self.width) if 0 <= y < self.height else GREY * self.width


def write_sheet(path, pictures):
    pictures = [picture.shrunk() for picture in pictures]
    height = max(picture.height for picture in pictures) + 2 * GAP
    rows = [GREY * GAP + b"".join(picture.row(y - (height - picture.height) // 2) + GREY * GAP for picture in pictures) for y in range(height)]
    width = len(rows[0]) // 3

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # Each as the difference to the one above, which is small and compresses well.
    lines = b"".join(b"\2" + bytes((a - b) & 0xFF for a, b in zip(row, above)) for row, above in zip(rows, [bytes(len(rows[0])), *rows]))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))
