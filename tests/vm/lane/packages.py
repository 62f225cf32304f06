# SPDX-License-Identifier: MIT
"""The project's Debian packages: how they are built, on this machine or in another Debian, and what they must be."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from lane import cache, sysroot
from lane.sources import PROJECT

EXPECTED = PROJECT / "tests/arch/installed-files"
TRIPLETS = {"amd64": "x86_64-linux-gnu", "armhf": "arm-linux-gnueabihf", "arm64": "aarch64-linux-gnu"}

# The project has no mail host of its own.
SUPPRESSED = "bogus-mail-host,bogus-mail-host-in-debian-changelog"


def _output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def version():
    return re.search(r"project\(kmsmirror VERSION (\S+)", (PROJECT / "CMakeLists.txt").read_text()).group(1)


def copy_sources(folder):
    """What git tracks, as it is in the work tree: a package build writes into its sources."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
    with subprocess.Popen(["tar", "--create", "--null", "--files-from=-"], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as packer:
        unpacker = subprocess.Popen(["tar", "--extract", "--directory", folder], stdin=packer.stdout)
        packer.stdin.write(files)
        packer.stdin.close()
        if unpacker.wait() or packer.wait():
            raise SystemExit("the sources cannot be copied")


def build(architecture, sources, suite=None):
    """Builds the packages from `sources`, on this machine or in the suite; they are beside that folder then."""
    folder = sources.parent
    for old in folder.glob("*.deb"):
        old.unlink()
    environment = os.environ | {
        # debhelper hides the home folder, and with it the cache.
        "KMSMIRROR_CACHE": str(cache.root()),
        "KMSMIRROR_CMAKE_OPTIONS": "-DKMSMIRROR_WERROR=ON -DKMSMIRROR_CCACHE=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=64",
        # Nobody debugs these; without it they are built in half the time.
        "DEB_BUILD_OPTIONS": f"noautodbgsym parallel={os.cpu_count()}",
        "DEB_CFLAGS_STRIP": "-g",
        "DEB_CXXFLAGS_STRIP": "-g",
    }
    command = ["dpkg-buildpackage", "--build=binary", "--no-sign", "--no-check-builddeps", "--no-pre-clean"]
    if architecture != "amd64":
        root = sysroot.sysroot(architecture)
        environment["CMAKE_TOOLCHAIN_FILE"] = str(PROJECT / f"cmake/{architecture}.toolchain.cmake")
        environment["KMSMIRROR_CMAKE_OPTIONS"] += f" -DKMSMIRROR_SYSROOT={root} -DPKG_CONFIG_EXECUTABLE=/usr/bin/pkg-config"
        environment["KMSMIRROR_LIBRARY_DIRS"] = ":".join(f"{root}/{path}/{TRIPLETS[architecture]}" for path in ("lib", "usr/lib"))
        shutil.copy(root / "shlibs", sources / "debian/shlibs.local")
        command.append(f"--host-arch={architecture}")
    if suite:
        command = suite.command(command, folder=sources, writable=[folder])
    log = folder / "build.log"
    with open(log, "wb") as file:
        status = subprocess.run(command, cwd=sources, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
    if status.returncode:
        raise SystemExit("".join(log.read_text(errors="replace").splitlines(keepends=True)[-30:]) + f"the build failed, see {log}")
    return sorted(folder.glob("*.deb"))


def _expected_files(package, triplet):
    """What tests/arch/installed-files says of the package."""
    lines = [line.split() for line in EXPECTED.read_text().splitlines() if line and not line.startswith("#")]
    return sorted(path.replace("LIBDIR", f"lib/{triplet}") for owner, path in lines if owner == package)


def _packaged_files(deb, package, wanted):
    """Without what packaging adds: more documentation of the package, compression, folders that are links on a board."""
    names = [line.split(maxsplit=5)[5] for line in _output("dpkg-deb", "--contents", deb).splitlines() if not line.startswith("d")]
    names = [re.sub(" (->|link to) .*", "", name).removeprefix("./") for name in names]
    names = [re.sub("^lib/", "usr/lib/", re.sub(r"^(usr/share/man/.*)\.gz$", r"\1", name)) for name in names]
    names = [name.replace("zsh/vendor-completions/", "zsh/site-functions/") for name in names]
    added = (f"usr/share/doc/{package}/", "usr/share/lintian/")
    return sorted(name for name in names if name in wanted or not name.startswith(added))


class Checks:
    """Demands on `what`, each with a line of output."""

    def __init__(self, what):
        self.failed = 0
        self._what = what

    def demand(self, text, is_met, why=""):
        print(("ok " if is_met else "FAILED ") + f"{self._what}: {text}" + ("" if is_met else f"\n{why}"), flush=True)
        self.failed += not is_met


def check(checks, architecture, debs, suite=None):
    triplet = TRIPLETS[architecture]
    names = sorted(deb.name for deb in debs)
    wanted = [f"{package}_{version()}_{architecture}.deb" for package in ("gstreamer1.0-kmsmirror", "kmsmirror", "libkmsmirror-dev", "libkmsmirror0")]
    checks.demand("the packages have the project's version", names == wanted, f"{names} instead of {wanted}")
    command = ["lintian", "--allow-root", "--fail-on=error,warning", "--suppress-tags", SUPPRESSED, *debs]
    lintian = subprocess.run(suite.command(command) if suite else command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    checks.demand("lintian has nothing to say", lintian.returncode == 0 and not lintian.stdout, lintian.stdout)
    for deb in debs:
        package = deb.name.split("_")[0]
        wanted = _expected_files(package, triplet)
        found = _packaged_files(deb, package, wanted)
        why = "".join(f"  missing: {name}\n" for name in wanted if name not in found) + "".join(f"  unexpected: {name}\n" for name in found if name not in wanted)
        checks.demand(f"{package} has the files of {EXPECTED.relative_to(PROJECT)}", wanted == found, why)
    with tempfile.TemporaryDirectory() as folder:
        for deb in debs:
            subprocess.run(["dpkg-deb", "--extract", deb, folder], check=True)
        library = pathlib.Path(folder, f"usr/lib/{triplet}/libkmsmirror.so.{version()}")
        checks.demand("the library is libkmsmirror.so.0", library.exists() and "[libkmsmirror.so.0]" in _output("readelf", "-d", library))
