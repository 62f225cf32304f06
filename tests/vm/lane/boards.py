# SPDX-License-Identifier: MIT
"""The virtual boards: what differs between them."""

import dataclasses


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
    share_device: str  # the 9p device of this machine
    disk_device: str  # for a root file system
    kernel_arguments: str
    host_port: str  # serial port of the commands to the host
    device_tree: str = ""


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
    extra_modules=("udl", "gud", "cma_dma_heap", "vmap_fault", *DISK_MODULES),
    # Without a secure world: QEMU 7.2 does not restore its registers from a saved state.
    command=("qemu-system-arm", "-M", "vexpress-a9,secure=off", "-audiodev", "none,id=a", "-m", "512"),
    share_device="virtio-9p-device",
    disk_device="virtio-blk-device",
    kernel_arguments="console=ttyAMA0 cma=64M",
    host_port="/dev/ttyAMA1",
    device_tree="vexpress-v2p-ca9.dtb",
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
    share_device="virtio-9p-pci",
    disk_device="virtio-blk-pci",
    kernel_arguments="console=ttyS0",
    host_port="/dev/ttyS1",
)

# Debian 12's own kernel, where gud maps buffers after the commit
PC_6_1 = dataclasses.replace(PC, name="pc-6.1", kernel_series="6.1", kernel_suite="bookworm")

# The newest kernel of Debian; crc32c is part of it
NEWEST = {"kernel_series": "7.2", "kernel_suite": "forky"}
PC_7_2 = dataclasses.replace(PC, name="pc-7.2", extra_modules=("udl", "gud", "vmap_fault", "bochs", "cirrus-qemu", "vgem", "virtio_blk", "ext4"), **NEWEST)
VEXPRESS_7_2 = dataclasses.replace(VEXPRESS, name="vexpress-7.2", extra_modules=("udl", "gud", "cma_dma_heap", "vmap_fault", "virtio_blk", "ext4"), **NEWEST)

ALL = {board.name: board for board in (VEXPRESS, VEXPRESS_7_2, PC, PC_6_1, PC_7_2)}
