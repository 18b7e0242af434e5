"""Whether a record that comes is one that is there.

A record is the same when its source says so (same agency, same control number), when it has
the same ISBN and the same title, or the same title, author and year. An ISBN alone does not
make it so: Vietnamese publishers give one ISBN to several titles. Nor do title, author and
year where one source gave two different control numbers; within one file every control number
is taken to be its source's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import ImportRow, Record


@dataclass(frozen=True)
class Candidate:
    """What matching looks at, of a record that comes or one that is there."""

    key: int
    title: str
    match_key: str
    isbns: tuple[str, ...] = ()
    source_number: str = ""
    source_agency: str = ""
    control_number: str = ""

    @property
    def source(self) -> str:
        return source_key(self.source_agency, self.source_number)


def source_key(agency: str, number: str) -> str:
    """Both together; "" when either is missing, for then they say nothing of other files."""
    return f"{agency}|{number}" if agency and number else ""


@dataclass(frozen=True)
class Match:
    record: int
    reason: dict[str, Any]


@dataclass
class Known:
    """Candidates that are there, to be looked up by each of their keys."""

    by_source: dict[str, Candidate] = field(default_factory=dict)
    by_control: dict[str, Candidate] = field(default_factory=dict)
    by_isbn: dict[str, list[Candidate]] = field(default_factory=dict)
    by_match: dict[str, list[Candidate]] = field(default_factory=dict)
    # Candidates are records of one file.
    one_file: bool = False

    def add(self, one: Candidate) -> None:
        if one.source:
            self.by_source.setdefault(one.source, one)
        if one.control_number:
            self.by_control.setdefault(one.control_number, one)
        for isbn in one.isbns:
            self.by_isbn.setdefault(isbn, []).append(one)
        if one.match_key:
            self.by_match.setdefault(one.match_key, []).append(one)

    def match(self, new: Candidate) -> Match | None:
        if found := self.by_source.get(new.source) if new.source else None:
            return Match(found.key, _reason("same-number", number=new.source_number))
        # A record that went out from here comes back under our own number.
        found = self.by_control.get(new.source_number) if new.source_number else None
        if found and found.match_key == new.match_key:
            return Match(found.key, _reason("same-number", number=new.source_number))
        for isbn in new.isbns:
            for one in self.by_isbn.get(isbn, ()):
                if same_title(one.title, new.title) and not self._told_apart(one, new):
                    return Match(one.key, _reason("same-isbn", isbn=isbn))
        for one in self.by_match.get(new.match_key, ()) if new.match_key else ():
            if not self._told_apart(one, new):
                return Match(one.key, _reason("same-title"))
        return None

    def _told_apart(self, one: Candidate, new: Candidate) -> bool:
        """One source gave them two numbers; or both have an ISBN and share none."""
        same_source = self.one_file or (one.source and one.source_agency == new.source_agency)
        if same_source and one.source_number and new.source_number:
            return one.source_number != new.source_number
        return bool(one.isbns and new.isbns and not set(one.isbns) & set(new.isbns))

    def like(self, new: Candidate) -> int | None:
        """One with the same title, author and year that was told apart from ``new``."""
        return next((one.key for one in self.by_match.get(new.match_key, ())), None)

    def same_isbn_other_title(self, new: Candidate) -> dict[str, Any] | None:
        for isbn in new.isbns:
            for one in self.by_isbn.get(isbn, ()):
                return _reason("isbn-of-another", isbn=isbn, title=one.title[:120])
        return None


def _reason(code: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "facts": facts}


def same_title(one: str, other: str) -> bool:
    """Equal without marks and punctuation, or one the beginning of the other by whole words."""
    a, b = plain_words(one), plain_words(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return long == short or long.startswith(f"{short} ")


_FIELDS = ("pk", "title", "match_key", "isbns", "source_number", "source_agency", "control_number")


def known_records(new: Sequence[Candidate], imported: int | None = None) -> tuple[Known, Known]:
    """Those records of the catalogue that any of ``new`` could be: four or five queries.

    (those that came otherwise, those that the import ``imported`` itself made).
    """
    isbns = sorted({isbn for one in new for isbn in one.isbns})
    keys = {one.match_key for one in new if one.match_key}
    numbers = {one.source_number for one in new if one.source_number}
    ours = {number for number in numbers if number.startswith("TS")}
    conditions: list[dict[str, Any]] = [
        condition
        for condition, wanted in (
            ({"isbns__overlap": isbns}, isbns),
            ({"match_key__in": keys}, keys),
            ({"source_number__in": numbers}, numbers),
            ({"control_number__in": ours}, ours),
        )
        if wanted
    ]
    found: dict[int, Candidate] = {}
    for condition in conditions:
        for row in Record.objects.filter(**condition).values_list(*_FIELDS):
            pk, title, match_key, held, number, agency, control = row
            found[pk] = Candidate(pk, title, match_key, tuple(held), number, agency, control)
    own: set[int | None] = set()
    if imported is not None and found:
        made = ImportRow.objects.filter(imported=imported, made=True, record__in=found)
        own = set(made.values_list("record", flat=True))
    there, mine = Known(), Known(one_file=True)
    for pk in sorted(found):
        (mine if pk in own else there).add(found[pk])
    return there, mine


def known_rows(imported: int, new: Sequence[Candidate]) -> Known:
    """Earlier new rows of the same file, keyed by their number."""
    known = Known(one_file=True)
    rows = ImportRow.objects.filter(imported=imported, status=ImportRow.Status.NEW)
    fields = ("number", "title", "match_key", "isbn", "source")
    wanted = [
        ("match_key", {one.match_key for one in new if one.match_key}),
        ("isbn", {isbn for one in new for isbn in one.isbns}),
        ("source", {one.source for one in new if one.source}),
    ]
    seen: set[int] = set()
    for name, keys in wanted:
        if not keys:
            continue
        found = rows.filter(**{f"{name}__in": keys}).values_list(*fields)
        for number, title, match_key, isbn, source in found:
            if number in seen:
                continue
            seen.add(number)
            agency, _, source_number = source.partition("|")
            isbns = (isbn,) if isbn else ()
            known.add(Candidate(number, title, match_key, isbns, source_number, agency))
    return known
