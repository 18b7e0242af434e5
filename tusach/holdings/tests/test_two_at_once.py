"""Two people at the same moment, on two real connections."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    CopyIsElsewhere,
    Move,
    accession,
    at_point,
    balance,
    in_container,
    mark,
    move,
    prove,
    prove_sums,
)
from tusach.holdings.models import Copy, DatedSum
from tusach.holdings.testing import make_box, make_copies, make_copy, make_register
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_enter_copies_at_once_get_different_numbers() -> None:
    first = make_copy()
    register = make_register()

    def enter() -> list[Copy]:
        return accession(
            first.record, first.owner, register, 20, 1000, "budget", "main",
            by=HOUSE, at=timezone.now(),
        )  # fmt: skip

    one, two = together(enter, enter)
    numbers = [copy.number for copy in [*one, *two]]
    assert sorted(numbers) == list(range(2, 42))
    assert len({copy.barcode for copy in [*one, *two]}) == 40


def test_two_boxes_cannot_take_one_copy() -> None:
    copy, boxes = make_copy(), [make_box(), make_box()]
    store = at_point(copy.owner_id)

    def pack(box: Any) -> Any:
        how = Move(copy.pk, in_container(box.pk), "pack", "packed", store)
        return move([how], by=HOUSE, at=timezone.now())

    results = together(lambda: pack(boxes[0]), lambda: pack(boxes[1]))
    assert sorted(isinstance(r, CopyIsElsewhere) for r in results) == [False, True]
    assert prove() == []


def test_moves_of_many_copies_in_crossed_order_do_not_lock_each_other_out() -> None:
    copies, box = make_copies(60), make_box()
    store, inside = at_point(copies[0].owner_id), in_container(box.pk)

    def there_and_back(rows: list[Copy]) -> None:
        for _ in range(3):
            with transaction.atomic():
                move(
                    [Move(c.pk, inside, "move", "in_store") for c in rows],
                    by=HOUSE,
                    at=timezone.now(),
                )
            move([Move(c.pk, store, "move", "in_store") for c in rows], by=HOUSE, at=timezone.now())

    results = together(lambda: there_and_back(copies), lambda: there_and_back(copies[::-1]))
    assert results == [None, None]
    assert prove() == []


def test_a_freeze_waits_for_who_is_writing_and_then_stays() -> None:
    copy, box = make_copy(), make_box()
    store, inside = at_point(copy.owner_id), in_container(box.pk)
    written, let_go = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            move([Move(copy.pk, inside, "pack", "packed", store)], by=HOUSE, at=timezone.now())
            written.set()
            let_go.wait(10)

    def freeze() -> Any:
        written.wait(10)
        threading.Timer(0.3, let_go.set).start()
        return mark()

    _none, frozen = together(slow_writer, freeze)
    # The writer's entry was not committed when the freeze was asked for, yet it is in it.
    as_of = timezone.now()
    assert balance(as_of, frozen) == {inside: 1}
    move([Move(copy.pk, store, "unpack", "in_store")], by=HOUSE, at=timezone.now())
    assert balance(timezone.now(), frozen) == {inside: 1}
    assert balance(timezone.now()) == {store: 1}


def test_nobody_waits_for_the_sum_that_another_adds_to() -> None:
    copies, box = make_copies(8), make_box()
    inside = in_container(box.pk)
    all_wrote = threading.Barrier(4)

    def writer(rows: list[Copy], *, fails: bool) -> None:
        with transaction.atomic():
            move([Move(c.pk, inside, "move", "packed") for c in rows], by=HOUSE, at=timezone.now())
            # Everybody has added to the same days, and nobody has committed.
            all_wrote.wait(10)
            if fails:
                raise RuntimeError("taken back")

    results = together(
        *(lambda n=n: writer(copies[2 * n : 2 * n + 2], fails=n == 3) for n in range(4))
    )
    assert [type(r) for r in results] == [type(None)] * 3 + [RuntimeError]
    assert prove_sums() == []
    store = at_point(copies[0].owner_id)
    after = timezone.now() + timedelta(seconds=1)
    assert balance(after) == {inside: 6, store: 2}
    # Those who come later add to the rows there are.
    rows = DatedSum.objects.count()
    writer_alone = [Move(copies[0].pk, store, "unpack", "in_store")]
    move(writer_alone, by=HOUSE, at=timezone.now())
    assert DatedSum.objects.count() == rows
    assert prove_sums() == []
