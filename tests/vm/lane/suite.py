# SPDX-License-Identifier: MIT
"""Another Debian than that of this machine: a folder of the cache, entered by chroot. What is written there is lost in the
end, but for the folders that a command is given to write to. They and the project are where they are outside."""

import shutil
import subprocess

from lane import cache, debian
from lane.sources import PROJECT

# Nobody reads these, or loads these drivers of Mesa, which are half of it all.
SURPLUS = ("usr/share/man", "usr/share/locale", "usr/share/icons", "usr/bin/*lto-dump*", "var/cache/apt/archives/*.deb",
           "usr/lib/x86_64-linux-gnu/libLLVM*", "usr/lib/x86_64-linux-gnu/libgallium*", "usr/lib/x86_64-linux-gnu/dri")  # fmt: skip
MERGED_LINKS = ("bin", "sbin", "lib", "lib64")
# A client may ask the daemon for the machine's id.
MACHINE_ID = "0123456789abcdef0123456789abcdef\n"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}

# In a mount namespace of its own: $1 = the root, $2 = where the command runs, then a way of mounting and a folder each,
# "--", and the command.
ENTER = """
root=$1 folder=$2
shift 2
layers=$root/tmp
mount -t tmpfs tmpfs "$layers"
mkdir "$layers/upper" "$layers/work" "$layers/root"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$layers/upper,workdir=$layers/work" "$layers/root"
cd "$layers/root"
mount --rbind /dev dev
mount --bind /sys sys
mount -t proc proc proc
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs run
while [ "$1" != -- ]; do
  mkdir -p ".$2"
  mount --bind -o "$1" "$2" ".$2"
  shift 2
done
shift
exec chroot . env --chdir="$folder" "$@"
"""


class Suite:
    """`name` is Debian's code name. Packages are configured, so that there is a package database and users; those of a
    root that is only for a compiler are just unpacked. `parts` are what else decides that it is made anew."""

    def __init__(self, name, packages, parts=(), is_configured=True):
        self._name, self._packages, self._is_configured = name, sorted(set(packages)), is_configured
        self._parts = [" ".join(self._packages), " ".join(SURPLUS), MACHINE_ID, *parts]

    def root(self):
        kind = "root" if self._is_configured else "unpacked"
        return cache.item(f"{kind}-{self._name}", self._parts, self._build)

    def command(self, words, folder=PROJECT, writable=()):
        """The command that runs these words in the root, in the folder, which is the project or one that it may write to."""
        mounts = ["ro", PROJECT]
        for path in (*writable, cache.root()):
            path.mkdir(parents=True, exist_ok=True)
            mounts += ["rw", path]
        environment = [f"{name}={value}" for name, value in (ENVIRONMENT | {"KMSMIRROR_CACHE": cache.root()}).items()]
        return ["unshare", "--mount", "sh", "-euc", ENTER, "enter", self.root(), folder, *mounts, "--", *environment, *words]

    def run(self, words, **options):
        """The exit status of the command."""
        print("#", *words, flush=True)
        return subprocess.run(self.command(words, **options)).returncode

    def _build(self, folder):
        variant = "essential" if self._is_configured else "extract"
        command = ["mmdebstrap", "--quiet", "--mode=root", f"--variant={variant}", '--aptopt=APT::Install-Recommends "false"']
        # A mirror may be behind by more days than a suite that changes daily is valid.
        source = f"deb [check-valid-until=no] {debian.MIRROR} {self._name} main"
        subprocess.run([*command, "--include=" + ",".join(self._packages), self._name, folder, source], check=True)
        for pattern in SURPLUS:
            for path in folder.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name in MERGED_LINKS:
            if not (folder / name).exists():
                (folder / name).symlink_to(f"usr/{name}")
        for name in ("dev", "proc", "sys", "tmp", "run", "root"):
            (folder / name).mkdir(exist_ok=True)
        (folder / "etc/machine-id").write_text(MACHINE_ID)
