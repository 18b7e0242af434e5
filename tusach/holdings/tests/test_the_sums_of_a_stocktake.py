"""The sums of a count are kept as it goes: they are what counting its rows would say."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import Copy, at_point
from tusach.holdings.models import Stocktake, StocktakeLine
from tusach.holdings.selectors import stocktakes
from tusach.holdings.selectors.stocktakes import Figures, counted_anew, figures_of
from tusach.holdings.services.acts import find, lose, relocate
from tusach.holdings.services.details import change_details
from tusach.holdings.services.stocktake_closing import work
from tusach.holdings.services.stocktaking import begin, close, drop, reopen, see, unsee
from tusach.holdings.testing import make_copies
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db


def _school() -> ServicePoint:
    return make_point("school_library", "Trường Tiểu học San Thàng")


def _begin(point: ServicePoint) -> Stocktake:
    return begin(point=point, name="Kiểm kê 2026", by=HOUSE, at=timezone.now())


def _see(stocktake: Stocktake, *copies: Copy, damaged: bool = False) -> None:
    codes = [one.barcode for one in copies]
    see(stocktake=stocktake, codes=codes, damaged=damaged, by=HOUSE, at=timezone.now())


def _move(copy: Copy, to: ServicePoint) -> None:
    relocate(copies=[copy], to=at_point(to.pk), by=HOUSE, at=timezone.now())


def _change(copy: Copy, **values: object) -> None:
    copy.refresh_from_db()
    change_details(copy=copy, version=copy.version, values=values, by=HOUSE, at=timezone.now())


def _proven(stocktake: Stocktake) -> Figures:
    kept = figures_of(stocktake)
    assert kept.kinds == counted_anew(stocktake).kinds
    return kept


def _copies(figures: Figures) -> dict[str, int]:
    return {key: one.copies for key, one in figures.by_finding().items() if one.copies}


def test_a_price_written_meanwhile_is_in_the_sum() -> None:
    school = _school()
    seen, missing = make_copies(2, owner=school, price=45000)
    stocktake = _begin(school)
    _see(stocktake, seen)
    _change(missing, price=60000)
    _change(seen, price=None, collection="reference")
    figures = _proven(stocktake)
    assert figures.by_finding()["missing"].value == 60000
    assert figures.by_finding("reference")["found"].copies == 1
    assert figures.by_finding("reference")["found"].value == 0


def test_what_a_closed_count_said_stays_as_it_was() -> None:
    school = _school()
    (missing,) = make_copies(1, owner=school, price=45000)
    stocktake = _begin(school)
    close(stocktake=stocktake, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    work(stocktake.pk)
    stocktake.refresh_from_db()
    find(copy=missing, by=HOUSE, at=timezone.now())
    _change(missing, price=1000)
    assert _proven(stocktake).by_finding()["missing"].value == 45000


def test_a_dropped_count_stays_as_it_was_left() -> None:
    school, other = _school(), make_point("commune_library", "Thư viện xã Bình Lư")
    (copy,) = make_copies(1, owner=school)
    stocktake = _begin(school)
    dropped = drop(stocktake=stocktake, by=HOUSE, at=timezone.now())
    _move(copy, other)
    assert _copies(_proven(dropped)) == {"missing": 1}


def test_a_stray_that_is_lost_meanwhile_is_regained() -> None:
    school, other = _school(), make_point("commune_library", "Thư viện xã Bình Lư")
    make_copies(1, owner=school)
    (stray,) = make_copies(1, owner=other)
    stocktake = _begin(school)
    _see(stocktake, stray)
    assert _copies(_proven(stocktake)) == {"missing": 1, "stray": 1}
    lose(copy=stray, reason="không thấy", by=HOUSE, at=timezone.now())
    assert _copies(_proven(stocktake)) == {"missing": 1, "regained": 1}


def test_what_is_moved_while_the_worker_writes_is_counted_as_the_worker_finds_it() -> None:
    school, other = _school(), make_point("commune_library", "Thư viện xã Bình Lư")
    copies = make_copies(6, owner=school)
    stocktake = _begin(school)
    _see(stocktake, copies[0])
    close(stocktake=stocktake, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    first = StocktakeLine.objects.filter(stocktake=stocktake).order_by("pk")[2]
    # Half of it is written: the worker stopped behind the third.
    from tusach.holdings.services import stocktake_closing

    stocktake_closing._close_batch(stocktake.pk, batch=3, at=timezone.now())
    stocktake.refresh_from_db()
    assert stocktake.worked_to == first.pk
    _move(copies[5], other)
    assert _copies(_proven(stocktake)) == {"found": 1, "missing": 4, "meanwhile": 1}
    work(stocktake.pk)
    stocktake.refresh_from_db()
    assert _copies(_proven(stocktake)) == {"found": 1, "missing": 4, "meanwhile": 1}
    reopen(stocktake=stocktake, by=HOUSE, at=timezone.now())
    stocktake_closing._reopen_batch(stocktake.pk, batch=3, at=timezone.now())
    find(copy=copies[4], by=HOUSE, at=timezone.now())
    stocktake.refresh_from_db()
    _proven(stocktake)
    work(stocktake.pk)
    stocktake.refresh_from_db()
    assert _copies(_proven(stocktake)) == {"found": 1, "missing": 3, "meanwhile": 2}


@pytest.mark.django_db(transaction=True)
def test_people_scan_take_back_lend_and_correct_prices_all_at_once() -> None:
    school, other = _school(), make_point("commune_library", "Thư viện xã Bình Lư")
    copies = make_copies(40, owner=school, price=10000)
    strays = make_copies(10, owner=other, price=5000)
    stocktake = _begin(school)

    def scanning(seed: int):  # type: ignore[no-untyped-def]
        def run() -> None:
            chance = random.Random(seed)
            for _ in range(60):
                some = chance.sample([*copies, *strays], 3)
                if chance.random() < 0.3:
                    try:
                        unsee(stocktake=stocktake, code=some[0].barcode)
                    except Exception as refused:
                        assert type(refused).__name__ == "NotSeen"  # noqa: PT017
                else:
                    _see(stocktake, *some, damaged=chance.random() < 0.2)

        return run

    def moving() -> None:
        for number in range(40):
            _move(copies[number], other if number % 2 else school)

    def pricing() -> None:
        for number, copy in enumerate([*copies, *strays]):
            _change(copy, price=number * 1000)

    assert together(scanning(1), scanning(2), scanning(3), moving, pricing) == [None] * 5
    figures = _proven(stocktake)
    assert figures.count() == StocktakeLine.objects.filter(stocktake=stocktake).count() >= 40


@pytest.mark.django_db(transaction=True)
def test_a_count_begins_while_copies_go_away() -> None:
    school, other = _school(), make_point("commune_library", "Thư viện xã Bình Lư")
    copies = make_copies(60, owner=school)

    def moving() -> None:
        for copy in copies:
            _move(copy, other)

    begun: list[Stocktake] = []

    def counting() -> None:
        begun.append(_begin(school))

    assert together(moving, counting) == [None, None]
    _proven(begun[0])


def test_a_page_reads_as_much_of_many_copies_as_of_few(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A small shelf is told by owner too; this one shall be large.
    monkeypatch.setattr(stocktakes, "MOST_BY_OWNER", 100)
    school = _school()
    copies = make_copies(130, owner=school)
    client.force_login(make_account("school_librarian", school))
    stocktake = _begin(school)
    _see(stocktake, *copies[:70])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = client.get(f"{stocktake.get_absolute_url()}?ketqua=found&page=2").content.decode()
    assert "51–70 trong 70" in shown
    lines = [q["sql"] for q in asked if "holdings_stocktakeline" in q["sql"]]
    assert lines
    counted = [sql for sql in lines if "LIMIT" not in sql and " IN (" not in sql]
    # Only the books that wait for a label are counted, and those stand in an index of their own.
    assert len(counted) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {counted[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "holdings_counted_unlabelled" in plan, plan
