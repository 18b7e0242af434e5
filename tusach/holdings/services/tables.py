"""Taking in tables of subjects and of marks, and what a library goes by."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from tusach.audit.api import Actor, record
from tusach.holdings.errors import HabitChanged, TableNameTaken
from tusach.holdings.models import LibraryHabit, MarkWay, Table, TableKind
from tusach.holdings.tables import put_groups, read_marks, read_subjects
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold, nfc


@transaction.atomic
def take_table(
    *, kind: str, name: str, text: str, way: str = "", basis: str = "", by: Actor, at: datetime
) -> Table:
    """Keep an uploaded table (``text`` of its csv). Nothing kept is ever changed: a corrected
    table is a new one.

    Refuses a name that a table has (:class:`TableNameTaken`) and a text that is no such table
    (:class:`TableUnfit`, naming the line).
    """
    name = nfc(name).strip()
    code = slugify(fold(name))[:30]
    if not code or Table.objects.filter(code=code).exists():
        raise TableNameTaken(name=name)
    subjects = kind == TableKind.SUBJECTS
    groups = read_subjects(text) if subjects else []
    table = Table.objects.create(
        code=code,
        kind=kind,
        name=name,
        basis=basis,
        way="" if subjects else way or MarkWay.RHYME,
        marks={} if subjects else read_marks(text),
        made_at=at,
        made_by=by.name,
    )
    put_groups(table, groups)
    record("holdings.take_table", by=by, on=("holdings.table", table.pk, name), at=at)
    return table


@transaction.atomic
def retire_table(*, table: Table, by: Actor, at: datetime) -> None:
    """Offer a table no more; libraries that chose it go by it still. Twice changes nothing."""
    table = Table.objects.select_for_update().get(pk=table.pk)
    if table.retired_at is None:
        table.retired_at = at
        table.save(update_fields=["retired_at"])
        record("holdings.retire_table", by=by, on=("holdings.table", table.pk, table.name), at=at)


@transaction.atomic
def set_habit(
    *,
    owner: ServicePoint,
    version: int,
    subjects: Table | None,
    marks: Table | None,
    by_title: bool,
    with_year: bool,
    year_begins: int | None,
    by: Actor,
    at: datetime,
) -> LibraryHabit:
    """Say what a library goes by. Refuses (:class:`HabitChanged`) when somebody else said so
    since ``version`` (0: never) was read."""
    LibraryHabit.objects.get_or_create(owner=owner, defaults={"version": 0})
    habit = LibraryHabit.objects.select_for_update().get(owner=owner)
    if habit.version != version:
        raise HabitChanged(library=owner.name)
    values = {
        "subjects": subjects,
        "marks": marks,
        "by_title": by_title,
        "with_year": with_year,
        "year_begins": year_begins,
    }
    changes = {
        name: [_said(getattr(habit, name)), _said(value)]
        for name, value in values.items()
        if getattr(habit, name) != value
    }
    for name, value in values.items():
        setattr(habit, name, value)
    habit.version += 1
    habit.save()
    record(
        "holdings.set_habit",
        by=by,
        on=("holdings.habit", owner.pk, owner.name),
        place=owner.pk,
        changes=changes,
        at=at,
    )
    return habit


def _said(value: object) -> object:
    return value.name if isinstance(value, Table) else value
