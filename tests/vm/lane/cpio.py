# SPDX-License-Identifier: MIT
"""Writes the archive from which the kernel fills its first file system (cpio, format newc)."""

import os
import stat


class Archive:
    """Paths are relative to the guest's root. Folders above a path are added before it."""

    def __init__(self, file):
        self._file = file
        self._paths = set()

    def folder(self, path, mode=0o755):
        self._add(path, stat.S_IFDIR | mode, b"")

    def link(self, path, target):
        self._add(path, stat.S_IFLNK | 0o777, target.encode())

    def text(self, path, content, mode=0o644):
        self._add(path, stat.S_IFREG | mode, content.encode())

    def file(self, path, source):
        self._add(path, stat.S_IFREG | stat.S_IMODE(os.stat(source).st_mode), source.read_bytes())

    def tree(self, top, prefix="", rename=lambda path: path):
        """Everything below a folder of the host."""
        for parent, folders, files in os.walk(top):
            for name in sorted(folders + files):
                source = type(top)(parent, name)
                path = rename(prefix + str(source.relative_to(top)))
                if source.is_symlink():
                    self.link(path, os.readlink(source))
                elif source.is_file():
                    self.file(path, source)

    def device(self, path, major, minor):
        self._add(path, stat.S_IFCHR | 0o600, b"", (major, minor))

    def close(self):
        self._write("TRAILER!!!", 0, b"", (0, 0))
        self._file.write(b"\0" * (-self._file.tell() % 512))  # also a disk

    def _add(self, path, mode, content, device=(0, 0)):
        if path in self._paths:
            return
        parent = os.path.dirname(path)
        if parent and parent not in self._paths:
            self.folder(parent)
        self._paths.add(path)
        self._write(path, mode, content, device)

    def _write(self, path, mode, content, device):
        name = path.encode() + b"\0"
        fields = (0, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name), 0)
        self._write_padded(b"070701" + b"".join(b"%08X" % field for field in fields) + name)
        self._write_padded(content)

    def _write_padded(self, content):
        self._file.write(content)
        self._file.write(b"\0" * (-len(content) % 4))
