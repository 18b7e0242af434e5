"""Packing by scanning: every scan kept, every mistake answered by name."""

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import Collection, State, contents, place_of
from tusach.holdings.testing import make_box, make_copies, make_copy, make_register, make_store
from tusach.network.testing import make_point
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.services.packing import (
    finish_packing,
    pack,
    pack_unlabelled,
    undo_pack,
    unpack,
)
from tusach.rotation.services.picking import pick
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def leg():
    return only_leg(make_batch())


def scan(leg, box, copy):
    return pack(leg=leg, box=box, scan=copy.barcode, by=HOUSE, at=timezone.now())


def test_a_scanned_copy_is_in_the_box_at_once(leg):
    box, copy = make_box(), make_copy()
    packed = scan(leg, box, copy)
    assert [c.pk for c in contents(box)] == [copy.pk]
    assert place_of([copy.pk])[copy.pk].state == State.PACKED
    assert not packed.was_picked


def test_a_copy_scanned_twice_into_one_box_says_so(leg):
    box, copy = make_box(), make_copy()
    scan(leg, box, copy)
    with pytest.raises(errors.AlreadyInThisBox) as refused:
        scan(leg, box, copy)
    assert box.code in str(refused.value)
    assert Line.objects.count() == 1


def test_a_copy_in_two_boxes_is_refused_with_the_place_where_it_is(leg):
    first, second, copy = make_box(), make_box(), make_copy()
    scan(leg, first, copy)
    with pytest.raises(errors.CopyIsPromised) as refused:
        scan(leg, second, copy)
    assert first.code in str(refused.value)


def test_a_copy_of_another_trip_is_refused_with_batch_and_point(leg):
    other = make_batch(LegState.PACKED, points=[make_point(name="Trường Bản Giang")])
    copy = only_leg(other).lines.get(pk=only_leg(other).lines.first().pk).copy
    with pytest.raises(errors.CopyIsPromised) as refused:
        scan(leg, make_box(), copy)
    assert other.code in str(refused.value)
    assert "Trường Bản Giang" in str(refused.value)


def test_a_copy_that_is_not_in_the_store_is_refused_with_its_place(leg):
    elsewhere = make_point("commune_library", "Thư viện xã Bình Lư")
    copy = make_copy(owner=elsewhere)
    with pytest.raises(errors.CopyNotInStore) as refused:
        scan(leg, make_box(), copy)
    assert "Thư viện xã Bình Lư" in str(refused.value)


def test_a_rare_copy_stays_at_home(leg):
    with pytest.raises(errors.CopyIsRare):
        scan(leg, make_box(), make_copy(collection=Collection.RARE))


def test_an_unknown_code_is_named(leg):
    with pytest.raises(errors.UnknownScan) as refused:
        pack(leg=leg, box=make_box(), scan="khong-co", by=HOUSE, at=timezone.now())
    assert "khong-co" in str(refused.value)


def test_an_old_code_of_two_libraries_asks_which(leg):
    library = make_point("commune_library", "Thư viện xã")
    mine = make_copies(1, aliases=["A12"])[0]
    make_copies(1, owner=library, aliases=["A12"])
    with pytest.raises(errors.AmbiguousScan) as refused:
        pack(leg=leg, box=make_box(), scan="A12", by=HOUSE, at=timezone.now())
    assert len(refused.value.facts["copies"]) == 2
    packed = pack(leg=leg, box=make_box(), scan="A12", copy_id=mine.pk, by=HOUSE, at=timezone.now())
    assert packed.line.copy_id == mine.pk


def test_a_wrong_scan_is_undone_and_the_copy_is_on_the_shelf(leg):
    box = make_box()
    first, second = make_copies(2)
    scan(leg, box, first)
    scan(leg, box, second)
    undone = undo_pack(leg=leg, box=box, by=HOUSE, at=timezone.now())
    assert undone.copy_id == second.pk
    assert place_of([second.pk])[second.pk].state == State.IN_STORE
    assert [c.pk for c in contents(box)] == [first.pk]
    undo_pack(leg=leg, box=box, by=HOUSE, at=timezone.now())
    with pytest.raises(errors.NothingToUndo):
        undo_pack(leg=leg, box=box, by=HOUSE, at=timezone.now())


def test_a_picked_copy_taken_out_is_still_picked(leg):
    box, copy = make_box(), make_copy()
    pick(leg=leg, copy_ids=[copy.pk], by=HOUSE, at=timezone.now())
    packed = scan(leg, box, copy)
    assert packed.was_picked
    assert unpack(leg=leg, line=packed.line, by=HOUSE, at=timezone.now()).state == LineState.PICKED


def test_a_box_of_another_destination_is_refused(leg):
    other = only_leg(make_batch(LegState.PACKED, points=[make_point(name="Trường Nà Đon")]))
    box = other.lines.first().box
    with pytest.raises(errors.BoxIsAway) as refused:
        scan(leg, box, make_copy())
    assert "Trường Nà Đon" in str(refused.value)


def test_a_copy_without_a_barcode_gets_a_quick_record_and_a_new_barcode(leg):
    make_copies(1)  # the sources of copies
    packed = pack_unlabelled(
        leg=leg,
        box=make_box(),
        title="Sổ tay chăn nuôi",
        author="",
        register=make_register(make_store()),
        price=None,
        source="unknown",
        by=HOUSE,
        at=timezone.now(),
    )
    copy = packed.line.copy
    assert copy.record.is_quick
    assert len(copy.barcode) == 10
    assert place_of([copy.pk])[copy.pk].state == State.PACKED


def test_packing_does_not_end_empty_or_with_picked_copies_left_over(leg):
    copies = make_copies(2)
    pick(leg=leg, copy_ids=[c.pk for c in copies], by=HOUSE, at=timezone.now())
    with pytest.raises(errors.NothingPacked):
        finish_packing(leg=leg, by=HOUSE, at=timezone.now())
    scan(leg, make_box(), copies[0])
    with pytest.raises(errors.StillUnpacked):
        finish_packing(leg=leg, by=HOUSE, at=timezone.now())
    finish_packing(leg=leg, drop_unpacked=True, by=HOUSE, at=timezone.now())
    assert only_leg(leg.batch).state == LegState.PACKED
