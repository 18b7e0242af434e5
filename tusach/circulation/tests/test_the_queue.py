"""Who gets the next copy: the rule by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tusach.circulation.request_queue import Asked, Free, Place, pairs

HERE = Place(1, None, 10, 100)
BELOW = Place(2, 1, 10, 100)
NEAR = Place(3, None, 10, 100)
FAR = Place(4, None, 20, 100)
START = datetime(2026, 11, 1, tzinfo=UTC)


def asked(request: int, at: Place = HERE, after: int = 0, copy: int | None = None) -> Asked:
    return Asked(request, START + timedelta(minutes=after), at, copy)


def test_first_come_first_served() -> None:
    assert pairs([asked(2, after=1), asked(1, after=2)], [Free(7, HERE)]) == [(2, 7)]


def test_the_nearest_copy_is_taken() -> None:
    free = [Free(5, FAR), Free(6, NEAR), Free(7, BELOW), Free(8, HERE)]
    for n in range(4, 0, -1):
        assert pairs([asked(1)], free[:n]) == [(1, free[n - 1].copy)]


def test_one_that_asks_for_a_certain_copy_waits_for_it() -> None:
    assert pairs([asked(1, copy=9), asked(2, after=5)], [Free(7, HERE)]) == [(2, 7)]


def test_a_point_that_lends_to_nobody_else_serves_its_own() -> None:
    keeps = Place(3, None, 10, 100, lends=False)
    assert pairs([asked(1)], [Free(7, keeps)]) == []
    assert pairs([asked(1, at=keeps)], [Free(7, keeps)]) == [(1, 7)]


def test_no_copy_is_promised_twice() -> None:
    found = pairs([asked(n, after=n) for n in range(5)], [Free(7, HERE), Free(8, FAR)])
    assert found == [(0, 7), (1, 8)]
