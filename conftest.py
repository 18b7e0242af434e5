"""What every test needs: a clean data folder and a flush that append-only tables allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

_flush = DatabaseOperations.sql_flush


def _sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
    """Emptying the test database between tests is the one time append-only gives way."""
    statements: list[str] = _flush(self, *args, **kwargs)
    if not statements:
        return statements
    return [
        "SET session_replication_role = replica;",
        *statements,
        "SET session_replication_role = origin;",
    ]


DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """Files and index of a test go into a folder of its own."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SEARCH_INDEX = tmp_path / "index"
    return tmp_path
