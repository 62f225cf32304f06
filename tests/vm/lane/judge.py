# SPDX-License-Identifier: MIT
"""Finds what must not be in the logs of a run, however well its scenario went."""

import re

ALWAYS = re.compile(
    r"Kernel panic|Oops|Internal error|BUG:|blocked for more than|detected stall|general protection fault"
    r"|ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error: |WARNING: CPU|WARNING: [^ ]+:[0-9]+ at "
)
# dma_buf_vmap() warns once per boot when it fails, which is what some scenarios are about.
EXPECTED = re.compile(r"WARNING: .* dma_buf_vmap\b")


def complaints(results, expected_warning):
    """Texts `FILE: LINE` of all logs in the folder of results, without lines that have a regular expression of the board."""
    of_board = re.compile(expected_warning)
    found = []
    for log in sorted([*results.glob("*.log"), *results.glob("sanitizer.*")]):
        for line in log.read_text(errors="replace").splitlines():
            if ALWAYS.search(line) and not EXPECTED.search(line) and not of_board.search(line):
                found.append(f"{log.name}: {line}")
    return found
