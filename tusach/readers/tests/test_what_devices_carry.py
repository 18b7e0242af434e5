"""The rows of readers that a device holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.readers.services.bars import bar
from tusach.readers.supplies import readers_of_points
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


def rows(*points):
    return list(readers_of_points(frozenset(point.pk for point in points)))


def test_a_row_says_what_lending_asks_and_no_more():
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    card = make_card(name="Giàng A Páo", home=point, birth_year=1988, phone="0912345678")
    assert rows(point) == [
        [
            card.reader.number,
            "Giàng A Páo",
            [card.number],
            "adult",
            "adults",
            1988,
            "",
            point.code,
            card.valid_until.isoformat(),
            False,
        ]
    ]


def test_readers_of_other_points_and_those_who_left_are_not_carried():
    here = make_point("commune_library", "Thư viện xã Bình Lư")
    make_reader("Người nơi khác", home=make_point("commune_library", "Thư viện xã Khun Há"))
    gone = make_reader("Người đã đi", home=here)
    gone.left_on = timezone.localdate() - timedelta(days=1)
    gone.save(update_fields=["left_on"])
    assert rows(here) == []


def test_a_bar_is_told_with_its_reason():
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    reader = make_reader("Lò Thị Mỷ", home=point)
    bar(reader=reader, reason="Chưa đền sách mất", by=HOUSE, at=timezone.now())
    assert rows(point)[0][6] == "Chưa đền sách mất"


def test_who_lost_a_card_that_ran_borrows_by_name_and_who_let_it_run_out_does_not():
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    card = make_card(name="Vàng Thị Mẩy", home=point, valid_until=date(2099, 1, 1))
    type(card).objects.filter(pk=card.pk).update(state="lost")
    assert rows(point)[0][2] == []
    assert rows(point)[0][8] == ""
    type(card).objects.filter(pk=card.pk).update(valid_until=date(2024, 1, 1))
    assert rows(point)[0][8] == "2024-01-01"


def test_a_child_without_a_guardian_is_marked(django_assert_max_num_queries):
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    make_reader("Giàng Thị Dua", home=point, reader_class="child", birth_year=2019)
    lacks = make_reader("Giàng Thị Súa", home=point, reader_class="child", birth_year=2019)
    lacks.guardian.delete()
    with django_assert_max_num_queries(6):
        found = rows(point)
    assert [row[9] for row in found] == [False, True]
