"""Purchases and gifts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from tusach.acquisitions.models import Intake, IntakeLine, LineCopy, OrderLine
from tusach.acquisitions.rules.states import OrderState
from tusach.acquisitions.selectors.funds import with_received
from tusach.holdings.api import Copy, State, all_copies
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold


def intakes_of(points: QuerySet[ServicePoint]) -> QuerySet[Intake]:
    """The intakes of these libraries, with titles and copies counted."""
    return (
        Intake.objects.filter(owner__in=points.values("pk"))
        .select_related("owner", "supplier", "fund")
        .annotate(titles=Count("lines"), copies=Sum("lines__quantity"))
    )


def owners_of(points: QuerySet[ServicePoint]) -> list[tuple[str, str]]:
    """(number, name) of the libraries among these that have intakes."""
    rows = (
        Intake.objects.filter(owner__in=points.values("pk"))
        .order_by("owner__sort_key")
        .values_list("owner", "owner__name")
        .distinct()
    )
    return [(str(pk), name) for pk, name in rows]


def years_of(points: QuerySet[ServicePoint]) -> list[int]:
    """The years in which these libraries received books, the latest first."""
    days = Intake.objects.filter(owner__in=points.values("pk")).dates("received_on", "year")
    return sorted((day.year for day in days), reverse=True)


def search_intakes(found: QuerySet[Intake], words: str) -> QuerySet[Intake]:
    """By number, invoice, supplier, donor, or a title on a line (marks or none)."""
    text = words.strip()
    by_title = IntakeLine.objects.all()
    for word in fold(text).split():
        by_title = by_title.filter(find_text__contains=word)
    return found.filter(
        Q(code__iexact=text)
        | Q(invoice_no__iexact=text)
        | Q(supplier__find_text__contains=fold(text))
        | Q(donor_name__icontains=text, donor_hidden=False)
        | Q(pk__in=by_title.values("intake"))
    )


def intake_by_pk(pk: int) -> Intake | None:
    return (
        Intake.objects.select_related("owner", "supplier", "fund", "register__owner", "source")
        .filter(pk=pk)
        .first()
    )


def lines_of(intake: Intake) -> QuerySet[IntakeLine]:
    return intake.lines.select_related("record", "order_line__order").order_by("position")


def search_lines(found: QuerySet[IntakeLine], words: str) -> QuerySet[IntakeLine]:
    for word in fold(words).split():
        found = found.filter(find_text__contains=word)
    return found


def line_by_pk(intake: Intake, pk: int) -> IntakeLine | None:
    return lines_of(intake).filter(pk=pk).first()


def copies_of_intake(intake: Intake) -> QuerySet[Copy]:
    """The copies that came in by an intake, in the order of their numbers."""
    mine = LineCopy.objects.filter(line__intake=intake).values("copy")
    return all_copies().filter(pk__in=mine).order_by("number")


def intake_of_copy(copy_id: int) -> Intake | None:
    return Intake.objects.filter(lines__copies__copy=copy_id).select_related("supplier").first()


def awaited_lines(intake: Intake) -> QuerySet[Any]:
    """What the same supplier still owes this library: order lines with ``outstanding``."""
    return (
        with_received(
            OrderLine.objects.filter(
                order__owner=intake.owner,
                order__supplier=intake.supplier,
                order__state=OrderState.SENT,
            )
        )
        .filter(outstanding__gt=0)
        .select_related("order", "record")
        .order_by("order_id", "position")
    )


def suggested_of_record(record_ids: list[int]) -> dict[int, dict[str, Any]]:
    """For titles on a page: copies that libraries hold and how many of them are free."""
    rows = (
        Copy.objects.filter(record__in=record_ids)
        .exclude(place__state=State.WITHDRAWN)
        .order_by()
        .values("record", "place__state")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row["record"], {"held": 0, "free": 0})
        one["held"] += row["n"]
        if row["place__state"] in (State.IN_STORE, State.IN_SERVICE):
            one["free"] += row["n"]
    return found
