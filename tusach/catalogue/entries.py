"""The name of a person, a body or a meeting as a MARC entry, main (1XX) or added (7XX), and back.

A body stands in 110 and 710 in the order it is spoken (first indicator 2), or under the place
whose authority it is when it was typed so ("Việt Nam. Quốc hội": indicator 1, $a and $b). A
meeting stands in 111 and 711, its number, day and place in brackets behind its name (MARC 21
Bibliographic, 110 and 111; AACR2 24.7 and 24.18).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from tusach.catalogue.drawn import clean, direct_name
from tusach.catalogue.marc.record import DataField
from tusach.vietnamese.api import canonical

NameKind = Literal["person", "corporate", "meeting"]
KINDS: tuple[NameKind, ...] = ("person", "corporate", "meeting")
_TAGS: dict[NameKind, str] = {"person": "00", "corporate": "10", "meeting": "11"}
_OF_TAG: dict[str, NameKind] = {tag: kind for kind, tag in _TAGS.items()}
_WORDS = Path(__file__).with_name("data") / "words_of_bodies.txt"
# "Việt Nam. Quốc hội": a place, a full stop, a body.
_UNDER_A_PLACE = re.compile(r"(?P<place>[^.,]{2,60})\. (?P<body>\S.*)")
_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<rest>[^()]+)\)")
_NUMBER = re.compile(r"lần\b|\d{1,3}(st|nd|rd|th)?$|khoá\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}")
# Small words that belong to family names.
_PARTICLES = {"da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van", "von", "y"}


def kind_of_name(text: str) -> NameKind:
    """What a name is, by the words it begins with (``data/words_of_bodies.txt``); a person when
    nothing speaks for a body."""
    words = _spoken(text)
    if " " not in text.strip() and not text.isupper():
        return "person"  # a pen name of one word ("Khoa")
    body = _spoken(found["body"]) if (found := _UNDER_A_PLACE.fullmatch(text.strip())) else ""
    for kind in ("meeting", "corporate"):
        beginnings = _beginnings()[kind]
        if words.startswith(beginnings) or (body and body.startswith(beginnings)):
            return kind
    return "person"


def _spoken(text: str) -> str:
    """Small letters, one place for each tone mark, a blank after every word."""
    return " ".join(re.findall(r"\w+", canonical(text).casefold())) + " "


@cache
def _beginnings() -> dict[NameKind, tuple[str, ...]]:
    found: dict[NameKind, list[str]] = {"corporate": [], "meeting": []}
    kind: NameKind = "corporate"
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            kind = "meeting" if line[3:].strip() == "meeting" else "corporate"
        elif line.strip() and not line.startswith("#"):
            found[kind] += [_spoken(words) for words in line.split(" ; ")]
    return {kind: tuple(words) for kind, words in found.items()}


def beginnings() -> list[str]:
    """Every beginning that tells a body or a meeting."""
    return [one.strip() for words in _beginnings().values() for one in words]


def entry(first: Literal["1", "7"], name: str, kind: NameKind | Literal[""] = "") -> DataField:
    """The main ("1") or added ("7") entry of a name; what it is, is told by the name itself when
    ``kind`` does not say."""
    told = kind or kind_of_name(name)
    tag = f"{first}{_TAGS[told]}"
    if told == "person":
        # 1: under the family name with a comma; 0: direct order, as Vietnamese names are.
        return DataField(tag, "1" if _is_turned(name) else "0", " ", [("a", name)])
    if told == "meeting":
        return DataField(tag, "2", " ", _meeting(name))
    if (found := _UNDER_A_PLACE.fullmatch(name)) and kind_of_name(found["place"]) == "person":
        subfields = [("a", f"{found['place']}."), ("b", found["body"])]
        return DataField(tag, "1", " ", subfields)
    return DataField(tag, "2", " ", [("a", name)])


def _meeting(name: str) -> list[tuple[str, str]]:
    found = _BRACKETS.fullmatch(name)
    if found is None:
        return [("a", name)]
    parts = [part.strip() for part in found["rest"].split(" : ")]
    made = [
        (("n" if _NUMBER.match(part) else "d" if _DAY.search(part) else "c"), part)
        for part in parts
        if part
    ]
    if not made:
        return [("a", name)]
    marked = [(code, f"{part} :") for code, part in made[:-1]] + [(made[-1][0], f"{made[-1][1]})")]
    marked[0] = (marked[0][0], f"({marked[0][1]}")
    return [("a", found["name"]), *marked]


def kind_of_entry(field: DataField) -> NameKind:
    return _OF_TAG.get(field.tag[1:], "person")


def name_in(field: DataField) -> str:
    """The name as the simple form shows it: of a person in the order it is spoken, of a body
    with the place and the units it stands under, of a meeting with its brackets."""
    kind = kind_of_entry(field)
    if kind == "person":
        return direct_name(field)
    codes = "ab" if kind == "corporate" else "aendcq"
    return clean(" ".join(text.strip() for code, text in field.subfields if code in codes))


def _is_turned(name: str) -> bool:
    """Whether a comma in it sets the family name first ("Verne, Jules").

    The name of a body has one too ("Sở Văn hoá, Thể thao và Du lịch"); its words of two
    syllables are written with a small letter inside, a family name is not.
    """
    family, comma, _given = name.partition(",")
    return bool(comma) and not any(
        word[:1].islower() and word not in _PARTICLES for word in family.split()
    )
