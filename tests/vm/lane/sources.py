# SPDX-License-Identifier: MIT
"""The project's own sources, and how they are read together: nine tenths of the time of who only reads them would go
into the headers of libraries, which each of them includes.

So the sources of a folder are included into one: of daemon, ctl and so on, and of what is large in tests. Those with a
main() stand alone: there may be only one, and seen together with what it calls it would seem to throw."""

import json
import pathlib
import re
import shlex

PROJECT = pathlib.Path(__file__).resolve().parents[3]
LARGE = {"fakes", "unit", "vm"}  # of the folders in tests


def commands(build, suffix=".cpp"):
    """How each of the project's own sources with that suffix is compiled in that build."""
    database = json.loads((build / "compile_commands.json").read_text())
    files = {pathlib.Path(entry["file"]): shlex.split(entry["command"]) for entry in database}
    return {file: files[file] for file in sorted(files) if file.suffix == suffix and build not in file.parents}


def options(files):
    """What decides how the sources are read: include folders, macros, the language."""
    found = {}
    for command in files.values():
        words = iter(command)
        for word in words:
            if re.match("-(I|D|std=|isystem)", word):
                found[word + next(words) if word == "-isystem" else word] = None
    return list(found)


def groups(files):
    """Of the files, each with its command, those that are read at once, by the name of the group."""
    found = {}
    for file, command in files.items():
        parts = file.relative_to(PROJECT).with_suffix("").parts
        has_main = re.search(r"^int main\(", file.read_text(), re.MULTILINE)
        folder = parts[:2] if parts[0] == "tests" and parts[1] in LARGE else parts[:1]
        found.setdefault("-".join(parts if has_main else folder), {})[file] = command
    return found


def unite(files, path):
    """Writes the source that includes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f'#include "{file}"\n' for file in files))
