"""Drafts of purchases and gifts: each line is written the moment it is entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, IntakeLine, OrderLine
from tusach.acquisitions.rules.money import MOST_PRICE
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.services import numbers
from tusach.acquisitions.titles import Title, columns_of, set_title
from tusach.audit.api import Actor, record
from tusach.holdings.api import Source, described, suggest_mark
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short, nfc

# A line of more copies is likelier a slip than a purchase; a reader may write two lines.
MOST_COPIES = 5000
# What a person may set on the head of an intake.
HEAD = (
    "received_on", "register", "source", "collection", "decision", "note", "supplier", "fund",
    "invoice_no", "invoice_date", "invoice_total", "extra_cost", "discount", "register_price",
    "donor_name", "donor_kind", "donor_address", "donor_hidden",
)  # fmt: skip
# And on a line.
LINE = (
    "quantity", "refused", "refused_why", "list_price", "paid_price", "collection", "shelf_mark",
    "note", "is_described",
)  # fmt: skip


def lock_draft(pk: int) -> Intake:
    """The intake, locked. Refuses (:class:`errors.NotADraft`) one that is a draft no more."""
    intake = Intake.objects.select_for_update().get(pk=pk)
    if intake.state != IntakeState.DRAFT:
        raise errors.NotADraft(what=intake.code, state=IntakeState(intake.state).label)
    return intake


def _plain(value: Any) -> Any:
    """A value as the record of acts keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str | bool) else str(value)


def _fill(one: Any, names: Sequence[str], values: dict[str, Any]) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for name in names:
        if name not in values:
            continue
        value = values[name]
        if isinstance(value, str):
            value = nfc(value).strip()
        if getattr(one, name) != value:
            changes[name] = [_plain(getattr(one, name)), _plain(value)]
            setattr(one, name, value)
    return changes


def _check_head(intake: Intake, at: datetime) -> None:
    if intake.received_on > timezone.localdate(at):
        raise errors.DayInFuture(day=day_short(intake.received_on))
    register = intake.register
    if register is not None and (register.owner_id != intake.owner_id or register.closed_on):
        raise errors.RegisterNotOfOwner(register=register.name, owner=intake.owner.name)
    if intake.is_gift:
        intake.supplier = intake.fund = None
        if not intake.donor_name:
            raise errors.DonorMissing()
    else:
        intake.donor_name = ""
        if intake.supplier is None:
            raise errors.SupplierMissing()
        fund = intake.fund
        if fund is not None and not fund.starts_on <= intake.received_on < fund.ends_on:
            raise errors.FundNotThen(
                fund=fund.name,
                start=day_short(fund.starts_on),
                end=day_short(fund.ends_on),
                day=day_short(intake.received_on),
            )


@transaction.atomic
def start_intake(
    *,
    kind: str,
    owner: ServicePoint,
    received_on: date,
    source: Source,
    by: Actor,
    at: datetime,
    **values: Any,
) -> Intake:
    """A new draft with the next number of its kind and year (BS-2026-014, BT-2026-003).

    ``values`` are columns of ``HEAD``. Refuses a purchase without a supplier, a gift without
    a donor's name, a day to come, a register of another library or closed
    (:class:`errors.RegisterNotOfOwner`) and a fund that is not of the day
    (:class:`errors.FundNotThen`).
    """
    intake = Intake(
        kind=kind,
        owner=owner,
        received_on=received_on,
        source=source,
        made_at=at,
        made_by=by.name,
    )
    _fill(intake, HEAD, values)
    _check_head(intake, at)
    letters = numbers.GIFT if intake.is_gift else numbers.PURCHASE
    intake.code = numbers.next_code(letters, received_on.year)
    intake.save()
    record(
        "acquisitions.start_intake",
        by=by,
        on=("acquisitions.intake", intake.pk, intake.code),
        place=owner.pk,
        at=at,
    )
    return intake


@transaction.atomic
def change_intake(
    *, intake: Intake, version: int, by: Actor, at: datetime, **values: Any
) -> Intake:
    """Correct the head of a draft. Refuses what :func:`start_intake` refuses and an older
    ``version`` (:class:`errors.ChangedMeanwhile`)."""
    intake = lock_draft(intake.pk)
    if intake.version != version:
        raise errors.ChangedMeanwhile(what=intake.code, name=intake.changed_by or intake.made_by)
    changes = _fill(intake, HEAD, values)
    _check_head(intake, at)
    if changes:
        intake.version += 1
        intake.changed_by = by.name
        intake.save()
        record(
            "acquisitions.change_intake",
            by=by,
            on=("acquisitions.intake", intake.pk, intake.code),
            place=intake.owner_id,
            changes=changes,
            at=at,
        )
    return intake


