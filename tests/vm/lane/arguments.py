# SPDX-License-Identifier: MIT
"""The arguments of a script of the tests, as tests/usage.sh has them for those of the shell."""

import argparse


class Parser(argparse.ArgumentParser):
    """--help prints the text, as it is written, and the arguments. Wrong ones end the script with a sentence and status 2."""

    def __init__(self, text):
        super().__init__(description=text, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}; see --help\n")
