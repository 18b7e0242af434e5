"""All that is looked at, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from tusach.house.health import database, engines, machine
from tusach.house.health.finding import Finding, State


def all_is_answering() -> bool:
    """The short question of a monitor: does the database answer a query?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def examine(*, at: datetime) -> list[Finding]:
    """Look at everything. Without a database, only at what can be seen without it."""
    return list(_examine(at))


def _examine(at: datetime) -> Iterator[Finding]:
    reached = database.reached()
    yield reached
    if reached.state is State.OK:
        tables = database.migrated()
        yield tables
        if tables.state is State.OK:
            try:
                yield database.clock()
                yield from database.clock_jumps()
                yield database.guarded()
                yield from database.jobs()
                yield engines.index()
                yield engines.ledger(at)
            except DatabaseError as error:
                yield Finding(
                    "database", _("Cơ sở dữ liệu"), State.BAD, str(error).strip().split("\n")[0]
                )
    yield from machine.disks()
    yield machine.backup(at)
    yield from machine.copied(at)
    yield machine.ownership()
