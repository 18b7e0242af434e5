"""A database of its own for a measurement, on the server of DATABASE_URL, dropped afterwards."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


@contextmanager
def own_database(name: str, *, keep: bool = False) -> Iterator[None]:
    """Create ``name`` (from TEST_TEMPLATE, where tests have made one), point Django at it and
    migrate; drop it at the end unless ``keep``."""
    url = os.environ.get("DATABASE_URL", "postgresql:///tusach")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.house.settings")
    with psycopg.connect(url, autocommit=True) as admin:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not (keep and there):
            admin.execute(drop)
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name),
                    sql.Identifier(os.environ.get("TEST_TEMPLATE") or "template0"),
                )
            )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        from django.db import connection

        connection.close()
        if not keep:
            with psycopg.connect(url, autocommit=True) as admin:
                admin.execute(drop)


@contextmanager
def own_catalogue(name: str, *, keep: bool) -> Iterator[None]:
    """:func:`own_database` and a folder for its search index; with ``keep`` both are left, in the
    folder for temporary files, and used by the next run with the same name: a million records
    take a quarter of an hour to be made and indexed."""
    with tempfile.TemporaryDirectory() as data:
        folder = Path(tempfile.gettempdir()) / name if keep else Path(data)
        folder.mkdir(exist_ok=True)
        os.environ["TUSACH_DATA"] = str(folder)
        with own_database(name, keep=keep):
            yield


def measured(what: Callable[[], Any], times: int = 3) -> tuple[float, float]:
    """Seconds: the first time, and the median of the times after it."""
    took = []
    for _ in range(times + 1):
        start = time.perf_counter()
        what()
        took.append(time.perf_counter() - start)
    return took[0], statistics.median(took[1:])


def line(label: str, first: float, usual: float, limit: float | None) -> str:
    """One line of the table: milliseconds beside the limit and whether it held."""
    said = ""
    if limit is not None:
        said = f"{limit * 1000:>9,.0f}  {'ok' if usual <= limit else 'OVER'}"
    return f"{label:<58}{first * 1000:>10,.0f}{usual * 1000:>10,.0f} {said}"


HEAD = f"{'':<58}{'first ms':>10}{'median ms':>10} {'limit ms':>9}"
