"""Finding copies."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Count, Q, QuerySet

from tusach.catalogue.api import Record
from tusach.holdings.models import Alias, Container, Copy, CopyPlace, Register, Source
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold

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


def copies_in_register(register: Register, first: int, last: int) -> QuerySet[Copy]:
    """The copies of a stretch of a register by their numbers, withdrawn ones too."""
    return (
        all_copies()
        .filter(register=register, number__gte=first, number__lte=last)
        .select_related("record", "source", "place__entry")
        .order_by("number")
    )


def sources() -> QuerySet[Source]:
    return Source.objects.all()


def all_registers() -> QuerySet[Register]:
    return Register.objects.select_related("owner")


def at_holder(*, point: int | None = None, container: int | None = None) -> QuerySet[Copy]:
    """The copies that a point or a box has now."""
    found = all_copies()
    return found.filter(place__point=point) if point else found.filter(place__container=container)


def search_copies(copies: QuerySet[Copy], words: str) -> QuerySet[Copy]:
    """Those whose barcode, accession number, inherited code, title or author was typed.

    Titles and authors are found with or without tones, each word anywhere.
    """
    text = words.strip()
    by_number = (
        Q(barcode=text)
        | Q(accession_no__iexact=text)
        | Q(pk__in=Alias.objects.filter(value=text).values("copy"))
    )
    by_title = Q()
    for word in fold(text).split():
        by_title &= Q(record__find_text__contains=word)
    return copies.filter(by_number | by_title) if by_title else copies.filter(by_number)


def unsettled_copies() -> QuerySet[Copy]:
    """Copies with entries that do not fit, longest waiting first."""
    return all_copies().filter(place__unsettled__gt=0)


def counts_at(point: int) -> list[dict[str, Any]]:
    """How many copies a point has now, by library, collection and state."""
    rows = (
        CopyPlace.objects.filter(point=point)
        .order_by("copy__owner__sort_key", "copy__collection", "state")
        .values("copy__owner", "copy__owner__name", "copy__collection", "state")
        .annotate(count=Count("pk"))
    )
    return [dict(row) for row in rows]


def record_by_number(number: int) -> Record | None:
    return Record.objects.filter(pk=number).first()
