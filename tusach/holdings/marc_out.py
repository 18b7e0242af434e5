"""A library's titles with its copies in field 952 or 852, so that it can move to another system.

The subfields of 952 are Koha's (its default MARC 21 framework), which others read too; those of
852 are MARC 21 Holdings with $j for the accession number and $9 for the price, as Vietnamese
systems write them, and $q for what became of the copy. What goes out is read in again by the ways
of the names "Koha (952)" and "MARC 21 Holdings (852)".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tusach.catalogue.api import DataField, MarcRecord, Record, on_export
from tusach.holdings.models import Copy
from tusach.holdings.rules import State
from tusach.network.api import ServicePoint

# The name under which exports ask for copies.
SOURCE = "holdings.copies"
# Copies in one record: a title with more goes out as several records of one number, for a record
# of ISO 2709 holds 99,999 bytes.
_COPIES = 250


def titles_of(owner: ServicePoint) -> QuerySet[Record]:
    """The titles of which the library has or had copies."""
    return Record.objects.filter(
        pk__in=Copy.objects.filter(owner=owner).order_by().values("record")
    ).order_by("pk")


def records_with_copies(
    records: Sequence[tuple[str, MarcRecord]], options: Mapping[str, Any]
) -> Iterator[MarcRecord]:
    """These titles, each with all copies of the library ``options["owner"]``, those struck out of
    the register too, in ``options["field"]`` ("": without copies). One query for all of them."""
    tag = options["field"]
    owner = ServicePoint.objects.get(pk=options["owner"])
    copies = _fields(owner, [number for number, _marc in records], tag) if tag else {}
    for number, marc in records:
        # The field is each system's own: what another one said there is no copy of this library.
        kept = [one for one in marc.fields if one.tag != tag]
        mine = copies.get(number, [])
        for start in range(0, max(len(mine), 1), _COPIES):
            yield MarcRecord(marc.leader, [*kept, *mine[start : start + _COPIES]])


def register() -> None:
    """Lets exports ask for copies; when the room is ready."""
    on_export(SOURCE, records_with_copies)


def _fields(owner: ServicePoint, numbers: list[str], tag: str) -> dict[str, list[DataField]]:
    found: dict[str, list[DataField]] = {}
    copies = (
        Copy.objects.filter(owner=owner, record__control_number__in=numbers)
        .select_related("source", "place__point", "record")
        .only(
            "accession_no", "barcode", "accessioned_at", "price", "shelf_mark", "collection",
            "note", "fund", "source__code", "place__state", "place__point__code",
            "place__point__kind", "record__control_number",
        )
        .prefetch_related("aliases")
        .order_by("register", "number")
    )  # fmt: skip
    for copy in copies:
        found.setdefault(copy.record.control_number, []).append(
            field_of(copy, owner) if tag == "952" else holdings_field_of(copy, owner)
        )
    return found


def field_of(copy: Copy, owner: ServicePoint) -> DataField:
    """The copy as a 952. The barcode is the one it brought along, where it has one: that is the
    label on the book."""
    state = copy.place.state
    told = [
        ("0", "1" if state == State.WITHDRAWN else "0"),
        ("1", "1" if state == State.LOST else "0"),
        ("4", "1" if state == State.DAMAGED else "0"),
        ("8", copy.collection),
        ("a", owner.code),
        ("b", _where(copy, owner)),
        ("d", timezone.localtime(copy.accessioned_at).date().isoformat()),
        ("e", copy.source.code),
        ("g", f"{copy.price}.00" if copy.price is not None else ""),
        ("i", copy.accession_no),
        ("o", copy.shelf_mark),
        ("p", _barcode(copy)),
        ("x", copy.fund),
        ("z", copy.note),
    ]
    return DataField("952", " ", " ", [(code, text) for code, text in told if text])


# What became of a copy, in words that a reading of $q knows again.
_STANDING = {State.WITHDRAWN: "withdrawn", State.LOST: "lost", State.DAMAGED: "damaged"}


def holdings_field_of(copy: Copy, owner: ServicePoint) -> DataField:
    """The copy as an 852."""
    told = [
        ("a", owner.code),
        ("b", copy.collection),
        ("c", _where(copy, owner)),
        ("h", copy.shelf_mark),
        ("j", copy.accession_no),
        ("p", _barcode(copy)),
        ("q", _STANDING.get(State(copy.place.state), "")),
        ("x", copy.fund),
        ("z", copy.note),
        ("9", str(copy.price) if copy.price is not None else ""),
    ]
    return DataField("852", " ", " ", [(code, text) for code, text in told if text])


def _barcode(copy: Copy) -> str:
    alias = next(iter(copy.aliases.all()), None)
    return alias.value if alias is not None else copy.barcode


def _where(copy: Copy, owner: ServicePoint) -> str:
    """Where it stands, but for places that are shown to nobody."""
    point = copy.place.point
    return point.code if point is not None and point.is_public else owner.code
