"""Articles of newspapers, magazines and collections (bài trích): a record that lies in another.

The host stands in field 773: $w its control number, $t its title, $g issue, day and pages, $x
its ISSN, $7 what it is (MARC 21 Bibliographic, 773).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.compose import RecordFields, compose, stamp
from tusach.catalogue.drawn import clean
from tusach.catalogue.editing.services import set_control
from tusach.catalogue.errors import HostIsMissing, TitleIsMissing
from tusach.catalogue.linking.reading import place_key
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.merge import decompose, merge
from tusach.catalogue.models import Kind, Record, RecordLink
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.serials import SerialFields, serial_record
from tusach.catalogue.services import (
    composed_text,
    drawn_record,
    enter,
    lock,
    new_control_numbers,
    quick_record,
    write_version,
)
from tusach.vietnamese.api import nfc

_ISSUE = re.compile(
    r"(?:Số (?P<issue>[^(),]+?))?\s*(?:\((?P<day>[\d/]+)\))?(?:,?\s*tr\. (?P<pages>[^,]+))?"
)
# Of the fields the simple form knows, those that an article has of its own.
OF_ARTICLES = (
    "title", "subtitle", "author", "other_authors", "responsibility", "language",
    "class_number", "subjects", "summary", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where in its host an article stands. ``day`` as printed: 12/05/2025, 5/2025 or 2025.
    ``other`` is what a record from elsewhere says in words of its own."""

    issue: str = ""
    day: str = ""
    pages: str = ""
    other: str = ""

    @property
    def text(self) -> str:
        """As $g has it: "Số 2345 (12/05/2025), tr. 3"."""
        if self.other:
            return self.other
        number = f"Số {self.issue}" if self.issue else ""
        issue = " ".join(filter(None, [number, f"({self.day})" if self.day else ""]))
        return ", ".join(filter(None, [issue, f"tr. {self.pages}" if self.pages else ""]))

    @property
    def year(self) -> int | None:
        """The year it appeared, as far as the text says it."""
        year = int(place_key(self.text)[:4])
        return year or None


def place_of(text: str) -> Place:
    """What :attr:`Place.text` was made of; a text of another form is ``other``."""
    found = _ISSUE.fullmatch(text.strip())
    if found is None:
        return Place(other=text.strip())
    return Place(**{name: (value or "").strip() for name, value in found.groupdict().items()})


def host_field(host: Record, place: Place) -> DataField:
    """Field 773 that says where an article lies."""
    marc = marc_of(host)
    issn = clean(marc.first("022", "a"))
    main = next((one.tag for one in marc.data("100", "110", "111")), "")
    entry = {"100": "p", "110": "c", "111": "m"}.get(main, "n")
    # Main entry, its form (not told for those without one), then what the host's leader says.
    what = f"{entry}{'n' if entry == 'n' else 'u'}{marc.leader[6:8]}"
    title = clean(marc.first("245", "a")) or host.title
    told = [("t", title), ("g", place.text), ("x", issn), ("w", host.control_number), ("7", what)]
    return DataField("773", "0", " ", [(code, text) for code, text in told if text])


def is_serial(host: Record) -> bool:
    return host.kind == Kind.SERIAL


def _leader(leader: str, host: Record) -> str:
    """Position 07: "b" for a part of a serial, "a" for a part of anything else."""
    return f"{leader[:7]}{'b' if is_serial(host) else 'a'}{leader[8:]}"


def _dated(fixed: str, year: int | None) -> str:
    return fixed[:6] + (f"s{year:04d}    " if year else "nuuuu    ") + fixed[15:]


def _checked(fields: RecordFields, host: Record | None) -> tuple[RecordFields, Record]:
    fields = composed_text(fields)
    if not fields.title:
        raise TitleIsMissing()
    if host is None:
        raise HostIsMissing()
    return fields, host


def _composed(place: Place) -> Place:
    return Place(**{name: nfc(value).strip() for name, value in vars(place).items()})


@transaction.atomic
def create_article(
    fields: RecordFields, host: Record | None, place: Place, *, by: Actor, at: datetime
) -> Record:
    """A record of an article in ``host``. Refuses one without a title or a host. Of ``fields``
    only those an article has (:data:`OF_ARTICLES`) are used."""
    fields, host = _checked(_own(RecordFields(title=""), fields), host)
    place = _composed(place)
    (number,) = new_control_numbers(1)
    marc = compose(fields, control_number=number, at=at)
    marc.leader = _leader(marc.leader, host)
    set_control(marc, "008", _dated(marc.control("008"), place.year))
    marc.insert(host_field(host, place))
    record = drawn_record(marc, control_number=number, by=by, at=at)
    return enter(record, marc, by=by, at=at, why=_("Lập bài trích"))


@transaction.atomic
def save_article(
    pk: int,
    fields: RecordFields,
    host: Record | None,
    place: Place,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> Record:
    """Saves the form of an article over its record; what the form does not know stays.

    ``version`` is the one the editor had open. Refuses when somebody saved since, without a
    title or a host, and a host that lies in the article itself.
    """
    record = lock(pk, version)
    before = marc_of(record)
    fields, host = _checked(_own(decompose(before), fields), host)
    place = _composed(place)
    marc = merge(before, fields, at=at)
    links = RecordLink.objects.filter(record=record, relation="host").order_by("pk")
    was = links.values_list("host", flat=True).first()
    _set_host(marc, host, place, is_same=was == host.pk)
    if marc != before:
        set_control(marc, "005", stamp(at))
    write_version(record, before, marc, by=by, at=at, why=_("Sửa bài trích"))
    return record


def _own(held: RecordFields, typed: RecordFields) -> RecordFields:
    return replace(held, **{name: getattr(typed, name) for name in OF_ARTICLES})


def _set_host(marc: MarcRecord, host: Record, place: Place, *, is_same: bool) -> None:
    """Puts host and place into the first 773. Of the same host only the place is written; what
    else a record from elsewhere says of it stays."""
    held = next(marc.data("773"), None)
    if held is None:
        marc.insert(host_field(host, place))
    elif not is_same:
        held.subfields = host_field(host, place).subfields
    elif place_named(held) != place.text:
        rest = [(code, text) for code, text in held.subfields if code != "g"]
        titles = [n for n, (code, _text) in enumerate(rest, 1) if code in "at"]
        at = titles[-1] if titles else 0
        held.subfields = [*rest[:at], *([("g", place.text)] if place.text else []), *rest[at:]]
    else:
        return
    marc.leader = _leader(marc.leader, host)
    fixed = marc.control("008")
    if len(fixed) == 40 and place.year and fixed[7:11] != f"{place.year:04d}":
        set_control(marc, "008", _dated(fixed, place.year))


def place_named(held: DataField) -> str:
    """Where in the host a 773 says that it stands."""
    return clean(" ".join(held.all("g")))


@transaction.atomic
def quick_host(title: str, kind: str, *, by: Actor, at: datetime) -> Record:
    """A host that is not in the catalogue yet. ``kind``: newspaper, magazine, or book (which
    then waits for a cataloguer)."""
    if kind == "book":
        return quick_record(title, by=by, at=at)
    fields = SerialFields(title=title, is_newspaper=kind == "newspaper")
    return serial_record(fields, by=by, at=at)


def place_in(marc: MarcRecord) -> Place:
    """Where an article stands, as its record says it."""
    held = next(marc.data("773"), None)
    return place_of(place_named(held)) if held is not None else Place()
