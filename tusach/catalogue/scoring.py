"""How like two descriptions are, in points, each with its reason.

Pure decisions: the points of each part and the two thresholds are data (``MatchPoints``), so
that a library may weigh otherwise without a programmer. A pair is the same from
``same`` points on, and to be looked at by a person from ``maybe`` on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tusach.catalogue.keys import plain_words
from tusach.vietnamese.api import canonical, fold

# Part → (points, what it says is in reasons.py). Those below zero tell two apart.
DEFAULT_POINTS: dict[str, int] = {
    "isbn-shared": 50,
    "isbn-none-shared": -35,
    "title-exact": 42,
    "title-no-marks": 36,
    "title-other-marks": 5,
    "title-begins": 8,
    "title-differs": -60,
    "author-exact": 20,
    "author-turned": 19,
    "author-no-marks": 17,
    "author-some": 12,
    "author-one-missing": -5,
    "author-both-missing": 8,
    "author-differs": -25,
    "year-same": 15,
    "year-near": 4,
    "year-differs": -20,
    "year-both-missing": 5,
    "publisher-same": 10,
    "publisher-differs": -5,
    "kind-differs": -90,
    "same": 55,
    "maybe": 35,
}
THRESHOLDS = ("same", "maybe")


@dataclass(frozen=True)
class Description:
    """What is compared, of a record that comes or one that is there."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    publisher: str = ""
    isbns: tuple[str, ...] = ()
    # One of models.Kind; "" when it is not known.
    kind: str = "book"


@dataclass(frozen=True)
class Part:
    """One reason: its code, its points, and what the sentence for it names."""

    code: str
    points: int
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    parts: tuple[Part, ...]
    same: int
    maybe: int

    @property
    def total(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def is_same(self) -> bool:
        return self.total >= self.same

    @property
    def is_maybe(self) -> bool:
        return self.maybe <= self.total < self.same

    def reasons(self) -> list[dict[str, Any]]:
        """The parts as they are kept with a row or a pair, the most telling first."""
        told = sorted(self.parts, key=lambda part: -abs(part.points))
        return [{"code": one.code, "points": one.points, "facts": one.facts} for one in told]


def score(
    one: Description, other: Description, points: Mapping[str, int] = DEFAULT_POINTS
) -> Score:
    """How like they are. The order of the two does not matter."""
    parts = [
        *_isbn(one, other),
        _title(one.title, other.title),
        _author(one.authors, other.authors),
        *_year(one.year, other.year),
        *_publisher(one.publisher, other.publisher),
    ]
    if one.kind and other.kind and one.kind != other.kind:
        parts.append(("kind-differs", {}))
    made = tuple(Part(code, points[code], facts) for code, facts in parts)
    return Score(made, points["same"], points["maybe"])


Found = tuple[str, dict[str, Any]]


def _isbn(one: Description, other: Description) -> list[Found]:
    if not one.isbns or not other.isbns:
        return []
    shared = sorted(set(one.isbns) & set(other.isbns))
    if shared:
        return [("isbn-shared", {"isbn": shared[0]})]
    return [("isbn-none-shared", {"one": one.isbns[0], "other": other.isbns[0]})]


@lru_cache(maxsize=32_768)
def _with_marks(text: str) -> str:
    """The words in lower case and one tone placement, marks kept, punctuation gone."""
    words = "".join(sign if sign.isalnum() else " " for sign in canonical(text).lower())
    return " ".join(words.split())


@lru_cache(maxsize=32_768)
def _bare(text: str) -> str:
    return plain_words(text)


def _title(one: str, other: str) -> Found:
    bare_one, bare_other = _bare(one), _bare(other)
    if not bare_one or not bare_other:
        return ("title-differs", {"one": one[:80], "other": other[:80]})
    if bare_one == bare_other:
        marks_one, marks_other = _with_marks(one), _with_marks(other)
        if marks_one == marks_other:
            return ("title-exact", {})
        # Typed without marks, or with marks on some words only, says nothing against it.
        if agree_but_for_missing_marks(marks_one, marks_other):
            return ("title-no-marks", {})
        return ("title-other-marks", {"one": one[:80], "other": other[:80]})
    short, long = sorted((bare_one, bare_other), key=len)
    if long.startswith(f"{short} "):
        return ("title-begins", {"one": one[:80], "other": other[:80]})
    return ("title-differs", {"one": one[:80], "other": other[:80]})


def agree_but_for_missing_marks(one: str, other: str) -> bool:
    """Each word is equal, or one of the two has no mark at all where the other has some."""
    ours, theirs = one.split(), other.split()
    return len(ours) == len(theirs) and all(
        a == b or (fold(a) == fold(b) and (a.isascii() or b.isascii()))
        for a, b in zip(ours, theirs, strict=True)
    )


def direct_order(name: str) -> str:
    """A name in the order it is spoken: "Ánh, Nguyễn Nhật" is Nguyễn Nhật Ánh.

    One comma only: two make a list of people or a name with its dates.
    """
    if name.count(",") != 1:
        return name
    first, rest = (part.strip() for part in name.split(","))
    return f"{rest} {first}" if first and rest else name


def _author(one: Sequence[str], other: Sequence[str]) -> Found:
    if not one and not other:
        return ("author-both-missing", {})
    if not one or not other:
        return ("author-one-missing", {"name": (one or other)[0][:80]})
    facts = {"one": one[0][:80], "other": other[0][:80]}
    if _with_marks(one[0]) == _with_marks(other[0]):
        return ("author-exact", {"name": one[0][:80]})
    turned_one, turned_other = direct_order(one[0]), direct_order(other[0])
    if _with_marks(turned_one) == _with_marks(turned_other):
        return ("author-turned", facts)
    if _bare(turned_one) == _bare(turned_other):
        return ("author-no-marks", facts)
    if {_bare(direct_order(name)) for name in one} & {_bare(direct_order(name)) for name in other}:
        return ("author-some", facts)
    return ("author-differs", facts)


def _year(one: int | None, other: int | None) -> list[Found]:
    if one is None and other is None:
        return [("year-both-missing", {})]
    if one is None or other is None:
        return []
    if one == other:
        return [("year-same", {"year": str(one)})]
    code = "year-near" if abs(one - other) == 1 else "year-differs"
    return [(code, {"one": str(one), "other": str(other)})]


# What stands before the name on one title page and not on another.
_BEFORE = ("nha xuat ban ", "nxb ", "nha xb ", "cong ty ")


@lru_cache(maxsize=4_096)
def _house(name: str) -> str:
    bare = _bare(name)
    for before in _BEFORE:
        bare = bare.removeprefix(before)
    return bare


def _publisher(one: str, other: str) -> list[Found]:
    if not one or not other:
        return []
    if _house(one) == _house(other):
        return [("publisher-same", {"name": one[:80]})]
    return [("publisher-differs", {"one": one[:80], "other": other[:80]})]
