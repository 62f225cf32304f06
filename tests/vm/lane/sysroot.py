# SPDX-License-Identifier: MIT
"""The armhf root file system: what the cross compiler builds against, and where the guest's programs come from."""

import os
import pathlib
import shutil
import subprocess

from lane import cache, debian

PACKAGES = (
    # to build against
    "libdrm-dev libgbm-dev libsdbus-c++-dev libsystemd-dev libudev-dev libpixman-1-dev libfmt-dev libexpected-dev"
    " libboost-dev libpng-dev liblz4-dev libgtest-dev libgmock-dev libcli11-dev nlohmann-json3-dev"
    " libgstreamer-plugins-base1.0-dev"
    # to run in the guest
    " dbus systemd udev busybox-static strace kmod"
).split()

# Which package each library is in, for those who package what they built.
LIST_LIBRARIES = 'for deb in "$1"/var/cache/apt/archives/*.deb; do dpkg-deb --info "$deb" shlibs 2>/dev/null || true; done >"$1/shlibs"'

# Nobody reads these in a sysroot.
SURPLUS = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/icons", "var/cache", "var/lib/apt")


def sysroot():
    """A folder with the unpacked packages, which works wherever it is."""
    packages = [f"{package}:armhf" for package in PACKAGES]
    return cache.item("sysroot-armhf", [debian.versions(packages), pathlib.Path(__file__)], _build)


def _build(folder):
    command = ["mmdebstrap", "--quiet", "--mode=root", "--arch=armhf", "--variant=extract", "--extract-hook=" + LIST_LIBRARIES]
    subprocess.run([*command, "--include=" + ",".join(PACKAGES), "bookworm", folder, f"deb {debian.MIRROR} bookworm main"], check=True)
    for surplus in SURPLUS:
        shutil.rmtree(folder / surplus, ignore_errors=True)
    shutil.rmtree(folder / "dev", ignore_errors=True)
    for link in _absolute_links(folder):
        target = folder / os.readlink(link).lstrip("/")
        link.unlink()
        link.symlink_to(os.path.relpath(target, link.parent))


def _absolute_links(folder):
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            path = pathlib.Path(parent, name)
            if path.is_symlink() and os.readlink(path).startswith("/"):
                yield path
