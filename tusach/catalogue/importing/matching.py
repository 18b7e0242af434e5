"""Whether a record that comes is one that is there.

A record is the same when its source says so (same agency, same control number). Otherwise the
likeness of the two is told in points (``scoring.py``), for which those are looked up that share
an ISBN, the title, or title with author and year. Two to which one source gave two different
control numbers are two, whatever they look like; within one file every control number is taken
to be its source's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tusach.catalogue.drawn import Drawn
from tusach.catalogue.models import ImportRow
from tusach.catalogue.scoring import Description, Score, score

# Records of one title that are compared: of a thousand called "Báo cáo", as many as tell.
_OF_A_TITLE = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """What matching looks at, of a record that comes or one that is there."""

    key: int
    described: Description
    match_key: str
    title_words: str
    source_number: str = ""
    source_agency: str = ""
    control_number: str = ""
    # Of the file that is being imported.
    of_file: bool = False

    @property
    def source(self) -> str:
        return source_key(self.source_agency, self.source_number)


def source_key(agency: str, number: str) -> str:
    """Both together; "" when either is missing, for then they say nothing of other files."""
    return f"{agency}|{number}" if agency and number else ""


def candidate(key: int, drawn: Drawn) -> Candidate:
    """A record that comes, of its file."""
    return Candidate(
        key,
        Description(
            drawn.title,
            tuple(drawn.authors),
            drawn.year,
            drawn.publisher,
            tuple(drawn.isbns),
            drawn.kind,
        ),
        drawn.match_key,
        drawn.title_words,
        drawn.source_number,
        drawn.source_agency,
        of_file=True,
    )


@dataclass(frozen=True)
class Match:
    """The one it is, or (``is_sure`` False) may be, with the reason as it is kept."""

    key: int
    is_sure: bool
    reason: dict[str, Any]


def _reason(code: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "facts": facts}


@dataclass
class Known:
    """Candidates that are there, to be looked up by each of their keys."""

    points: Mapping[str, int]
    by_source: dict[str, Candidate] = field(default_factory=dict)
    by_control: dict[str, Candidate] = field(default_factory=dict)
    by_isbn: dict[str, list[Candidate]] = field(default_factory=dict)
    by_match: dict[str, list[Candidate]] = field(default_factory=dict)
    by_title: dict[str, list[Candidate]] = field(default_factory=dict)

    def add(self, one: Candidate) -> None:
        if one.source:
            self.by_source.setdefault(one.source, one)
        if one.control_number:
            self.by_control.setdefault(one.control_number, one)
        for isbn in one.described.isbns:
            self.by_isbn.setdefault(isbn, []).append(one)
        if one.match_key:
            self.by_match.setdefault(one.match_key, []).append(one)
        if one.title_words:
            self.by_title.setdefault(one.title_words, []).append(one)

    def match(self, new: Candidate) -> Match | None:
        """The most like it, if that is the same or may be."""
        if found := self.by_source.get(new.source) if new.source else None:
            return self._by_number(found, new)
        # A record that went out from here comes back under our own number.
        found = self.by_control.get(new.source_number) if new.source_number else None
        if found and found.match_key == new.match_key:
            return self._by_number(found, new)
        best: tuple[Candidate, Score] | None = None
        for one in self._alike(new):
            if told_apart(one, new):
                continue
            made = score(one.described, new.described, self.points)
            if best is None or made.total > best[1].total:
                best = one, made
        if best is None or best[1].total < best[1].maybe:
            return None
        return _match(*best)

    def _by_number(self, found: Candidate, new: Candidate) -> Match:
        made = score(found.described, new.described, self.points)
        reason = _reason("same-number", number=new.source_number)
        return Match(found.key, True, {**reason, "score": made.total, "parts": made.reasons()})

    def _alike(self, new: Candidate) -> Iterable[Candidate]:
        found: dict[int, Candidate] = {}
        for isbn in new.described.isbns:
            found.update((one.key, one) for one in self.by_isbn.get(isbn, ()))
        if new.match_key:
            found.update((one.key, one) for one in self.by_match.get(new.match_key, ()))
        if new.title_words:
            found.update((one.key, one) for one in self.by_title.get(new.title_words, ()))
        return found.values()

    def like(self, new: Candidate) -> int | None:
        """One with the same title, author and year that its source told apart from ``new``."""
        return next((one.key for one in self.by_match.get(new.match_key, ())), None)


def _match(one: Candidate, made: Score) -> Match:
    facts = {"score": made.total, "title": one.described.title[:120]}
    code = "matched" if made.is_same else "maybe"
    return Match(
        one.key,
        made.is_same,
        {"code": code, "facts": facts, "score": made.total, "parts": made.reasons()},
    )


def told_apart(one: Candidate, new: Candidate) -> bool:
    """Whether one source gave them two numbers."""
    same_source = one.of_file or (one.source and one.source_agency == new.source_agency)
    if same_source and one.source_number and new.source_number:
        return one.source_number != new.source_number
    return False


# The numbers of the records that any of a batch could be. What is looked up stands in subqueries:
# of a thousand literals the planner would expect half the table and read all of it.
_ALIKE = """
SELECT id FROM catalogue_record WHERE isbns && (SELECT %(isbns)s::varchar[])
UNION
SELECT id FROM catalogue_record WHERE match_key = ANY((SELECT %(keys)s::varchar[])::varchar[])
UNION
SELECT id FROM catalogue_record
WHERE source_number = ANY((SELECT %(numbers)s::varchar[])::varchar[]) AND source_number <> ''
UNION
SELECT id FROM catalogue_record
WHERE control_number = ANY((SELECT %(ours)s::varchar[])::varchar[])
UNION
SELECT found.id FROM unnest(%(titles)s::text[]) AS wanted (words)
CROSS JOIN LATERAL (
    SELECT id FROM catalogue_record WHERE title_words = wanted.words
    ORDER BY id LIMIT %(most)s
) AS found
"""

# What is compared of them; those merged lead to the one kept.
_LOOK_UP = """
WITH RECURSIVE living (id, now) AS (
    SELECT id, coalesce(merged_into_id, id) FROM catalogue_record WHERE id = ANY(%(alike)s)
    UNION
    SELECT living.id, record.merged_into_id FROM living
    JOIN catalogue_record record ON record.id = living.now
    WHERE record.merged_into_id IS NOT NULL
)
SELECT living.now, record.title, record.authors, record.year, record.publisher, record.isbns,
       record.kind, record.match_key, record.title_words, record.source_number,
       record.source_agency, record.control_number,
       coalesce(origin.file_sha256 = %(file)s, false)
