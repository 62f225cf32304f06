# SPDX-License-Identifier: MIT
"""A scenario: what its file says above the script."""

import re

from lane import boards

DEFAULT_DEADLINE = 300
PATIENCE = 3  # how many times as long a machine may take that has much else to do


class Scenario:
    """A file of the guest's shell, with `# boards: NAME...`, `# root: systemd`, `# gstreamer: yes`, `# devices: NAME...`,
    `# sanitizers: no`, `# boot: fresh`, `# clock: instructions` and `# deadline: SECONDS` above."""

    def __init__(self, path):
        self.path = path
        header = dict(re.findall(r"^# (\w+): (.*)$", path.read_text(), re.MULTILINE))
        self.boards = header.get("boards", " ".join(boards.ALL)).split()
        self.has_systemd = header.get("root", "") == "systemd"
        self.has_gstreamer = header.get("gstreamer", "") == "yes"
        self.has_sanitizers = header.get("sanitizers", "") != "no"
        self.devices = header.get("devices", "").split()
        self.counts_instructions = header.get("clock", "") == "instructions"
        self.boots = bool(self.devices) or self.counts_instructions or header.get("boot", "") == "fresh"
        self.deadline = PATIENCE * float(header.get("deadline", DEFAULT_DEADLINE))
