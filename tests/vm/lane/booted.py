# SPDX-License-Identifier: MIT
"""Boards that have booted and wait for what to do. To start from the state of one saves each scenario the boot."""

import pathlib
import re
import subprocess
import tempfile
import time

from lane import cache, image, kernel, machine, transport

BOOT_SECONDS = 120


def state(board):
    """A file with the state of the board's machine, as it is without more devices, and with empty disks."""
    qemu = subprocess.run([board.command[0], "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    parts = [qemu, _clock_rate(), repr(board), str(kernel.kernel(board)), str(image.base(board))]
    parts += [pathlib.Path(file) for file in (machine.__file__, transport.__file__, __file__)]
    return cache.item(f"booted-{board.name}", parts, lambda folder: _save(board, folder)) / "state"


def _clock_rate():
    """Of this machine's processor, which the guest has measured for its own clock."""
    return re.search(r"^bogomips.*|\Z", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE | re.IGNORECASE).group(0)


def _save(board, folder):
    with tempfile.TemporaryDirectory(prefix="kmsmirror-vm-") as work:
        work = pathlib.Path(work)
        with machine.Machine(board, kernel.kernel(board), image.base(board), work, work) as guest:
            wait(guest)
            guest.save(folder / "state")


def wait(guest):
    """Until a machine that was started from nothing has booted."""
    deadline = time.monotonic() + BOOT_SECONDS
    try:
        line = next(guest.lines(lambda: deadline - time.monotonic()), "its end")
    except TimeoutError:
        line = "nothing"
    if line != "booted":
        raise RuntimeError(f"{line} came instead of a board that has booted")
