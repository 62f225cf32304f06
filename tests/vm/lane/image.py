# SPDX-License-Identifier: MIT
"""The guest's file system: a part that stays, from the cache, with which the board boots, and an archive for each scenario, with what
was built, which comes to that or to the root file system of a disk."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from lane import cache, closure, cpio, gstreamer, kernel, sysroot
from lane.root import is_configured
from lane.sources import PROJECT

HERE = pathlib.Path(__file__).resolve().parent
GUEST = HERE.parent / "guest"

PROGRAMS = ("bin/busybox", "bin/udevadm", "usr/bin/dbus-daemon", "usr/bin/busctl", "usr/bin/strace", "bin/kmod")
LIBRARIES = ("libgcc_s.so.1",)  # opened at run time by the C library
RULES = ("50-udev-default", "60-drm", "71-seat", "73-seat-late", "80-drivers", "99-systemd")
DEFAULT_SEED = 1
KMOD_NAMES = ("modprobe", "insmod", "rmmod", "lsmod", "modinfo")
MERGED_LINKS = ("bin", "sbin", "lib")
TEST_PROGRAMS = "usr/libexec/kmsmirror-tests"


def origin(board):
    """Where the guest's programs and libraries come from: the sysroot, or this machine."""
    return closure.Root("/" if board.architecture == "amd64" else sysroot.sysroot(board.architecture), board.triplet)


def base(board):
    """What the board boots with and needs no build: programs, udev rules, kernel modules."""
    root = origin(board)
    kernel_folder = kernel.kernel(board)
    if board.architecture == "amd64":
        source = _output("dpkg-query", "-W", "libc6", "dbus", "systemd", "udev", "strace", "kmod", "busybox-static")
    else:
        source = str(root.folder)
    parts = [source, str(kernel_folder), _settings(board), GUEST / "init", *(HERE / name for name in ("image.py", "cpio.py", "closure.py"))]

    def build(folder):
        with open(folder / "base.cpio", "wb") as file:
            _write_base(cpio.Archive(file), board, root, kernel_folder)

    return cache.item(f"image-{board.name}", parts, build) / "base.cpio"


def _write_base(archive, board, root, kernel_folder):
    for name in MERGED_LINKS:
        archive.folder(f"usr/{name}")
        archive.link(name, f"usr/{name}")
    archive.folder("usr/lib64")
    archive.link("lib64", "usr/lib64")
    for name in ("proc", "sys", "dev", "run", "tmp", "host", "disk", "var", "root"):
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
    archive.file("init", GUEST / "init")
    archive.text("guest/board", _settings(board))
    archive.close()


def complete(board, build, packages, scenario, target):
    """Writes what comes to the base: the project, from packages or what the build folder installs, the programs of the tests, our
    scripts and the scenario."""
    with _archive(target) as archive, _installed(build, packages, scenario) as folder:
        archive.tree(folder, rename=closure.path_in_guest)
        others = gstreamer.files(origin(board), board.triplet) if scenario.has_gstreamer else {}
        for path, file in (others | _libraries(board, folder, folder, others.values())).items():
            archive.file(path, file)
        archive.tree(GUEST / "etc", "etc/")
        _add_scripts(archive, scenario, "none")


def complete_for_disk(board, disk, build, packages, scenario, target):
    """Writes what comes to the root file system of a disk: our scripts, the scenario, the programs of the tests, and the project, yet
    to be installed: as packages where they can be configured, else the files."""
    there = set((disk / "root.list").read_text().splitlines())
    with _archive(target) as archive, _installed(build, packages, scenario) as folder:
        tests = folder / TEST_PROGRAMS
        archive.tree(tests, f"{TEST_PROGRAMS}/")
        for path, file in _libraries(board, tests, folder).items():
            if path not in there:
                archive.file(f"{TEST_PROGRAMS}/lib/{os.path.basename(path)}", file)
        shutil.rmtree(tests)
        if packages and is_configured(board):
            for package in _wanted(packages, scenario):
                archive.file(f"packages/{package.name}", package)
        else:
            archive.tree(folder, rename=lambda path: f"project/{closure.path_in_guest(path)}")
        archive.tree(GUEST / "systemd")
        archive.file("guest/README.md", PROJECT / "README.md")
        archive.text("guest/board", _settings(board))
        _add_scripts(archive, scenario, "systemd")


@contextlib.contextmanager
def _archive(target):
    with open(target, "wb") as file:
        archive = cpio.Archive(file)
        yield archive
        archive.close()


@contextlib.contextmanager
def _installed(build, packages, scenario):
    """A folder with the programs of the tests, as the build folder installs them, and the project from where it is taken."""
    command = ["cmake", "--install", build, "--prefix", "/usr"]
    with tempfile.TemporaryDirectory(prefix="kmsmirror-install-") as folder:
        options = {"check": True, "env": os.environ | {"DESTDIR": folder}, "stdout": subprocess.DEVNULL}
        subprocess.run([*command, "--component", "vmtests"], **options)
        if not packages:
            subprocess.run(command, **options)
            if not scenario.has_gstreamer:
                for plugins in pathlib.Path(folder).glob("usr/lib/*/gstreamer-1.0"):
                    shutil.rmtree(plugins)
        else:
            for package in _wanted(packages, scenario):
                subprocess.run(["dpkg-deb", "--extract", package, folder], check=True)
        yield pathlib.Path(folder)


def _wanted(packages, scenario):
    """Those that a board has: what clients are built with is not among them."""
    left_out = ["libkmsmirror-dev"] if scenario.has_gstreamer else ["libkmsmirror-dev", "gstreamer"]
    return [package for package in packages.glob("*.deb") if not package.name.startswith(tuple(left_out))]


def _libraries(board, programs, installed, others=()):
    """Paths in the guest and files of the libraries that the programs in a folder, and others, need, without those installed."""
    own = {path.name for path in installed.rglob("*.so*")}
    return origin(board).libraries_of([*others, *(path for path in programs.rglob("*") if closure.is_elf(path))], own)


def _settings(board):
    own = f"board={board.name}\nmodules='{' '.join(board.modules)}'\nhost_port={board.host_port}\nlast_command={board.last_command}\n"
    return own + board.transport.settings()


def _add_scripts(archive, scenario, root):
    """The root is none, or how the disk's is started."""
    archive.text("guest/run-settings", f"root={root}\nseed={int(os.environ.get('seed', DEFAULT_SEED))}\n")
    for script in [GUEST / "run", *sorted(GUEST.glob("*.sh"))]:
        archive.file(f"guest/{script.name}", script)
    archive.file("scenario", scenario.path)


def _output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
