# SPDX-License-Identifier: MIT
"""Device trees for the machines that QEMU emulates, made of those that Debian's kernel packages have for the boards themselves, or
compiled."""

import shutil
import subprocess

SEED = [str(byte) for byte in range(64)]


class _Tree:
    """A device tree that is changed in place."""

    def __init__(self, path):
        self._path = path

    def set(self, node, name, *values, kind="i"):
        """The kind is i for numbers, x for hexadecimal ones, s for texts, bu for bytes."""
        subprocess.run(["fdtput", "-p", "-t", kind, self._path, node, name, *map(str, values)], check=True)

    def get(self, node, name):
        """Its hexadecimal numbers."""
        return self._output("-t", "x", self._path, node, name)

    def children(self, node):
        return self._output("-l", self._path, node)

    def remove(self, node):
        subprocess.run(["fdtput", "-r", self._path, node], check=True)

    def unset(self, node, *names):
        """Of properties that are there."""
        for name in names:
            subprocess.run(["fdtput", "-d", self._path, node, name], check=True)

    def _output(self, *arguments):
        return subprocess.run(["fdtget", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def make(original, target):
    """Writes the device tree for the machine of the board that the original is for, or of a source."""
    tree = _Tree(target)
    if original.suffix == ".dts":
        subprocess.run(["dtc", "-o", target, original], check=True)
    else:
        shutil.copy(original, target)
        MACHINES[original.name](tree)
    # The machines have no source of randomness, and programs would wait for it.
    tree.set("/chosen", "rng-seed", *SEED, kind="bu")


def _vexpress(tree):
    # What keeps Debian's kernel from showing the display of vexpress-a9 in QEMU: a second controller with memory of its own, and a
    # bridge without a driver behind the first.
    iofpga = "/bus@40000000/motherboard-bus@40000000/iofpga@7,00000000"
    tree.remove(f"{iofpga}/i2c@16000/dvi-transmitter@39/ports/port@1")
    tree.remove(f"{iofpga}/clcd@1f000")
    _spi_panel(tree)


def _spi_panel(tree):
    """A small panel, for the module spi_panel; nothing takes notice of it as long as that is not loaded."""
    bus = "/spi-panel"
    tree.set(bus, "compatible", "kmsmirror,spi-panel", kind="s")
    tree.set(bus, "#address-cells", 1)
    tree.set(bus, "#size-cells", 0)
    panel = f"{bus}/panel@0"
    # The driver takes the name of its firmware from the first one.
    tree.set(panel, "compatible", "kmsmirror,panel", "panel-mipi-dbi-spi", kind="s")
    tree.set(panel, "reg", 0)
    tree.set(panel, "spi-max-frequency", 32000000)
    tree.set(panel, "write-only")
    tree.set(panel, "width-mm", 49)
    tree.set(panel, "height-mm", 37)
    for name in ("clock-frequency", "hfront-porch", "hback-porch", "hsync-len", "vfront-porch", "vback-porch", "vsync-len"):
        tree.set(f"{panel}/panel-timing", name, 0)
    tree.set(f"{panel}/panel-timing", "hactive", 320)
    tree.set(f"{panel}/panel-timing", "vactive", 240)


# Nodes of exynos4210 that QEMU's machine smdkc210 does not have, or not as their drivers want them; some would hang or fail what
# depends on them, as power domains and IOMMUs do.
EXYNOS_SURPLUS = (
    "power-domain@ sysmmu@ codec@ jpeg-codec@ rotator@ g2d@ camera@ keypad@ sss@ rng@ tmu@ spi@ i2c@ i2s@ gpu@ hdmi mixer"
    " usb-phy@ usb@ adc@ pwm@ ppmu dma-controller@ memory-controller@"
).split()
EXYNOS_SURPLUS_OF_ROOT = ("thermal-zones", "reserved-memory", "bus-", "ppmu")
EXYNOS_SERIAL_PORTS = ("13800000", "13810000", "13820000", "13830000")
PIXEL_CLOCK_PHANDLE = 0x1000  # not in use


def _exynos(tree):
    for parent, surplus in (("/soc", EXYNOS_SURPLUS), ("/", EXYNOS_SURPLUS_OF_ROOT)):
        for name in tree.children(parent):
            if name.startswith(tuple(surplus)):
                tree.remove(f"{parent.rstrip('/')}/{name}")
    for address in EXYNOS_SERIAL_PORTS:  # without the DMA controllers that went
        tree.unset(f"/soc/serial@{address}", "dmas", "dma-names")
    # The timer runs at 24 MHz in QEMU: with the 12 of the board the guest's time would run twice as fast.
    tree.set("/fixed-rate-clocks/xxti", "clock-frequency", 24000000)
    # A second SD card, beside the one of mmc@12530000.
    tree.set("/soc/mmc@12540000", "status", "okay", kind="s")
    tree.set("/soc/mmc@12540000", "bus-width", 4)
    tree.set("/chosen", "stdout-path", "serial0:115200n8", kind="s")
    _exynos_display(tree)


def _exynos_display(tree):
    """The display controller is there, but no panel. Debian's exynosdrm has a driver for DSI, which QEMU has not, and none for the
    parallel port: a panel that gets no DSI commands hides that."""
    controller, dsi = "/soc/fimd@11c00000", "/soc/dsi@11c80000"
    tree.unset(controller, "power-domains", "iommus")
    # A pixel clock that runs: the clocks that it comes from on the board do not in QEMU.
    tree.set("/fimd-sclk", "compatible", "fixed-clock", kind="s")
    tree.set("/fimd-sclk", "#clock-cells", 0)
    tree.set("/fimd-sclk", "clock-frequency", 71000000)  # of the panel
    tree.set("/fimd-sclk", "phandle", f"{PIXEL_CLOCK_PHANDLE:x}", kind="x")
    _, _, *bus_clock = tree.get(controller, "clocks")
    tree.set(controller, "clocks", f"{PIXEL_CLOCK_PHANDLE:x}", *bus_clock, kind="x")
    tree.set(controller, "status", "okay", kind="s")
    tree.unset(dsi, "power-domains")
    tree.set(dsi, "status", "okay", kind="s")
    # What its driver demands.
    tree.set(dsi, "samsung,burst-clock-frequency", 500000000)
    tree.set(dsi, "samsung,esc-clock-frequency", 20000000)
    tree.set(dsi, "samsung,pll-clock-frequency", 24000000)
    tree.set(f"{dsi}/panel@0", "compatible", "lg,ld070wx3-sl01", kind="s")
    tree.set(f"{dsi}/panel@0", "reg", 0)


# By the names of the originals.
MACHINES = {"vexpress-v2p-ca9.dtb": _vexpress, "exynos4210-smdkv310.dtb": _exynos}