FROM living
JOIN catalogue_record record ON record.id = living.id
JOIN catalogue_record held ON held.id = living.now AND held.merged_into_id IS NULL
LEFT JOIN catalogue_recordorigin origin ON origin.record_id = record.id
ORDER BY record.id
"""


def known_records(
    new: Sequence[Candidate], *, points: Mapping[str, int], sha256: str = ""
) -> Known:
    """Those records of the catalogue that any of ``new`` could be; two queries.

    Those that came from the file with this digest are known as of it.
    """
    known = Known(points)
    numbers = {one.source_number for one in new if one.source_number}
    wanted: dict[str, Any] = {
        "isbns": sorted({isbn for one in new for isbn in one.described.isbns}),
        "keys": sorted({one.match_key for one in new if one.match_key}),
        "numbers": sorted(numbers),
        "ours": sorted(number for number in numbers if number.startswith("TS")),
        "titles": sorted({one.title_words for one in new if one.title_words}),
        "most": _OF_A_TITLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, wanted)
        alike = [key for (key,) in cursor.fetchall()]
        if not alike:
            return known
        cursor.execute(_LOOK_UP, {"alike": alike, "file": sha256})
        for row in cursor.fetchall():
            pk, title, authors, year, publisher, isbns, kind, match_key, words, *rest = row
            number, agency, control, of_file = rest
            described = Description(title, tuple(authors), year, publisher, tuple(isbns), kind)
            known.add(Candidate(pk, described, match_key, words, number, agency, control, of_file))
    return known


def known_rows(imported: int, new: Sequence[Candidate], *, points: Mapping[str, int]) -> Known:
    """Earlier new rows of the same file, keyed by their number."""
    known = Known(points)
    rows = ImportRow.objects.filter(imported=imported, status=ImportRow.Status.NEW)
    fields = ("number", "title", "author", "year", "match_key", "isbn", "source")
    wanted = [
        ("match_key", {one.match_key for one in new if one.match_key}),
        ("isbn", {isbn for one in new for isbn in one.described.isbns}),
        ("source", {one.source for one in new if one.source}),
    ]
    seen: set[int] = set()
    for name, keys in wanted:
        if not keys:
            continue
        # The index is of those that have one.
        found = rows.exclude(**{name: ""}).filter(**{f"{name}__in": keys}).values_list(*fields)
        for number, title, author, year, match_key, isbn, source in found:
            if number in seen:
                continue
            seen.add(number)
            agency, _mark, source_number = source.partition("|")
            described = Description(
                title, (author,) if author else (), year, "", (isbn,) if isbn else (), ""
            )
            known.add(
                Candidate(number, described, match_key, "", source_number, agency, of_file=True)
            )
    return known
