"""Questions and statements that are asked thousands of times an hour: at the counter, most of what
an act costs is Django writing the same SQL again and PostgreSQL planning it again.

`Prepared` writes a queryset's SQL once for each process; `told` has PostgreSQL keep the plan for
each connection. With a pooler between that cannot keep plans, DATABASE_URL says
``?prepare_threshold=none`` and everything works without them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)

# A list of so few is like any other of so few: the plan is kept. A long one says itself how it is
# best done.
SHORT = 20


def told(sql: str, values: Sequence[Any] = (), *, keep: bool = True) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, [] for one that gives none. Like ``cursor.execute``, except
    that each value needs a type that PostgreSQL can tell (``%s::bigint[]``). ``keep=False`` where
    the values say how it is best done: for a list that may be long.

    Outside a transaction only for what asks: a connection that was lost since the last request is
    made anew and asked once more."""
    held: Any = connection  # the types do not know of health checks
    held.ensure_connection()
    sure = held.health_check_done or held.in_atomic_block
    try:
        found = _told(sql, values, keep)
    except (OperationalError, InterfaceError):
        if sure or held.is_usable():
            raise
        held.close()
        held.ensure_connection()
        found = _told(sql, values, keep)
    # Whoever answers is there: Django need not ask for it.
    held.health_check_done = True
    return found


def _told(sql: str, values: Sequence[Any], keep: bool) -> list[tuple[Any, ...]]:
    held = connection.connection
    if connection.queries_logged or connection.execute_wrappers:
        # Where statements are logged, Django reads the text of those that are not prepared.
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description is not None else []
    # Straight to psycopg: Django's cursors cost as much again as the statement, and write long
    # lists into its text.
    with connection.wrap_database_errors:
        plain = psycopg.Cursor(held)
        plain.execute(sql, values, prepare=keep)
        # Not ``description``, which writes down each of a hundred columns.
        return plain.fetchall() if plain.rownumber is not None else []


@contextmanager
def together() -> Iterator[None]:
    """All or nothing, in the caller's transaction where there is one, without a savepoint of its
    own: for what refuses before it writes."""
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


_MARKS: dict[type, Callable[[int], Any]] = {
    # Within what an integer column holds: beyond it Django answers without asking.
    int: lambda place: 2_000_000_011 + place,
    str: lambda place: f"\ue000{place}\ue000",
    datetime.date: lambda place: datetime.date(9990, 1, 1 + place),
    datetime.datetime: lambda place: datetime.datetime(9990, 1, 1 + place, tzinfo=datetime.UTC),
}


class Prepared(Generic[Row]):
    """A queryset whose shape never changes, only its values: ``build`` takes one argument for each
    of ``kinds`` (int, str, date, datetime) and uses each as it is given, in conditions alone.

    >>> reader = Prepared(lambda pk: Reader.objects.select_related("home").filter(pk=pk), int)
    >>> reader.first(17)
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._ready = False

    def _prepare(self) -> None:
        marks = [_MARKS[kind](place) for place, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler("default")
        self._sql, given = compiler.as_sql()
        where = {mark: place for place, mark in enumerate(marks)}
        # A place among the values, or what stands there always.
        self._given = [(where.get(one, -1), one) for one in given]
        if {place for place, _ in self._given} - {-1} != set(range(len(marks))):
            raise ValueError(f"a value is not used as it is given: {self._sql}")
        if klass := compiler.klass_info:
            chosen = klass["select_fields"]
            self._first, self._end = chosen[0], chosen[-1] + 1
            self._model: type[Row] = klass["model"]
            made = compiler.select[self._first : self._end]
            self._names = [one[0].target.attname for one in made]
            populators: Any = get_related_populators
            self._related = populators(klass, compiler.select, "default")
            self._also = list(compiler.annotation_col_map.items())
        fields = [one[0] for one in compiler.select]
        self._converters = compiler.get_converters(fields)
        self._compiler = compiler
        self._ready = True

    def tuples(self, *values: Any) -> list[Any]:
        """What a queryset of plain values (``values_list``) finds for these values."""
        if not self._ready:
            self._prepare()
        given = [values[place] if place >= 0 else one for place, one in self._given]
        found: list[Any] = told(self._sql, given)
        if self._converters:
            found = list(self._compiler.apply_converters(found, self._converters))
        return found

    def rows(self, *values: Any) -> list[Row]:
        """What the queryset finds for these values."""
        made = []
        for row in self.tuples(*values):
            one = self._model.from_db("default", self._names, row[self._first : self._end])
            for related in self._related:
                related.populate(row, one)
            for name, column in self._also:
                setattr(one, name, row[column])
            made.append(one)
        return made

    def first(self, *values: Any) -> Row | None:
        """The first of them, in the order of the queryset; the caller asks where there is one, or
        does not mind which."""
        found = self.rows(*values)
        return found[0] if found else None
