# SPDX-License-Identifier: MIT
"""What goes between the host and a board beside its serial ports: files that are added to the guest, and its results."""

import dataclasses
import shutil
import subprocess

NOTHING_BYTES = 1 << 20  # where the kernel looks for partitions
CARD_BYTES = 256 << 20  # a power of two, as QEMU demands


@dataclasses.dataclass(frozen=True)
class Virtio:
    """/host of the guest is the folder of results itself, by 9p; disks have the serials `added` and `root`."""

    share_device: str
    disk_device: str
    modules: tuple = ("virtio_blk",)  # loaded once the disks are there
    has_root_disk = True

    def options(self, work, results, added, root):
        """Of QEMU. The disks have the contents of files, which stay as they are, or nothing."""
        options = ["-fsdev", f"local,id=host,path={results},security_model=none"]
        options += ["-device", f"{self.share_device},fsdev=host,mount_tag=host"]
        _make_empty(work / "nothing", NOTHING_BYTES)
        for name, file in (("added", added), ("root", root)):
            options += ["-drive", f"if=none,id={name},format=raw,snapshot=on,file={file or work / 'nothing'}"]
            options += ["-device", f"{self.disk_device},drive={name},serial={name}"]
        return options

    def settings(self):
        """For the guest."""
        return f"disk_modules='{' '.join(self.modules)}' added_disk= results_disk=\n"

    def collect(self, work, results):
        """Brings what the guest has left in /host to the results."""


@dataclasses.dataclass(frozen=True)
class SdCards:
    """What is added comes on one SD card, and on the other one the guest leaves an archive of /host at its end. They have one size,
    whatever is on them, for a saved state knows it. There is no disk for a root file system."""

    results_index: int  # QEMU's, of the slot
    results_disk: str  # the guest's device
    added_index: int
    added_disk: str
    modules: tuple  # loaded once the cards are there; the kernel finds the cards then
    has_root_disk = False

    def options(self, work, _results, added, root):
        """Of QEMU. The card has the content of a file, which stays as it is, or nothing."""
        if root:
            raise RuntimeError("a board with SD cards has no disk for a root file system")
        _make_empty(_results_card(work), CARD_BYTES)
        card = work / "added.card"
        if added:
            if added.stat().st_size > CARD_BYTES:
                raise RuntimeError(f"{added} is larger than a card of {CARD_BYTES} bytes")
            shutil.copyfile(added, card)
        _make_empty(card, CARD_BYTES)
        slots = ((self.results_index, _results_card(work)), (self.added_index, card))
        return [part for index, file in slots for part in ("-drive", f"if=sd,index={index},format=raw,file={file}")]

    def settings(self):
        """For the guest."""
        return f"disk_modules='{' '.join(self.modules)}' added_disk={self.added_disk} results_disk={self.results_disk}\n"

    def collect(self, work, results):
        """Brings what the guest has left in /host to the results; nothing if it came to no end."""
        with open(_results_card(work), "rb") as card:
            if not any(card.read(512)):
                return
        subprocess.run(["tar", "-x", "--no-same-owner", "-f", _results_card(work), "-C", results], check=False)  # cut off where the guest was


def _results_card(work):
    return work / "results.card"


def _make_empty(path, size):
    """A file of that size, without more content than it has."""
    with open(path, "ab") as file:
        file.truncate(size)
