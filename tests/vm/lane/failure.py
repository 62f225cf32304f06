# SPDX-License-Identifier: MIT
"""What ends a script of the lane that is no fault of the lane: told in a sentence, without a list of our own functions."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

MACHINES = {62: "amd64", 40: "armhf", 183: "arm64"}  # e_machine of ELF
ONE_OF_OURS = "tests/vm/emulator/usbdisplay"  # a program that every board needs


@contextlib.contextmanager
def in_a_sentence():
    try:
        yield
    except subprocess.CalledProcessError as error:
        words = error.cmd if isinstance(error.cmd, list) else [error.cmd]
        _end(f"{' '.join(map(str, words))} ended with status {error.returncode}")
    except FileNotFoundError as error:
        _end(f"{error.filename} is not there" if error.filename else error)
    except (OSError, RuntimeError) as error:
        _end(error)


def check_programs(board):
    """Before anything slow is made."""
    if not shutil.which(board.command[0]):
        _end(f"{board.command[0]} is not there; tests/install-packages installs what the boards need")


def check_build(board, build):
    program = build / ONE_OF_OURS
    if not program.is_file():
        _end(f"{build} has no programs for a board: cmake --preset NAME -B {build}, then ninja -C {build} vm-programs")
    with open(program, "rb") as file:
        machine = MACHINES.get(int.from_bytes(file.read(20)[18:], "little"), "another machine")
    if machine != board.architecture:
        _end(f"{build} is built for {machine}, and the board {board.name} is {board.architecture}")


def folder_of_results(path):
    path.mkdir(parents=True, exist_ok=True)
    if not os.access(path, os.W_OK):
        raise PermissionError(f"{path} cannot be written")
    return path.resolve()


def _end(text):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {text}")
