# SPDX-License-Identifier: MIT
"""Looks at the display of a machine again and again, for a moment in which it shows what it should not."""

import pathlib
import threading

PAUSE_SECONDS = 0.1  # between two pictures, so that the machine also gets its work done


class Watch:
    """Counts pictures, and those of other colours than those given as RRGGBB. The first such one becomes strange.ppm of the results."""

    def __init__(self, guest, work, results, colours):
        self._guest, self._results = guest, results
        self._file = pathlib.Path(work) / "watched.ppm"
        self._colours = {bytes.fromhex(colour) for colour in colours}
        self._pictures = self._strange = 0
        self._is_over = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self):
        """The two counts."""
        self._is_over.set()
        self._thread.join()
        self._look()
        return self._pictures, self._strange

    def _run(self):
        while not self._is_over.wait(PAUSE_SECONDS):
            self._look()

    def _look(self):
        if self._guest.store_picture(self._file):
            return  # the machine is gone
        content = self._file.read_bytes()
        self._pictures += 1
        if _colours_of(content) <= self._colours:
            return
        self._strange += 1
        if self._strange == 1:
            (self._results / "strange.ppm").write_bytes(content)


def _colours_of(ppm):
    _, width, _, _ = ppm[:64].split(maxsplit=3)
    row = int(width) * 3
    start = len(ppm) % row
    rows = {ppm[place : place + row] for place in range(start, len(ppm), row)}  # many are alike
    return {row[place : place + 3] for row in rows for place in range(0, len(row), 3)}
