"""What to offer in the MARC editor for a field: headings, records, class numbers, series.

An offer is the subfields that take the place of those typed: of a heading under control as its
authority record writes it, with its number in $0; of another record its title and number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.catalogue.authorities.drawing import authorities_meant
from tusach.catalogue.authorities.reading import (
    HEADINGS,
    KINDS,
    PARTS,
    fields_with_headings,
    main_heading,
)
from tusach.catalogue.authorities.selectors import SUBJECTS, Suggestion, suggested
from tusach.catalogue.authorities.services import marc_of_authority
from tusach.catalogue.linking.reading import RELATIONS
from tusach.catalogue.linking.selectors import hosts_typed
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.models import Authority
from tusach.catalogue.offering.offers import offers_for
from tusach.ui.api import number

_CLASSES = ("082", "083")
_SERIES = ("440", "490")


@dataclass(frozen=True)
class MarcOffer:
    """As the editor's script takes it: ``label`` and ``note`` are shown, ``subfields`` put in
    place of those of the same code and of ``replaces``; ``ind1`` is the first indicator."""

    label: str
    note: str
    subfields: list[tuple[str, str]]
    replaces: str = ""
    ind1: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "replaces": list(self.replaces)}


def marc_offers(tag: str, code: str, typed: str, subjects: str = "") -> list[MarcOffer]:
    """For the subfield ``code`` of a field; ``subjects`` (semicolons between) are those of the
    record, by which a class number is found. [] for a field for which nothing is offered."""
    if tag in _CLASSES and code == "a":
        found = offers_for("class_number", {"class_number": typed, "subjects": subjects})
        return [MarcOffer(one.text, one.why, [("a", one.text)]) for one in found]
    if tag in _SERIES and code == "a":
        found = offers_for("series", {"series": typed})
        return [MarcOffer(one.text, one.why, [("a", one.text)]) for one in found]
    if tag in RELATIONS and code in "tw":
        return _records(typed)
    if tag in HEADINGS and code == "a":
        kind, _index = HEADINGS[tag]
        kinds = SUBJECTS if tag == "653" else (kind,)
        return [_heading(one, kind) for one in suggested(typed, kinds)]
    if tag[:1] in "45" and tag[1:] in KINDS and code == "a":
        kind = KINDS[tag[1:]]
        return [_heading(one, kind, as_number=tag[0] == "5") for one in suggested(typed, (kind,))]
    return []


def _records(typed: str) -> list[MarcOffer]:
    return [
        MarcOffer(
            one.shown_title,
            " · ".join(
                filter(None, [str(one.get_kind_display()), one.author, str(one.year or "")])
            ),
            [("t", one.shown_title), ("w", one.control_number)],
        )
        for one in hosts_typed(typed)
    ]


def _heading(one: Suggestion, kind: str, *, as_number: bool = True) -> MarcOffer:
    if not one.number:
        said = ngettext("%(n)s biểu ghi khác dùng", "%(n)s biểu ghi khác dùng", one.uses)
        return MarcOffer(one.text, said % {"n": number(one.uses)}, [("a", one.text)])
    held = _field_of(one.number)
    if one.see:
        note = _("“%(see)s” là dạng khác của tiêu đề chuẩn này") % {"see": one.see}
    else:
        note = _("Tiêu đề chuẩn %(number)s") % {"number": one.number}
    codes = PARTS.get(kind, "a")
    parts = [(code, text) for code, text in held.subfields if code in codes] if held else []
    number_of = [("0", one.number)] if as_number else []
    return MarcOffer(
        one.text,
        note,
        [*(parts or [("a", one.text)]), *number_of],
        codes,
        held.ind1 if held and kind in ("person", "corporate", "meeting") else "",
    )


def _field_of(control_number: str) -> DataField | None:
    one = Authority.objects.filter(control_number=control_number).first()
    return main_heading(marc_of_authority(one)) if one else None


def under_control(marc: MarcRecord, lines: dict[int, int]) -> list[tuple[int, str]]:
    """(line of the text, control number) of each field whose heading an authority stands for.
    ``lines`` maps a field's place in the record to its line."""
    used = list(fields_with_headings(marc))
    meant = authorities_meant({one for _field, one in used})
    numbers = dict(
        Authority.objects.filter(pk__in=set(meant.values())).values_list("pk", "control_number")
    )
    places = {id(one): at for at, one in enumerate(marc.fields)}
    found = []
    for held, one in used:
        line = lines.get(places[id(held)])
        if line is not None and one in meant:
            found.append((line, numbers[meant[one]]))
    return found
