"""The signatures move custody; what changed at the door is on the paper that is signed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import State, place_of, where_was
from tusach.holdings.testing import make_copy
from tusach.rotation import errors
from tusach.rotation.models import Line, Minutes
from tusach.rotation.rules.states import LegState, LineState, RefusedBecause
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.services.drawing_up import latest
from tusach.rotation.services.handing_over import (
    Refused,
    add_at_door,
    add_later,
    hand_over,
    receive,
    refuse_at_door,
)
from tusach.rotation.testing import GIVER, RECEIVER, draw_up, make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def leg():
    return only_leg(make_batch(LegState.SENT, count=4))


def sign(leg, paper, **more):
    now = timezone.now()
    return hand_over(
        leg=leg,
        paper=paper,
        signed_at=more.pop("signed_at", now),
        giver_name=GIVER,
        receiver_name=more.pop("receiver_name", RECEIVER),
        by=HOUSE,
        at=now,
        **more,
    )


def test_copies_are_in_service_at_the_point_from_the_signature(leg):
    copy_id = leg.lines.first().copy_id
    sign(leg, latest(leg, "hand_over"))
    place = place_of([copy_id])[copy_id]
    assert (place.point_id, place.state) == (leg.point_id, State.IN_SERVICE)
    assert only_leg(leg.batch).state == LegState.IN_SERVICE


def test_what_was_refused_stays_and_what_was_added_goes_and_the_paper_says_so(leg):
    first, second = leg.lines.all()[:2]
    extra = make_copy()
    refuse_at_door(
        leg=leg,
        refused=[Refused(first.pk), Refused(second.pk, RefusedBecause.CONTENT)],
        by=HOUSE,
        at=timezone.now(),
    )
    add_at_door(leg=leg, scan=extra.barcode, by=HOUSE, at=timezone.now())
    old = latest(leg, "hand_over")
    with pytest.raises(errors.ListHasChanged):
        sign(leg, old)
    paper = draw_up(leg)
    assert (paper.version, paper.replaces) == (2, old)
    assert len(paper.content["differences"]["refused"]) == 2
    assert [r["barcode"] for r in paper.content["differences"]["added"]] == [extra.barcode]
    sign(leg, paper)
    assert place_of([first.copy_id])[first.copy_id].state == State.IN_TRANSIT
    assert place_of([extra.pk])[extra.pk].point_id == leg.point_id
    sums = sums_of([leg.pk])
    assert (sums.handed_over, sums.refused) == (3, 2)


def test_the_same_list_drawn_up_again_is_the_same_paper(leg):
    assert draw_up(leg) == latest(leg, "hand_over")
    assert Minutes.objects.filter(leg=leg).count() == 1


def test_a_paper_signed_earlier_may_be_keyed_later(leg):
    line = leg.lines.first()
    signed = timezone.now()
    paper = sign(leg, latest(leg, "hand_over"), signed_at=signed, keyed_later=True)
    assert paper.keyed_at >= paper.signed_at == signed
    assert where_was(line.copy_id, timezone.now()).to_point_id == leg.point_id


def test_a_signature_to_come_or_of_nobody_is_refused(leg):
    paper = latest(leg, "hand_over")
    with pytest.raises(errors.SignedInFuture):
        sign(leg, paper, signed_at=timezone.now() + timedelta(days=1))
    with pytest.raises(errors.NobodySigned):
        sign(leg, paper, receiver_name="  ")
    assert only_leg(leg.batch).state == LegState.SENT


def test_handing_over_twice_is_refused(leg):
    paper = latest(leg, "hand_over")
    sign(leg, paper)
    with pytest.raises(errors.NotNow):
        sign(leg, paper)


def test_the_receiver_confirms_with_differences_in_one_go(leg):
    gone = leg.lines.first()
    paper = receive(
        leg=leg,
        missing=[Refused(gone.pk, RefusedBecause.NOT_IN_BOX)],
        added=[make_copy().barcode],
        receiver_name="Lò Thị An",
        signed_at=timezone.now(),
        by=HOUSE,
        at=timezone.now(),
    )
    assert paper.version == 2
    assert paper.signed_at is not None
    assert paper.copies == 4
    gone.refresh_from_db()
    assert (gone.state, gone.refused_because) == (LineState.REFUSED, RefusedBecause.NOT_IN_BOX)


def test_a_receiving_that_is_refused_in_part_changes_nothing(leg):
    gone = leg.lines.first()
    with pytest.raises(errors.UnknownScan):
        receive(
            leg=leg,
            missing=[Refused(gone.pk)],
            added=["khong-co"],
            receiver_name="Lò Thị An",
            signed_at=timezone.now(),
            by=HOUSE,
            at=timezone.now(),
        )
    gone.refresh_from_db()
    assert gone.state == LineState.PACKED


def test_a_later_addition_counts_as_handed_over():
    leg = only_leg(make_batch(LegState.IN_SERVICE, count=2))
    add_later(leg=leg, scan=make_copy().barcode, by=HOUSE, at=timezone.now())
    assert sums_of([leg.pk]).handed_over == 3
    paper = draw_up(only_leg(leg.batch))
    assert (paper.copies, paper.version) == (3, 2)


def test_every_line_keeps_the_price_it_was_handed_over_at(leg):
    sign(leg, latest(leg, "hand_over"))
    assert set(Line.objects.filter(leg=leg).values_list("price", flat=True)) == {45000}
