# SPDX-License-Identifier: MIT
"""Which shared libraries a program needs, found in a root file system that need not be the one of this machine."""

import os
import pathlib
import re
import subprocess

MERGED = re.compile(r"^(bin|sbin|lib|lib32|lib64|libx32)/")


def path_in_guest(path):
    """The guest has /bin, /sbin and /lib merged into /usr, whether its origin has or not."""
    return MERGED.sub(r"usr/\1/", path)


class Root:
    def __init__(self, folder, triplet):
        self.folder = pathlib.Path(folder)
        self.library_folders = [f"{place}/{triplet}" for place in ("lib", "usr/lib")] + [f"usr/lib/{triplet}/systemd", "lib/systemd", "usr/lib/systemd"]
        self._needs = {}

    def file(self, path):
        """The file behind a path of this root, through links that may be absolute."""
        host_path = self.folder / path.lstrip("/")
        for _ in range(10):
            if not host_path.is_symlink():
                break
            target = os.readlink(host_path)
            host_path = self.folder / target.lstrip("/") if target.startswith("/") else host_path.parent / target
        return host_path

    def libraries_of(self, programs, own=()):
        """Paths in the guest and files of all libraries and the loader that these ELF files need, but those named `own`."""
        found = {}
        todo = list(programs)
        while todo:
            for name in self._needs_of(todo.pop()):
                if name in found or name in own:
                    continue
                path, file = self.library(name)
                found[name] = (path, file)
                todo.append(file)
        return dict(found.values())

    def library(self, name):
        """The path in the guest and the file of a library or of the loader."""
        if name.startswith("/"):
            return path_in_guest(name.lstrip("/")), self.file(name)
        for folder in self.library_folders:
            file = self.file(f"{folder}/{name}")
            if file.exists():
                return path_in_guest(f"{folder}/{name}"), file
        raise FileNotFoundError(f"{name} is not in {self.folder}")

    def _needs_of(self, file):
        if file not in self._needs:
            shown = subprocess.run(["readelf", "-W", "-l", "-d", file], check=True, stdout=subprocess.PIPE, text=True).stdout
            self._needs[file] = re.findall(r"(?:\(NEEDED\) .*\[|program interpreter: )([^\]]+)\]", shown)
        return self._needs[file]


def is_elf(path):
    if not path.is_file() or path.is_symlink():
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"
