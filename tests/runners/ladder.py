#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of the ladder of paths: which rows there have to be, and what is in docs/kernels.md of them.

As a program: brings docs/kernels.md up to date with the rows that tests/all has left in build/tests/ladder.json."""

import collections
import itertools
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "build/tests/ladder.json"
DOCUMENT = ROOT / "docs/kernels.md"
MARKED = re.compile(r"(?<=<!-- from ladder.json -->\n).*(?=<!-- end -->)", re.DOTALL)

COLUMNS = ("board", "kernel", "exporter", "sink", "fault", "place", "by", "path", "class", "reason", "frames_lost", "differing_pixels", "black_moments")  # fmt: skip
KEY = ("board", "exporter", "sink", "fault", "place", "by")
LEAST = 120
PLACES = ("import", "ADDFB2", "first commit", "later commit")
CALLS = {"import": "PRIME_FD_TO_HANDLE", "ADDFB2": "ADDFB2", "first commit": "ATOMIC", "later commit": "ATOMIC"}
COUNTED = ("udl", "gud")  # sinks whose black moments are counted


def at(place, by, outcome, *faults):
    return [(fault, place, by, outcome) for fault in faults]


# Faults, where they happen, by what means, and the path with its class that they leave.
NONE = at("", "", "prime", "none")
AT_IMPORT = at("import", "kprobe", "copy permanent", "ENODEV")
AT_ADDFB2 = at("ADDFB2", "kprobe", "copy permanent", "EINVAL")
REFUSED = [
    *AT_IMPORT,
    *AT_ADDFB2,
    *at("first commit", "kprobe", "copy permanent", "EOPNOTSUPP"),
    *at("first commit", "kprobe", "copy gone", "ENODEV"),
    *at("later commit", "kprobe", "copy permanent", "EOPNOTSUPP", "EINVAL", "ENOSYS"),
    *at("later commit", "kprobe", "copy gone", "ENODEV"),
]


def without_memory(by, outcome):
    return at("first commit", by, outcome, "ENOMEM") + at("later commit", by, outcome, "ENOMEM")


# ENOMEM passes where memory is mapped on demand.
UNMAPPED, SHORT, SWITCHED = without_memory("kprobe", "copy permanent"), without_memory("kprobe", "copy transient"), without_memory("switch", "copy permanent")
OF_HEAP = [*AT_IMPORT, *AT_ADDFB2, *NONE, *at("", "switch", "prime", "none")]
UNTOLD = at("", "nature", "copy permanent", "none")  # nothing is tried, for its failure would not be told
UNSEEN = at("first commit", "kprobe", "none unseen", "ENOMEM")  # and this is what that looks like

# Boards, exporters, sinks, and the faults whose rows there have to be.
EXPECTED = [
    ("vexpress vexpress-7.2", ["pl111"], "udl gud", NONE + REFUSED + UNMAPPED + SWITCHED),
    ("vexpress vexpress-7.2", ["heap linux,cma"], "udl gud", OF_HEAP),
    ("exynos", ["exynos"], "udl gud", AT_IMPORT + AT_ADDFB2 + at("first commit", "nature", "copy permanent", "EOPNOTSUPP")),
    ("exynos", ["heap linux,cma"], "udl gud", AT_IMPORT + AT_ADDFB2 + NONE),
    ("zcu102", ["zynqmp-dpsub"], "udl gud", NONE + REFUSED + UNMAPPED),
    ("pc pc-7.2", ["virtio_gpu"], "udl gud", NONE + REFUSED + SHORT),
    ("pc-6.1", ["virtio_gpu"], "udl", NONE + REFUSED + SHORT),
    ("pc-6.1", ["virtio_gpu"], "gud", UNTOLD + UNSEEN),
    ("pc pc-6.1", ["virtio_gpu"], "cirrus", NONE + REFUSED + SHORT),
    ("pc-7.2", ["virtio_gpu"], "cirrus-qemu", NONE + REFUSED + SHORT),
    ("pc", ["bochs-drm"], "udl gud cirrus virtio_gpu", AT_IMPORT + at("import", "nature", "copy permanent", "ENOSYS")),
    ("pc-7.2", ["bochs-drm"], "virtio_gpu", AT_IMPORT + at("import", "nature", "copy permanent", "ENODEV")),
    ("pc-7.2", ["bochs-drm"], "udl gud cirrus-qemu", NONE + REFUSED + UNMAPPED),
]


def expected():
    """The path and class of each row there has to be, by its key."""
    return {
        (board, exporter, sink, *fault[:3]): fault[3]
        for boards, exporters, sinks, faults in EXPECTED
        for board, exporter, sink, fault in itertools.product(boards.split(), exporters, sinks.split(), faults)
    }


def reason_of(key, outcome):
    """The call and the errno that a row has to have."""
    if outcome.startswith("prime"):
        return ""
    fault, place = key[KEY.index("fault")], key[KEY.index("place")]
    if outcome == "none unseen":
        return "SETCRTC 0"
    return f"{CALLS[place]} {fault}" if place else "KERNEL EOPNOTSUPP"


def _is_whole(row):
    return set(row) == set(COLUMNS)


def _key(row):
    return tuple(row[column] for column in KEY)


def complaints(rows, series):
    """What is wrong with the table, a text each. `series` has the kernel's for each board."""
    told = [f"a row has not all columns: {row}" for row in rows if not _is_whole(row)]
    rows = list(filter(_is_whole, rows))
    wanted = expected()
    found = {_key(row): row for row in rows}
    told += [f"row {' | '.join(key)} is missing" for key in wanted if key not in found]
    told += [f"row {' | '.join(key)} is not expected" for key in found if key not in wanted]
    told += [f"{' | '.join(key)} is in {count} rows" for key, count in collections.Counter(map(_key, rows)).items() if count > 1]
    for key in wanted.keys() & found.keys():
        told += [f"row {' | '.join(key)} {text}" for text in _wrong(found[key], key, wanted[key], series)]
    if len(rows) < LEAST:
        told.append(f"{len(rows)} rows are fewer than {LEAST}")
    return told


