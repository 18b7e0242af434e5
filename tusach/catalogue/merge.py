"""Saving the simple form over a record that may hold more than the form knows.

The form is filled from the record (:func:`decompose`). On saving, only the MARC fields behind
what was changed in the form are touched, and in them only the subfields the form knows: 880s,
notes, local fields and everything else stay as they came.
"""

from __future__ import annotations

import copy
from dataclasses import fields as fields_of
from datetime import datetime
from typing import cast

from tusach.catalogue.compose import (
    RecordFields,
    audience_code,
    data_fields,
    fixed_field,
    stamp,
)
from tusach.catalogue.drawn import audience_of, clean, draw
from tusach.catalogue.entries import NameKind, entry, kind_of_entry, kind_of_name, name_in
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord

_MAIN = ("100", "110", "111")
# Tag → (form fields behind it, subfields the form knows in it). One field of each tag.
_SINGLE: dict[str, tuple[tuple[str, ...], str]] = {
    "020": (("isbn", "price"), "ac"),
    "041": (("language",), "a"),
    "082": (("class_number",), "a"),
    "245": (("title", "subtitle", "responsibility"), "abc"),
    "250": (("edition",), "a"),
    "260": (("place_published", "publisher", "year"), "abc"),
    "300": (("pages", "illustrations", "size"), "abc"),
    "490": (("series", "series_number"), "av"),
    "500": (("note",), "a"),
    "520": (("summary",), "a"),
    "521": (("audience_note",), "a"),
}


def decompose(marc: MarcRecord) -> RecordFields:
    """What the simple form shows of a record."""
    drawn = draw(marc)
    main = next(marc.data(*_MAIN), None)
    author = kind = ""
    if main is not None:
        author = name_in(main)
        told = kind_of_entry(main)
        kind = told if author and told != kind_of_name(author) else ""
    others = [name_in(one) for one in _added_names(marc)]
    responsibility = clean(marc.first("245", "c"))
    if responsibility == ", ".join([name for name in [author, *others] if name]):
        responsibility = ""  # it is made from the authors
    return RecordFields(
        title=clean(marc.first("245", "a")) or drawn.title,
        subtitle=clean(marc.first("245", "b")),
        responsibility=responsibility,
        author=author,
        author_kind=kind,
        other_authors=tuple(others),
        edition=drawn.edition,
        place_published=drawn.place_published,
        publisher=drawn.publisher,
        year=drawn.year,
        isbn=drawn.isbn or clean(marc.first("020", "a")),
        price=drawn.price,
        language=drawn.language,
        audience=audience_of(marc),
        audience_note=clean(marc.first("521", "a")),
        class_number=clean(marc.first("082", "a")),
        subjects=tuple(clean(text) for one in marc.data("653") for text in one.all("a")),
        series=clean(marc.first("490", "a")),
        series_number=clean(marc.first("490", "v")),
        pages=clean(marc.first("300", "a")),
        illustrations=clean(marc.first("300", "b")),
        size=clean(marc.first("300", "c")),
        summary=drawn.summary,
        note=clean(marc.first("500", "a")),
    )


def changed_names(before: RecordFields, after: RecordFields) -> set[str]:
    return {
        one.name
        for one in fields_of(RecordFields)
        if getattr(before, one.name) != getattr(after, one.name)
    }


def merge(marc: MarcRecord, after: RecordFields, *, at: datetime) -> MarcRecord:
    """The record with the form's changes; the record given is not touched.

    Equal to it but for 005 when nothing was changed in the form.
    """
    before = decompose(marc)
    changed = changed_names(before, after)
    made = copy.deepcopy(marc)
    if not changed:
        return made
    composed = {one.tag: one for one in data_fields(after) if one.tag in _SINGLE}
    _names(made, before, after, changed)
    for tag, (names, codes) in _SINGLE.items():
        if changed & set(names) or (tag == "245" and changed & {"author", "other_authors"}):
            _single(made, tag, codes, composed.get(tag))
    if "subjects" in changed:
        _subjects(made, before, after)
    _title_indicators(made, composed.get("245"), changed)
    _fixed(made, after, changed, at)
    _control(made, "005", stamp(at))
    return made


