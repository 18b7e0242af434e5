"""Newspapers: followed, subscribed to, checked in, late, claimed, counted."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tusach.acquisitions import errors
from tusach.acquisitions.models import CheckIn, Claim, Issue, Serial, Subscription
from tusach.acquisitions.rules.states import CheckedAs
from tusach.acquisitions.selectors.funds import balances
from tusach.acquisitions.selectors.serial_holdings import serial_holdings
from tusach.acquisitions.selectors.serials import Titles, awaited, serial_titles
from tusach.acquisitions.services.checking_in import (
    check_in,
    claim_issues,
    give_up,
    undo_check_in,
)
from tusach.acquisitions.services.serials import (
    add_break,
    add_issue,
    checked_issn,
    follow_serial,
    remove_break,
    set_pattern,
)
from tusach.acquisitions.services.subscribing import Place, stop_subscription, subscribe
from tusach.acquisitions.testing import make_fund, make_serial, make_subscription, make_supplier
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Kind
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def today() -> date:
    return timezone.localdate()


def here(*points: ServicePoint) -> Any:
    return ServicePoint.objects.filter(pk__in=[p.pk for p in points] or [make_store().pk])


def weekly(weeks_ago: int = 5, **more: Any) -> Subscription:
    """A weekly that began so many weeks ago today, so that an issue is due today."""
    start = today() - timedelta(weeks=weeks_ago)
    return make_subscription(make_serial(start=start), starts_on=start, **more)


def receive(row: Any, **more: Any) -> CheckIn:
    return check_in(issue=row.issue, place=row.place, on=today(), **more, **by())


@pytest.mark.parametrize("text", ["0866-7012", "08667012", ""])
def test_a_right_issn_is_taken(text: str) -> None:
    assert checked_issn(text) in ("0866-7012", "")


@pytest.mark.parametrize("text", ["0866-7013", "123", "abcd-efgh"])
def test_a_wrong_issn_is_refused(text: str) -> None:
    with pytest.raises(errors.IssnWrong):
        checked_issn(text)


def test_the_record_of_a_serial_is_a_serial_and_a_book_is_not_followed() -> None:
    assert make_serial().record.kind == Kind.SERIAL
    with pytest.raises(errors.NotASerialRecord):
        follow_serial(title=make_record(), **by())


def test_a_title_is_followed_once() -> None:
    serial = make_serial()
    with pytest.raises(errors.SerialExists):
        follow_serial(title=serial.record, **by())


def test_a_subscription_brings_the_issues_of_its_term() -> None:
    start = date(2026, 1, 1)
    serial = make_serial(start=start)
    make_subscription(serial, starts_on=start, ends_on=date(2027, 1, 1))
    issues = list(serial.issues.order_by("on"))
    assert (len(issues), issues[0].label, issues[-1].label) == (53, "Số 1", "Số 53")


def test_a_subscription_spends_its_money_and_is_refused_beyond_the_fund() -> None:
    fund = make_fund(amount=500_000)
    weekly(fund=fund, price=400_000)
    assert balances([fund.pk])[fund.pk].left == 100_000
    with pytest.raises(errors.OverBudget):
        make_subscription(make_serial("Báo khác"), fund=fund, price=200_000)


def test_bad_subscriptions_are_refused_by_name() -> None:
    serial, store = make_serial(), make_store()
    common: dict[str, Any] = {
        "serial": serial, "owner": store, "starts_on": today(),
        "ends_on": today() + timedelta(days=30), "supplier": make_supplier(), **by(),
    }  # fmt: skip
    with pytest.raises(errors.NoPlace):
        subscribe(places=[], **common)
    with pytest.raises(errors.PlaceTwice):
        subscribe(places=[Place(store), Place(store)], **common)
    with pytest.raises(errors.BadCopies):
        subscribe(places=[Place(store, 0)], **common)
    with pytest.raises(errors.SupplierMissing):
        subscribe(places=[Place(store)], **{**common, "supplier": None})
    with pytest.raises(errors.PeriodTurnedRound):
        subscribe(places=[Place(store)], **{**common, "ends_on": today()})


def test_what_is_due_today_is_awaited_and_older_ones_are_late() -> None:
    weekly(weeks_ago=2)
    rows = awaited(here(), today())
    assert [(row.issue.on, row.is_late) for row in rows] == [
        (today(), False), (today() - timedelta(weeks=1), True),
        (today() - timedelta(weeks=2), True),
    ]  # fmt: skip
    assert rows[1].days == 4


def test_an_issue_that_came_is_awaited_no_more_and_is_not_received_twice() -> None:
    weekly(weeks_ago=1)
    first, second = awaited(here(), today())
    receive(first)
    assert awaited(here(), today()) == [second]
    with pytest.raises(errors.AlreadyCheckedIn, match=HOUSE.name):
        receive(first)
    undo_check_in(check_in=CheckIn.objects.get(), **by())
    assert len(awaited(here(), today())) == 2


def test_several_points_check_in_their_own() -> None:
    school = make_point(parent=make_store())
    weekly(weeks_ago=0, places=[Place(make_store(), 2), Place(school, 1)])
    (mine,) = awaited(here(school), today())
    receive(mine)
    assert awaited(here(school), today()) == []
    (other,) = awaited(here(), today())
    assert receive(other).copies == 2


def test_an_issue_outside_the_term_and_a_day_to_come_are_refused() -> None:
    one = weekly(weeks_ago=1)
    early = add_issue(
        serial=one.serial, on=one.starts_on - timedelta(days=30), label="Số cũ", **by()
    )
    place = one.places.get()
    with pytest.raises(errors.NotOfTerm):
        check_in(issue=early, place=place, on=today(), **by())
    row = awaited(here(), today())[0]
    with pytest.raises(errors.DayInFuture):
        check_in(issue=row.issue, place=place, on=today() + timedelta(days=1), **by())
    with pytest.raises(errors.BadCopies):
        receive(row, copies=0)


def test_stopping_awaits_nothing_from_that_day() -> None:
    one = weekly(weeks_ago=2)
    with pytest.raises(errors.ReasonMissing):
        stop_subscription(subscription=one, on=today(), reason=" ", **by())
    stop_subscription(subscription=one, on=today(), reason="Báo đình bản", **by())
    assert all(row.issue.on < today() for row in awaited(here(), today()))
    with pytest.raises(errors.NotNow):
        stop_subscription(subscription=one, on=today(), reason="Lần nữa", **by())


def test_claimed_issues_wait_on_and_are_received_when_they_come() -> None:
    weekly(weeks_ago=2)
    late = awaited(here(), today(), only_late=True)
    claim = claim_issues(wanted=[(row.issue, row.place) for row in late], on=today(), **by())
    assert [row["issue"] for row in claim.content["rows"]] == ["Số 1", "Số 2"]
    again = awaited(here(), today(), only_late=True)
    assert [row.claimed for row in again] == [True, True]
    receive(again[0])
    assert CheckIn.objects.filter(state=CheckedAs.RECEIVED).count() == 1


def test_a_claim_is_for_one_distributor_and_for_something() -> None:
    with pytest.raises(errors.NothingChosen):
        claim_issues(wanted=[], on=today(), **by())
    weekly(weeks_ago=1)
    start = today() - timedelta(weeks=1)
    make_subscription(
        make_serial("Báo khác", start=start), starts_on=start, supplier=make_supplier("Toà soạn")
    )
    rows = awaited(here(), today())
    with pytest.raises(errors.SuppliersDiffer):
        claim_issues(wanted=[(row.issue, row.place) for row in rows], on=today(), **by())


def test_what_is_given_up_is_awaited_no_more() -> None:
    weekly(weeks_ago=0)
    (row,) = awaited(here(), today())
    with pytest.raises(errors.ReasonMissing):
        give_up(issue=row.issue, place=row.place, note="", **by())
    give_up(issue=row.issue, place=row.place, note="Bưu điện làm mất", **by())
    assert awaited(here(), today()) == []


def test_a_break_changes_what_is_to_come_and_leaves_what_came() -> None:
    one = weekly(weeks_ago=2)
    receive(awaited(here(), today())[-1])
    made = add_break(
        serial=one.serial, kind="none", starts_on=today() - timedelta(days=8), ends_on=today(),
        **by(),
    )  # fmt: skip
    assert awaited(here(), today()) == []
    assert Issue.objects.filter(check_ins__isnull=False).get().label == "Số 1"
    remove_break(made=made, **by())
    assert [row.issue.label for row in awaited(here(), today())] == ["Số 3", "Số 2"]


def test_a_new_pattern_begins_after_the_one_in_force() -> None:
    serial = make_serial(start=date(2026, 1, 1))
    with pytest.raises(errors.PatternOverlaps):
        set_pattern(
            serial=serial, valid_from=date(2026, 1, 1), frequency="daily", numbering="dated", **by()
        )
    set_pattern(
        serial=serial, valid_from=date(2026, 7, 1), frequency="monthly", numbering="dated", **by()
    )
    assert serial.patterns.get(valid_from=date(2026, 1, 1)).valid_to == date(2026, 7, 1)


def test_the_statement_names_what_is_held_and_what_is_missing() -> None:
    one = weekly(weeks_ago=3)
    rows = awaited(here(), today())
    for row in (rows[3], rows[2], rows[0]):
        receive(row)
    (holding,) = serial_holdings([one.serial.record_id])
    assert "1–4 (thiếu 3)" in holding.text


def test_titles_are_counted_for_each_library_on_a_day_electronic_ones_too() -> None:
    store = make_store()
    weekly(weeks_ago=1)
    make_subscription(make_serial("Báo điện tử", is_electronic=True), way="free")
    assert serial_titles(today(), [store.pk]) == {store.pk: Titles(1, 1)}
    assert serial_titles(today() - timedelta(days=900), [store.pk]) == {}


# On the page


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    return client


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    url = reverse(f"acquisitions:{name}", args=args)
    return client.post(url, {"once": str(uuid.uuid4()), **data}, follow=True)


def test_a_title_is_followed_with_its_pattern_and_subscribed_to(keeper: Client) -> None:
    post(keeper, "new_serial", title="Báo Lai Châu", language="vie", is_newspaper="on",
         publisher="Tỉnh uỷ Lai Châu")  # fmt: skip
    serial = Serial.objects.get()
    post(keeper, "set_pattern", serial.pk, valid_from="2026-01-01", frequency="weekly",
         weekdays=["1", "4"], numbering="running", first_number="500")  # fmt: skip
    answer = post(keeper, "subscribe", serial.pk, owner=make_store().pk, way="bought",
                  supplier=make_supplier().pk, starts_on="2026-01-01", last_day="2026-12-31",
                  price="1.200.000",
                  **{"p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "0", "p-0-point": make_store().name,
                     "p-0-copies": "2", "p-0-delay": "2"})  # fmt: skip
    assert "Đã ghi phiếu đặt báo" in answer.text
    assert Subscription.objects.get().price == 1_200_000
    assert serial.issues.order_by("on").first().label == "Số 500"  # type: ignore[union-attr]
    assert "Báo Lai Châu" in keeper.get(reverse("acquisitions:serials")).text
    assert keeper.get(Subscription.objects.get().get_absolute_url()).status_code == 200


def test_the_desk_takes_an_issue_with_one_press_and_shows_it_as_received(keeper: Client) -> None:
    weekly(weeks_ago=1)
    page = keeper.get(reverse("acquisitions:check_in")).text
    assert 'data-key="1"' in page
    row = awaited(here(), today())[0]
    answer = keeper.post(
        reverse("acquisitions:receive_issue", args=[row.place.pk, row.issue.pk]),
        headers={"hx-request": "true"},
    )
    assert "Đã nhận" in answer.text
    assert CheckIn.objects.get().copies == row.place.copies
    post(keeper, "undo_check_in", CheckIn.objects.get().pk)
    assert not CheckIn.objects.exists()


def test_late_issues_are_claimed_by_a_printed_letter(keeper: Client) -> None:
    weekly(weeks_ago=2)
    page = keeper.get(reverse("acquisitions:late_issues")).text
    keys = [row.key for row in awaited(here(), today(), only_late=True)]
    assert all(key in page for key in keys)
    post(keeper, "claim_issues", issue=keys, on=today().isoformat(), note="")
    claim = Claim.objects.get()
    letter = keeper.get(reverse("acquisitions:claim_paper", args=[claim.pk]))
    assert "Số 1" in PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()


def test_a_village_keeper_checks_in_what_comes_to_her_and_nothing_else(client: Client) -> None:
    bookcase = make_point("village_bookcase", "Tủ sách Bản Thẳm", parent=make_store())
    weekly(weeks_ago=0, places=[Place(make_store()), Place(bookcase)])
    client.force_login(make_account("point_keeper", at=bookcase))
    (mine,) = awaited(here(bookcase), today())
    (other,) = awaited(here(), today())
    refused = client.post(
        reverse("acquisitions:receive_issue", args=[other.place.pk, other.issue.pk])
    )
    assert refused.status_code == 403
    post(client, "receive_issue", mine.place.pk, mine.issue.pk)
    assert CheckIn.objects.get().place == mine.place


def test_the_desk_costs_the_same_whatever_is_awaited(
    keeper: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        start = today() - timedelta(weeks=8)
        make_subscription(make_serial(f"Báo {n}", start=start), starts_on=start)
    with django_assert_max_num_queries(22):
        assert keeper.get(reverse("acquisitions:check_in")).status_code == 200
