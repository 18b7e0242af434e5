"""The tables a library goes by, and those there are."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tusach.holdings.models import LibraryHabit, SubjectGroup, Table, TableKind
from tusach.network.api import PointKind, ServicePoint

SEPTEMBER = 9


def all_tables(kind: str = "") -> QuerySet[Table]:
    """Every table that is in use, or those of one kind."""
    found = Table.objects.filter(retired_at=None)
    return found.filter(kind=kind) if kind else found


def habit_of(owner: ServicePoint) -> LibraryHabit:
    """What a library goes by; one never asked goes by the first table of each kind."""
    found = (
        LibraryHabit.objects.select_related("subjects", "marks", "owner").filter(owner=owner)
    ).first()
    return found or LibraryHabit(owner=owner, version=0)


def subjects_of(habit: LibraryHabit) -> Table | None:
    return habit.subjects or all_tables(TableKind.SUBJECTS).first()


def marks_of(habit: LibraryHabit) -> Table | None:
    return habit.marks or all_tables(TableKind.MARKS).first()


def groups_in(table: Table | None) -> list[SubjectGroup]:
    return list(table.groups.all()) if table else []


def month_of(habit: LibraryHabit, owner: ServicePoint) -> int:
    """The month with which a library's year of registers begins."""
    return habit.year_begins or (SEPTEMBER if owner.kind == PointKind.SCHOOL_LIBRARY else 1)


def year_containing(day: date, month: int) -> int:
    """The year of registers in which a day lies, called by the calendar year it begins in."""
    return day.year if day.month >= month else day.year - 1


def days_of_year(year: int, month: int) -> tuple[date, date]:
    """Its first and its last day."""
    return date(year, month, 1), date.fromordinal(date(year + 1, month, 1).toordinal() - 1)


def year_name(year: int, month: int) -> str:
    """2026, or 2026–2027 for one that begins in another month than January."""
    return str(year) if month == 1 else f"{year}–{year + 1}"


def every_table() -> QuerySet[Table]:
    """All tables, those offered no more too."""
    return Table.objects.all()
