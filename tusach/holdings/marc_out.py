"""A library's titles with its copies in field 952, so that it can move to another system.

The subfields are Koha's (its default MARC 21 framework), which others read too; what goes out is
read in again by the way of the name "Koha (952)".
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from tusach.catalogue.api import DataField, MarcRecord, Record, contents
from tusach.holdings.models import Copy
from tusach.holdings.rules import State
from tusach.network.api import ServicePoint

# Copies in one record: a title with more goes out as several records of one number, for a record
# of ISO 2709 holds 99,999 bytes.
_COPIES = 250
_TITLES = 500


def titles_of(owner: ServicePoint) -> QuerySet[Record]:
    """The titles of which the library has or had copies."""
    return Record.objects.filter(
        pk__in=Copy.objects.filter(owner=owner).order_by().values("record")
    ).order_by("pk")


def records_with_copies(owner: ServicePoint) -> Iterator[MarcRecord]:
    """The library's titles in their order, each with all of the library's copies, those struck
    out of the register too. Two queries for five hundred titles."""
    for chunk in _chunks(contents(titles_of(owner))):
        copies = _fields(owner, [number for number, _marc in chunk])
        for number, marc in chunk:
            # 952 is each system's own: what another one said there is no copy of this library.
            kept = [one for one in marc.fields if one.tag != "952"]
            mine = copies.get(number, [])
            for start in range(0, max(len(mine), 1), _COPIES):
                yield MarcRecord(marc.leader, [*kept, *mine[start : start + _COPIES]])


def _chunks(
    found: Iterator[tuple[str, MarcRecord]],
) -> Iterator[list[tuple[str, MarcRecord]]]:
    held: list[tuple[str, MarcRecord]] = []
    for one in found:
        held.append(one)
        if len(held) == _TITLES:
            yield held
            held = []
    if held:
        yield held


def _fields(owner: ServicePoint, numbers: list[str]) -> dict[str, list[DataField]]:
    found: dict[str, list[DataField]] = {}
    copies = (
        Copy.objects.filter(owner=owner, record__control_number__in=numbers)
        .select_related("source", "place__point", "record")
        .only(
            "accession_no", "barcode", "accessioned_at", "price", "shelf_mark", "collection",
            "note", "fund", "source__code", "place__state", "place__point__code",
            "record__control_number",
        )
        .prefetch_related("aliases")
        .order_by("register", "number")
    )  # fmt: skip
    for copy in copies:
        found.setdefault(copy.record.control_number, []).append(field_of(copy, owner))
    return found


def field_of(copy: Copy, owner: ServicePoint) -> DataField:
    """The copy as a 952. The barcode is the one it brought along, where it has one: that is the
    label on the book."""
    state, point = copy.place.state, copy.place.point
    alias = next(iter(copy.aliases.all()), None)
    told = [
        ("0", "1" if state == State.WITHDRAWN else "0"),
        ("1", "1" if state == State.LOST else "0"),
        ("4", "1" if state == State.DAMAGED else "0"),
        ("8", copy.collection),
        ("a", owner.code),
        ("b", point.code if point is not None and point.is_public else owner.code),
        ("d", timezone.localtime(copy.accessioned_at).date().isoformat()),
        ("e", copy.source.code),
        ("g", f"{copy.price}.00" if copy.price is not None else ""),
        ("i", copy.accession_no),
        ("o", copy.shelf_mark),
        ("p", alias.value if alias is not None else copy.barcode),
        ("x", copy.fund),
        ("z", copy.note),
    ]
    return DataField("952", " ", " ", [(code, text) for code, text in told if text])
