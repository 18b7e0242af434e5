"""A worker is really killed in the middle of a transfer, and two go at one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    Copy,
    LedgerAct,
    LedgerEntry,
    Ownership,
    Transfer,
    prove,
    prove_owners,
    work_on_transfer,
)
from tusach.holdings.services.transferring import left_lying, work
from tusach.holdings.services.transfers import ask_again, decide, take_back
from tusach.holdings.testing import make_copies, make_register, make_transfer
from tusach.network.testing import make_point
from tusach.ui.testing import kill_in_the_middle, together

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 300


def _decided() -> Transfer:
    giver = make_point("district_library", "Thư viện huyện Tam Đường")
    taker = make_point("commune_library", "Thư viện xã Bình Lư")
    make_copies(COUNT, owner=giver)
    register = make_register(taker, prefix="BL.")
    transfer = make_transfer(giver, taker, on=timezone.localdate(), whole=True, register=register)
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    transfer.refresh_from_db()
    return transfer


def _killed(transfer: Transfer, *, field: str, after: int) -> None:
    def reached() -> bool:
        transfer.refresh_from_db()
        return bool(getattr(transfer, field) > after)

    kill_in_the_middle(
        f"from tusach.holdings.services.transferring import work\nwork({transfer.pk}, batch=3)\n",
        reached=reached,
    )
    transfer.refresh_from_db()


def _nothing_half(transfer: Transfer) -> None:
    moved = transfer.lines.filter(status="moved").count()
    assert moved == transfer.moved_count == Copy.objects.filter(owner=transfer.taker).count()
    assert prove() == []
    assert prove_owners() == []


def test_killed_while_copies_pass_loses_nothing_and_doubles_nothing() -> None:
    transfer = _decided()
    _killed(transfer, field="applied_to", after=20)
    assert transfer.state == Transfer.State.APPLYING
    assert 0 < transfer.moved_count < COUNT
    _nothing_half(transfer)
    _killed(transfer, field="applied_to", after=transfer.applied_to + 20)
    _nothing_half(transfer)
    work_on_transfer(transfer.pk)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.moved_count) == (Transfer.State.DONE, COUNT)
    assert Ownership.objects.count() == COUNT
    assert LedgerEntry.objects.filter(act=LedgerAct.TRANSFER).count() == COUNT
    # Numbers run on without gap or repeat, whatever was killed.
    numbers = Copy.objects.filter(owner=transfer.taker).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == list(range(1, COUNT + 1))
    _nothing_half(transfer)


def test_killed_while_copies_go_back_goes_on_where_it_was() -> None:
    transfer = _decided()
    work(transfer.pk)
    take_back(transfer=transfer, by=HOUSE, at=timezone.now())
    _killed(transfer, field="undone_to", after=20)
    assert 0 < transfer.moved_count < COUNT
    _nothing_half(transfer)
    work(transfer.pk)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.moved_count) == (Transfer.State.UNDONE, 0)
    _nothing_half(transfer)


def test_what_nobody_moves_is_taken_up_again_and_waits_in_the_queue_once() -> None:
    transfer = _decided()
    now = timezone.now()
    assert left_lying(now) == []
    assert left_lying(now + timedelta(seconds=90)) == [transfer.pk]
    for _again in range(3):
        ask_again(transfer=transfer, at=now)
    waiting = ProcrastinateJob.objects.filter(
        status="todo", queueing_lock=f"holdings-transfer-{transfer.pk}"
    )
    assert waiting.count() == 1


def test_two_workers_on_one_transfer_pass_each_copy_once() -> None:
    transfer = _decided()
    together(*(lambda: work(transfer.pk, batch=5) for _worker in range(2)))
    work(transfer.pk)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.moved_count) == (Transfer.State.DONE, COUNT)
    assert Ownership.objects.count() == COUNT
    _nothing_half(transfer)


def test_one_copy_in_two_transfers_at_once_passes_by_one_of_them() -> None:
    giver = make_point("district_library", "Thư viện huyện Tam Đường")
    takers = [make_point("commune_library", f"Thư viện xã {name}") for name in ("A", "B")]
    make_copies(20, owner=giver)
    both = [make_transfer(giver, one, whole=True) for one in takers]
    for one in both:
        decide(transfer=one, by=HOUSE, at=timezone.now())

    together(*(lambda number=one.pk: work(number, batch=4) for one in both))  # type: ignore[misc]
    moved = []
    for one in both:
        one.refresh_from_db()
        assert one.state == Transfer.State.DONE
        moved.append(one.moved_count)
    assert sum(moved) == 20
    assert Ownership.objects.count() == 20
    assert prove_owners() == []
