# SPDX-License-Identifier: MIT
"""The root file system of Debian 12 with systemd, for scenarios with `# root: systemd`."""

import pathlib
import shutil
import subprocess

from lane import cache, debian, kernel

PACKAGES = (
    # of every Debian, as far as it matters here
    "base-files base-passwd dash coreutils sed grep mount util-linux libc-bin usr-is-merged"
    # of the guest
    " systemd systemd-sysv dbus udev kmod busybox-static"
    # what our package needs, and the emulator of displays
    " libdrm2 libgbm1 libsdbus-c++1 libpixman-1-0 libfmt9 libpng16-16 liblz4-1"
).split()
# Of no use without their maintainer scripts.
CONFIGURED_PACKAGES = ["polkitd", "libpam-systemd"]

MEGABYTES = 640
PATHS_NOT_INSTALLED = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/i18n/*", "/usr/share/zoneinfo/*")
# What costs time at boot and has no use here.
MASKED = (
    "getty.target remote-fs.target cryptsetup.target integritysetup.target veritysetup.target"
    " systemd-pstore.service systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-random-seed.service"
    " systemd-binfmt.service proc-sys-fs-binfmt_misc.automount sys-fs-fuse-connections.mount sys-kernel-config.mount"
    " sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount systemd-initctl.socket systemd-journald-audit.socket"
    " systemd-ask-password-wall.path systemd-ask-password-console.path"
    " systemd-repart.service systemd-sysctl.service systemd-modules-load.service systemd-remount-fs.service"
    " systemd-journal-flush.service systemd-tmpfiles-setup-dev.service"
    " dpkg-db-backup.timer fstrim.timer systemd-tmpfiles-clean.timer"
).split()


def disk(board):
    """A folder with disk.ext4, and root.list: the paths of all its files."""
    names = [f"{package}:{board.architecture}" for package in _packages(board)]
    parts = [debian.versions(names), str(kernel.kernel(board)), pathlib.Path(__file__)]
    return cache.item(f"root-{board.name}", parts, lambda folder: _build(board, folder))


def is_configured(board):
    """Whether maintainer scripts can run, which they do on this machine."""
    return board.architecture == "amd64"


def _packages(board):
    return PACKAGES + (CONFIGURED_PACKAGES if is_configured(board) else [])


def _build(board, folder):
    root = folder / "root"
    _install(board, root)
    if not is_configured(board):
        _configure(root)
    shutil.copytree(kernel.kernel(board) / "lib/modules", root / "usr/lib/modules", dirs_exist_ok=True)
    _prepare(root)
    (folder / "root.list").write_text("".join(f"{path.relative_to(root)}\n" for path in sorted(root.rglob("*"))))
    disk_file = folder / "disk.ext4"
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", root, disk_file, f"{MEGABYTES}M"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(root)


def _install(board, root):
    variant = "essential" if is_configured(board) else "extract"
    command = ["mmdebstrap", "--quiet", "--mode=root", f"--arch={board.architecture}", f"--variant={variant}"]
    command += ["--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", "--aptopt=APT::Install-Recommends \"false\""]
    command += [f"--dpkgopt=path-exclude={path}" for path in PATHS_NOT_INSTALLED]
    command += ["--include=" + ",".join(_packages(board))]
    made = subprocess.run([*command, "bookworm", root, f"deb {debian.MIRROR} bookworm main"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise RuntimeError(f"mmdebstrap failed:\n{made.stdout}")


def _configure(root):
    """What the maintainer scripts of packages would have done that matters here."""
    for name in ("passwd", "group"):
        shutil.copy(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)
    subprocess.run(["systemd-sysusers", f"--root={root}"], check=True, stderr=subprocess.DEVNULL)


def _prepare(root):
    for name in MASKED:
        (root / "etc/systemd/system" / name).symlink_to("/dev/null")
    (root / "usr/lib/systemd/system/multi-user.target.wants/systemd-logind.service").unlink()  # starts when it is asked
    (root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    (root / "etc/hostname").write_text("board\n")
    _link_applets(root)
    for name in ("etc/.updated", "var/.updated"):  # newer than /usr: there is nothing to update at boot
        (root / name).touch()


def _link_applets(root):
    """The programs of busybox that Debian's root has not, in a folder that comes last in the guest's PATH."""
    folder = root / "usr/libexec/busybox"
    folder.mkdir(parents=True)
    names = subprocess.run(["busybox", "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    for name in names:
        (folder / name).symlink_to("/usr/bin/busybox")
