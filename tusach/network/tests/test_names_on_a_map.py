"""Names on the map touch neither each other nor a dot."""

from __future__ import annotations

from tusach.network.rules.mapping import names_apart


def test_a_name_over_a_dot_goes_further_down():
    kept = names_apart([("Khun Há", 100.0, 100.0)], dots=[(100.0, 96.0)])
    assert [(name, y > 100.0) for name, _x, y in kept] == [("Khun Há", True)]


def test_a_name_without_room_is_left_out():
    dots = [(100.0, y) for y in range(80, 150, 5)]
    assert names_apart([("Khun Há", 100.0, 100.0)], dots=dots) == []


def test_of_two_names_that_touch_both_are_kept_apart():
    kept = names_apart([("Tả Lèng", 100.0, 100.0), ("Hồ Thầu", 104.0, 101.0)])
    assert len(kept) == 2
    assert kept[1][2] - kept[0][2] >= 10
