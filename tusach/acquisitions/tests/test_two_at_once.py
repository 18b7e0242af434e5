"""Two people at the same moment, on two real connections."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, LineCopy, Wish
from tusach.acquisitions.services.accepting import accept, work
from tusach.acquisitions.services.drafting import add_line
from tusach.acquisitions.services.ordering import send_order
from tusach.acquisitions.testing import (
    make_fund,
    make_intake,
    make_order,
    make_wish,
    receive_order,
)
from tusach.acquisitions.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy, prove
from tusach.holdings.testing import make_store
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_accept_one_draft_the_second_is_told_that_it_is_entered() -> None:
    intake = make_intake([("A", 2)])

    def take_in() -> Intake:
        return accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())

    results = together(take_in, take_in)
    assert sorted(type(one).__name__ for one in results) == ["Intake", "NotADraft"]
    work(intake.pk)
    assert Copy.objects.count() == 2


def test_two_workers_on_one_intake_enter_every_line_once() -> None:
    intake = make_intake([(f"Sách {n}", 2) for n in range(12)])
    accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
    together(lambda: work(intake.pk, lines=1), lambda: work(intake.pk, lines=1))
    assert LineCopy.objects.count() == Copy.objects.count() == 24
    numbers = Copy.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 25))
    assert prove() == []


def test_two_who_accept_two_drafts_at_once_get_two_unbroken_runs() -> None:
    first = make_intake([("A", 30)])
    second = make_intake([("B", 30)])

    def take_in(intake: Intake) -> None:
        accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
        work(intake.pk)

    assert together(lambda: take_in(first), lambda: take_in(second)) == [None, None]
    runs = []
    for intake in (first, second):
        intake.refresh_from_db()
        mine = Copy.objects.filter(
            pk__in=LineCopy.objects.filter(line__intake=intake).values("copy")
        )
        numbers = sorted(mine.values_list("number", flat=True))
        assert numbers == list(range(intake.first_number or 0, (intake.last_number or 0) + 1))
        runs += numbers
    assert sorted(runs) == list(range(1, 61))


def test_two_who_scan_into_one_draft_lose_no_copy() -> None:
    book, intake = make_record(), make_intake([])

    def scan() -> None:
        for _n in range(5):
            add_line(
                intake=intake, title=Title(record=book), join=True, by=HOUSE, at=timezone.now()
            )

    assert together(scan, scan) == [None, None]
    assert intake.lines.get().quantity == 10


def test_a_line_that_two_correct_at_once_keeps_the_first_and_refuses_the_second() -> None:
    from tusach.acquisitions.services.drafting import change_line

    line = make_intake([("A", 1)]).lines.get()

    def correct(count: int) -> Any:
        return change_line(line=line, version=1, quantity=count, by=HOUSE, at=timezone.now())

    results = together(lambda: correct(5), lambda: correct(7))
    assert sorted(isinstance(one, errors.ChangedMeanwhile) for one in results) == [False, True]
    line.refresh_from_db()
    assert line.quantity in (5, 7)


def test_of_two_who_receive_the_same_order_at_once_one_is_refused() -> None:
    order = make_order([("A", 4), ("B", 2)], sent=True)
    drafts = [receive_order(order), receive_order(order)]

    def take(intake: Intake) -> Any:
        return accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())

    results = together(lambda: take(drafts[0]), lambda: take(drafts[1]))
    assert sorted(type(one).__name__ for one in results) == ["Intake", "MoreThanOrdered"]
    for intake in drafts:
        work(intake.pk)
    assert Copy.objects.count() == 6


def test_two_orders_sent_at_once_cannot_both_spend_the_last_of_a_fund() -> None:
    fund = make_fund(amount=200_000)
    orders = [make_order([("A", 3)], fund=fund), make_order([("B", 3)], fund=fund)]

    def send(order: Any) -> Any:
        return send_order(
            order=order, version=order.version, on=timezone.localdate(), by=HOUSE,
            at=timezone.now(),
        )  # fmt: skip

    results = together(lambda: send(orders[0]), lambda: send(orders[1]))
    assert sorted(type(one).__name__ for one in results) == ["Order", "OverBudget"]


def test_two_readers_who_ask_for_one_title_at_once_are_counted_twice() -> None:
    store = make_store()

    def ask() -> Any:
        return make_wish("Nuôi ong", store)

    together(ask, ask)
    assert list(Wish.objects.values_list("asked", flat=True)) == [2]
