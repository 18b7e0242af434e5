"""The panel on a record's page: what is asked, ordered, subscribed to and received of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tusach.acquisitions.selectors import of_record as found
from tusach.acquisitions.selectors.serial_holdings import SerialHolding, serial_holdings
from tusach.acquisitions.selectors.serials import serial_of_record
from tusach.acquisitions.web.doing import today
from tusach.acquisitions.web.reach import found_or_404, may, places
from tusach.catalogue.api import records
from tusach.network.api import ServicePoint
from tusach.ui.api import needs


def seen_holdings(holdings: list[SerialHolding], known: set[int]) -> list[SerialHolding]:
    """Without those of army, border, police and prison points that this person does not know."""
    return [one for one in holdings if one.point.is_public or one.point.pk in known]


def numbers_of(points: QuerySet[ServicePoint]) -> set[int]:
    return set(points.values_list("pk", flat=True))


@needs("acquisitions.view")
@require_safe
def record_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggestions, orders and intakes of a title; of a newspaper or magazine what each library
    holds, its subscriptions and the issues that came last."""
    record = found_or_404(records().filter(pk=pk).first())
    mine = places(request, "acquisitions.view")
    serial = serial_of_record(record.pk)
    context = {
        "record": record,
        "orders": found.orders_of_record(record.pk, mine),
        "intakes": found.intakes_of_record(record.pk, mine),
        "wishes": found.wishes_of_record(record.pk, mine),
        "serial": serial,
        "today": today(),
        "may_order": may(request, "acquisitions.order"),
    }
    if serial is not None:
        context |= {
            "holdings": seen_holdings(serial_holdings([record.pk]), numbers_of(mine)),
            "subscriptions": found.subscriptions_of_serial(serial, mine),
            "came": found.last_check_ins(serial, mine),
        }
    return render(request, "acquisitions/record_panel.html", context)