def _wrong(row, key, outcome, series):
    has = f"{row['path']} {row['class']}".strip()
    if has != outcome:
        yield f"has {has}, not {outcome}"
    elif row["reason"] != reason_of(key, outcome):
        yield f"has the reason {row['reason']}, not {reason_of(key, outcome)}"
    measured = [row["frames_lost"], row["differing_pixels"], row["black_moments"] if row["sink"] in COUNTED else 0]
    if measured != ([None] * 3 if outcome == "none unseen" else [0] * 3):
        yield f"lost frames, differs or was black, or nobody has looked: {row}"
    if not row["kernel"].startswith(series[row["board"]] + "."):
        yield f"is of kernel {row['kernel']}"


def text(rows):
    """The whole table, for reading on a terminal."""
    lines = [COLUMNS, *([str("-" if row.get(column, "missing") is None else row.get(column, "missing")) for column in COLUMNS] for row in rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def summary(rows):
    """What docs/kernels.md has of it: a line for each kernel series, exporter and sink."""
    head = ["kernel", "exporter", "sink", "without a fault", *PLACES, "copied, nothing lost"]
    lines = [head, ["---"] * len(head)]
    for drivers, group in sorted(_by_driver(rows).items()):
        natural = [row for row in group if row["by"] in ("", "nature")]
        made = [row for row in group if row not in natural and row["fault"] != "none"]
        ways = ", ".join(sorted({f"{row['path']} {row['reason']}".strip() for row in natural}))
        copied = sum(row["path"] == "copy" for row in made)
        lines.append([*drivers, ways, *(_faults_at(place, made) for place in PLACES), f"{copied} of {len(made)}"])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _faults_at(place, made):
    """Those by a switch have a star."""
    return " ".join(sorted({row["fault"] + "\\*" * (row["by"] == "switch") for row in made if row["place"] == place}))


def _by_driver(rows):
    found = {}
    for row in rows:
        series = re.match(r"\d+\.\d+", row["kernel"]).group(0)
        found.setdefault((series, row["exporter"], row["sink"]), []).append(row)
    return found


def is_documented(rows, document=None):
    if not all(map(_is_whole, rows)):
        return False
    found = MARKED.search(DOCUMENT.read_text() if document is None else document)
    return found is not None and found.group(0) == summary(rows)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests/vm"))
    sys.dont_write_bytecode = True
    from lane.arguments import Parser

    Parser(__doc__).parse_args()
    if not TABLE.exists():
        sys.exit(f"{TABLE} is not there: tests/all vm makes it")
    DOCUMENT.write_text(MARKED.sub(lambda _: summary(json.loads(TABLE.read_text())), DOCUMENT.read_text()))
