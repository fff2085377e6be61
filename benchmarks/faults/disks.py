"""Small disks of their own, mounted for as long as they are needed: one that can be filled, one that can break. For root alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.verdict import NotHere


@contextmanager
def small(path: Path, megabytes: int) -> Iterator[None]:
    """A disk in memory at `path`. Raises NotHere."""
    path.mkdir(mode=0o700, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "tmpfs", str(path))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=False)


class Breaking:
    """ext4 in a file: can be told that it failed, whereupon the kernel lets nobody write, open file or not; and be mended."""

    def __init__(self, path: Path, megabytes: int = 120) -> None:
        self.path, self.image = path, path.with_suffix(".ext4")
        if not shutil.which("mkfs.ext4", path="/sbin:/usr/sbin:/bin:/usr/bin"):
            raise NotHere("mkfs.ext4 is not installed")
        with self.image.open("wb") as file:
            file.truncate(megabytes * 1_000_000)
        subprocess.run(["mkfs.ext4", "-q", str(self.image)], check=True)
        path.mkdir(mode=0o700, exist_ok=True)
        self.mount()

    def mount(self, how: str = "loop") -> None:
        _mount("-o", how, str(self.image), str(self.path))

    def fail(self) -> None:
        _mount("-o", "remount,abort", str(self.path))

    def mend(self) -> None:
        """Checked and mounted anew, after whoever used it has ended."""
        subprocess.run(["umount", str(self.path)], check=True)
        # 1: it mended something.
        assert subprocess.run(["e2fsck", "-fy", str(self.image)], check=False, capture_output=True).returncode <= 1
        self.mount()

    def close(self) -> None:
        subprocess.run(["umount", "-l", str(self.path)], check=False)


def _mount(*arguments: str) -> None:
    if os.geteuid() != 0:
        raise NotHere("only root mounts a disk")
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotHere(f"no disk can be mounted here ({done.stderr.strip()})")
