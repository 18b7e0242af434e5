"""From the simple form of an authority to its MARC record and back (MARC 21 Authority)."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tusach.catalogue.authorities.reading import (
    KINDS,
    TAG_OF,
    authority_in,
    form_text,
    main_heading,
)
from tusach.catalogue.compose import stamp
from tusach.catalogue.drawn import clean
from tusach.catalogue.marc.record import ControlField, DataField, Field, MarcRecord
from tusach.vietnamese.api import nfc

# 008 of authorities by our rules: the day of entry, no romanisation, other cataloguing rules,
# a heading for main and subject entry, not established nationally.
_FIXED = " n azznnaabn          |a aaa      "
_BETWEEN = " -- "
# 5XX $w for each kind of neighbour; none for a plain "see also".
_RELATIONS = {"earlier": "a", "later": "b", "broader": "g", "narrower": "h", "also": ""}


@dataclass(frozen=True)
class AuthorityFields:
    """What the simple form knows of an authority. ``heading`` is a name in direct order, or a
    subject with its divisions ("Lai Châu -- Lịch sử"); ``dates`` and ``titles`` are of persons
    ("1765-1820", "Đại thi hào"). ``see`` are its other forms, ``also`` other headings of its
    kind."""

    kind: str
    heading: str
    dates: str = ""
    titles: str = ""
    see: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


def tidy(fields: AuthorityFields) -> AuthorityFields:
    """The same in NFC, without spaces round the texts, each form once."""

    def lines(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for one in texts if (text := nfc(one).strip())))

    def text(one: str) -> str:
        return nfc(one).strip()

    return AuthorityFields(
        fields.kind,
        text(fields.heading),
        text(fields.dates),
        text(fields.titles),
        tuple(one for one in lines(fields.see) if one != text(fields.heading) or fields.dates),
        lines(fields.also),
        lines(fields.broader),
        lines(fields.earlier),
        text(fields.note),
        text(fields.source),
    )


def heading_subfields(kind: str, heading: str, dates: str = "", titles: str = "") -> DataField:
    """The heading as a field without a tag; a name with a comma is entered as inverted."""
    if kind == "person":
        first = "1" if "," in heading else "0"
        parts = [("a", heading), ("c", titles), ("d", dates)]
        filled = [(code, text) for code, text in parts if text]
        held = [(code, f"{text},") for code, text in filled[:-1]] + filled[-1:]
        return DataField("", first, " ", held)
    if kind in ("subject", "place", "genre", "period"):
        head, *rest = [part.strip() for part in heading.split(_BETWEEN.strip())]
        return DataField("", " ", " ", [("a", head), *(("x", one) for one in rest if one)])
    first = "2" if kind in ("corporate", "meeting") else " "
    return DataField("", first, "0" if kind == "work" else " ", [("a", heading)])


def _field(first: str, kind: str, text: str, relation: str = "") -> DataField:
    made = heading_subfields(kind, text)
    sub = [("w", relation)] if relation else []
    return DataField(f"{first}{TAG_OF[kind]}", made.ind1, made.ind2, [*sub, *made.subfields])


def compose_authority(fields: AuthorityFields, *, control_number: str, at: datetime) -> MarcRecord:
    """A new authority record."""
    record = MarcRecord("00000nz  a2200000n  4500")
    main = heading_subfields(fields.kind, fields.heading, fields.dates, fields.titles)
    made: list[Field] = [
        ControlField("001", control_number),
        ControlField("005", stamp(at)),
        ControlField("008", f"{timezone.localtime(at):%y%m%d}{_FIXED}"),
        DataField("040", " ", " ", [("b", "vie")]),
        DataField(f"1{TAG_OF[fields.kind]}", main.ind1, main.ind2, main.subfields),
        *_references(fields),
    ]
    record.fields = made
    _notes(record, fields)
    return record


def _references(fields: AuthorityFields) -> list[DataField]:
    made = [_field("4", fields.kind, text) for text in fields.see]
    for name in ("also", "broader", "earlier"):
        made += [_field("5", fields.kind, text, _RELATIONS[name]) for text in getattr(fields, name)]
    return made


def _notes(record: MarcRecord, fields: AuthorityFields) -> None:
    tag, code = ("678", "a") if fields.kind in ("person", "corporate") else ("680", "i")
    if fields.note:
        record.insert(DataField(tag, " ", " ", [(code, fields.note)]))
    if fields.source:
        record.insert(DataField("670", " ", " ", [("a", fields.source)]))


def decompose_authority(marc: MarcRecord) -> AuthorityFields | None:
    """What the simple form shows of an authority; None for one without a heading."""
    found, main = authority_in(marc), main_heading(marc)
    if found is None or main is None:
        return None
    is_person = found.kind == "person"
    own = {name: [] for name in ("see", *_RELATIONS)}  # type: dict[str, list[str]]
    for one in found.references:
        # The form knows neighbours of the same kind; others stay as they are in the record.
        if one.kind == found.kind:
            own[one.relation].append(one.text)
    return AuthorityFields(
        found.kind,
        found.name if is_person else found.heading,
        clean(main.first("d")) if is_person else "",
        ", ".join(clean(text) for text in main.all("c")) if is_person else "",
        tuple(own["see"]),
        tuple(own["also"]),
        tuple(own["broader"]),
        tuple(own["earlier"]),
        found.note,
        clean(marc.first("670", "a")),
    )


def merge_authority(marc: MarcRecord, after: AuthorityFields, *, at: datetime) -> MarcRecord:
    """The record with the form's changes; what the form does not know stays."""
    before = decompose_authority(marc)
    made = copy.deepcopy(marc)
    main = main_heading(made)
    if before is None or main is None or before == after:
        return made
    if (before.heading, before.dates, before.titles) != (after.heading, after.dates, after.titles):
        new = heading_subfields(after.kind, after.heading, after.dates, after.titles)
        codes = {code for code, _text in new.subfields} | set("acdx")
        kept = [(code, text) for code, text in main.subfields if code not in codes]
        main.ind1, main.subfields = new.ind1, [*new.subfields, *kept]
    for name in ("see", "also", "broader", "earlier"):
        _change_references(made, after.kind, name, getattr(before, name), getattr(after, name))
    if before.note != after.note:
        made.fields = [one for one in made.fields if one.tag not in ("678", "680")]
    if before.source != after.source:
        made.fields = [one for one in made.fields if one.tag != "670"]
    _notes(
        made,
        AuthorityFields(
            after.kind,
            after.heading,
            note=after.note if before.note != after.note else "",
            source=after.source if before.source != after.source else "",
        ),
    )
    for one in made.fields:
        if one.tag == "005" and isinstance(one, ControlField):
            one.value = stamp(at)
    return made


def _change_references(
    marc: MarcRecord, kind: str, name: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    first = "4" if name == "see" else "5"
    gone = set(before) - set(after)
    relation = "" if name == "see" else _RELATIONS[name]
    for one in list(marc.data(*(f"{first}{two}" for two in KINDS))):
        same = name == "see" or one.first("w")[:1] == relation
        if same and KINDS[one.tag[1:]] == kind and form_text(one, kind) in gone:
            marc.fields.remove(one)
    for text in after:
        if text not in before:
            marc.insert(_field(first, kind, text, relation))
