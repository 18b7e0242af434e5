"""What every test needs: a clean data folder, a flush that append-only tables allow, and how
many examples a property is tried with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

# `./test` tries each property a little, `./test --all` much (--hypothesis-profile=thorough).
# A costly one takes its part: @settings(max_examples=settings.default.max_examples // 8).
hypothesis.register_profile(
    "quick", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.register_profile("thorough", hypothesis.get_profile("quick"), max_examples=2000)
hypothesis.load_profile("quick")

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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of the one that `./test` has already migrated."""
    if template := os.environ.get("TEST_TEMPLATE"):
        django_settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template


@pytest.fixture(autouse=True)
def language_of_the_house() -> Iterator[None]:
    """A page that was asked for in English leaves English behind in its thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def nothing_collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for the files that a page brings: tests take them where they are made."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, nothing_collected: Path, settings: Any) -> Path:
    """Files and index of a test go into a folder of its own."""
    settings.DATA = tmp_path
    settings.STATIC_ROOT = nothing_collected
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SEARCH_INDEX = tmp_path / "index"
    return tmp_path
