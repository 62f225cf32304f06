# SPDX-License-Identifier: MIT
"""The kernel of a board: Debian's image, and its modules with ours among them."""

import lzma
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

from lane import cache, debian, device_tree, forky

PIECES = pathlib.Path(__file__).resolve().parent.parent / "kernel"
OWN_MODULES = ("spi-panel", "vmap-fault", "zcu102")
SOURCE_PARTS = ("gpu/drm", "dma-buf", "dma")
# Of Kbuild and the kernel's source, by the kernel's flavour: what is built beside that for all boards.
OWN_OPTIONS = {
    "armmp": ("CONFIG_KMSMIRROR_ARMMP", "CONFIG_DRM_PL111"),
    "arm64": ("CONFIG_KMSMIRROR_ARM64", "CONFIG_DRM_ZYNQMP_DPSUB", "CONFIG_XILINX_ZYNQMP_DPDMA"),
}


def kernel(board):
    """A folder with vmlinuz, board.dtb for boards that have one, and lib/modules with only what the board needs."""
    name = f"kernel-{board.name}"
    folder = cache.find(name, _parts(board))
    if not folder:
        debian.refresh(suite=board.kernel_suite)  # packages of an old list may be gone from the mirror
        folder = cache.item(name, _parts(board), lambda folder: _build(board, folder))
    return folder


def _parts(board):
    parts = [repr((board.modules, board.extra_modules, board.device_tree)), pathlib.Path(device_tree.__file__)]
    return [*parts, *_own_parts(board)]


def _own_parts(board):
    release = _release(board)
    packages = [*_image_packages(board, release), *_build_packages(board, release)]
    pieces = sorted(path for path in PIECES.rglob("*") if path.is_file())
    return [debian.versions(packages, suite=board.kernel_suite), pathlib.Path(__file__), *pieces]


def _release(board):
    """The release of the newest packaged kernel of the board's series, such as 6.12.95+deb12-armmp."""
    headers = f"linux-headers-{board.kernel_flavour}:{board.architecture}"
    release = debian.dependency(headers, r"linux-headers-([^\s,]+)", suite=board.kernel_suite)
    if not release.startswith(board.kernel_series + "."):
        raise RuntimeError(f"{board.kernel_suite} has kernel {release}, and the board {board.name} wants {board.kernel_series}: give lane/boards.py and tests/vm/kernel the new series")
    return release


def _build_packages(board, release):
    """What our own modules are built with."""
    headers = f"linux-headers-{release}:{board.architecture}"
    return [
        headers,
        debian.dependency(headers, r"(linux-headers-[^\s,]+-common)", suite=board.kernel_suite),
        debian.dependency(headers, r"(linux-kbuild-[^\s,]+)", suite=board.kernel_suite) + ":amd64",
        f"linux-source-{board.kernel_series}",
    ]


def _image_packages(board, release):
    """The kernel and its modules, which newer Debians have apart."""
    image = f"linux-image-{release}:{board.architecture}"
    parts = debian.dependencies(image, rf"linux-(?:base|binary|modules)-{re.escape(release)}", suite=board.kernel_suite)
    return [f"{part}:{board.architecture}" for part in parts] or [image]


def _build(board, folder):
    release = _release(board)
    work = folder / "work"
    _unpack_packages(board, _image_packages(board, release), folder / "packages", work)
    if not (work / "lib").exists():
        (work / "lib").symlink_to("usr/lib")
    images = (work / f"boot/vmlinuz-{release}", work / f"lib/modules/{release}/vmlinuz")
    shutil.copy(next(path for path in images if path.exists()), folder / "vmlinuz")
    if board.device_tree:
        debians = work / f"usr/lib/linux-image-{release}"
        device_tree.make((PIECES if board.device_tree.endswith(".dts") else debians) / board.device_tree, folder / "board.dtb")
    modules = work / "lib/modules" / release
    _install_own_modules(_own_modules(board, release), modules)
    _keep_needed_modules(board, modules, folder / "lib/modules" / release)
    subprocess.run(["depmod", "-b", folder, release], check=True)
    shutil.rmtree(work)


def _unpack_packages(board, packages, download, target):
    debian.unpack(debian.download(packages, download, suite=board.kernel_suite), target)
    shutil.rmtree(download)


