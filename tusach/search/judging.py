"""Queries with what answers them, judged by hand and kept in the house; files of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.search import looking_up, reading
from tusach.search.errors import NoIndex, RowsRefused, SetIsFull, SetThere
from tusach.search.models import JudgedQuery, JudgedSet, Judgement
from tusach.ui.api import fitting
from tusach.vietnamese.api import fold, nfc

Grade = Judgement.Grade
MOST_QUERIES = 2_000
MOST_ROWS = 20_000
SHIPPED = Path(__file__).resolve().parent / "data" / "judged.tsv"
_ROWS_NAMED = 5


@dataclass(frozen=True)
class Row:
    """One line of a file: a query, a title or number that answers it, and how well."""

    line: int
    query: str
    grade: int
    title: str
    key: str = ""


@dataclass
class Taken:
    """What came of a file: judgements kept, and titles that no record here has."""

    kept: int = 0
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def make_set(name: str, note: str = "", *, by: Actor, at: datetime) -> JudgedSet:
    """A set without queries. Refuses a name that is there."""
    name = fitting(nfc(name), 120, _("Tên bộ câu tìm")) or _("Bộ của thư viện")
    note = fitting(nfc(note), 300, _("Ghi chú"))
    made, is_new = JudgedSet.objects.get_or_create(name=name, defaults={"note": note})
    if not is_new:
        raise SetThere(name=name)
    record("search.make_judged_set", by=by, on=("search.judged_set", made.pk, name), at=at)
    return made


@transaction.atomic
def remove_set(judged: JudgedSet, *, by: Actor, at: datetime) -> None:
    """Take a set away with its judgements and what was measured by it."""
    count = judged.queries.count()
    record(
        "search.remove_judged_set",
        by=by,
        on=("search.judged_set", judged.pk, judged.name),
        changes={"queries": [count, None]},
        at=at,
    )
    judged.delete()


@transaction.atomic
def judge(
    judged: JudgedSet | None,
    query: str,
    *,
    key: str,
    title: str,
    grade: int | None,
    by: Actor,
    at: datetime,
) -> JudgedSet:
    """Say how well a document answers a query; None takes it back. Without a set, the first
    there is, or a new one. The query joins the set with its first judgement and leaves it
    with its last. Refuses a set of 2,000 queries."""
    judged = judged or JudgedSet.objects.first() or make_set("", by=by, at=at)
    JudgedSet.objects.select_for_update().get(pk=judged.pk)
    text = " ".join(nfc(query).split())[:400]
    row = _query(judged, text)
    if grade is None:
        row.judgements.filter(key=key).delete()
        if not row.judgements.exists():
            row.delete()
    else:
        _judged(row, key, title, grade, by, at)
    record(
        "search.judge",
        by=by,
        on=("search.judged_set", judged.pk, judged.name),
        changes={text[:80]: [None, f"{title}: {Grade(grade).label if grade is not None else '–'}"]},
        at=at,
    )
    return judged


def _query(judged: JudgedSet, text: str) -> JudgedQuery:
    row = judged.queries.filter(text=text).first()
    if row is not None:
        return row
    if judged.queries.count() >= MOST_QUERIES:
        raise SetIsFull(most=MOST_QUERIES)
    return JudgedQuery.objects.create(judged_set=judged, text=text)


def _judged(query: JudgedQuery, key: str, title: str, grade: int, by: Actor, at: datetime) -> None:
    said = {"title": title[:500], "grade": grade, "at": at, "by_name": by.name}
    Judgement.objects.update_or_create(query=query, key=key, defaults=said)


@transaction.atomic
def remove_query(query: JudgedQuery, *, by: Actor, at: datetime) -> None:
    """Take one query out of its set."""
    judged = query.judged_set
    record(
        "search.remove_judged_query",
        by=by,
        on=("search.judged_set", judged.pk, judged.name),
        changes={"query": [query.text, None]},
        at=at,
    )
    query.delete()


@transaction.atomic
def take_in(judged: JudgedSet, given: list[Row], *, by: Actor, at: datetime) -> Taken:
    """Keep the judgements of a file. Every record that has the title gets the grade; titles
    that no record has are left out and told. Refuses what does not fit into the set, and while
    there is no index to look titles up in."""
    JudgedSet.objects.select_for_update().get(pk=judged.pk)
    taken = Taken()
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    queries: dict[str, JudgedQuery] = {one.text: one for one in judged.queries.all()}
    new: dict[tuple[int, str], Judgement] = {}
    for row in given:
        named = (row.key, row.title)
        if named not in found:
            try:
                found[named] = looking_up.meant(key=row.key, title=row.title)
            except reading.NotReady as error:
                raise NoIndex from error
        if not found[named]:
            taken.unknown.append(row.title or row.key)
            continue
        query = queries.get(row.query)
        if query is None:
            if len(queries) >= MOST_QUERIES:
                raise SetIsFull(most=MOST_QUERIES)
            query = JudgedQuery.objects.create(judged_set=judged, text=row.query)
            queries[row.query] = query
        for key, title in found[named]:
            new[query.pk, key] = Judgement(
                query=query, key=key, title=title[:500], grade=row.grade, at=at, by_name=by.name
            )
    Judgement.objects.bulk_create(
        new.values(),
        update_conflicts=True,
        unique_fields=["query", "key"],
        update_fields=["title", "grade", "at", "by_name"],
        batch_size=1_000,
    )
    taken.kept = len(new)
    record(
        "search.take_judged",
        by=by,
        on=("search.judged_set", judged.pk, judged.name),
        changes={"judgements": [None, taken.kept], "unknown": [None, len(taken.unknown)]},
        at=at,
    )
    return taken


_GRADES: Mapping[str, int] = {
    **{str(grade.value): grade.value for grade in Grade},
    "dung": 3,
    "kha dung": 2,
    "dung mot phan": 1,
    "mot phan": 1,
    "sai": 0,
    "right": 3,
    "good": 2,
    "partly": 1,
    "wrong": 0,
}
# What the first column of a line of headings says, folded; in either language.
_HEADING = ("cau tim", "query")


def _typed(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading a formula."""
    text = nfc(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def rows_of(text: str) -> list[Row]:
    """The lines of a CSV file: query, grade (0 to 3, or in words), title, number of the record
    (may be left out). Refuses the whole file, naming the lines, when one cannot be read."""
    first = text.splitlines()[0] if text else ""
    separator = max(",;\t", key=first.count)
    found: list[Row] = []
    refused: list[str] = []
    for line, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
        query, grade, title, key = [_typed(one) for one in [*cells, "", "", "", ""][:4]]
        if not (query or grade or title) or (line == 1 and fold(query) in _HEADING):
            continue
        said = _GRADES.get(fold(grade))
        if not query or len(query) > 400 or said is None or not (title or key):
            refused.append(str(line))
            continue
        found.append(Row(line, " ".join(query.split()), said, title, key))
        if len(found) > MOST_ROWS:
            refused = [str(MOST_ROWS + 1)]
            break
    if refused:
        more = "" if len(refused) <= _ROWS_NAMED else f" (+{len(refused) - _ROWS_NAMED})"
        said_lines = ", ".join(refused[:_ROWS_NAMED]) + more
        raise RowsRefused(
            rows=_("Dòng %(lines)s: cần câu tìm, mức đúng từ 0 đến 3, nhan đề hoặc số biểu ghi.")
            % {"lines": said_lines}
        )
    return found


def shipped() -> Iterator[tuple[str, str, dict[str, int]]]:
    """The set that comes with the house: (class of query, query, grade by title)."""
    group = ""
    for line in SHIPPED.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("#"):
            group = line[1:].strip()
        elif line:
            query, judged = line.split("\t")
            pairs = (one.rsplit("=", 1) for one in judged.split("|"))
            yield group, query, {title: int(grade) for title, grade in pairs}


def shipped_rows() -> list[Row]:
    return [
        Row(line, query, grade, title)
        for line, (_group, query, grades) in enumerate(shipped(), 2)
        for title, grade in grades.items()
    ]


def written(judged: JudgedSet) -> Iterator[list[str]]:
    """The set as lines of a file that :func:`rows_of` reads."""
    yield [_("Câu tìm"), _("Mức đúng"), _("Nhan đề"), _("Biểu ghi số")]
    found = Judgement.objects.filter(query__judged_set=judged).select_related("query")
    for one in found.order_by("query_id", "-grade", "id").iterator():
        yield [one.query.text, str(one.grade), one.title, one.key]
