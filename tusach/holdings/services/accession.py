"""Entering copies in a register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from tusach.audit.api import Actor
from tusach.audit.api import record as write_down
from tusach.catalogue.api import hold
from tusach.holdings.barcodes import barcode, is_own, looks_own
from tusach.holdings.documents import announce
from tusach.holdings.errors import (
    AliasTaken,
    BadCount,
    BadDay,
    BadPrice,
    BarcodeMistyped,
    BarcodeTaken,
)
from tusach.holdings.holder import Holder, at_point
from tusach.holdings.models import Alias, Condition, Copy, Register, Source
from tusach.holdings.rules import State
from tusach.holdings.services.custody import first_entries, writing
from tusach.holdings.services.registers import take_numbers
from tusach.network.api import ServicePoint
from tusach.offline.api import arrived

if TYPE_CHECKING:
    from tusach.catalogue.api import Record

MOST_AT_ONCE = 500
# Đồng. Dearer books exist; a price with three zeros too many is far likelier.
MOST_PRICE = 100_000_000
# The first public libraries of the country opened in this year; nothing older was accessioned.
FIRST_DAY = datetime(1917, 1, 1, tzinfo=UTC)


def _serials(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('holdings_barcode_serial') FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def new_barcodes(count: int) -> list[str]:
    """The next free ones. A number that labels printed ahead already took is passed over."""
    found: list[str] = []
    while len(found) < count:
        made = [barcode(serial) for serial in _serials(count - len(found))]
        taken = set(Copy.objects.filter(barcode__in=made).values_list("barcode", flat=True))
        found += [one for one in made if one not in taken]
    return found


def check_barcode(text: str) -> None:
    """Refuse a barcode of ours that is mistyped or already on another copy."""
    if looks_own(text) and not is_own(text):
        raise BarcodeMistyped(barcode=text)
    if other := Copy.objects.filter(barcode=text).select_related("record").first():
        raise BarcodeTaken(
            barcode=text, accession_no=other.accession_no, title=other.record.shown_title
        )


@transaction.atomic
def accession(
    record: Record,
    owner: ServicePoint,
    register: Register,
    count: int,
    price: int | None,
    source: Source | str,
    collection: str,
    *,
    by: Actor,
    at: datetime,
    fund: str = "",
    condition: str = Condition.NEW,
    shelf_mark: str = "",
    note: str = "",
    happened_at: datetime | None = None,
    to: Holder | None = None,
    state: str = State.IN_STORE,
    numbers: Sequence[int] = (),
    barcodes: Sequence[str] = (),
    aliases: Sequence[str] = (),
    list_line: int | None = None,
) -> list[Copy]:
    """Enter ``count`` copies of a record; returns them, with numbers, barcodes and a place.

    Locks the register. They begin at ``to`` (default: at their library) in ``state``.
    ``happened_at`` is the day of the register when it is not today. ``numbers``: those the
    books carry already, from a register on paper. ``barcodes``: ours,
    printed ahead, one for each copy; ``aliases``: inherited ones, one for each copy or "".
    ``list_line``: the line of an imported list that asks for them.

    Refuses a count outside 1 to 500 (:class:`BadCount`), a price below zero or above 100
    million đồng (:class:`BadPrice`), a day in the future or before 1917 (:class:`BadDay`), a
    closed or foreign register, a number given before (:class:`NumberTaken`), a barcode that
    exists (:class:`BarcodeTaken`) or is mistyped (:class:`BarcodeMistyped`) and an alias that
    its library has already (:class:`AliasTaken`).
    """
    _check(count, price, happened_at or at, at)
    record = _as_it_is_now(record)
    writing()
    if isinstance(source, str):
        source = Source.objects.get(code=source)
    for text in barcodes:
        check_barcode(text)
    register, taken = take_numbers(register, owner, count, numbers)
    own = list(barcodes) or new_barcodes(count)
    copies = write_copies(
        [
            Copy(
                record=record,
                owner=owner,
                register=register,
                number=number,
                accession_no=register.accession_no(number),
                barcode=own[i],
                accessioned_at=happened_at or at,
                source=source,
                fund=fund,
                price=price,
                condition=condition,
                collection=collection,
                shelf_mark=shelf_mark or record.class_number,
                note=note,
                list_line_id=list_line,
            )
            for i, number in enumerate(taken)
        ],
        to=to,
        state=state,
        by=by,
    )
    for copy, value in zip(copies, aliases, strict=False):
        if value:
            add_alias(copy, value)
    write_down(
        "holdings.accession",
        by=by,
        on=("catalogue.record", record.pk, record.shown_title),
        place=owner.pk,
        changes={"copies": [None, [copies[0].accession_no, copies[-1].accession_no]]},
        at=at,
    )
    announce([record.pk])
    arrived([f"copy:{copy.barcode}" for copy in copies] + [f"copy:{a}" for a in aliases if a])
    return copies


def _as_it_is_now(record: Record) -> Record:
    """The record, held against merging; the one that took it in, if that was done meanwhile."""
    now = hold([record.pk]).get(record.pk, record.pk)
    return record if now == record.pk else type(record).objects.get(pk=now)


def write_copies(
    copies: Sequence[Copy],
    *,
    to: Holder | None = None,
    state: str = State.IN_STORE,
    by: Actor,
) -> list[Copy]:
    """Write new copies with the first entry of each: at ``to``, or at their library. What may be
    refused was looked at before."""
    written = Copy.objects.bulk_create(copies)
    first_entries([(copy, to or at_point(copy.owner_id)) for copy in written], state=state, by=by)
    return written


def _check(count: int, price: int | None, day: datetime, at: datetime) -> None:
    if not 1 <= count <= MOST_AT_ONCE:
        raise BadCount(count=count, most=MOST_AT_ONCE)
    if price is not None and not 0 <= price <= MOST_PRICE:
        raise BadPrice(price=price, most=f"{MOST_PRICE:,}".replace(",", "."))
    if not FIRST_DAY <= day <= at:
        raise BadDay(day=f"{day:%d/%m/%Y}", first=f"{FIRST_DAY:%d/%m/%Y}", last=f"{at:%d/%m/%Y}")


def add_alias(copy: Copy, value: str) -> Alias:
    """Give a copy a barcode or number it brought along.

    Refuses (:class:`AliasTaken`) one that another copy of the same library has.
    """
    value = value.strip()
    try:
        with transaction.atomic():
            return Alias.objects.create(copy=copy, owner_id=copy.owner_id, value=value)
    except IntegrityError:
        other = Alias.objects.select_related("copy", "owner").get(
            owner_id=copy.owner_id, value=value
        )
        raise AliasTaken(
            value=value, owner=other.owner.name, accession_no=other.copy.accession_no
        ) from None