@transaction.atomic
def drop_intake(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """Leave a draft out; its lines stay to be read. Its number is not given again."""
    intake = lock_draft(intake.pk)
    intake.state = IntakeState.DROPPED
    intake.version += 1
    intake.save(update_fields=["state", "version"])
    record(
        "acquisitions.drop_intake",
        by=by,
        on=("acquisitions.intake", intake.pk, intake.code),
        place=intake.owner_id,
        at=at,
    )
    return intake


@dataclass(frozen=True)
class Added:
    """The line, and whether the copies were added to one that was there."""

    line: IntakeLine
    joined: bool


def check_line(line: IntakeLine) -> None:
    """Refuses a count below one or beyond :data:`MOST_COPIES`, a price out of range, and
    copies refused without a reason."""
    if not 1 <= line.quantity + line.refused <= MOST_COPIES or min(line.quantity, line.refused) < 0:
        raise errors.BadQuantity(
            title=line.title, most=MOST_COPIES, count=line.quantity + line.refused
        )
    for price in (line.list_price, line.paid_price):
        if price is not None and not 0 <= price <= MOST_PRICE:
            raise errors.BadMoney(title=line.title, price=price, most=f"{MOST_PRICE:,}")
    if line.refused and not line.refused_why:
        raise errors.ReasonMissing()


def next_position(intake: Intake) -> int:
    """After the last line of a locked intake."""
    last: int | None = intake.lines.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def add_line(
    *,
    intake: Intake,
    title: Title,
    quantity: int = 1,
    join: bool = False,
    order_line: OrderLine | None = None,
    by: Actor,
    at: datetime,
    **values: Any,
) -> Added:
    """One more title of a draft; locks the intake, so that several people may enter at once.

    ``join``: a title that stands there already by its record gets ``quantity`` copies more
    instead of a second line, as when every book of a pile is scanned. The list price of a
    record is taken when none is given. Refuses what :func:`check_line` refuses.
    """
    intake = lock_draft(intake.pk)
    if join and title.record is not None:
        line = (
            intake.lines.select_for_update()
            .filter(record=title.record, order_line=order_line)
            .order_by("-position")
            .first()
        )
        if line is not None:
            line.quantity += quantity
            line.version += 1
            line.changed_by = by.name
            check_line(line)
            line.save()
            return Added(line, joined=True)
    line = IntakeLine(
        intake=intake,
        position=next_position(intake),
        quantity=quantity,
        order_line=order_line,
        changed_by=by.name,
        **columns_of(title),
    )
    _fill(line, LINE, values)
    if line.list_price is None and title.record is not None:
        line.list_price = title.record.price
    if not line.shelf_mark and title.record is not None:
        others = intake.lines.exclude(record=title.record).values_list("shelf_mark", flat=True)
        suggested = suggest_mark(described(title.record), intake.owner, set(others))
        line.shelf_mark = suggested or title.record.class_number[:80]
    check_line(line)
    line.save()
    return Added(line, joined=False)


def _lock_line(line: IntakeLine, version: int | None) -> IntakeLine:
    lock_draft(line.intake_id)
    line = IntakeLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if version is not None and line.version != version:
        raise errors.ChangedMeanwhile(what=line.title, name=line.changed_by)
    return line


@transaction.atomic
def change_line(
    *,
    line: IntakeLine,
    version: int,
    title: Title | None = None,
    by: Actor,
    at: datetime,
    **values: Any,
) -> IntakeLine:
    """Correct a line of a draft: counts, prices, marks, or which title it means; with
    ``order_line=None`` it no longer counts for an order. Refuses an older ``version``."""
    line = _lock_line(line, version)
    if title is not None:
        set_title(line, title)
    _fill(line, (*LINE, "order_line"), values)
    check_line(line)
    line.version += 1
    line.changed_by = by.name
    line.save()
    return line


@transaction.atomic
def remove_line(*, line: IntakeLine, by: Actor, at: datetime) -> None:
    """Take a line out of a draft; the record of acts keeps what it said."""
    line = _lock_line(line, None)
    record(
        "acquisitions.remove_line",
        by=by,
        on=("acquisitions.intake", line.intake_id, line.title),
        changes={"quantity": [line.quantity, None]},
        at=at,
    )
    line.delete()
