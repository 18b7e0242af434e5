"""Tallies: written, corrected, taken back; the facts follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation import tally_errors as errors
from tusach.circulation.models import Tally, TallyLine
from tusach.circulation.services.settling import choose, set_counting_rule, settle_month
from tusach.circulation.services.tallies import (
    Figure,
    correct,
    take_back,
    undo_tap,
)
from tusach.circulation.tasks import settle_against_sheets
from tusach.circulation.testing import make_tally
from tusach.facts.api import Fact, rebuild, total, write
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2028, 1, 1))


def today() -> date:
    return timezone.localdate()


def last_month() -> date:
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def visits(**more: object) -> int:
    return total("visit", date(2020, 1, 1), date(2099, 1, 1), **more)  # type: ignore[arg-type]


def test_each_tap_counts_one_visit() -> None:
    point = make_point()
    for _tap in range(3):
        make_tally(point, {"visit": 1}, audience="pupils")
    assert visits(points=[point.pk], audience="pupils", mode="on_site") == 3


def test_a_tap_is_undone_and_stays_to_be_seen() -> None:
    point = make_point()
    make_tally(point)
    wrong = make_tally(point)
    undone = undo_tap(point=point, by=HOUSE, at=timezone.now())
    assert undone == wrong
    assert visits() == 1
    assert Tally.objects.get(pk=wrong.pk).state == "taken_back"


def test_with_no_tap_today_there_is_nothing_to_undo() -> None:
    with pytest.raises(errors.NothingToUndo):
        undo_tap(point=make_point(), by=HOUSE, at=timezone.now())


def test_a_sheet_that_is_entered_twice_is_refused_by_who_entered_it_first() -> None:
    point = make_point()
    make_tally(point, {"visit": 30}, month=last_month(), source="sheet", key="sheet:1")
    with pytest.raises(errors.TallyThere) as refused:
        make_tally(point, {"visit": 31}, month=last_month(), source="sheet", key="sheet:1")
    assert "Tủ Sách" in str(refused.value)
    assert visits() == 30


def test_a_correction_reverses_and_writes_anew() -> None:
    point = make_point()
    first = make_tally(point, {"visit": 30}, month=last_month(), source="sheet", key="sheet:1")
    second = correct(
        tally=first, figures=[Figure("visit", "adults", 25)], exact=False, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    assert visits() == 25
    assert visits(exact=False) == 25
    assert second.replaces_id == first.pk
    with pytest.raises(errors.TallyEnded):
        correct(
            tally=first, figures=[Figure("visit", "adults", 1)], exact=True, by=HOUSE,
            at=timezone.now(),
        )  # fmt: skip
    take_back(tally=second, why="Nhầm điểm", by=HOUSE, at=timezone.now())
    assert visits() == 0
    assert rebuild() == 0


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(errors.DayNotYet):
        make_tally(make_point(), day=today() + timedelta(days=1))


def test_a_clock_at_1970_is_refused() -> None:
    with pytest.raises(errors.DayTooOld):
        make_tally(make_point(), day=date(1970, 1, 1))


def test_a_tally_without_a_figure_is_refused() -> None:
    with pytest.raises(errors.NothingCounted):
        make_tally(make_point(), {"visit": 0})


def test_the_hosts_sheet_and_the_provinces_count_make_one_figure_whichever_comes_first() -> None:
    for order in (("sheet", "box"), ("box", "sheet")):
        point = make_point(name=f"Trường {order[0]}")
        for source in order:
            make_tally(
                point, {"visit": 100 if source == "sheet" else 40}, month=last_month(),
                source=source, mode="on_site" if source == "sheet" else "rotation",
            )  # fmt: skip
        assert visits(points=[point.pk]) == 100
        aside = TallyLine.objects.get(point=point, counts=False)
        assert (aside.family, aside.quantity) == ("box", 40)


def test_a_choice_lets_the_other_count_and_is_shown_with_its_reason() -> None:
    point = make_point()
    make_tally(point, {"visit": 100}, month=last_month(), source="sheet", mode="rotation")
    make_tally(point, {"visit": 40}, month=last_month(), source="box", mode="rotation")
    chosen = choose(
        point=point, month=last_month(), measure="visit", counts="box",
        reason="Phiếu của trường ghi cả năm", by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    assert visits() == 40
    assert chosen.reason == "Phiếu của trường ghi cả năm"
    assert rebuild() == 0


def test_a_dated_row_leaves_the_rotation_to_the_province() -> None:
    point = make_point()
    make_tally(point, {"visit": 100}, month=last_month(), source="sheet")
    make_tally(point, {"visit": 40}, month=last_month(), source="box", mode="rotation")
    set_counting_rule(
        point=point, mode="rotation", counts="box", basis="Biên bản phối hợp 01",
        valid_from=last_month(), by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    assert visits() == 140
    with pytest.raises(errors.CountingRuleOverlaps):
        set_counting_rule(
            point=point, mode="rotation", counts="sheet", basis="Khác",
            valid_from=last_month(), by=HOUSE, at=timezone.now(),
        )  # fmt: skip


def test_loans_counted_one_by_one_put_the_sheets_loans_aside() -> None:
    point = make_point()
    make_tally(point, {"loan": 50, "visit": 9}, month=last_month(), source="sheet", mode="home")
    write([Fact(point.pk, last_month(), "home", "adults", "loan", 1, "circulation.loan", "1")])
    assert settle_month(point=point, month=last_month(), by=HOUSE) == 1
    assert total("loan", *YEAR, points=[point.pk]) == 1
    assert visits() == 9


def test_at_night_late_loans_put_the_sheets_loans_aside() -> None:
    point, other = make_point(), make_point()
    for one in (point, other):
        make_tally(one, {"loan": 50}, month=last_month(), source="sheet", mode="home")
    # The device of one of them comes into signal after the sheets were keyed.
    write([Fact(point.pk, last_month(), "home", "adults", "loan", 1, "circulation.loan", "1")])
    assert total("loan", *YEAR, points=[point.pk]) == 51
    settle_against_sheets(timestamp=0)
    assert total("loan", *YEAR, points=[point.pk]) == 1
    assert total("loan", *YEAR, points=[other.pk]) == 50
    settle_against_sheets(timestamp=1)
    assert total("loan", *YEAR, points=[point.pk]) == 1
    assert rebuild() == 0
