"""Finding copies."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from tusach.holdings.models import Container, Copy, Register, Source
from tusach.network.api import ServicePoint

_BOX = re.compile(r"^TS:HOP:(.+)$", re.IGNORECASE)


def all_copies() -> QuerySet[Copy]:
    """Every copy with what a list shows, withdrawn ones too."""
    return Copy.objects.select_related("record", "owner", "place__point", "place__container")


def find_copies(scan: str, owner: ServicePoint | None = None) -> list[Copy]:
    """The copies that a scan may mean: our barcode, an inherited one, or an accession number.

    Several when the same inherited code or number exists in several libraries (the page then
    asks which one); with ``owner`` only that library's. Our own barcode comes first.
    """
    text = scan.strip()
    if not text or len(text) > 60:
        return []
    found = all_copies().filter(
        Q(barcode=text)
        | Q(accession_no=text)
        | Q(accession_no=text.upper())
        | Q(pk__in=Copy.objects.filter(aliases__value=text).values("pk"))
    )
    if owner is not None:
        found = found.filter(owner=owner)
    return sorted(found[:50], key=lambda c: (c.barcode != text, c.owner_id, c.pk))


def find_box(scan: str) -> Container | None:
    """The box whose label was scanned, or whose code was typed."""
    text = scan.strip()
    match = _BOX.match(text)
    code = (match.group(1) if match else text).upper()
    return Container.objects.select_related("owner").filter(code=code).first()


def copies_of(record_id: int) -> QuerySet[Copy]:
    """The copies of a record, by library and number."""
    return (
        all_copies()
        .filter(record_id=record_id)
        .order_by("owner__sort_key", "register_id", "number", "pk")
    )


def registers_of(owner_id: int, *, open_only: bool = True) -> QuerySet[Register]:
    found = Register.objects.filter(owner_id=owner_id)
    return found.filter(closed_on=None) if open_only else found


def sources() -> QuerySet[Source]:
    return Source.objects.all()
