# SPDX-License-Identifier: MIT
"""The life of the packages in a Debian that has nothing but what they depend on: tests/package-life."""

import re
import shutil
import subprocess

from lane import cache, packages
from lane.sources import PROJECT
from lane.suite import Suite

# What was released before. It is built on this machine: on a newer Debian it comes as from a system that was upgraded.
RELEASED = {"0.1.0": "25eb55a"}
# Of every Debian, as far as packages and their scripts matter here.
SYSTEM = "base-files base-passwd apt dash coreutils systemd udev dbus"


def live(checks, suite, debs):
    """Each "ok" or "FAILED" of the test, which shall be nothing but that."""
    root = Suite(suite, [*SYSTEM.split(), *_dependencies(debs)])
    for version, commit in RELEASED.items():
        command = root.command([PROJECT / "tests/package-life", _released(version, commit), debs[0].parent])
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for outcome, text in re.findall("^(ok|FAILED) (.*)$", done.stdout, re.MULTILINE):
            checks.demand(f"{suite} from {version}: {text}", outcome == "ok")
        checks.demand(f"{suite} from {version}: the test ends", done.returncode == 0, done.stdout)


def _dependencies(debs):
    """What the packages, and their tests, depend on: the first of alternatives, without versions."""
    fields = [subprocess.run(["dpkg-deb", "--field", deb, "Depends"], check=True, stdout=subprocess.PIPE, text=True).stdout for deb in debs]
    fields += re.findall(r"^Depends: (.*)$", (PROJECT / "debian/tests/control").read_text(), re.MULTILINE)
    names = {re.split(r"[ (|]", word.strip())[0] for field in fields for word in field.split(",")}
    return names - {deb.name.split("_")[0] for deb in debs} - {"@"}


def _released(version, commit):
    """The folder of the packages that were built from the commit."""

    def build(folder):
        sources = folder / "source"
        sources.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "--extract", "--directory", sources], input=archive, check=True)
        packages.build("amd64", sources)
        shutil.rmtree(sources)

    return cache.item(f"packages-{version}", [commit], build)
