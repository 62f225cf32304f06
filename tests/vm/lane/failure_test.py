# SPDX-License-Identifier: MIT
"""Whether tests/vm/run and tests/vm/prepare say in a sentence what is in their way, before they make anything slow."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

VM = pathlib.Path(__file__).resolve().parent.parent
FALSE = "#!/bin/sh\nexit 3\n"


class Script(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = pathlib.Path(kept.name)
        (self.folder / "bin").mkdir()
        self.add("python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')

    def add(self, name, text="#!/bin/sh\n"):
        """A program, beside which there is only the shell."""
        (self.folder / "bin" / name).write_text(text)
        (self.folder / "bin" / name).chmod(0o755)

    def build(self, machine):
        program = self.folder / "build/tests/vm/emulator/usbdisplay"
        program.parent.mkdir(parents=True)
        program.write_bytes(b"\x7fELF" + bytes(14) + bytes([machine, 0]))
        return self.folder / "build"

    def says(self, script, *arguments):
        environment = {"PATH": str(self.folder / "bin"), "KMSMIRROR_CACHE": str(self.folder / "cache"), "HOME": str(self.folder)}
        done = subprocess.run([sys.executable, VM / script, *arguments], env=environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertNotIn("Traceback", done.stdout)
        return done.stdout.splitlines()[-1]

    def test_that_has_no_qemu(self):
        for script, *arguments in (("run", "boot"), ("prepare", "vexpress")):
            self.assertEqual(self.says(script, *arguments), f"{script}: qemu-system-arm is not there; tests/install-packages installs what the boards need")

    def test_that_is_given_no_build(self):
        self.add("qemu-system-arm")
        self.assertIn("run: nowhere has no programs for a board: ", self.says("run", "--build", "nowhere", "boot"))

    def test_that_is_given_a_build_for_another_machine(self):
        self.add("qemu-system-arm")
        self.assertEqual(self.says("run", "--build", self.build(62), "boot"), f"run: {self.folder}/build is built for amd64, and the board vexpress is armhf")

    def test_that_cannot_write_its_results(self):
        self.add("qemu-system-arm")
        self.assertIn("/dev/null/x", self.says("run", "--build", self.build(40), "--out", "/dev/null/x", "boot"))

    def test_whose_build_fails(self):
        self.add("qemu-system-arm")
        self.add("cmake")
        self.add("ninja", FALSE)
        said = self.says("run", "boot")
        self.assertRegex(said, r"^run: ninja -C .* vm-programs ended with status 3$")

    def test_that_lacks_a_program_of_the_build(self):
        self.add("qemu-system-arm")
        self.assertEqual(self.says("run", "boot"), "run: cmake is not there")

    def test_that_has_no_place_for_its_cache(self):
        self.add("qemu-system-arm")
        (self.folder / "cache").write_text("")
        self.assertIn("cache", self.says("run", "boot"))


if __name__ == "__main__":
    unittest.main()
