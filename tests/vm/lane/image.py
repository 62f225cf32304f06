# SPDX-License-Identifier: MIT
"""The guest's file system: a part that stays, from the cache, and a part with what was built."""

import os
import pathlib
import subprocess
import tempfile

from lane import cache, closure, cpio, kernel, sysroot

HERE = pathlib.Path(__file__).resolve().parent
GUEST = HERE.parent / "guest"

PROGRAMS = ("bin/busybox", "bin/udevadm", "usr/bin/dbus-daemon", "usr/bin/busctl", "usr/bin/strace", "bin/kmod")
LIBRARIES = ("libgcc_s.so.1",)  # opened at run time by the C library
RULES = ("50-udev-default", "60-drm", "71-seat", "73-seat-late", "80-drivers", "99-systemd")
KMOD_NAMES = ("modprobe", "insmod", "rmmod", "lsmod", "modinfo")
MERGED_LINKS = ("bin", "sbin", "lib")


def origin(board):
    """Where the guest's programs and libraries come from: the sysroot, or this machine."""
    return closure.Root("/" if board.architecture == "amd64" else sysroot.sysroot(), board.triplet)


def base(board):
    """The archive that needs no build: programs, udev rules, kernel modules."""
    root = origin(board)
    kernel_folder = kernel.kernel(board)
    if board.architecture == "amd64":
        source = _output("dpkg-query", "-W", "libc6", "dbus", "systemd", "udev", "strace", "kmod", "busybox-static")
    else:
        source = str(root.folder)
    parts = [source, str(kernel_folder), *(HERE / name for name in ("image.py", "cpio.py", "closure.py"))]

    def build(folder):
        with open(folder / "base.cpio", "wb") as file:
            _write_base(cpio.Archive(file), root, kernel_folder)

    return cache.item(f"image-{board.name}", parts, build) / "base.cpio"


def _write_base(archive, root, kernel_folder):
    for name in MERGED_LINKS:
        archive.folder(f"usr/{name}")
        archive.link(name, f"usr/{name}")
    archive.folder("usr/lib64")
    archive.link("lib64", "usr/lib64")
    for name in ("proc", "sys", "dev", "run", "tmp", "host", "var", "root"):
        archive.folder(name)
    archive.link("var/run", "/run")
    archive.device("dev/console", 5, 1)
    files = {program: root.file(program) for program in PROGRAMS}
    files |= root.libraries_of(files.values())
    files |= dict(root.library(name) for name in LIBRARIES)
    for path, file in files.items():
        archive.file(closure.path_in_guest(path), file)
    for name in _output("busybox", "--list").split():
        if f"usr/bin/{name}" not in map(closure.path_in_guest, files) and name not in KMOD_NAMES:
            archive.link(f"usr/bin/{name}", "/bin/busybox")
    for name in KMOD_NAMES:
        archive.link(f"usr/sbin/{name}", "/bin/kmod")
    archive.link("usr/lib/systemd/systemd-udevd", "/bin/udevadm")
    for name in RULES:
        archive.file(f"usr/lib/udev/rules.d/{name}.rules", root.file(f"lib/udev/rules.d/{name}.rules"))
    archive.tree(kernel_folder / "lib/modules", "usr/lib/modules/")
    archive.close()


def complete(board, build, scenario, target):
    """Writes the guest's whole file system: the base, what the build folder installs, our scripts and the scenario."""
    root = origin(board)
    with open(target, "wb") as file:
        subprocess.run(["cat", base(board)], check=True, stdout=file)
        file.seek(0, os.SEEK_END)
        archive = cpio.Archive(file)
        with tempfile.TemporaryDirectory(prefix="kmsmirror-install-") as folder:
            _install(build, folder)
            _write_built(archive, root, pathlib.Path(folder))
        archive.tree(GUEST / "etc", "etc/")
        for script in sorted(GUEST.glob("*.sh")):
            archive.file(f"guest/{script.name}", script)
        archive.file("init", GUEST / "init")
        archive.file("scenario", scenario)
        archive.text("guest/board", f"board={board.name}\nmodules='{' '.join(board.modules)}'\nhost_port={board.host_port}\n")
        archive.close()


def _install(build, folder):
    command = ["cmake", "--install", build, "--prefix", "/usr"]
    environment = os.environ | {"DESTDIR": folder}
    for component in ([], ["--component", "vmtests"]):
        subprocess.run(command + component, check=True, env=environment, stdout=subprocess.DEVNULL)


def _write_built(archive, root, folder):
    archive.tree(folder, rename=closure.path_in_guest)
    programs = [path for path in folder.rglob("*") if closure.is_elf(path)]
    own = {path.name for path in folder.rglob("*.so*")}
    for path, file in root.libraries_of(programs, own).items():
        archive.file(path, file)


def _output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
