"""What the linking fields of a MARC record say (MARC 21 Bibliographic, 76X-78X, 4XX, 8XX).

Plain functions; which record a link means is found in ``drawing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tusach.catalogue.drawn import clean
from tusach.catalogue.keys import match_key, plain_words
from tusach.catalogue.marc.record import DataField, MarcRecord

# Tag → relation (``RecordLink.Relation``). 770 names a supplement, 772 what this supplements.
RELATIONS = {
    "773": "host",
    "760": "series",
    "774": "part",
    "780": "earlier",
    "785": "later",
    "772": "supplement",
    "765": "translation",
    "775": "edition",
    "776": "form",
    "770": "related",
    "767": "related",
    "777": "related",
    "787": "related",
}
_TRACED = ("800", "810", "811", "830")
_KEY_LENGTH = 250
_PLACE_KEY_LENGTH = 200
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?!\d)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class LinkField:
    """A link as a field writes it. ``key`` is $w, its agency in brackets if one is named."""

    tag: str
    relation: str
    key: str
    title: str
    place: str

    @property
    def place_key(self) -> str:
        return place_key(self.place)

    @property
    def title_key(self) -> str:
        """Equal for one title however it is marked and punctuated; "" without a title."""
        return match_key(self.title, "", None, "title")


def place_key(place: str) -> str:
    """Puts the issues of a newspaper in the order of their days, number 9 before number 10."""
    day = _DAY.search(place)
    if day:
        when = f"{day[3]}{int(day[2]):02}{int(day[1]):02}"
    elif year := _YEAR.search(place):
        when = f"{year[1]}0000"
    else:
        when = "00000000"
    padded = _DIGITS.sub(lambda found: found[0].rjust(8, "0"), plain_words(place))
    return f"{when} {padded}"[:_PLACE_KEY_LENGTH]


def links_in(marc: MarcRecord) -> list[LinkField]:
    """The links of a record in its order, each once."""
    found = [*_linking(marc), *_series(marc)]
    return list(dict.fromkeys(one for one in found if one.key or one.title))


def _linking(marc: MarcRecord) -> Iterator[LinkField]:
    for one in marc.data(*RELATIONS):
        title = clean(one.first("t", "s")) or clean(one.first("a"))
        place = clean(" ".join(one.all("g"))) or clean(one.first("q"))
        yield LinkField(one.tag, RELATIONS[one.tag], _key(one), title, place)


def _series(marc: MarcRecord) -> Iterator[LinkField]:
    """A series as it is traced (8XX), else as it is written (490, 440)."""
    traced = list(marc.data(*_TRACED))
    for one in traced or marc.data("490", "440"):
        title = clean(one.first("t") if one.tag in ("800", "810", "811") else one.first("a"))
        yield LinkField(one.tag, "series", _key(one), title, clean(one.first("v")))


def _key(one: DataField) -> str:
    return one.first("w").strip()[:_KEY_LENGTH]
