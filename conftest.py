"""What every test needs: a clean data folder, the server's own rights, a flush that append-only
tables allow, and how many examples a property is tried with."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import translation
from hypothesis import HealthCheck, is_hypothesis_test
from hypothesis import settings as hypothesis

from tusach.house.rights import grant

# `./test` tries each property a little, `./test --all` much (--hypothesis-profile=thorough).
# A costly one takes its part: @settings(max_examples=settings.default.max_examples // 8).
hypothesis.register_profile(
    "quick", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.register_profile("thorough", hypothesis.get_profile("quick"), max_examples=2000)
hypothesis.load_profile("quick")


NEEDS_DATABASE = {"db", "transactional_db", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses the database and what is a property; puts what takes longest first.

    Begun last, a file with a browser or a property of thousands of examples would keep one worker
    for minutes when the others have nothing left. Not what empties the database behind itself:
    that stands after all others.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & NEEDS_DATABASE:
            item.add_marker("database")
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker("property")
    items.sort(key=lambda item: not _goes_first(item))


def _goes_first(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    empties = mark is not None and bool(mark.kwargs.get("transaction"))
    long = item.get_closest_marker("property") or item.get_closest_marker("begins_first")
    return long is not None and not empties


_flush = DatabaseOperations.sql_flush


def _sql_flush(
    self: DatabaseOperations, style: Any, tables: Sequence[str], **kwargs: Any
) -> list[str]:
    """Emptying the test database between tests is the one time append-only gives way.

    Only what holds rows is emptied: to truncate hundreds of empty tables takes seconds.
    """
    if not tables or kwargs.get("reset_sequences"):
        statements = list(_flush(self, style, tables, **kwargs))
    else:
        names = {table: self.quote_name(table) for table in tables}
        with self.connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT {place} WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - our tables
                    for place, name in enumerate(names.values())
                )
            )
            filled = [tables[place] for (place,) in cursor.fetchall()]
        statements = [f"DELETE FROM {names[table]};" for table in filled]  # noqa: S608
    if not statements:
        return statements
    return [
        "SET session_replication_role = replica;",
        *statements,
        "SET session_replication_role = origin;",
    ]


DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign, assignment]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of the one that `./test` has already migrated."""
    if template := os.environ.get("TEST_TEMPLATE"):
        django_settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template


# The server has a role of its own, which may not do all that the tables' owner may.
SERVER = "tusach_test_server"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """The test's database, with a role that has the rights an installation gives its server."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        with contextlib.suppress(ProgrammingError, IntegrityError):  # other workers make it too
            cursor.execute(f'CREATE ROLE "{SERVER}"')
        grant(SERVER)


@pytest.fixture(autouse=True)
def as_the_server(request: pytest.FixtureRequest) -> None:
    """A test reads and writes as the server does, so that a right it lacks fails here.

    Except in tests marked ``as_owner``, which look at what only the owner can reach, and in those
    with ``transaction=True``, whose tables are emptied behind them: the journeys walk as the
    server, with connections of their own.
    """
    mark = request.node.get_closest_marker("django_db")
    if not (mark or {"db", "client", "admin_client"} & set(request.fixturenames)):
        return
    if (mark and mark.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        return
    if request.node.get_closest_marker("as_owner"):
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{SERVER}"')  # ends with the test's transaction


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
