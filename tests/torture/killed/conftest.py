"""Where acts are done that may not survive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.torture.killed.scene import Stage, running_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """A process in which acts are done and killed."""
    if shutil.which("strace") is None:
        pytest.skip("no strace found")
    with running_stage() as stage:
        yield stage