def _own_modules(board, release):
    """A folder with our modules, which all boards with this kernel share."""

    def build(folder):
        work = folder / "work"
        _unpack_packages(board, _build_packages(board, release), folder / "packages", work)
        for module in _build_own_modules(board, release, work).rglob("*.ko"):
            shutil.copy(module, folder)
        shutil.rmtree(work)

    return cache.item(f"modules-{board.kernel_flavour}-{board.kernel_series}", _own_parts(board), build)


def _build_own_modules(board, release, work):
    """Builds our modules beside the kernel, against Debian's headers, which want their absolute place corrected."""
    headers = work / "usr/src" / f"linux-headers-{release}"
    makefile = headers / "Makefile"
    makefile.write_text(makefile.read_text().replace("/usr/src/", f"{work}/usr/src/"))
    source = _patched_source(board, work)
    command = ["make", "-s", "-C", headers, f"M={source}", f"ARCH={board.kernel_arch}", f"-j{os.cpu_count()}"]
    command += [f"CROSS_COMPILE={board.cross_compile}", "CONFIG_DRM_GUD=m", "CONFIG_DEBUG_INFO_BTF_MODULES="]
    command += [f"{option}=m" for option in OWN_OPTIONS.get(board.kernel_flavour, ())]
    command = forky.make(command, work, board.cross_compile) if board.kernel_suite == "forky" else command
    subprocess.run([*command, "modules"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f"{board.cross_compile}strip", "--strip-debug", *source.rglob("*.ko")], check=True)
    return source


def _patched_source(board, work):
    """The part of the kernel's source that we build from, with our own pieces among it."""
    name = f"linux-source-{board.kernel_series}"
    _unpack_parts(work / f"usr/src/{name}.tar.xz", [f"{name}/drivers/{part}/" for part in SOURCE_PARTS], work)
    source = work / name
    for patch in sorted((PIECES / board.kernel_series).glob("*.patch")):
        subprocess.run(["patch", "-s", "-p1", "-d", source, "-i", patch], check=True)
    shutil.copy(PIECES / "Kbuild", source)
    for own in OWN_MODULES:
        shutil.copytree(PIECES / own, source / own)
    return source


def _unpack_parts(archive, folders, target):
    """Unpacks some folders of an archive, and reads no further than that: most of it comes after them. The files of each are in one
    piece; of folders themselves that is not so: drivers/dma comes before drivers/dma-buf."""
    wanted, current = set(folders), None
    with tarfile.open(archive, "r|xz") as members:
        for member in members:
            if member.isdir():
                continue
            found = next((folder for folder in folders if member.name.startswith(folder)), None)
            if current and found != current:
                wanted.remove(current)
            if not wanted:
                return
            current = found
            if found:
                members.extract(member, target)
    raise RuntimeError(f"{archive.name} ends within {wanted}")


def _install_own_modules(own, modules):
    """Ours take the place of those that have the same name."""
    updates = modules / "updates"
    updates.mkdir()
    for built in own.glob("*.ko"):
        for original in list((modules / "kernel").rglob(f"{built.name}*")):
            original.unlink()
        shutil.copy(built, updates)


def _keep_needed_modules(board, modules, target):
    """Copies the board's modules and all they depend on, unpacked: the host is faster at that than the guest."""
    files = {_module_name(path.name): path for path in modules.rglob("*.ko*")}
    builtin = {_module_name(path) for path in (modules / "modules.builtin").read_text().split()}
    missing = {name.replace("-", "_") for name in board.modules + board.extra_modules} - builtin
    kept = set()
    while missing := missing - kept:
        for name in missing:
            _copy_unpacked(files[name], target / files[name].relative_to(modules))
        kept |= missing
        command = ["modinfo", "-F", "depends", *(files[name] for name in missing)]
        needed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        missing = {name.replace("-", "_") for name in needed.replace(",", " ").split()}
    for path in modules.glob("modules.builtin*"):
        shutil.copy(path, target)
    shutil.copy(modules / "modules.order", target)


def _module_name(path):
    return re.sub(r"\.ko(\.xz)?$", "", path.rsplit("/", 1)[-1]).replace("-", "_")


def _copy_unpacked(original, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    content = original.read_bytes()
    packed = original.suffix == ".xz"
    target.with_name(target.name.removesuffix(".xz")).write_bytes(lzma.decompress(content) if packed else content)
