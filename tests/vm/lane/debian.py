# SPDX-License-Identifier: MIT
"""Debian packages of any architecture, without touching the package database of this machine."""

import os
import re
import shutil
import subprocess
import time

from lane import cache

MIRROR = "http://deb.debian.org/debian"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
FRESH_SECONDS = 3600

# The index of bookworm-security is at times out of step with its mirror for foreign architectures: not used.
SOURCES = f"""\
deb [signed-by={KEYRING}] {MIRROR} bookworm main
deb [signed-by={KEYRING}] {MIRROR} bookworm-backports main
"""
# Apart, for few need it, and it is read for long. A mirror may be behind by more days than a suite that changes daily is valid.
SOURCES_OF_FORKY = f"deb [signed-by={KEYRING} check-valid-until=no] {MIRROR} forky main\n"

CONFIGURATION = """\
Dir "{folder}";
Dir::State "state";
Dir::State::status "{folder}/status";
Dir::Cache "cache";
Dir::Cache::srcpkgcache "";
Dir::Etc "etc";
Dir::Etc::sourcelist "sources.list";
APT::Architecture "amd64";
APT::Architectures {{ "amd64"; "armhf"; "arm64"; }};
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
"""


def _folder(suite):
    return cache.root() / ("apt-forky" if suite == "forky" else "apt")


def _apt(program, *arguments, suite="bookworm", **options):
    folder = _folder(suite)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "APT_CONFIG": str(folder / "apt.conf")}
    command = [program, "-q", "-o", f"APT::Default-Release={suite}", *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def _answer(program, *arguments, suite):
    """What apt says of its package lists. It takes a second to load them, so that answers are kept until they are read anew."""
    refresh(older_than=float("inf"), suite=suite)
    file = _folder(suite) / "answers" / cache.hash_of([program, suite, *arguments])
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(_apt(program, *arguments, suite=suite))
        unfinished.rename(file)
    return file.read_text()


def refresh(older_than=FRESH_SECONDS, suite="bookworm"):
    """Reads the package lists anew if they are older than that, or were read with another configuration."""
    folder = _folder(suite)
    sources = SOURCES_OF_FORKY if suite == "forky" else SOURCES
    stamp = folder / "read"
    configuration = CONFIGURATION.format(folder=folder)
    with cache.locked(folder.name):
        is_same = stamp.exists() and stamp.read_text() == configuration + sources
        if is_same and time.time() - stamp.stat().st_mtime < older_than:
            return
        for part in ("state/lists/partial", "cache/archives/partial", "etc/sources.list.d", "etc/preferences.d", "etc/apt.conf.d"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        (folder / "etc/sources.list").write_text(sources)
        (folder / "apt.conf").write_text(configuration)
        _apt("apt-get", "update", suite=suite)
        shutil.rmtree(folder / "answers", ignore_errors=True)
        stamp.write_text(configuration + sources)


def versions(packages, suite="bookworm"):
    """A text with the version of each package, as far as the package lists were read."""
    found = re.findall(r"^(\S+):\n.*\n  Candidate: (\S+)", _answer("apt-cache", "policy", *packages, suite=suite), re.MULTILINE)
    return "\n".join(" ".join(pair) for pair in found)


def dependency(package, pattern, suite):
    """The group of the pattern in the first dependency, of the newest version of the package, that it fits."""
    shown = _answer("apt-cache", "show", "--no-all-versions", package, suite=suite)
    return re.search(rf"^Depends: (?:.*, )?{pattern}", shown, re.MULTILINE).group(1)


def dependencies(package, pattern, suite):
    """All dependencies of the newest version of the package that fit the pattern."""
    shown = _answer("apt-cache", "show", "--no-all-versions", package, suite=suite)
    return re.findall(rf"\b{pattern}(?= |,|$)", re.search("^Depends: (.*)", shown, re.MULTILINE).group(1))


def download(packages, folder, suite):
    """Fetches the packages, checked by apt, and returns their paths in the order of their names."""
    folder.mkdir()
    _apt("apt-get", "download", *packages, suite=suite, cwd=folder)
    return sorted(folder.glob("*.deb"))


def unpack(packages, folder):
    for package in packages:
        subprocess.run(["dpkg", "-x", package, folder], check=True)