def _added_names(marc: MarcRecord) -> list[DataField]:
    return [one for one in marc.data("700", "710", "711") if not one.first("t")]


def _control(marc: MarcRecord, tag: str, value: str) -> None:
    for one in marc.fields:
        if one.tag == tag and isinstance(one, ControlField):
            one.value = value
            return
    marc.insert(ControlField(tag, value))


def _held(marc: MarcRecord, tag: str) -> DataField | None:
    if tag == "260":  # newer records tell publication in 264 with second indicator 1
        found = next((one for one in marc.data("264") if one.ind2 in ("1", " ")), None)
        return found or next(marc.data("260"), None)
    return next(marc.data(tag), None)


def _single(marc: MarcRecord, tag: str, codes: str, new: DataField | None) -> None:
    held = _held(marc, tag)
    if held is None:
        if new is not None:
            marc.insert(new)
        return
    coming = dict(new.subfields) if new is not None else {}
    kept: list[tuple[str, str]] = []
    seen: set[str] = set()
    last = 0
    for code, value in held.subfields:
        if code not in codes or code in seen:
            kept.append((code, value))
            continue
        seen.add(code)
        if code in coming:
            kept.append((code, coming[code]))
            last = len(kept)
    missing = [(code, value) for code, value in coming.items() if code not in seen]
    kept[last:last] = missing
    held.subfields = kept
    if not kept:
        marc.fields.remove(held)


def _names(marc: MarcRecord, before: RecordFields, after: RecordFields, changed: set[str]) -> None:
    if changed & {"author", "author_kind"}:
        main = next(marc.data(*_MAIN), None)
        if main is not None:
            marc.fields.remove(main)
        if after.author:
            marc.insert(entry("1", after.author, cast("NameKind", after.author_kind)))
    if "other_authors" in changed:
        gone = set(before.other_authors) - set(after.other_authors)
        for one in _added_names(marc):
            if name_in(one) in gone:
                marc.fields.remove(one)
        for name in after.other_authors:
            if name not in before.other_authors:
                marc.insert(entry("7", name))


def _subjects(marc: MarcRecord, before: RecordFields, after: RecordFields) -> None:
    gone = set(before.subjects) - set(after.subjects)
    for one in list(marc.data("653")):
        one.subfields = [
            (code, value)
            for code, value in one.subfields
            if code != "a" or clean(value) not in gone
        ]
        if not one.subfields:
            marc.fields.remove(one)
    for subject in after.subjects:
        if subject not in before.subjects:
            marc.insert(DataField("653", " ", " ", [("a", subject)]))


def _title_indicators(marc: MarcRecord, new: DataField | None, changed: set[str]) -> None:
    held = next(marc.data("245"), None)
    if held is None:
        return
    if "author" in changed:
        held.ind1 = "1" if next(marc.data(*_MAIN), None) is not None else "0"
    if "title" in changed and new is not None:
        held.ind2 = new.ind2


def _fixed(marc: MarcRecord, after: RecordFields, changed: set[str], at: datetime) -> None:
    """Positions of 008 that the form knows; the others stay."""
    held = marc.control("008")
    if len(held) != 40:
        if not held:
            _control(marc, "008", fixed_field(after, at))
        return  # one of another length is left as it came
    text = held
    if "year" in changed:
        text = text[:6] + (f"s{after.year:04d}    " if after.year else "nuuuu    ") + text[15:]
    if "audience" in changed:
        text = text[:22] + audience_code(after.audience) + text[23:]
    if "language" in changed:
        text = text[:35] + (after.language or "und") + text[38:]
    if text != held:
        _control(marc, "008", text)
