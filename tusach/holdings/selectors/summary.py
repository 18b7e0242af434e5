"""The summary accession register (sổ đăng ký tổng quát): what came in batch by batch, what was
struck out, and the stock at both ends of the year, by subject group and by language.

Everything is read from the ledger; no second sum is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tusach.holdings.models import Copy, SubjectGroup, Transfer
from tusach.holdings.moment import Known
from tusach.holdings.selectors.copies import all_copies
from tusach.holdings.stock_events import INTO, events_sql
from tusach.holdings.subjects import NO_GROUP, group_sql


@dataclass(frozen=True)
class Asked:
    """Whose register, from which day to which (both included), and as known when."""

    library: int
    first: date
    last: date
    # Only copies of these accession registers; none: of all.
    registers: Sequence[int] = ()
    groups: Sequence[SubjectGroup] = ()
    known_at: Known = None


@dataclass
class Figures:
    """Titles, copies and đồng; ``unpriced`` copies count as no đồng. Copies by group and by
    language (its MARC code, "" where the record says none)."""

    titles: int = 0
    copies: int = 0
    value: int = 0
    unpriced: int = 0
    by_group: dict[int, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)


@dataclass
class Batch:
    """Copies that came, or left, on one day by one paper."""

    kind: str
    day: date
    source: int | None
    document: str
    transfer: int | None
    figures: Figures = field(default_factory=Figures)
    # One of its copies, by which it is found again.
    copy: int = 0


@dataclass
class Summary:
    """The three parts of the register for one year or less."""

    came: list[Batch] = field(default_factory=list)
    left: list[Batch] = field(default_factory=list)
    # Of both parts: a title that came in two batches counts once.
    came_in_all: Figures = field(default_factory=Figures)
    left_in_all: Figures = field(default_factory=Figures)
    opening: Figures = field(default_factory=Figures)
    closing: Figures = field(default_factory=Figures)
    transfers: dict[int, Transfer] = field(default_factory=dict)

    @property
    def closes(self) -> bool:
        """Opening and what came, less what left, is what is there."""
        there = self.opening.copies + self.came_in_all.copies - self.left_in_all.copies
        return there == self.closing.copies

    @property
    def languages(self) -> list[str]:
        """Those that occur, the most frequent first; without one last."""
        counts: dict[str, int] = {}
        for one in (self.closing, self.opening, self.came_in_all, self.left_in_all):
            for language, count in one.by_language.items():
                counts[language] = counts.get(language, 0) + count
        return sorted(counts, key=lambda code: (not code, code != "vie", -counts[code], code))


def _events(asked: Asked) -> tuple[str, list[Any]]:
    """The events of the register with group and language, up to its last day."""
    events, parameters = events_sql(asked.library, asked.known_at)
    # Groups of one name are one column: that of the first.
    firsts: dict[str, int] = {}
    numbered = [(firsts.setdefault(one.label, one.position), one) for one in asked.groups]
    group, more = group_sql(numbered, "r")
    chosen, wanted = "", []
    if asked.registers:
        chosen, wanted = "AND x.register_id = ANY(%s)", [list(asked.registers)]
    sql = (
        f"SELECT x.*, {group} AS grp, r.language AS lang,"  # noqa: S608
        " CASE WHEN x.kind IN ('entered', 'received') THEN 1 ELSE -1 END AS sign"
        f" FROM ({events}) x"
        f" JOIN catalogue_record r ON r.id = x.record_id WHERE x.day <= %s {chosen}"
    )
    return sql, [*more, *parameters, asked.last, *wanted]


_SUMS = (
    "count(DISTINCT record_id), count(*), coalesce(sum(price), 0),"
    " count(*) FILTER (WHERE price IS NULL), min(copy_id)"
)


def summary(asked: Asked) -> Summary:
    """The register of a period; two queries, however many copies."""
    events, parameters = _events(asked)
    batch = "sign, kind, day, source_id, document, transfer_id"
    stock = "SELECT copy_id, record_id, price, grp, lang FROM ev WHERE {} GROUP BY 1, 2, 3, 4, 5"
    stocks = [
        (name, f"({stock.format(where)} HAVING sum(sign) > 0) s")
        for name, where in (("opening", "day < %s"), ("closing", "true"))
    ]
    sql = f"""
    WITH ev AS MATERIALIZED ({events})
    SELECT 'batch', grouping(kind), grouping(grp), grouping(lang), {batch}, grp, lang, {_SUMS}
    FROM ev WHERE day >= %s
    GROUP BY GROUPING SETS (({batch}), ({batch}, grp), ({batch}, lang),
                            (sign), (sign, grp), (sign, lang))
    """  # noqa: S608
    for name, rows in stocks:
        sql += f"""
        UNION ALL
        SELECT '{name}', 1, grouping(grp), grouping(lang), 0, NULL, NULL, NULL, NULL, NULL,
               grp, lang, {_SUMS}
        FROM {rows} GROUP BY GROUPING SETS ((), (grp), (lang))
        """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, asked.first, asked.first])
        found = _read(cursor.fetchall())
    wanted = {one.transfer for one in [*found.came, *found.left] if one.transfer}
    found.transfers = Transfer.objects.select_related("giver", "taker").in_bulk(wanted)
    return found


def _read(rows: Sequence[Any]) -> Summary:
    done = Summary()
    batches: dict[Any, Batch] = {}
    for (what, whole, any_group, any_language, sign, kind, day, source, document, transfer,
         group, language, titles, copies, value, unpriced, copy) in rows:  # fmt: skip
        if what == "opening":
            figures = done.opening
        elif what == "closing":
            figures = done.closing
        elif whole:
            figures = done.came_in_all if sign > 0 else done.left_in_all
        else:
            key = (kind, day, source, document, transfer)
            one = batches.setdefault(key, Batch(kind, day, source, document, transfer))
            figures = one.figures
            if any_group and any_language:
                one.copy = copy
        if not any_group:
            figures.by_group[group] = copies
        elif not any_language:
            figures.by_language[language] = copies
        else:
            figures.titles, figures.copies = titles, copies
            figures.value, figures.unpriced = int(value), unpriced
    for one in sorted(batches.values(), key=lambda one: (one.day, one.copy)):
        (done.came if one.kind in INTO else done.left).append(one)
    return done


def first_day_of(library: int) -> date | None:
    """The day on which something first came into a library's stock; None before."""
    events, parameters = events_sql(library, None)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(day) FROM ({events}) x", parameters)  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else None


