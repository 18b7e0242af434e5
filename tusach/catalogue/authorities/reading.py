"""What headings a record uses, and what an authority record says (MARC 21 Authority).

Plain functions. A heading is told by its kind and its text, names in direct order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tusach.catalogue.drawn import class_number_of, clean, direct_name
from tusach.catalogue.keys import plain_words
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.vietnamese.api import canonical, nfc, sort_key

KEY_LENGTH = 400
PLAIN_LENGTH = 160
# Tag of a bibliographic record → (kind of the heading, list it stands in).
HEADINGS = {
    "100": ("person", "author"), "700": ("person", "author"), "600": ("person", "subject"),
    "110": ("corporate", "author"), "710": ("corporate", "author"),
    "610": ("corporate", "subject"),
    "111": ("meeting", "author"), "711": ("meeting", "author"), "611": ("meeting", "subject"),
    "130": ("work", "work"), "240": ("work", "work"), "730": ("work", "work"),
    "830": ("work", "work"), "630": ("work", "subject"),
    "648": ("period", "subject"), "650": ("subject", "subject"), "651": ("place", "subject"),
    "653": ("subject", "subject"), "655": ("genre", "subject"),
}  # fmt: skip
# The last two digits of an authority's 1XX, 4XX and 5XX → kind.
KINDS = {
    "00": "person", "10": "corporate", "11": "meeting", "30": "work", "48": "period",
    "50": "subject", "51": "place", "55": "genre", "80": "subdivision", "81": "subdivision",
    "82": "subdivision", "85": "subdivision",
}  # fmt: skip
TAG_OF = {"person": "00", "corporate": "10", "meeting": "11", "work": "30", "period": "48",
          "subject": "50", "place": "51", "genre": "55", "subdivision": "80"}  # fmt: skip
# Subfields that are the heading; the others tell of this use of it ($e role, $0 number…).
PARTS = {
    "person": "abcdq", "corporate": "abcdn", "meeting": "acdenq", "work": "adfklmnoprst",
    "period": "avxyz", "subject": "abvxyz", "place": "avxyz", "genre": "avxyz",
    "subdivision": "vxyz",
}  # fmt: skip
_DIVIDED = frozenset(("subject", "place", "period", "genre"))
_SEE_ALSO = {"a": "earlier", "b": "later", "g": "broader", "h": "narrower"}
_SPACES = re.compile(r"\s+")


def heading_text(one: DataField, kind: str) -> str:
    """As it is shown and filed: "Nguyễn Du, 1765-1820", "Lai Châu -- Lịch sử"."""
    if kind == "person":
        rest = [clean(text) for code, text in one.subfields if code in "bcd"]
        return ", ".join(part for part in [direct_name(one), *rest] if part)
    if kind in _DIVIDED:
        head = [clean(" ".join(one.all("a", "b")))]
        divisions = [clean(text) for text in one.all("v", "x", "y", "z")]
        # As catalogue.drawn.subjects_of has it, which readers filter by.
        return " -- ".join(part for part in [*head, *divisions] if part)
    if kind == "subdivision":
        return " -- ".join(clean(text) for text in one.all("v", "x", "y", "z"))
    parts = [nfc(text).strip() for code, text in one.subfields if code in PARTS[kind]]
    return clean(" ".join(parts))


def exact_key(kind: str, text: str) -> str:
    """A digest equal for one heading: letters and tones are kept, wherever the tone mark is
    put (hoà, hòa); capitals and spaces are not."""
    words = _SPACES.sub(" ", canonical(text)).strip().casefold()
    return hashlib.md5(f"{kind}|{words}".encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Used:
    """A heading as a field of a bibliographic record has it. ``number`` is its $0."""

    tag: str
    index: str
    kind: str
    text: str
    number: str = ""

    @property
    def key(self) -> str:
        return exact_key(self.kind, self.text)

    @property
    def sort_key(self) -> str:
        if self.index == "class":
            return self.text.upper()[:KEY_LENGTH]
        return sort_key(self.text)[:KEY_LENGTH]


def headings_in(marc: MarcRecord) -> list[Used]:
    """The headings of a record and its class number, in its order."""
    found = [one for _field, one in fields_with_headings(marc)]
    if number := class_number_of(marc):
        scheme = next(tag for tag in ("082", "080", "084", "090", "050") if marc.first(tag, "a"))
        found.append(Used(scheme, "class", SCHEMES[scheme], number))
    return found


# What a class number is of, by the field it was taken from (drawn.class_number_of).
SCHEMES = {"082": "ddc", "080": "udc", "084": "other", "090": "other", "050": "lcc"}


def fields_with_headings(marc: MarcRecord) -> Iterator[tuple[DataField, Used]]:
    """Each field that holds a heading, with it. 653 may hold several, which stand alone."""
    for one in marc.data(*HEADINGS):
        kind, index = HEADINGS[one.tag]
        if one.tag == "653":
            for text in one.all("a"):
                if words := clean(text):
                    yield one, Used("653", index, kind, words)
            continue
        # A name with a title is a work of that person's.
        if kind in ("person", "corporate", "meeting") and one.first("t"):
            continue
        if text := heading_text(one, kind):
            yield one, Used(one.tag, index, kind, text, one.first("0").strip())


@dataclass(frozen=True)
class Referred:
    """Another form (``see``) or a neighbour. ``meant`` is what a record that uses it has."""

    relation: str
    text: str
    kind: str
    meant: str

    @property
    def key(self) -> str:
        return exact_key(self.kind, self.meant)


@dataclass(frozen=True)
class Authority:
    """What is drawn from an authority record."""

    kind: str
    heading: str
    name: str
    note: str = ""
    references: list[Referred] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        """The columns that hold it."""
        others = [one.text for one in self.references if one.relation == "see"]
        return {
            "kind": self.kind,
            "heading": self.heading,
            "name": self.name,
            "note": self.note,
            "heading_key": sort_key(self.heading)[:KEY_LENGTH],
            "exact_key": exact_key(self.kind, self.heading),
            "find_text": plain_words(" | ".join([self.heading, *others])),
        }


def main_heading(marc: MarcRecord) -> DataField | None:
    """The 1XX of an authority record."""
    return next(marc.data(*(f"1{two}" for two in KINDS)), None)


def authority_in(marc: MarcRecord) -> Authority | None:
    """What an authority record says; None when it has no heading of a kind that is known."""
    one = main_heading(marc)
    if one is None:
        return None
    kind = "work" if one.tag[1:] in ("00", "10", "11") and one.first("t") else KINDS[one.tag[1:]]
    text = _title_of_name(one) if kind == "work" else heading_text(one, kind)
    if not text:
        return None
    notes = [*marc.data("678"), *marc.data("680")]
    note = " ".join(clean(" ".join(note.all("a", "b", "i"))) for note in notes)
    return Authority(
        kind,
        text,
        direct_name(one) if kind == "person" else text,
        note,
        list(_references(marc, text)),
    )


def _title_of_name(one: DataField) -> str:
    return clean(" ".join(text for code, text in one.subfields if code not in "we0123456789"))


def form_text(one: DataField, kind: str) -> str:
    """Another form as it is looked for: an inverted name stays inverted ("Hoài, Tô")."""
    if kind == "person" and one.ind1 == "1":
        return heading_text(DataField(one.tag, "0", one.ind2, one.subfields), kind)
    return _title_of_name(one) if one.first("t") else heading_text(one, kind)


def _references(marc: MarcRecord, heading: str) -> Iterator[Referred]:
    seen: set[tuple[str, str]] = set()
    for first in ("4", "5"):
        for one in marc.data(*(f"{first}{two}" for two in KINDS)):
            kind = KINDS[one.tag[1:]]
            text = form_text(one, kind)
            relation = "see" if first == "4" else _SEE_ALSO.get(one.first("w")[:1], "also")
            # A record shows such a name turned back; unless that is the heading itself.
            turned = text if one.first("t") else heading_text(one, kind)
            if text and (relation, text) not in seen:
                seen.add((relation, text))
                yield Referred(relation, text, kind, text if turned == heading else turned)
