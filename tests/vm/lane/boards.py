# SPDX-License-Identifier: MIT
"""The virtual boards: what differs between them."""

import dataclasses

from lane.transport import SdCards, Virtio


@dataclasses.dataclass(frozen=True)
class Board:
    name: str
    triplet: str  # of its binaries
    architecture: str  # as Debian calls it
    kernel_flavour: str
    kernel_series: str
    kernel_suite: str  # of Debian, that has this series
    cross_compile: str  # prefix of the compiler for kernel modules
    kernel_arch: str
    modules: tuple  # loaded at boot, in this order
    extra_modules: tuple  # in the image, loaded by udev or by others
    command: tuple  # QEMU, without kernel and image
    transport: Virtio | SdCards
    kernel_arguments: str
    host_port: str  # serial port of the commands to the host
    device_tree: str = ""  # of Debian's kernel package, before lane/device_tree.py changes it; or, with the ending dts, of tests/vm/kernel
    last_command: str = "reboot"  # of the guest, which ends its machine
    is_paced_by_host: bool = False  # whether its display ends a frame only when a display of the host asks for the picture
    expected_warning: str = "(?!)"  # a regular expression for the kernel's log, beside those that any board may have


DISK_MODULES = ("virtio_blk", "crc32c_generic", "ext4")

VEXPRESS = Board(
    name="vexpress",
    triplet="arm-linux-gnueabihf",
    architecture="armhf",
    kernel_flavour="armmp",
    kernel_series="6.12",
    kernel_suite="bookworm-backports",
    cross_compile="arm-linux-gnueabihf-",
    kernel_arch="arm",
    modules=("virtio_mmio", "9pnet_virtio", "9p", "i2c-versatile", "sii902x", "display-connector", "pl111_drm", "vhci-hcd"),
    extra_modules=("udl", "gud", "panel-mipi-dbi", "spi_panel", "cma_dma_heap", "vmap_fault", *DISK_MODULES),
    # Without a secure world: QEMU 7.2 does not restore its registers from a saved state.
    command=("qemu-system-arm", "-M", "vexpress-a9,secure=off", "-audiodev", "none,id=a", "-m", "512"),
    transport=Virtio(share_device="virtio-9p-device", disk_device="virtio-blk-device"),
    kernel_arguments="console=ttyAMA0 cma=64M",
    host_port="/dev/ttyAMA1",
    device_tree="vexpress-v2p-ca9.dtb",
)

# Contiguous buffers on arm64, and a display without XRGB8888. Its device tree has one processor.
ZCU102 = Board(
    name="zcu102",
    triplet="aarch64-linux-gnu",
    architecture="arm64",
    kernel_flavour="arm64",
    kernel_series="6.12",
    kernel_suite="bookworm-backports",
    cross_compile="aarch64-linux-gnu-",
    kernel_arch="arm64",
    modules=("dp_stub", "xilinx_dpdma", "zynqmp-dpsub", "vhci-hcd"),
    extra_modules=("udl", "gud", "vmap_fault", "sdhci-of-arasan", "mmc_block"),
    command=("qemu-system-aarch64", "-M", "xlnx-zcu102", "-smp", "1", "-audiodev", "none,id=a", "-m", "768"),
    transport=SdCards(
        results_index=0, results_disk="/dev/mmcblk0", added_index=1, added_disk="/dev/mmcblk1", modules=("sdhci-of-arasan", "mmc_block")
    ),
    kernel_arguments="console=ttyPS0,115200n8 cma=96M",
    host_port="/dev/ttyPS1",
    device_tree="zcu102/zcu102.dts",
)

# Debian's own driver of exynos, whose dumb buffers the kernel cannot map.
EXYNOS = dataclasses.replace(
    VEXPRESS,
    name="exynos",
    modules=("phy-exynos-mipi-video", "panel-simple", "exynosdrm", "vhci-hcd"),
    extra_modules=("udl", "gud", "cma_dma_heap", "vmap_fault", "sdhci-s3c", "mmc_block"),
    command=("qemu-system-arm", "-M", "smdkc210", "-smp", "2"),
    transport=SdCards(
        results_index=2, results_disk="/dev/mmcblk0", added_index=3, added_disk="/dev/mmcblk1", modules=("sdhci-s3c", "mmc_block")
    ),
    # mem: the CMA heap of our module takes no high memory. cpuidle: as in QEMU's own test of this machine.
    # init_on_alloc: the driver does not clear its buffers; Debian's kernel hides that, others do not.
    kernel_arguments="console=ttySAC0,115200n8 cma=96M mem=512M cpuidle.off=1 init_on_alloc=0 video=DSI-1:640x480@60",
    host_port="/dev/ttySAC1",
    device_tree="exynos4210-smdkv310.dtb",
    last_command="poweroff",
    is_paced_by_host=True,
    # While the host has too much to do to ask for pictures.
    expected_warning=r"WARNING: CPU.* drm_atomic_helper_wait_for_vblanks\b",  # "vblank wait timed out"
)

PC = Board(
    name="pc",
    triplet="x86_64-linux-gnu",
    architecture="amd64",
    kernel_flavour="amd64",
    kernel_series="6.12",
    kernel_suite="bookworm-backports",
    cross_compile="",
    kernel_arch="x86",
    modules=("9pnet_virtio", "9p", "virtio_pci", "virtio-gpu", "vhci-hcd"),
    extra_modules=("udl", "gud", "vmap_fault", "bochs", "cirrus", "vgem", *DISK_MODULES),
    # Page tables of four levels, not five: an emulated processor walks them itself.
    command=("qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max,la57=off", "-m", "1536", "-vga", "none", "-device", "virtio-gpu-pci"),
    transport=Virtio(share_device="virtio-9p-pci", disk_device="virtio-blk-pci"),
    kernel_arguments="console=ttyS0",
    host_port="/dev/ttyS1",
)

# Debian 12's own kernel, where gud maps buffers after the commit
PC_6_1 = dataclasses.replace(PC, name="pc-6.1", kernel_series="6.1", kernel_suite="bookworm")

# The newest kernel of Debian; crc32c is part of it
NEWEST = {"kernel_series": "7.2", "kernel_suite": "forky"}
PC_7_2 = dataclasses.replace(PC, name="pc-7.2", extra_modules=("udl", "gud", "vmap_fault", "bochs", "cirrus-qemu", "vgem", "virtio_blk", "ext4"), **NEWEST)
VEXPRESS_7_2 = dataclasses.replace(VEXPRESS, name="vexpress-7.2", extra_modules=("udl", "gud", "panel-mipi-dbi", "spi_panel", "cma_dma_heap", "vmap_fault", "virtio_blk", "ext4"), **NEWEST)

ALL = {board.name: board for board in (VEXPRESS, VEXPRESS_7_2, EXYNOS, ZCU102, PC, PC_6_1, PC_7_2)}
