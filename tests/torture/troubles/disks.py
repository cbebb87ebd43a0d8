"""A disk that can be full, under a server that is running."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 64 * 1024 * 1024  # bytes


class Disk:
    """A folder that can be filled to the last byte. Where no disk of its own may be mounted, nobody may write more.

    Without a disk of its own it is a process that is kept from writing, and it hears another number (EFBIG).
    """

    def __init__(self, folder: Path, *, is_its_own: bool) -> None:
        self.folder, self.is_its_own = folder, is_its_own

    @contextmanager
    def full(self, pid: int) -> Iterator[None]:
        """Not a byte more, for the server of this process, within the block."""
        with self._filled() if self.is_its_own else _kept_from_writing(pid):
            yield

    @contextmanager
    def _filled(self) -> Iterator[None]:
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as out:
            for size in (1024 * 1024, 4096, 1):
                with fill_up():
                    while out.write(b"x" * size):
                        pass
        try:
            yield
        finally:
            ballast.unlink()


@contextmanager
def fill_up() -> Iterator[None]:
    """Until there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@contextmanager
def _kept_from_writing(pid: int) -> Iterator[None]:
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A small disk of its own at this folder, where that is allowed."""
    folder.mkdir(mode=0o777)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=777", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield Disk(folder, is_its_own=is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder)
