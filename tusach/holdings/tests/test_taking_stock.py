"""Shelves are counted: what is there, missing, astray, unknown, and what the ledger says then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy, LedgerEntry, State, at_point, place_of, prove, withdraw
from tusach.holdings.errors import (
    NothingToCount,
    NotSeen,
    ScanIsAmbiguous,
    StocktakeIsElsewhere,
    StocktakeUnderWay,
)
from tusach.holdings.models import Alias, Stocktake, StocktakeLine
from tusach.holdings.selectors.stocktakes import counted_anew, figures_of, lines_of, tallies
from tusach.holdings.services.acts import damage, find, lose, relocate
from tusach.holdings.services.stocktake_closing import work
from tusach.holdings.services.stocktaking import begin, close, drop, reopen, see, unsee
from tusach.holdings.testing import make_box, make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.ui.testing import kill_in_the_middle, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> ServicePoint:
    return make_point("school_library", "Trường Tiểu học San Thàng")


def _begin(point: ServicePoint, **more: object) -> Stocktake:
    return begin(point=point, name="Kiểm kê 2026", by=HOUSE, at=timezone.now(), **more)  # type: ignore[arg-type]


def _see(stocktake: Stocktake, *copies: Copy, damaged: bool = False) -> None:
    see(
        stocktake=stocktake,
        codes=[one.barcode for one in copies],
        damaged=damaged,
        by=HOUSE,
        at=timezone.now(),
    )


def _close(stocktake: Stocktake, *, lose_missing: bool = True, keep_strays: bool = False) -> None:
    close(
        stocktake=stocktake, lose_missing=lose_missing, keep_strays=keep_strays, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    work(stocktake.pk)
    stocktake.refresh_from_db()
    assert stocktake.problem == {}


def _state(copy: Copy) -> tuple[str, int | None]:
    place = place_of([copy.pk])[copy.pk]
    return place.state, place.point_id


def _findings(stocktake: Stocktake) -> dict[str, int]:
    """What was found; each look proves the sums against the rows."""
    assert figures_of(stocktake).kinds == counted_anew(stocktake).kinds
    return {key: one.copies for key, one in tallies(stocktake).items() if one.copies}


def test_what_is_not_seen_is_missing_and_lost_at_the_close(school: ServicePoint) -> None:
    copies = make_copies(4, owner=school, price=45000)
    stocktake = _begin(school)
    assert _findings(stocktake) == {"missing": 4}
    _see(stocktake, *copies[:3])
    assert _findings(stocktake) == {"found": 3, "missing": 1}
    assert tallies(stocktake)["missing"].value == 45000
    _close(stocktake)
    assert stocktake.state == Stocktake.State.CLOSED
    assert _state(copies[3]) == (State.LOST, school.pk)
    assert _state(copies[0]) == (State.IN_STORE, school.pk)
    assert _findings(stocktake) == {"found": 3, "missing": 1}
    entry = LedgerEntry.objects.filter(copy=copies[3]).latest("id")
    assert entry.note == "Kiểm kê 2026"
    assert prove() == []


def test_the_missing_may_be_left_as_they_are(school: ServicePoint) -> None:
    copy = make_copy(owner=school)
    stocktake = _begin(school)
    _close(stocktake, lose_missing=False)
    assert _state(copy) == (State.IN_STORE, school.pk)
    assert _findings(stocktake) == {"missing": 1}


def test_what_was_lost_and_is_seen_is_found(school: ServicePoint) -> None:
    there, lost = make_copies(2, owner=school)
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    stocktake = _begin(school)
    _see(stocktake, there, lost)
    assert _findings(stocktake) == {"found": 1, "regained": 1}
    _close(stocktake)
    assert _state(lost) == (State.IN_STORE, school.pk)
    assert _findings(stocktake) == {"found": 1, "regained": 1}


def test_damage_seen_at_the_shelf_is_written(school: ServicePoint) -> None:
    whole, torn, lost = make_copies(3, owner=school)
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    stocktake = _begin(school)
    _see(stocktake, whole)
    _see(stocktake, torn, lost, damaged=True)
    assert tallies(stocktake)["found"].damaged == 1
    _close(stocktake)
    assert _state(torn)[0] == _state(lost)[0] == State.DAMAGED
    assert _state(whole)[0] == State.IN_STORE


@pytest.mark.parametrize("keep", [True, False])
def test_a_copy_of_another_place_is_astray(school: ServicePoint, keep: bool) -> None:
    other = make_point("commune_library", "Thư viện xã Bình Lư")
    make_copy(owner=school)
    at_other, boxed = make_copies(2, owner=other)
    relocate(copies=[boxed], to=_box(other), by=HOUSE, at=timezone.now())
    stocktake = _begin(school)
    _see(stocktake, at_other, boxed)
    assert _findings(stocktake) == {"missing": 1, "stray": 2}
    _close(stocktake, keep_strays=keep)
    expected = (State.IN_SERVICE, school.pk) if keep else (State.IN_STORE, other.pk)
    assert _state(at_other) == expected
    assert _state(boxed) == ((State.IN_SERVICE, school.pk) if keep else (State.PACKED, None))
    assert prove() == []


def _box(owner: ServicePoint):  # type: ignore[no-untyped-def]
    from tusach.holdings.api import in_container

    return in_container(make_box(owner).pk)


def test_a_withdrawn_copy_on_the_shelf_stays_withdrawn(school: ServicePoint) -> None:
    here, gone = make_copies(2, owner=school)
    withdraw(copies=[gone], decision="QĐ 1", reason="rách nát", by=HOUSE, at=timezone.now())
    stocktake = _begin(school)
    _see(stocktake, here, gone)
    _close(stocktake, keep_strays=True)
    assert _state(gone)[0] == State.WITHDRAWN
    assert _findings(stocktake) == {"found": 1, "stray": 1}


def test_what_happens_meanwhile_is_nobodys_loss(school: ServicePoint) -> None:
    moved, back, seen = make_copies(3, owner=school)
    other = make_point("commune_library", "Thư viện xã Bình Lư")
    stocktake = _begin(school)
    _see(stocktake, seen)
    relocate(copies=[moved, back], to=at_point(other.pk), by=HOUSE, at=timezone.now())
    relocate(copies=[back], to=at_point(school.pk), by=HOUSE, at=timezone.now())
    # Seen on the shelf, then reported: the later word stands.
    damage(copy=seen, reason="rách", by=HOUSE, at=timezone.now())
    assert _findings(stocktake) == {"found": 1, "meanwhile": 2}
    _close(stocktake)
    assert _state(moved) == (State.IN_STORE, other.pk) or _state(moved)[1] == other.pk
    assert _state(back)[1] == school.pk
    assert _state(back)[0] != State.LOST
    assert _state(seen)[0] == State.DAMAGED


def test_only_the_chosen_part_is_expected(school: ServicePoint) -> None:
    for mark in ("629.1", "630 / K300", "636.4", "639/A", "64", "895.9"):
        make_copy(make_record(f"Sách {mark}"), owner=school, shelf_mark=mark)
    make_copy(owner=school, collection="children", shelf_mark="636")
    stocktake = _begin(school, collections=["rotation"], shelf_from="630", shelf_to="639")
    marks = {line.copy.shelf_mark for line in lines_of(stocktake)}
    assert marks == {"630 / K300", "636.4", "639/A"}


def test_a_code_of_several_copies_means_the_one_that_is_expected(school: ServicePoint) -> None:
    mine = make_copy(owner=school)
    other = make_point("commune_library", "Thư viện xã Bình Lư")
    theirs = make_copy(owner=other)
    for one in (mine, theirs):
        Alias.objects.create(copy=one, owner=one.owner, value="000123")
    stocktake = _begin(school)
    (sighting,) = see(stocktake=stocktake, codes=["000123"], by=HOUSE, at=timezone.now())
    assert (sighting.copy_id, sighting.expected) == (mine.pk, True)


def test_a_code_of_several_expected_copies_is_asked_about(school: ServicePoint) -> None:
    first, second = make_copies(2, owner=make_point("commune_library", "Thư viện xã Tả Lèng"))
    other = make_copy(owner=make_point("commune_library", "Thư viện xã Bình Lư"))
    make_copy(owner=school)
    Alias.objects.create(copy=first, owner=first.owner, value="77")
    Alias.objects.create(copy=other, owner=other.owner, value="77")
    stocktake = _begin(school)
    with pytest.raises(ScanIsAmbiguous) as refused:
        see(stocktake=stocktake, codes=["77"], by=HOUSE, at=timezone.now())
    assert {c.pk for c in refused.value.facts["copies"]} == {first.pk, other.pk}
    see(stocktake=stocktake, codes=["77"], copy=other.pk, by=HOUSE, at=timezone.now())
    assert StocktakeLine.objects.get(stocktake=stocktake, copy=other).seen_at is not None
    assert not StocktakeLine.objects.filter(stocktake=stocktake, copy=second).exists()


def test_an_unknown_code_is_kept_and_counted(school: ServicePoint) -> None:
    make_copy(owner=school)
    stocktake = _begin(school)
    for _ in range(2):
        (sighting,) = see(stocktake=stocktake, codes=["9999"], by=HOUSE, at=timezone.now())
        assert sighting.copy_id is None
    kept = stocktake.unknown_codes.get()
    assert (kept.code, kept.times) == ("9999", 2)


def test_seen_twice_counts_once_and_can_be_taken_back(school: ServicePoint) -> None:
    copy = make_copy(owner=school)
    stray = make_copy(owner=make_point("commune_library", "Thư viện xã Bình Lư"))
    stocktake = _begin(school)
    _see(stocktake, copy, stray)
    first = StocktakeLine.objects.get(copy=copy).seen_at
    (again,) = see(
        stocktake=stocktake, codes=[copy.barcode], by=HOUSE,
        at=timezone.now() + timedelta(minutes=1),
    )  # fmt: skip
    assert again.again
    assert StocktakeLine.objects.get(copy=copy).seen_at == first
    unsee(stocktake=stocktake, code=copy.barcode)
    unsee(stocktake=stocktake, code=stray.barcode)
    assert _findings(stocktake) == {"missing": 1}
    with pytest.raises(NotSeen):
        unsee(stocktake=stocktake, code=copy.barcode)


def test_reopening_takes_back_what_the_close_wrote(school: ServicePoint) -> None:
    kept, missing, touched, lost = make_copies(4, owner=school)
    stray = make_copy(owner=make_point("commune_library", "Thư viện xã Bình Lư"))
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    stocktake = _begin(school)
    _see(stocktake, kept, lost, stray)
    _close(stocktake, keep_strays=True)
    find(copy=touched, by=HOUSE, at=timezone.now())
    reopen(stocktake=stocktake, by=HOUSE, at=timezone.now())
    work(stocktake.pk)
    stocktake.refresh_from_db()
    assert stocktake.state == Stocktake.State.COUNTING
    assert _state(missing)[0] == State.IN_STORE
    assert _state(touched)[0] == State.IN_STORE
    assert _state(lost)[0] == State.LOST
    assert _state(stray)[1] == stray.owner_id
    _see(stocktake, missing)
    assert _findings(stocktake) == {"found": 2, "meanwhile": 1, "regained": 1, "stray": 1}
    _close(stocktake)
    assert _state(lost)[0] == State.IN_STORE
    assert _state(touched)[0] == State.IN_STORE
    assert prove() == []


def test_what_is_refused(school: ServicePoint) -> None:
    with pytest.raises(NothingToCount, match="San Thàng"):
        _begin(school)
    make_copy(owner=school)
    stocktake = _begin(school)
    with pytest.raises(StocktakeUnderWay):
        _begin(school)
    drop(stocktake=stocktake, by=HOUSE, at=timezone.now())
    with pytest.raises(StocktakeIsElsewhere, match="Kiểm kê 2026"):
        see(stocktake=stocktake, codes=["1"], by=HOUSE, at=timezone.now())
    assert _begin(school).pk != stocktake.pk


@pytest.mark.django_db(transaction=True)
def test_two_count_one_shelf() -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    copies = make_copies(60, owner=school)
    stocktake = _begin(school)

    def by(first: int, last: int, step: int):  # type: ignore[no-untyped-def]
        def run() -> None:
            for at in range(first, last, step):
                _see(stocktake, copies[at], *copies[10:14])

        return run

    assert together(by(0, 40, 1), by(39, -1, -1), by(0, 40, 2)) == [None, None, None]
    assert _findings(stocktake) == {"found": 40, "missing": 20}
    assert figures_of(stocktake).counters()[0][1] == 40


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_close_it_goes_on_where_it_was() -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    copies = make_copies(200, owner=school)
    stocktake = _begin(school)
    _see(stocktake, *copies[:20])
    close(stocktake=stocktake, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    kill_in_the_middle(
        "from tusach.holdings.services.stocktake_closing import work\n"
        f"work({stocktake.pk}, batch=3)\n",
        reached=lambda: StocktakeLine.objects.filter(entry__isnull=False).count() > 20,
    )
    written = LedgerEntry.objects.filter(act="lose").count()
    assert 20 < written < 180
    assert written == StocktakeLine.objects.filter(entry__isnull=False).count()
    work(stocktake.pk)
    stocktake.refresh_from_db()
    assert stocktake.state == Stocktake.State.CLOSED
    assert LedgerEntry.objects.filter(act="lose").count() == 180
    assert prove() == []
