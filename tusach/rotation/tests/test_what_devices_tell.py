"""Boxes received, handed on and asked for longer by devices without a line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import State, place_of
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.offline.models import DeviceEvent
from tusach.offline.testing import house, make_phone
from tusach.rotation.models import Line, Minutes, Told
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.services.drawing_up import latest
from tusach.rotation.services.in_service import extend, recall
from tusach.rotation.services.returning import take_back
from tusach.rotation.supplies import BOXES, PLACES
from tusach.rotation.testing import RECEIVER, make_batch, only_leg

pytestmark = pytest.mark.django_db

NAMES = {"giver": {"name": "Vàng A Páo"}, "receiver": {"name": RECEIVER, "post": "Nhân viên"}}


@pytest.fixture
def point():
    return make_point("border_post")


@pytest.fixture
def leg(point):
    return only_leg(make_batch(LegState.SENT, count=4, points=[point]))


@pytest.fixture
def phone(point):
    return make_phone([point.pk], at=timezone.now() - timedelta(days=3))


def codes_of(leg):
    return sorted(leg.lines.values_list("copy__barcode", flat=True))


def tell(phone, kind, **said):
    """Written a minute ago without a line, sent now; the answer."""
    now = timezone.now()
    seq = phone.note(f"rotation.{kind}", now - timedelta(minutes=1), **said)
    phone.sync(house, now)
    return phone.outcomes[seq]


def state_of(code):
    copy_id = Line.objects.filter(copy__barcode=code).latest("pk").copy_id
    return place_of([copy_id])[copy_id]


def test_a_box_on_the_road_is_carried_with_its_books_and_forgets_them_once_received(phone, leg):
    [row] = phone.fetch(house, timezone.now(), BOXES).values()
    assert row[:6] == [leg.pk, leg.batch.code, leg.point.code, leg.batch.store.name, "coming",
                       str(leg.due_on)]  # fmt: skip
    [[_box, copies]] = row[6]
    assert sorted(copy[0] for copy in copies) == codes_of(leg)
    assert all(len(copy) == 10 and copy[2] for copy in copies)
    tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    [row] = phone.fetch(house, timezone.now(), BOXES).values()
    assert row[4] == "here"
    assert sorted(row[6][0][1]) == codes_of(leg)


def test_a_box_of_another_point_is_not_carried(leg):
    other = make_phone([make_point().pk])
    assert other.fetch(house, timezone.now(), BOXES) == {}


def test_a_whole_box_is_received_and_the_names_are_on_the_paper_alone(phone, leg):
    said = tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    assert said == ["taken", "received", {}]
    assert only_leg(leg.batch).state == LegState.IN_SERVICE
    place = state_of(codes_of(leg)[0])
    assert (place.point_id, place.state) == (leg.point_id, State.IN_SERVICE)
    paper = latest(leg, Minutes.Kind.HAND_OVER)
    assert (paper.receiver_name, paper.giver_name) == (RECEIVER, "Vàng A Páo")
    assert paper.signed_at is not None
    kept = DeviceEvent.objects.get(device=phone.device)
    assert "receiver" not in kept.payload
    assert "giver" not in kept.payload
    assert RECEIVER not in str(Told.objects.get().said)


def test_what_is_missing_refused_torn_or_beyond_the_list_is_written(phone, leg):
    missing, refused, torn, whole = codes_of(leg)
    extra = make_copy(owner=leg.batch.store)
    said = tell(
        phone, "receive", leg=leg.pk, present=[whole], missing=[missing],
        refused={refused: "content"}, damaged={torn: "ướt mưa"}, extra=[extra.barcode], **NAMES,
    )  # fmt: skip
    assert said[:2] == ["taken", "received"]
    assert state_of(torn).state == State.DAMAGED
    assert state_of(extra.barcode).point_id == leg.point_id
    assert state_of(missing).state == State.IN_TRANSIT
    sums = sums_of([leg.pk])
    assert (sums.handed_over, sums.refused) == (3, 2)
    assert not Told.objects.filter(waits=True).exists()


def test_an_unknown_extra_is_kept_and_the_rest_received(phone, leg):
    said = tell(phone, "receive", leg=leg.pk, present=codes_of(leg), extra=["9999999999"], **NAMES)
    assert said[1] == "unsettled"
    assert said[2] == {"why": "copies-differ", "unsettled": ["9999999999"]}
    assert only_leg(leg.batch).state == LegState.IN_SERVICE
    told = Told.objects.get()
    assert told.waits
    assert "9999999999" in told.sentence


def test_a_copy_of_which_nothing_was_said_is_looked_for(phone, leg):
    first, *rest = codes_of(leg)
    said = tell(phone, "receive", leg=leg.pk, present=rest, **NAMES)
    assert said[2]["unsettled"] == [first]
    assert state_of(first).state == State.IN_TRANSIT


def test_two_devices_receive_one_box_both_are_kept_and_the_first_holds(phone, leg, point):
    second = make_phone([point.pk], at=timezone.now() - timedelta(days=3))
    third = make_phone([point.pk], at=timezone.now() - timedelta(days=3))
    gone, *rest = codes_of(leg)
    assert tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)[1] == "received"
    same = tell(third, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    assert same[1] == "received-before"
    said = tell(second, "receive", leg=leg.pk, present=rest, missing=[gone], **NAMES)
    assert said[1:] == ["unsettled", {"why": "received-otherwise", "unsettled": [gone]}]
    assert state_of(gone).state == State.IN_SERVICE
    told = Told.objects.get(waits=True)
    assert (told.odd, told.said["missing"]) == ([gone], [gone])
    assert Minutes.objects.filter(leg=leg, signed_at__isnull=False).count() == 1


def test_a_box_on_its_way_back_is_not_received_again(phone, leg, point):
    late = make_phone([point.pk], at=timezone.now() - timedelta(days=3))
    tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    now = timezone.now()
    recall(leg=leg, reason="Hết hạn", by=HOUSE, at=now)
    take_back(leg=leg, scan=codes_of(leg)[0], by=HOUSE, at=now)
    said = tell(late, "receive", leg=leg.pk, present=codes_of(leg)[1:], **NAMES)
    assert (said[1], said[2]["why"]) == ("unsettled", "box-gone-back")


def test_the_same_event_twice_changes_nothing(phone, leg):
    tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    phone.known = 0
    phone.sync(house, timezone.now())
    assert phone.outcomes[1] == ["taken", "received", {}]
    assert Told.objects.count() == 1


def test_what_cannot_be_read_is_declined_by_name(phone, leg):
    assert tell(phone, "receive", leg="x", present=[])[1] == "leg-unreadable"
    assert tell(phone, "receive", leg=leg.pk, present=[7], **NAMES)[1] == "copies-unreadable"
    assert tell(phone, "receive", leg=leg.pk, present=codes_of(leg))[1] == "names-missing"
    assert tell(phone, "hand_on", leg=leg.pk, copies=[], **NAMES)[1] == "copies-unreadable"
    assert tell(phone, "extend", leg=leg.pk, due="mai")[1] == "day-unreadable"
    elsewhere = only_leg(make_batch(LegState.SENT))
    said = tell(phone, "receive", leg=elsewhere.pk, present=codes_of(elsewhere), **NAMES)
    assert said[:2] == ["declined", "not-its-point"]
    assert only_leg(leg.batch).state == LegState.SENT


def test_sixty_of_three_hundred_go_on_to_the_bookcase_next_door(point):
    leg = only_leg(make_batch(LegState.SENT, count=30, points=[point]))
    phone = make_phone([point.pk], at=timezone.now() - timedelta(days=3))
    next_door = make_point("village_bookcase", commune=point.commune)
    assert phone.fetch(house, timezone.now(), PLACES)[next_door.code] == [
        next_door.code, next_door.name,
    ]  # fmt: skip
    six = codes_of(leg)[:6]
    now = timezone.now()
    # Both were written on the road; the hand-over is told first.
    phone.note("rotation.receive", now - timedelta(hours=5), leg=leg.pk, present=codes_of(leg),
               **NAMES)  # fmt: skip
    phone.note("rotation.hand_on", now - timedelta(hours=1), leg=leg.pk, copies=six,
               to=next_door.code, giver={"name": "Vàng A Páo"},
               receiver={"name": "Lò Thị Mỷ"})  # fmt: skip
    phone.sync(house, now)
    assert [phone.outcomes[n][1] for n in (1, 2)] == ["received", "handed-on"]
    assert {state_of(code).point_id for code in six} == {next_door.pk}
    assert Line.objects.filter(leg=leg, state=LineState.PASSED_ON).count() == 6
    onward = Line.objects.filter(leg__point=next_door).first().leg
    assert latest(onward, Minutes.Kind.HAND_OVER).receiver_name == "Lò Thị Mỷ"
    again = tell(phone, "hand_on", leg=leg.pk, copies=six, to=next_door.code, **NAMES)
    assert again[1] == "handed-on-before"
    # One more than stands there.
    mixed = [*codes_of(leg)[6:8], "8888888888"]
    said = tell(phone, "hand_on", leg=leg.pk, copies=mixed, to=next_door.code, **NAMES)
    assert said[2] == {"why": "copies-differ", "unsettled": ["8888888888"]}


def test_a_hand_over_waits_until_another_device_tells_that_the_box_came(phone, leg, point):
    other = make_phone([point.pk], at=timezone.now() - timedelta(days=3))
    next_door = make_point("village_bookcase", commune=point.commune)
    said = tell(other, "hand_on", leg=leg.pk, copies=codes_of(leg)[:1], to=next_door.code, **NAMES)
    assert said[0] == "waiting"
    tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    other.sync(house, timezone.now())
    assert other.outcomes[1][:2] == ["taken", "handed-on"]


def test_a_longer_stay_is_noted_and_answered_by_the_store(phone, leg):
    tell(phone, "receive", leg=leg.pk, present=codes_of(leg), **NAMES)
    due = leg.due_on + timedelta(days=60)
    said = tell(phone, "extend", leg=leg.pk, due=str(due), reason="Đường bị sạt lở")
    assert said[1] == "wished"
    wish = Told.objects.get(kind="extend")
    assert wish.waits
    assert only_leg(leg.batch).due_on == leg.due_on
    extend(leg=leg, due_on=due, reason="Đường bị sạt lở", by_phone=True, by=HOUSE,
           at=timezone.now())  # fmt: skip
    wish.refresh_from_db()
    assert not wish.waits
    [row] = phone.fetch(house, timezone.now(), BOXES).values()
    assert row[5] == str(due)
    assert tell(phone, "extend", leg=leg.pk, due=str(due), reason="")[1] == "extended-already"
