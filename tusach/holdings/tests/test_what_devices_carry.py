"""The shelf of a point, as its device carries it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.holder import OUTSIDE, at_point
from tusach.holdings.models import Alias
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.services.custody import Move, move
from tusach.holdings.supplies import COPIES, copies_of_points
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.testing import make_point
from tusach.offline.testing import house, make_phone

pytestmark = pytest.mark.django_db


def test_a_row_says_what_the_desk_shows_and_scans() -> None:
    store = make_point(kind="commune_library", name="Thư viện xã Bình Lư")
    record = make_record(title="Dế Mèn phiêu lưu ký", author="Tô Hoài")
    copy = make_copy(record, store, collection="children")
    Alias.objects.create(copy=copy, owner=store, value="TV-77")
    [row] = copies_of_points(frozenset({store.pk}))
    assert row == [
        copy.barcode,
        copy.accession_no,
        "Dế Mèn phiêu lưu ký",
        "Tô Hoài",
        copy.shelf_mark,
        "in_store",
        store.code,
        "children",
        ["TV-77"],
        record.control_number,
    ]


def test_a_copy_that_leaves_the_point_is_forgotten_by_its_device() -> None:
    here, there = make_point(), make_point()
    copies = make_copies(3, owner=here)
    now = timezone.now()
    phone = make_phone([here.pk], at=now)

    assert set(phone.fetch(house, now, COPIES)) == {copy.barcode for copy in copies}
    move(
        [
            Move(
                copies[0].pk,
                at_point(there.pk),
                LedgerAct.MOVE,
                State.IN_SERVICE,
                expect_from=at_point(here.pk),
                happened_at=timezone.now(),
            )
        ],
        by=HOUSE,
        at=timezone.now(),
    )
    said = phone.hear(house(phone.bundle(now, want=phone.cursors)))
    assert said["supplies"][COPIES]["gone"] == [copies[0].barcode]


def test_a_title_that_was_corrected_reaches_the_device() -> None:
    here = make_point()
    copy = make_copy(owner=here)
    now = timezone.now()
    phone = make_phone([here.pk], at=now - timedelta(days=1))

    phone.fetch(house, now, COPIES)
    type(copy.record).objects.filter(pk=copy.record_id).update(title="Nhan đề đã sửa")
    assert phone.fetch(house, now, COPIES)[copy.barcode][2] == "Nhan đề đã sửa"


def test_withdrawn_copies_are_nowhere() -> None:
    here = make_point()
    copy = make_copy(owner=here)
    at = timezone.now()
    move(
        [
            Move(
                copy.pk,
                OUTSIDE,
                LedgerAct.WITHDRAW,
                State.WITHDRAWN,
                expect_from=at_point(here.pk),
                happened_at=at,
            )
        ],
        by=HOUSE,
        at=at,
    )
    assert list(copies_of_points(frozenset({here.pk}))) == []


def test_a_thousand_copies_take_as_many_queries_as_one() -> None:
    here = make_point()
    make_copies(40, owner=here)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list(copies_of_points(frozenset({here.pk})))) == 40
    assert len(queries) == 2
