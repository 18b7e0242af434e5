"""Facts are counted once, reversed and summed exactly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tusach.facts.api import (
    BadFact,
    Fact,
    NothingToReverse,
    behind,
    last_day_by_point,
    make_partitions,
    mark,
    rebuild,
    reverse,
    total,
    totals_by,
    write,
)
from tusach.facts.models import DayTotal, ServiceFact
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)
UNTIL = DAY + timedelta(days=1)


def _fact(point: int, key: str, quantity: int = 1, day: date = DAY, **more: Any) -> Fact:
    said: dict[str, Any] = {"mode": "on_site", "audience": "unknown", "measure": "visit", **more}
    return Fact(point=point, day=day, quantity=quantity, source_kind="test", source_key=key, **said)


def test_the_same_source_counts_once_whatever_its_day() -> None:
    point = make_point().pk
    assert write([_fact(point, "a", 14), _fact(point, "a", 14)]) == 1
    assert write([_fact(point, "a", 14)]) == 0
    assert write([_fact(point, "a", 14, day=DAY - timedelta(days=40))]) == 0
    assert total("visit", DAY - timedelta(days=60), UNTIL) == 14


def test_a_reversal_takes_back_and_a_frozen_figure_stays() -> None:
    point = make_point().pk
    write([_fact(point, "a", 14), _fact(point, "b", 3)])
    frozen = mark()
    assert reverse("test", ["a"]) == 1
    assert reverse("test", ["a"]) == 0
    write([_fact(point, "a2", 15)])
    assert total("visit", DAY, UNTIL) == 18
    assert total("visit", DAY, UNTIL, known_at=frozen) == 17
    assert behind("visit", DAY, UNTIL).count() == 4
    assert rebuild() == 0


def test_reversing_what_was_never_counted_is_refused() -> None:
    with pytest.raises(NothingToReverse):
        reverse("test", ["không có"])


def test_totals_tell_mode_audience_and_point_apart() -> None:
    one, two = make_point(name="Một").pk, make_point(name="Hai").pk
    write(
        [
            _fact(one, "a", 5, audience="children"),
            _fact(one, "b", 2, audience="adults", mode="home"),
            _fact(two, "c", 7, audience="children", exact=False),
            _fact(two, "d", 9, measure="loan"),
        ]
    )
    assert totals_by("point", "visit", DAY, UNTIL) == {one: 7, two: 7}
    assert totals_by("audience", "visit", DAY, UNTIL) == {"children": 12, "adults": 2}
    assert totals_by("mode", "visit", DAY, UNTIL, points=[one]) == {"on_site": 5, "home": 2}
    assert total("visit", DAY, UNTIL, exact=True) == 7


@pytest.mark.parametrize(
    "more", [{"mode": "đi bộ"}, {"audience": "x"}, {"measure": "x"}, {"quantity": 0}]
)
def test_a_fact_with_unknown_words_is_refused_and_nothing_of_the_list_written(more: Any) -> None:
    point = make_point().pk
    with pytest.raises(BadFact):
        write([_fact(point, "a"), _fact(point, "b", **more)])
    assert not ServiceFact.objects.exists()


def test_the_roll_up_is_rebuilt_to_the_same() -> None:
    point = make_point().pk
    write([_fact(point, str(n), 1 + n % 3, DAY + timedelta(days=n % 40)) for n in range(200)])
    reverse("test", [str(n) for n in range(0, 200, 7)])
    assert rebuild() == 0
    DayTotal.objects.filter(day=DAY).update(quantity=1)
    assert rebuild() == 1
    assert rebuild() == 0


def test_facts_lie_in_their_month_and_anywhere_else_in_the_default_one() -> None:
    point = make_point().pk
    write([_fact(point, "a"), _fact(point, "b", day=date(1999, 2, 3))])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM facts_servicefact ORDER BY day DESC")
        assert [row[0] for row in cursor.fetchall()] == [
            "facts_servicefact_2026_05",
            "facts_servicefact_other",
        ]
    assert make_partitions(date(2031, 11, 5), date(2032, 1, 2)) == [
        date(2031, 11, 1),
        date(2031, 12, 1),
        date(2032, 1, 1),
    ]
    write([_fact(point, "c", day=date(2032, 1, 31))])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM facts_servicefact ORDER BY day DESC")
        assert cursor.fetchone() == ("facts_servicefact_2032_01",)
    # February 1999 already lies in the default partition, and is counted there.
    assert make_partitions(date(1999, 2, 1), date(1999, 2, 1)) == []
    assert total("visit", date(1999, 1, 1), UNTIL) == 2


@pytest.mark.as_owner
@pytest.mark.parametrize("sql", ["UPDATE facts_servicefact SET quantity = 9",
                                 "DELETE FROM facts_servicefact"])  # fmt: skip
def test_the_database_refuses_to_change_a_fact(sql: str) -> None:
    write([_fact(make_point().pk, "a")])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_last_day_of_a_point_leaves_out_what_was_taken_back() -> None:
    one, two = make_point(name="Một").pk, make_point(name="Hai").pk
    write([_fact(one, "a"), _fact(one, "b", day=DAY + timedelta(days=3))])
    reverse("test", ["b"])
    assert last_day_by_point([one, two]) == {one: DAY}
