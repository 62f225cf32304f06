# SPDX-License-Identifier: MIT
"""Whether a table of the ladder that is wrong, or too small, is told from one that is right."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/vm"))

import ladder  # noqa: E402
from lane import boards  # noqa: E402

SERIES = {name: board.kernel_series for name, board in boards.ALL.items()}


def right_rows():
    rows = []
    for key, outcome in ladder.expected().items():
        path, _, word = outcome.partition(" ")
        counted = outcome != "none unseen"
        row = dict(zip(ladder.KEY, key)) | {"kernel": f"{SERIES[key[0]]}.1-x", "path": path, "class": word, "reason": ladder.reason_of(key, outcome)}
        rows.append(row | dict.fromkeys(("frames_lost", "differing_pixels"), 0 if counted else None))
        rows[-1]["black_moments"] = 0 if counted and row["sink"] in ladder.COUNTED else None
    return rows


class Table(unittest.TestCase):
    def setUp(self):
        self.rows = right_rows()

    def row(self, **values):
        return next(row for row in self.rows if values.items() <= row.items())

    def complaints(self):
        return ladder.complaints(self.rows, SERIES)

    def test_has_no_complaint_when_it_is_right(self):
        self.assertEqual(self.complaints(), [])

    def test_names_the_row_that_is_missing(self):
        gone = self.rows.pop(7)
        self.assertEqual(self.complaints(), [f"row {' | '.join(gone[column] for column in ladder.KEY)} is missing"])

    def test_tells_a_row_that_nobody_expects(self):
        self.rows.append(self.rows[3] | {"fault": "EPERM"})
        self.assertEqual(len(self.complaints()), 1)

    def test_tells_a_row_that_is_there_twice(self):
        self.rows.append(self.rows[3])
        self.assertEqual(len(self.complaints()), 1)

    def test_tells_another_path_and_another_class(self):
        self.rows[0]["path"] = "none"
        self.rows[1]["class"] = "busy"
        self.assertEqual(len(self.complaints()), 2)

    def test_tells_what_was_lost_or_differs_or_was_black(self):
        self.rows[0]["frames_lost"] = 1
        self.rows[1]["differing_pixels"] = 1
        self.rows[2]["black_moments"] = 1
        self.assertEqual(len(self.complaints()), 3)

    def test_tells_the_reason_of_another_fault(self):
        self.row(fault="ENODEV", place="later commit")["reason"] = "ATOMIC EINVAL"
        self.row(fault="EINVAL", place="ADDFB2")["reason"] = "ATOMIC EINVAL"
        self.row(fault="none", path="prime")["reason"] = "CHOICE"
        self.assertEqual(len(self.complaints()), 3)

    def test_tells_what_nobody_has_measured(self):
        self.row(sink="udl")["black_moments"] = None
        self.row(sink="cirrus")["differing_pixels"] = None
        self.row(sink="gud")["frames_lost"] = None
        self.assertEqual(len(self.complaints()), 3)

    def test_tells_a_row_without_a_column(self):
        del self.rows[0]["class"]
        self.assertEqual(len(self.complaints()), 2)
        self.assertIn("missing", ladder.text(self.rows))

    def test_tells_a_board_that_is_none(self):
        self.rows[0]["board"] = "raspberry"
        self.assertEqual(len(self.complaints()), 2)

    def test_tells_the_kernel_of_another_series(self):
        self.rows[0]["kernel"] = "5.10.0"
        self.assertEqual(len(self.complaints()), 1)

    def test_has_all_that_it_is_about(self):
        self.assertGreaterEqual(len(self.rows), ladder.LEAST)
        self.assertLessEqual({"ENOMEM", "EOPNOTSUPP", "EINVAL", "ENOSYS", "ENODEV", "none"}, {row["fault"] for row in self.rows})
        self.assertLessEqual({"kprobe", "switch", "nature"}, {row["by"] for row in self.rows})
        self.assertEqual({row["board"] for row in self.rows}, set(boards.ALL))
        self.assertEqual({SERIES[row["board"]] for row in self.rows}, {"6.1", "6.12", boards.NEWEST["kernel_series"]})
        self.assertLessEqual({"pl111", "exynos", "zynqmp-dpsub", "virtio_gpu", "bochs-drm", "heap linux,cma"}, {row["exporter"] for row in self.rows})
        self.assertLessEqual({"udl", "gud", "cirrus", "virtio_gpu"}, {row["sink"] for row in self.rows})
        for place in ("first commit", "later commit"):
            self.assertLessEqual({"ENOMEM", "EOPNOTSUPP", "ENODEV"}, {row["fault"] for row in self.rows if row["place"] == place})

    def test_is_in_the_document_only_between_its_marks(self):
        self.assertTrue(ladder.is_documented(self.rows, f"before <!-- from ladder.json -->\n{ladder.summary(self.rows)}<!-- end -->"))
        self.assertFalse(ladder.is_documented(self.rows[1:], f"<!-- from ladder.json -->\n{ladder.summary(self.rows)}<!-- end -->"))
        self.assertFalse(ladder.is_documented(self.rows, "nothing"))


unittest.main()
