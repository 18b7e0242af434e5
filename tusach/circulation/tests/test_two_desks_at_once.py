"""Two real connections at one copy: one of them is refused by name, never both let through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation import errors
from tusach.circulation.models import OpenLoan, Statement
from tusach.circulation.services.lending import Done, return_copy
from tusach.circulation.services.statements import prove
from tusach.circulation.testing import make_first_rules, make_loan
from tusach.holdings import api as holdings
from tusach.holdings.api import CopyPlace, LedgerAct, Move, State, at_point, move
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.readers.testing import make_reader
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_counters_lend_one_copy_once() -> None:
    make_first_rules()
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    for _round in range(5):
        copy = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
        readers = [make_reader(home=point), make_reader(home=point)]
        answers = together(
            lambda c=copy, r=readers[0]: make_loan(c, point, r),
            lambda c=copy, r=readers[1]: make_loan(c, point, r),
        )
        assert sorted(type(one).__name__ for one in answers) == ["Done", "OnLoanToAnother"]
        assert Statement.objects.filter(copy=copy).count() == 1
    assert OpenLoan.objects.count() == 5
    assert (prove(), holdings.prove()) == ([], [])


def test_two_desks_take_one_copy_back_once() -> None:
    make_first_rules()
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    copy = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
    make_loan(copy, point, make_reader(home=point))

    def back() -> Done:
        return return_copy(copy=copy, point=point, by=HOUSE, at=timezone.now())

    answers = together(back, back)
    assert sorted(type(one).__name__ for one in answers) == ["Done", "NotOnLoan"]
    assert (prove(), holdings.prove()) == ([], [])


def test_a_copy_is_lent_or_recalled_first_and_both_are_told() -> None:
    """Whichever comes first: the book is lent and the recall takes it from the reader's hands, or
    it is recalled and no longer there to be lent."""
    make_first_rules()
    point, store = (
        make_point("commune_library", "Thư viện xã Bình Lư"),
        make_point("rotation_store"),
    )
    for _round in range(5):
        copy = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
        reader = make_reader(home=point)
        lent, recalled = together(
            lambda c=copy, r=reader: make_loan(c, point, r),
            lambda c=copy: move(
                [Move(c.pk, at_point(store.pk), LedgerAct.RECALL, State.IN_TRANSIT,
                      at_point(point.pk))],
                by=HOUSE, at=timezone.now(),
            ),
        )  # fmt: skip
        assert not isinstance(recalled, Exception)
        place = CopyPlace.objects.get(copy=copy)
        if isinstance(lent, Done):
            # Recalled out of the reader's hands: the loan is listed to be looked at.
            assert OpenLoan.objects.filter(copy=copy).exists()
        else:
            assert isinstance(lent, errors.CopyNotHere)
            assert not OpenLoan.objects.filter(copy=copy).exists()
        assert place.state == "in_transit"
    assert (prove(), holdings.prove()) == ([], [])
