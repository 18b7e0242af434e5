"""What is said of a pair: its points, what points do not weigh, whether it is certain.

Two volumes of a set, two printings, a first edition and its reprint look alike in title and
author. Points leave them above the threshold; what tells them apart is named beside the points
and keeps the pair from being merged without being looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import Record
from tusach.catalogue.scoring import Description, score

# The columns of a record that are looked at.
COLUMNS = (
    *("id", "title", "subtitle", "author", "authors", "edition", "publisher", "year", "isbns"),
    *("kind", "series", "pages", "source_number", "source_agency"),
)
_NUMBER = re.compile(r"\d+")
# Counted by two people, a book may differ by its plates or its last leaf.
_PAGES_APART = 8
_TITLE = frozenset({"title-exact", "title-no-marks"})
_AUTHOR = frozenset({"author-exact", "author-turned", "author-no-marks"})


@dataclass(frozen=True)
class Judgement:
    points: int
    reasons: list[dict[str, Any]]
    # Alike from the first threshold on; worth a look from the second.
    is_same: bool
    is_maybe: bool
    # Safe to merge without looking at each.
    is_certain: bool


def described(one: Record) -> Description:
    names = tuple(one.authors) or ((one.author,) if one.author else ())
    return Description(one.title, names, one.year, one.publisher, tuple(one.isbns), one.kind)


def judge(one: Record, other: Record, points: Mapping[str, int]) -> Judgement:
    """How like the two are, each reason with its words to be; see ``reasons.py``."""
    made = score(described(one), described(other), points)
    doubts = _doubts(one, other)
    codes = {part.code for part in made.parts}
    settled = bool(codes & {"isbn-shared"}) or (
        bool(codes & _AUTHOR) and {"year-same", "publisher-same"} <= codes
    )
    is_certain = (
        made.is_same
        and not doubts
        and bool(codes & _TITLE)
        and settled
        and all(part.points >= 0 for part in made.parts)
    )
    reasons = [*made.reasons(), *({"code": c, "points": 0, "facts": f} for c, f in doubts)]
    return Judgement(made.total, reasons, made.is_same, made.total >= made.maybe, is_certain)


def _doubts(one: Record, other: Record) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    for code, name in (("edition-differs", "edition"), ("subtitle-differs", "subtitle"),
                       ("series-differs", "series")):  # fmt: skip
        ours, theirs = getattr(one, name), getattr(other, name)
        if _differ(ours, theirs):
            found.append((code, {"one": ours[:80] or "–", "other": theirs[:80] or "–"}))
    pages = [_NUMBER.search(text) for text in (one.pages, other.pages)]
    if pages[0] and pages[1] and abs(int(pages[0][0]) - int(pages[1][0])) > _PAGES_APART:
        found.append(("pages-differ", {"one": one.pages[:80], "other": other.pages[:80]}))
    if (
        one.source_agency
        and one.source_agency == other.source_agency
        and one.source_number
        and other.source_number
        and one.source_number != other.source_number
    ):
        facts = {"one": one.source_number, "other": other.source_number}
        found.append(("source-told-apart", {"agency": one.source_agency, **facts}))
    return found


def _differ(ours: str, theirs: str) -> bool:
    """Both say something and not the same; or one alone names a number (a volume, a printing)."""
    if ours and theirs:
        return plain_words(ours) != plain_words(theirs)
    return bool(_NUMBER.search(ours or theirs))