# Which copies a figure stands for.
@dataclass(frozen=True)
class Cell:
    """``part``: came, left, opening or closing; of one batch: its kind, day and copy; of one
    group or language."""

    part: str
    kind: str = ""
    day: date | None = None
    copy: int | None = None
    group: int | None = None
    language: str | None = None


def copies_behind(asked: Asked, cell: Cell) -> QuerySet[Copy]:
    """The copies that a figure of the register counts."""
    events, parameters = _events(asked)
    conditions: list[str] = []
    more: list[Any] = []

    def add(text: str, *values: Any) -> None:
        conditions.append(text)
        more.extend(values)

    if cell.part == "came":
        add("day >= %s AND sign > 0", asked.first)
    elif cell.part == "left":
        add("day >= %s AND sign < 0", asked.first)
    elif cell.part == "opening":
        add("day <= %s", asked.first - timedelta(days=1))
    if cell.copy is not None:
        add("kind = %s AND day = %s", cell.kind, cell.day)
        add(
            "ROW(source_id, document, transfer_id)::text ="
            " (SELECT ROW(b.source_id, b.document, b.transfer_id)::text FROM ev b"
            " WHERE b.kind = %s AND b.day = %s AND b.copy_id = %s LIMIT 1)",
            cell.kind,
            cell.day,
            cell.copy,
        )
    if cell.group is not None:
        add("grp = %s", cell.group)
    if cell.language is not None:
        add("lang = %s", cell.language)
    stock = cell.part in {"opening", "closing"}
    sql = (
        f"WITH ev AS MATERIALIZED ({events}) SELECT copy_id FROM ev"  # noqa: S608
        f" WHERE {' AND '.join(conditions) or 'true'} GROUP BY copy_id"
        f"{' HAVING sum(sign) > 0' if stock else ''}"
    )
    return all_copies().filter(pk__in=RawSQL(sql, [*parameters, *more]))  # noqa: S611


def columns_of(groups: Sequence[SubjectGroup], found: Summary) -> list[tuple[int, str]]:
    """(number, name) of the columns of groups, in their order; that of titles without a group
    last, where there are any."""
    named: dict[str, int] = {}
    for one in groups:
        named.setdefault(one.label, one.position)
    shown = {one.label: str(one) for one in reversed(groups)}
    columns = [(number, shown[label]) for label, number in named.items()]
    parts = (found.opening, found.closing, found.came_in_all, found.left_in_all)
    if any(one.by_group.get(NO_GROUP) for one in parts):
        columns.append((NO_GROUP, ""))
    return columns
