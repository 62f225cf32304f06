# SPDX-License-Identifier: MIT
"""The Debian that is to come: its compilers. Its kernel is for those alone, and so are the programs of its kbuild."""

import time

from lane.suite import Suite

# Without libexpected-dev: the library of C++ has the same.
PACKAGES = (
    # to read the project's sources
    "dash coreutils g++ cmake ninja-build pkgconf libdrm-dev libgbm-dev libsdbus-c++-dev libsdbus-c++-bin libsystemd-dev"
    " libudev-dev libboost-dev libpixman-1-dev libfmt-dev libcli11-dev nlohmann-json3-dev libpng-dev zlib1g-dev"
    # to build modules of its kernel
    " make sed grep findutils mawk libelf1t64 gcc-arm-linux-gnueabihf"
).split()


def suite():
    """It changes every day: it is made anew each week."""
    return Suite("forky", PACKAGES, [time.strftime("%G week %V")], is_configured=False)


# Packages that are not configured have given their awk no such name.
NAME_AWK = 'ln -s mawk /usr/bin/awk && exec "$@"'


def make(command, work, cross_compile):
    """The command that has its compiler do what this one of make tells kbuild to do, in a folder of the cache."""
    compiler = f"CC={cross_compile or 'x86_64-linux-gnu-'}gcc"  # else of the very version that built the kernel
    return suite().command(["sh", "-c", NAME_AWK, "make", *command, compiler], folder=work)
