# SPDX-License-Identifier: MIT
"""A folder of things that are slow to make. Each is keyed by all it is made from and never changes once it is there."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import tempfile
import time

UNUSED_SECONDS = 30 * 24 * 3600


def root():
    path = os.environ.get("KMSMIRROR_CACHE") or pathlib.Path.home() / ".cache" / "kmsmirror"
    path = pathlib.Path(path).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def locked(name):
    """Holds the lock of that name against every other process."""
    folder = root() / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hash_of(parts):
    """Parts are texts, or paths of files that count with their name and content."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.name.encode() + b"\0" + part.read_bytes() if isinstance(part, pathlib.Path) else part.encode()
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()[:16]


def find(name, parts):
    """The folder of an item, or None if it is not there."""
    folder = root() / f"{name}-{hash_of(parts)}"
    return folder if folder.exists() else None


def item(name, parts, build):
    """The folder of an item, built by build(folder) unless it is there. Other processes see it whole or not at all."""
    folder = root() / f"{name}-{hash_of(parts)}"
    if not folder.exists():
        with locked(folder.name):
            if not folder.exists():
                _build(name, folder, build)
    os.utime(folder)
    return folder


def _build(name, folder, build):
    started = time.monotonic()
    print(f"# making {name}", flush=True)
    unfinished = pathlib.Path(tempfile.mkdtemp(prefix="unfinished-", dir=root()))
    try:
        unfinished.chmod(0o755)
        build(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    print(f"# made {name} in {time.monotonic() - started:.0f} s", flush=True)
    _forget_unused(name, folder)


def _forget_unused(name, kept):
    for other in root().glob(f"{name}-*"):
        if other != kept and len(other.name) == len(kept.name) and time.time() - other.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
