"""Copies pass to another library by a decision: owner, number, custody, and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    Copy,
    LedgerAct,
    Move,
    Register,
    State,
    Transfer,
    at_point,
    balance,
    chain,
    mark,
    move,
    owner_on,
    prove,
    prove_owners,
    withdraw,
)
from tusach.holdings.barcodes import barcode
from tusach.holdings.errors import (
    DecisionMissing,
    LibraryClosedThen,
    NumberTaken,
    RegisterOfAnother,
    SameLibrary,
    TransferIsElsewhere,
    TransferIsEmpty,
    TransferIsLeanedOn,
)
from tusach.holdings.models import Ownership, RegisterLine, TransferLine
from tusach.holdings.services.accession import accession
from tusach.holdings.services.transferring import begin_due, work
from tusach.holdings.services.transfers import add_copies, add_stock, decide, draw_up, take_back
from tusach.holdings.testing import make_box, make_copies, make_copy, make_register, make_transfer
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
BEFORE = datetime(2025, 6, 30, 12, tzinfo=timezone.get_default_timezone())
AFTER = datetime(2025, 7, 2, 12, tzinfo=timezone.get_default_timezone())
ENTERED = datetime(2020, 3, 5, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def district() -> ServicePoint:
    return make_point("district_library", "Thư viện huyện Tam Đường")


@pytest.fixture
def commune() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


def _done(transfer: Transfer) -> Transfer:
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    work(transfer.pk, batch=2)
    transfer.refresh_from_db()
    return transfer


def test_a_stock_passes_with_its_numbers_kept(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copies = make_copies(3, owner=district, at=ENTERED)
    away = make_copy(owner=district, at=ENTERED)
    point = make_point("village_bookcase", "Tủ sách bản Thẳm")
    move(
        [Move(away.pk, at_point(point.pk), LedgerAct.MOVE, State.IN_SERVICE)],
        by=HOUSE,
        at=timezone.now(),
    )
    transfer = make_transfer(district, commune, on=DAY)
    assert add_stock(transfer=transfer) == 4
    done = _done(transfer)
    assert (done.state, done.moved_count, done.moved_value) == ("done", 4, 4 * 45000)
    for copy in copies:
        was = copy.accession_no
        copy.refresh_from_db()
        assert (copy.owner, copy.accession_no) == (commune, was)
        assert copy.place.holder == at_point(commune.pk)
        assert chain(copy.pk)[-1].entry.act == LedgerAct.TRANSFER
    away.refresh_from_db()
    # Out at a point: it stays in that point's custody.
    assert (away.owner, away.place.holder) == (commune, at_point(point.pk))
    assert prove() == []
    assert prove_owners() == []


def test_books_of_an_earlier_day_still_count_with_the_former_owner(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copy = make_copies(3, owner=district, at=ENTERED)[0]
    before = timezone.now()
    position = mark()
    _done(make_transfer(district, commune, on=DAY, whole=True))
    assert balance(BEFORE, None, "owner") == {district.pk: 3}
    assert balance(AFTER, None, "owner") == {commune.pk: 3}
    # As it was known before the decision was written, they were the district's all along.
    assert balance(AFTER, before, "owner") == {district.pk: 3}
    assert balance(AFTER, position, "owner") == {district.pk: 3}
    assert owner_on(copy.pk, DAY - timedelta(days=1)) == district.pk
    assert owner_on(copy.pk, DAY) == commune.pk
    assert owner_on(copy.pk, DAY, before) == district.pk


def test_new_numbers_are_given_and_the_old_ones_kept_for_ever(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copies = make_copies(3, owner=district, at=ENTERED)
    old = make_register(district)
    new = make_register(commune, prefix="BL.")
    _done(make_transfer(district, commune, on=DAY, whole=True, register=new))
    for number, copy in enumerate(copies, 1):
        was = copy.accession_no
        copy.refresh_from_db()
        assert (copy.register, copy.number, copy.accession_no) == (new, number, f"BL.00000{number}")
        assert Ownership.objects.get(copy=copy).old_accession_no == was
    gone = RegisterLine.objects.filter(register=old)
    assert [(line.number, line.is_current) for line in gone] == [
        (1, False), (2, False), (3, False),
    ]  # fmt: skip
    with pytest.raises(DatabaseError, match="was given before"), transaction.atomic():
        # By the hand that knows no service: the database refuses.
        Copy.objects.create(
            record=copies[0].record, owner=district, register=old, number=2,
            accession_no="LC.000002", barcode=barcode(99_000_001), accessioned_at=timezone.now(),
            source=copies[0].source,
        )  # fmt: skip


def test_a_number_given_before_a_transfer_is_refused_by_name(
    district: ServicePoint, commune: ServicePoint
) -> None:
    [copy] = make_copies(1, owner=district, at=ENTERED)
    old, was = copy.register, copy.accession_no
    _done(make_transfer(district, commune, on=DAY, whole=True, register=make_register(commune)))
    with pytest.raises(NumberTaken, match=was):
        accession(
            copy.record, district, old, 1, None, "budget", "main", numbers=[copy.number],
            by=HOUSE, at=timezone.now(),
        )  # fmt: skip


def test_taking_back_puts_owner_number_and_place_as_they_were(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copies = make_copies(3, owner=district, at=ENTERED)
    new = make_register(commune, prefix="BL.")
    box = make_box(district)
    transfer = make_transfer(district, commune, on=DAY, whole=True, register=new, closes=True)
    _done(transfer)
    box.refresh_from_db()
    assert box.owner == commune
    assert Register.objects.get(owner=district).closed_on == DAY
    known = timezone.now()
    take_back(transfer=transfer, by=HOUSE, at=timezone.now())
    work(transfer.pk, batch=2)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.moved_count, transfer.moved_value) == ("undone", 0, 0)
    for copy in copies:
        was = (copy.owner, copy.register, copy.accession_no)
        copy.refresh_from_db()
        assert (copy.owner, copy.register, copy.accession_no) == was
        assert copy.place.holder == at_point(district.pk)
    box.refresh_from_db()
    assert box.owner == district
    assert Register.objects.get(owner=district).closed_on is None
    assert balance(AFTER, None, "owner") == {district.pk: 3}
    assert balance(AFTER, known, "owner") == {commune.pk: 3}
    # The numbers given are not given again: the register shows them.
    assert RegisterLine.objects.filter(register=new, is_current=False).count() == 3
    again = make_copy(owner=commune)
    assert again.register_id == new.pk
    assert again.number == 4
    assert prove() == []
    assert prove_owners() == []


def test_a_copy_that_moved_since_stays_where_it_is_when_taken_back(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copy = make_copy(owner=district, at=ENTERED)
    transfer = _done(make_transfer(district, commune, on=DAY, whole=True))
    school = make_point()
    move(
        [Move(copy.pk, at_point(school.pk), LedgerAct.MOVE, State.IN_SERVICE)],
        by=HOUSE,
        at=timezone.now(),
    )
    take_back(transfer=transfer, by=HOUSE, at=timezone.now())
    work(transfer.pk)
    copy.refresh_from_db()
    assert (copy.owner, copy.place.holder) == (district, at_point(school.pk))


def test_what_was_withdrawn_or_passed_on_since_stands_in_the_way(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copies = make_copies(2, owner=district, at=ENTERED)
    transfer = _done(make_transfer(district, commune, on=DAY, whole=True))
    third = make_point("school_library", "Trường Tiểu học Bình Lư")
    onward = make_transfer(commune, third)
    add_copies(transfer=onward, copies=[Copy.objects.get(pk=copies[0].pk)], at=timezone.now())
    _done(onward)
    with pytest.raises(TransferIsLeanedOn, match=copies[0].accession_no):
        take_back(transfer=transfer, by=HOUSE, at=timezone.now())
    take_back(transfer=onward, by=HOUSE, at=timezone.now())
    work(onward.pk)
    withdraw(
        copies=[Copy.objects.get(pk=copies[1].pk)], decision="QĐ 7", reason="rách", by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(TransferIsLeanedOn, match=copies[1].accession_no):
        take_back(transfer=transfer, by=HOUSE, at=timezone.now())


def test_taken_back_and_given_again_is_whose_it_is_now(
    district: ServicePoint, commune: ServicePoint
) -> None:
    """A counter row of a later day must not speak louder than what came before it."""
    copy = make_copy(owner=district, at=ENTERED)
    third = make_point("school_library", "Trường Tiểu học Bình Lư")
    first = _done(make_transfer(district, commune, on=DAY, whole=True))
    second = _done(make_transfer(commune, third, on=date(2025, 9, 1), whole=True))
    for one in (second, first):
        take_back(transfer=one, by=HOUSE, at=timezone.now())
        work(one.pk)
    assert owner_on(copy.pk, date(2026, 1, 1)) == district.pk
    _done(make_transfer(district, third, on=date(2025, 8, 1), whole=True))
    assert owner_on(copy.pk, date(2026, 1, 1)) == third.pk
    assert owner_on(copy.pk, DAY) == district.pk
    assert prove_owners() == []


def test_lost_and_lent_copies_go_with_what_the_library_answered_for(
    district: ServicePoint, commune: ServicePoint
) -> None:
    lost, lent = make_copies(2, owner=district, at=ENTERED)
    here = at_point(district.pk)
    for copy, act, state in ((lost, "lose", State.LOST), (lent, "lend", State.ON_LOAN)):
        move([Move(copy.pk, here, act, state)], by=HOUSE, at=timezone.now())
    _done(make_transfer(district, commune, on=DAY, whole=True))
    for copy, state in ((lost, State.LOST), (lent, State.ON_LOAN)):
        copy.refresh_from_db()
        assert (copy.place.holder, copy.place.state) == (at_point(commune.pk), state)
    assert prove() == []


def test_a_copy_no_longer_the_givers_is_left_out_with_the_reason(
    district: ServicePoint, commune: ServicePoint
) -> None:
    gone, sold, good = make_copies(3, owner=district, at=ENTERED)
    third = make_point()
    transfer = make_transfer(district, commune, on=DAY)
    add_stock(transfer=transfer)
    withdraw(copies=[gone], decision="QĐ 1", reason="nát", by=HOUSE, at=timezone.now())
    other = make_transfer(district, third, on=DAY)
    add_copies(transfer=other, copies=[sold], at=timezone.now())
    _done(other)
    _done(transfer)
    lines = dict(TransferLine.objects.filter(transfer=transfer).values_list("copy", "status"))
    assert lines == {gone.pk: "refused", sold.pk: "refused", good.pk: "moved"}
    assert transfer.moved_count == 1


def test_a_decision_of_a_day_to_come_waits_for_it(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copy = make_copy(owner=district)
    now = timezone.now()
    transfer = make_transfer(district, commune, on=timezone.localdate() + timedelta(days=3))
    add_stock(transfer=transfer)
    decide(transfer=transfer, by=HOUSE, at=now)
    transfer.refresh_from_db()
    assert transfer.state == Transfer.State.WAITING
    work(transfer.pk)
    copy.refresh_from_db()
    assert copy.owner == district
    assert begin_due(now) == []
    assert begin_due(now + timedelta(days=4)) == [transfer.pk]


def test_what_makes_no_sense_is_refused_by_name(
    district: ServicePoint, commune: ServicePoint
) -> None:
    now = timezone.now()
    with pytest.raises(DecisionMissing):
        make_transfer(district, commune, decision=" ")
    with pytest.raises(SameLibrary, match="Tam Đường"):
        make_transfer(district, district)
    closed = make_point("commune_library", "Thư viện xã Cũ", closed_on=date(2024, 1, 1))
    with pytest.raises(LibraryClosedThen, match="Thư viện xã Cũ"):
        make_transfer(district, closed)
    with pytest.raises(RegisterOfAnother, match="Tam Đường"):
        make_transfer(district, commune, register=make_register(district))
    empty = make_transfer(district, commune)
    with pytest.raises(TransferIsEmpty):
        decide(transfer=empty, by=HOUSE, at=now)
    with pytest.raises(TransferIsElsewhere):
        take_back(transfer=empty, by=HOUSE, at=now)


@pytest.mark.as_owner
def test_owner_and_number_change_only_by_ownership(
    district: ServicePoint, commune: ServicePoint
) -> None:
    copy = make_copy(owner=district)
    for change in ({"owner": commune}, {"number": 77}, {"accession_no": "X"}):
        with pytest.raises(DatabaseError, match="but for a transfer"), transaction.atomic():
            Copy.objects.filter(pk=copy.pk).update(**change)
    _done(make_transfer(district, commune, whole=True))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Ownership.objects.all().update(since=DAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM holdings_ownership")


def test_copies_entered_after_the_day_are_the_takers_from_their_entering(
    district: ServicePoint, commune: ServicePoint
) -> None:
    late = make_copy(owner=district, at=datetime(2025, 9, 2, 9, tzinfo=ENTERED.tzinfo))
    _done(make_transfer(district, commune, on=DAY, whole=True))
    assert Ownership.objects.get(copy=late).since == date(2025, 9, 2)
    assert owner_on(late.pk, date(2025, 9, 2)) == commune.pk


def test_drawing_up_needs_what_the_paper_needs(
    district: ServicePoint, commune: ServicePoint
) -> None:
    drawn = draw_up(
        giver=district, taker=commune, decision=" Quyết định 45/QĐ-UBND ", on=DAY,
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    assert drawn.decision == "Quyết định 45/QĐ-UBND"
    assert drawn.state == Transfer.State.DRAFT
