"""The statement of a newspaper's issues on the page of its record, for staff and for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tusach.acquisitions.models import Serial
from tusach.acquisitions.selectors.serial_holdings import serial_holdings
from tusach.acquisitions.services.checking_in import check_in
from tusach.acquisitions.services.subscribing import Place
from tusach.acquisitions.testing import make_order, make_serial, make_subscription
from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

# Weeks of 2024 and 2025, numbered from 1 each year.
START = date(2024, 1, 1)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _taken(*points: ServicePoint, title: str = "Báo Lai Châu") -> Serial:
    """A weekly of two years that these points get and have received nothing of."""
    serial = make_serial(title, start=START, frequency="weekly", numbering="yearly", weekdays=[1],
                         first_in_year=1)  # fmt: skip
    for year in (START, date(2025, 1, 1)):
        make_subscription(
            serial, starts_on=year, ends_on=date(year.year + 1, 1, 1),
            places=[Place(one) for one in points],
        )  # fmt: skip
    return serial


def _receive(serial: Serial, point: ServicePoint, year: int, *numbers: int) -> None:
    for issue in serial.issues.filter(on__year=year, in_year__in=numbers):
        place = (
            type(serial.subscriptions.get(starts_on__year=year).places.get(point=point))
            .objects.get(subscription__serial=serial, subscription__starts_on__year=year,
                         point=point)
        )  # fmt: skip
        day = issue.on + timedelta(days=1)
        check_in(issue=issue, place=place, on=day, by=HOUSE, at=_at(day))


def test_runs_are_drawn_together_and_gaps_are_named() -> None:
    store = make_store()
    serial = _taken(store)
    _receive(serial, store, 2024, *range(1, 53))
    _receive(serial, store, 2025, *(n for n in range(1, 31) if n not in (12, 17)))
    (holding,) = serial_holdings([serial.record_id])
    assert holding.text == "2024: 1–52; 2025: 1–30 (thiếu 12, 17)"


def test_many_issues_at_many_points_cost_the_same_queries(
    django_assert_num_queries,
) -> None:  # type: ignore[no-untyped-def]
    points = [make_point("commune_library", f"Thư viện xã {n}") for n in range(4)]
    serial = _taken(*points)
    for point in points:
        _receive(serial, point, 2024, 1, 2, 5)
    with django_assert_num_queries(4):
        found = serial_holdings([serial.record_id])
    assert {one.text for one in found} == {"2024: 1–5 (thiếu 3–4)"}
    assert len(found) == 4


def test_everybody_reads_it_but_of_points_that_are_not_public(client: Client) -> None:
    library = make_point("commune_library", "Thư viện xã Bình Lư")
    post = make_point("border_post", "Đồn biên phòng Ma Lù Thàng")
    serial = _taken(library, post)
    for point in (library, post):
        _receive(serial, point, 2024, 1, 2)
    page = client.get(reverse("portal:record", args=[serial.record.control_number]))
    shown = page.content.decode()
    assert "Thư viện xã Bình Lư" in shown
    assert "2024: 1–2" in shown
    assert "Ma Lù Thàng" not in shown
    # Once more received: the page kept by a browser does not hold any longer.
    _receive(serial, library, 2024, 3)
    again = client.get(
        reverse("portal:record", args=[serial.record.control_number]),
        headers={"If-None-Match": page["ETag"]},
    )
    assert again.status_code == 200
    assert "2024: 1–3" in again.content.decode()


def test_the_panel_of_the_record_tells_orders_subscriptions_and_what_came(client: Client) -> None:
    store = make_store()
    serial = _taken(store)
    _receive(serial, store, 2025, 1, 2)
    order = make_order([(make_record("Đất rừng phương Nam"), 3)], owner=store, sent=True)
    client.force_login(make_account("warehouse_keeper", at=store))
    panel = reverse("acquisitions:record_panel", args=[serial.record_id])
    shown = client.get(panel).content.decode()
    assert "2025: 1–2" in shown
    assert "nhận ngày" in shown
    for term in serial.subscriptions.all():
        assert term.code in shown
    line = order.lines.get()
    assert line.record is not None
    shown = client.get(reverse("acquisitions:record_panel", args=[line.record_id])).content.decode()
    assert order.code in shown
    assert "đặt 3, đã nhận 0" in " ".join(shown.split())


def test_the_panel_tells_nobody_what_another_library_orders(client: Client) -> None:
    order = make_order([(make_record("Đất rừng phương Nam"), 3)], owner=make_store(), sent=True)
    line = order.lines.get()
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    client.force_login(make_account("school_librarian", at=school))
    shown = client.get(reverse("acquisitions:record_panel", args=[line.record_id])).content.decode()
    assert order.code not in shown
