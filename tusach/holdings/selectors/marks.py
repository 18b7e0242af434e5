"""Shelf marks suggested for titles of a library, made unique there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tusach.catalogue.api import Record
from tusach.holdings.marks import first_free, mark_of, shelf_marks
from tusach.holdings.models import Copy, Table
from tusach.holdings.selectors.tables import habit_of, marks_of
from tusach.network.api import ServicePoint

# So many later shelf marks of a base are looked up; more titles of one mark are very rare.
_LOOKED_UP = 27


@dataclass(frozen=True)
class Described:
    """What a shelf mark is made of. ``record``: its number, if the catalogue has the title."""

    class_number: str
    author: str
    title: str
    year: int | None
    record: int | None = None


def described(record: Record) -> Described:
    return Described(record.class_number, record.author, record.title, record.year, record.pk)


def suggest_marks(
    titles: Sequence[Described], owner: ServicePoint, taken: Collection[str] = ()
) -> list[str]:
    """A shelf mark for each title by the table its library goes by; "" for one without a class
    number. Three queries, however many.

    Copies that the library has of a title already lend it theirs. A mark that another title of
    the library has, or that is in ``taken``, gets a letter; so do two of these titles.
    """
    habit = habit_of(owner)
    table = marks_of(habit)
    own = _of_records(titles, owner)
    bases = [_base(one, table, by_title=habit.by_title, with_year=habit.with_year)
             for one in titles]  # fmt: skip
    used = {*taken, *_used(bases, owner)}
    done: list[str] = []
    given: dict[tuple[int | None, str], str] = {}
    for one, base in zip(titles, bases, strict=True):
        if base is None:
            done.append("")
            continue
        key = (one.record, "" if one.record else f"{one.title}\n{one.author}\n{one.year}")
        found = own.get(one.record or 0) or given.get(key) or first_free(*base, used)
        given[key] = found
        used.add(found)
        done.append(found)
    return done


def suggest_mark(title: Described, owner: ServicePoint, taken: Collection[str] = ()) -> str:
    """:func:`suggest_marks` for one."""
    return suggest_marks([title], owner, taken)[0]


_Base = tuple[str, str, int | None]


def _base(one: Described, table: Table | None, *, by_title: bool, with_year: bool) -> _Base | None:
    if not one.class_number.strip() or table is None:
        return None
    name = one.title if by_title or not one.author else one.author
    mark = mark_of(name, table.way, table.marks)
    return one.class_number.strip(), mark, one.year if with_year else None


def _of_records(titles: Sequence[Described], owner: ServicePoint) -> dict[int, str]:
    """Record → the shelf mark of its first copy here, where it says more than the class."""
    classes = {one.record: one.class_number.strip() for one in titles if one.record}
    rows = (
        Copy.objects.filter(owner=owner, record__in=classes)
        .exclude(shelf_mark="")
        .order_by("-pk")
        .values_list("record", "shelf_mark")
    )
    return {record: mark for record, mark in rows if mark != classes[record]}


def _used(bases: Sequence[_Base | None], owner: ServicePoint) -> set[str]:
    wanted = {
        mark
        for base in bases
        if base is not None
        for mark, _n in zip(shelf_marks(*base), range(_LOOKED_UP), strict=False)
    }
    found = Copy.objects.filter(owner=owner, shelf_mark__in=wanted)
    return set(found.values_list("shelf_mark", flat=True).distinct())
