# SPDX-License-Identifier: MIT
"""One run of QEMU: the guest's commands come over its second serial port, ours go to QEMU over QMP."""

import json
import pathlib
import socket
import subprocess
import threading
import time

STATE_SECONDS = 60
GONE = {"error": {"desc": "QEMU is gone"}}


class Machine:
    """Starts QEMU, with more devices than the board's if some are named; in a state that another machine of the same devices has
    saved, or from nothing. What is added and the root file system are files, which stay as they are, or nothing. The guest has /host
    for its results, which are in the folder of results once the machine was stopped; its console is console.log there. Where it
    counts instructions each takes its processor one nanosecond, so that the kernel's accounts of time are counts of them."""

    def __init__(self, board, kernel_folder, image, work, results, devices=(), added=None, root=None, state=None, counts_instructions=False):
        self._results, self._work, self._transport = results, work, board.transport
        self._qmp_lock = threading.Lock()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(work / "port"))
        listener.listen(1)
        command = [*board.command, "-display", "none", "-no-reboot", "-nodefaults", "-nic", "none"]
        command += ["-kernel", kernel_folder / "vmlinuz", "-initrd", image]
        command += ["-append", f"{board.kernel_arguments} panic=-1 oops=panic quiet cryptomgr.notests"]
        command += [option for device in devices for option in ("-device", device)]
        if counts_instructions:
            command += ["-icount", "shift=0,sleep=on"]
        if board.device_tree:
            command += ["-dtb", kernel_folder / "board.dtb"]
        if board.is_paced_by_host:  # nobody connects, but SPICE asks for pictures
            command += ["-spice", f"unix=on,addr={work}/spice,disable-ticketing=on"]
        command += ["-serial", f"file:{results}/console.log"]
        command += ["-chardev", f"socket,id=port,path={work}/port", "-serial", "chardev:port"]
        command += board.transport.options(work, results, added, root)
        command += ["-qmp", "stdio"]
        if state:
            command += ["-incoming", f"exec:cat '{state}'"]
        with open(results / "qemu.log", "wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            listener.settimeout(60)
            self._port = listener.accept()[0]
            json.loads(self._process.stdout.readline())  # greeting
            self._qmp("qmp_capabilities")
            if state:  # what comes before it is read would be lost
                self._await("query-status", "running")
        except BaseException:
            self._process.kill()
            raise
        finally:
            listener.close()
        self._received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def lines(self, deadline):
        """Yields what the guest says, line by line, until its machine stops; TimeoutError when the deadline passes."""
        while True:
            line, newline, rest = self._received.partition(b"\n")
            if newline:
                self._received = rest
                yield line.decode(errors="replace").strip("\r")
                continue
            self._port.settimeout(max(deadline(), 0.001))
            received = self._port.recv(4096)
            if not received:
                return
            self._received += received

    def answer(self, text):
        self._port.sendall(text.encode() + b"\n")

    def save(self, state):
        """Writes the machine's state to a file, and leaves the machine stopped. It must use no share and no disk."""
        if error := self._qmp("migrate", uri=f"exec:cat >'{state}'"):
            raise RuntimeError(f"the machine's state is not saved: {error}")
        self._await("query-migrate", "completed")

    def screendump(self, name, device=None):
        """Stores what the machine's own display, or that of another device, shows as NAME.png and NAME.ppm; an error text or None."""
        for extension in ("png", "ppm"):
            path = self._results / f"{pathlib.Path(name).name}.{extension}"
            error = self.store_picture(path, device)
            if error:
                return error
        return None

    def store_picture(self, path, device=None):
        """Stores what the machine's own display, or that of another device, shows, as the path's extension says: png or ppm; an error
        text or None."""
        return self._qmp("screendump", filename=str(path), format=path.suffix[1:], **({"device": device} if device else {}))

    def stop(self, patience):
        """Waits that long for the machine to end by itself, and collects its results; True if it did."""
        try:
            self._process.communicate(timeout=patience)
            return True
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return False
        finally:
            self._port.close()
            self._transport.collect(self._work, self._results)

    def _await(self, query, wanted):
        """Until QEMU answers a query of the saved or restored state with this status."""
        deadline = time.monotonic() + STATE_SECONDS
        while (answer := self._qmp_value(query)).get("status") != wanted:
            if not answer or answer.get("status") == "failed" or time.monotonic() > deadline:
                raise RuntimeError(f"{query} of the machine's state: {answer}")
            time.sleep(0.02)

    def _qmp(self, command, **arguments):
        """An error text or None."""
        return self._qmp_reply(command, arguments).get("error", {}).get("desc")

    def _qmp_value(self, command):
        return self._qmp_reply(command, {}).get("return", {})

    def _qmp_reply(self, command, arguments):
        request = json.dumps({"execute": command, "arguments": arguments}) + "\n"
        with self._qmp_lock:
            try:
                self._process.stdin.write(request.encode())
                self._process.stdin.flush()
            except BrokenPipeError:
                return GONE
            for line in self._process.stdout:
                reply = json.loads(line)
                if "return" in reply or "error" in reply:
                    return reply
        return GONE
