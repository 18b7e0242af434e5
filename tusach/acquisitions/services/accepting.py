"""Taking a purchase or a gift into the register: one decision, then batches.

``accept`` decides: it checks, takes the run of numbers and asks a worker. ``step`` enters the
next lines and says so in its own transaction; however often and by whomever it is called,
every line is entered once.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, IntakeLine, LineCopy, Order, OrderLine, Wish
from tusach.acquisitions.rules.money import Priced, difference, paid_of, sum_up
from tusach.acquisitions.rules.states import IntakeState, WishState
from tusach.acquisitions.selectors.funds import with_received
from tusach.acquisitions.services.drafting import lock_draft
from tusach.acquisitions.services.settling import settle_orders
from tusach.acquisitions.tasks import ask_for
from tusach.acquisitions.titles import fields_of
from tusach.audit.api import Actor, record
from tusach.catalogue.api import Record, create_record, match_key, match_titles
from tusach.holdings.api import Copy, accession, take_numbers
from tusach.ui.api import note_asked, stopped_by_name
from tusach.vietnamese.api import grouped

# Lines entered in one transaction.
LINES = 20
# Copies that holdings enters in one call.
_AT_ONCE = 500


def sums_of(intake: Intake) -> dict[str, object]:
    """The sums of an intake and how they stand to its invoice: ``sums``, ``difference``."""
    rows = intake.lines.values_list("quantity", "refused", "list_price", "paid_price")
    sums = sum_up((Priced(*row) for row in rows), intake.discount)
    return {
        "sums": sums,
        "difference": difference(sums, intake.extra_cost, intake.invoice_total),
    }


@transaction.atomic
def accept(
    *, intake: Intake, version: int, difference_why: str = "", by: Actor, at: datetime
) -> Intake:
    """Decide that a draft is taken in, take its run of numbers, and ask a worker to enter it.

    Locks the intake, the orders its lines answer, and the register. Refuses a draft that
    somebody changed since ``version`` was read (:class:`errors.ChangedMeanwhile`) or accepted
    already (:class:`errors.NotADraft`); no register; nothing to enter; lines without a price
    under an invoice (:class:`errors.PricesMissing`); sums that disagree with the invoice when
    ``difference_why`` is empty (:class:`errors.InvoiceDisagrees`); and more copies of a title
    than its order still awaits (:class:`errors.MoreThanOrdered`).
    """
    intake = lock_draft(intake.pk)
    if intake.version != version:
        raise errors.ChangedMeanwhile(what=intake.code, name=intake.changed_by)
    register = intake.register
    if register is None:
        raise errors.RegisterMissing(code=intake.code)
    lines = list(intake.lines.select_for_update(of=("self",)).order_by("position"))
    total = sum(line.quantity for line in lines)
    if not total:
        raise errors.NothingToEnter(code=intake.code)
    _check_sums(intake, lines, difference_why)
    _check_orders(intake, lines)
    register, taken = take_numbers(register, intake.owner, total)
    intake.first_number = number = taken[0]
    intake.last_number = taken[-1]
    for line in lines:
        line.first_number = number if line.quantity else None
        number += line.quantity
        if not line.quantity:
            line.entered_at = at  # refused altogether: nothing to enter
    IntakeLine.objects.bulk_update(lines, ["first_number", "entered_at"], batch_size=500)
    intake.state = IntakeState.ACCEPTING
    intake.difference_why = difference_why.strip()[:300]
    intake.accepted_at, intake.actor = at, by
    intake.queued_at, intake.worked_at, intake.problem = at, None, {}
    intake.version += 1
    intake.save()
    record(
        "acquisitions.accept",
        by=by,
        on=("acquisitions.intake", intake.pk, intake.code),
        place=intake.owner_id,
        changes={
            "copies": [
                None,
                [register.accession_no(taken[0]), register.accession_no(taken[-1])],
            ]
        },
        at=at,
    )
    ask_for(intake.pk)
    return intake


def _check_sums(intake: Intake, lines: list[IntakeLine], why: str) -> None:
    if intake.is_gift or intake.invoice_total is None:
        return
    sums = sum_up(
        (Priced(x.quantity, x.refused, x.list_price, x.paid_price) for x in lines),
        intake.discount,
    )
    if why.strip():
        return
    if sums.unpriced:
        first = next(
            x for x in lines if paid_of(x.list_price, x.paid_price, intake.discount) is None
        )
        raise errors.PricesMissing(count=sums.unpriced, title=first.title)
    off = difference(sums, intake.extra_cost, intake.invoice_total)
    if off:
        raise errors.InvoiceDisagrees(
            invoice=grouped(intake.invoice_total),
            lines=grouped(sums.invoiced + intake.extra_cost),
            difference=grouped(off),
        )


def _check_orders(intake: Intake, lines: list[IntakeLine]) -> None:
    wanted: dict[int, int] = {}
    for line in lines:
        if line.order_line_id is not None:
            wanted[line.order_line_id] = wanted.get(line.order_line_id, 0) + line.quantity
    if not wanted:
        return
    # Whoever receives the same order at this moment waits here.
    orders = Order.objects.filter(lines__in=wanted).order_by("pk").distinct()
    ids = list(orders.values_list("pk", flat=True))
    list(Order.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for one in with_received(OrderLine.objects.filter(pk__in=wanted)).select_related("order"):
        open_copies = int(one.outstanding)
        if wanted[one.pk] > open_copies:
            raise errors.MoreThanOrdered(
                title=one.title,
                order=one.order.code,
                open=max(0, open_copies),
                count=wanted[one.pk],
            )


def work(intake_id: int, *, lines: int = LINES) -> None:
    """Enter what waits, batch by batch. What stops it is kept with the intake and shown."""
    with stopped_by_name(f"intake {intake_id}", lambda problem: _stop(intake_id, problem)):
        while step(intake_id, lines=lines):
            pass


def _stop(intake_id: int, problem: dict[str, str]) -> None:
    Intake.objects.filter(pk=intake_id, state=IntakeState.ACCEPTING).update(
        state=IntakeState.STOPPED, problem=problem, worked_at=timezone.now()
    )


@transaction.atomic
def step(intake_id: int, *, lines: int = LINES) -> bool:
    """Enter the next lines; True while there are more. Locks the intake, so that two workers
    take turns."""
    intake = (
        Intake.objects.select_for_update(of=("self",))
        .select_related("owner", "register", "source", "fund")
        .get(pk=intake_id)
    )
    if intake.state != IntakeState.ACCEPTING:
        return False
    by = intake.actor
    waiting = intake.lines.filter(entered_at=None).select_related("record").order_by("position")
    for line in waiting[:lines]:
        _enter(intake, line, by)
    intake.worked_at, intake.problem = timezone.now(), {}
    more = intake.lines.filter(entered_at=None).exists()
    if not more:
        _finish(intake, by)
    intake.save()
    return more


def _enter(intake: Intake, line: IntakeLine, by: Actor) -> None:
    at = intake.accepted_at or timezone.now()
    register, first = intake.register, line.first_number
    assert register is not None
    assert first is not None
    if line.record is None:
        line.record = _record_for(intake, line, by, at)
    price = line.list_price
    if intake.register_price == Intake.RegisterPrice.PAID and not intake.is_gift:
        price = paid_of(line.list_price, line.paid_price, intake.discount)
    copies: list[Copy] = []
    for begin in range(0, line.quantity, _AT_ONCE):
        count = min(_AT_ONCE, line.quantity - begin)
        copies += accession(
            line.record,
            intake.owner,
            register,
            count,
            price,
            intake.source,
            line.collection or intake.collection,
            by=by,
            at=at,
            fund=origin_of(intake),
            shelf_mark=line.shelf_mark,
            happened_at=moment_of(intake, at),
            numbers=range(first + begin, first + begin + count),
        )
    LineCopy.objects.bulk_create(LineCopy(line=line, copy=copy) for copy in copies)
    line.record = copies[0].record  # another, if this one was merged since the line was read
    line.entered_at = at
    line.save(update_fields=["record", "entered_at"])


def _record_for(intake: Intake, line: IntakeLine, by: Actor, at: datetime) -> Record:
    fields = fields_of(line)
    # Somebody may have catalogued it since the line was written.
    (there,) = match_titles([fields])
    if there is not None:
        return Record.objects.get(pk=there)
    # What one intake names twice it means once, though a title alone is no sure match.
    above = Record.objects.filter(
        pk__in=intake.lines.exclude(entered_at=None).values("record"),
        match_key=match_key(fields.title, fields.author, fields.year),
    ).first()
    if above is not None:
        return above
    return create_record(fields, by=by, at=at, is_quick=not line.is_described, why=intake.code)


def moment_of(intake: Intake, at: datetime) -> datetime:
    """When its copies entered the register: noon of the day they came, and never later than
    the acceptance."""
    noon = timezone.make_aware(datetime.combine(intake.received_on, time(12, 0)))
    return min(noon, at)


def origin_of(intake: Intake) -> str:
    """What its copies say of their money or donor, for the register."""
    if intake.is_gift:
        donor = "" if intake.donor_hidden else intake.donor_name
        parts = [donor, intake.decision]
    else:
        parts = [intake.fund.name if intake.fund else "", intake.decision]
    return "; ".join(part for part in [intake.code, *parts] if part)[:200]


def _finish(intake: Intake, by: Actor) -> None:
    intake.state, intake.finished_at = IntakeState.ACCEPTED, timezone.now()
    at = intake.accepted_at or timezone.now()
    answered = intake.lines.exclude(order_line=None).values_list("order_line", flat=True)
    settle_orders(list(answered), by=by, at=at)
    # A wish without an order is fulfilled by whatever brings its title to its library.
    records = intake.lines.filter(quantity__gte=1).values("record")
    Wish.objects.filter(
        point=intake.owner,
        record__in=records,
        state__in=[WishState.NEW, WishState.APPROVED],
        order_line=None,
    ).update(state=WishState.RECEIVED)


@transaction.atomic
def ask_again(*, intake: Intake, at: datetime) -> None:
    """Put an intake that stands still or was stopped into the queue again. Twice changes
    nothing; refuses (:class:`errors.NotNow`) one that is not being entered."""
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.state not in (IntakeState.ACCEPTING, IntakeState.STOPPED):
        raise errors.NotNow(what=intake.code, state=IntakeState(intake.state).label)
    intake.state, intake.problem = IntakeState.ACCEPTING, {}
    intake.save(update_fields=["state", "problem"])
    note_asked(intake, at)
    ask_for(intake.pk)


def progress_of(intake: Intake) -> tuple[int, int]:
    """(copies entered, copies in all)."""
    total = intake.lines.aggregate(n=Sum("quantity"))["n"] or 0
    done = LineCopy.objects.filter(line__intake=intake).count()
    return done, int(total)
