"""From what was scanned or typed to a record of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tusach.acquisitions.models.titles import TitleLine
from tusach.acquisitions.titles import fields_of
from tusach.catalogue.api import (
    Kind,
    Record,
    find_by_isbn,
    isbn_like,
    isbn_of,
    likely_same,
    match_titles,
    records,
    with_words,
)
from tusach.holdings.api import find_copies

MOST = 8
_LOOKS_ISBN = re.compile(r"[\d\-\s]{9,16}[\dXx]")


@dataclass(frozen=True)
class Found:
    """``certain``: the one record meant. Else ``choices``, which may be none. ``isbn``: what
    was typed looks like one; ``wrong_isbn``: and its check digit is wrong."""

    certain: Record | None = None
    choices: list[Record] = field(default_factory=list)
    isbn: str = ""
    wrong_isbn: bool = False


def find(text: str, chosen: int | None = None) -> Found:
    """What a scan or some words mean: an ISBN, a barcode of ours, or a title.

    ``chosen``: the number of the record that was picked among several.
    """
    if chosen is not None:
        return Found(certain=records().filter(pk=chosen).first())
    text = text.strip()
    if not text:
        return Found()
    if _LOOKS_ISBN.fullmatch(text) and isbn_like(text):
        by_isbn = [one for one in find_by_isbn(text) if one.kind != Kind.SERIAL]
        if len(by_isbn) == 1:
            return Found(certain=by_isbn[0], isbn=text)
        if not by_isbn and (copy := _copy_of(text)) is not None:
            return Found(certain=copy)
        return Found(choices=by_isbn[:MOST], isbn=text, wrong_isbn=not isbn_of(text))
    if (copy := _copy_of(text)) is not None:
        return Found(certain=copy)
    found = with_words(records(), text).exclude(kind=Kind.SERIAL).order_by("title_key", "pk")
    return Found(choices=list(found[:MOST]))


def _copy_of(text: str) -> Record | None:
    """The title of a copy of ours, when its label was scanned; one only."""
    titles = {copy.record_id: copy.record for copy in find_copies(text)}
    return next(iter(titles.values())) if len(titles) == 1 else None


def like(line: TitleLine) -> list[Record]:
    """Records that a line without one may be, at most five."""
    return likely_same(line.title, line.author, line.year, line.isbn)


def records_of(lines: list[TitleLine]) -> dict[int, int]:
    """For lines without a record the one that each is, as imports decide it."""
    bare = [line for line in lines if line.record_id is None]
    found = match_titles([fields_of(line) for line in bare])
    return {line.pk: pk for line, pk in zip(bare, found, strict=True) if pk is not None}
