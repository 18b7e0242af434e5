"""What the tests of whole installations share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ground import made_once


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty installation, to be copied (``ground.copy_with_owners``)."""
    base = tmp_path_factory.getbasetemp()
    # Each worker has a folder of its own below one of the run.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return made_once(shared / "installation")
