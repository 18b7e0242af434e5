"""What a receiver does not take is on the road until the store has it again."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import State, balance, lose, place_of
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import CameBack, LegState, RefusedBecause
from tusach.rotation.selectors.coming_back import coming_back_to
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.coming_back import come_back, line_coming_back
from tusach.rotation.services.handing_over import Refused, receive, refuse_at_door
from tusach.rotation.services.packing import pack
from tusach.rotation.services.planning import cancel_batch
from tusach.rotation.services.returning import finish_return, inspect, take_back
from tusach.rotation.services.sending import turn_back
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db
PAGE = "/luan-chuyen/tra-lai-kho/"


@pytest.fixture
def leg():
    return only_leg(make_batch(LegState.SENT, count=4))


def refuse(leg, count=1, because=RefusedBecause.UNWANTED):
    lines = list(leg.lines.select_related("copy__record")[:count])
    refuse_at_door(
        leg=leg, refused=[Refused(x.pk, because) for x in lines], by=HOUSE, at=timezone.now()
    )
    return lines


def back(lines, found=CameBack.GOOD):
    return come_back(line_ids=[x.pk for x in lines], found=found, by=HOUSE, at=timezone.now())


def where(line):
    place = place_of([line.copy_id])[line.copy_id]
    return place.state, place.point_id, place.container_id


def test_it_is_on_the_road_in_its_box_until_the_store_takes_it_in(leg):
    (line,) = refuse(leg)
    assert where(line) == (State.IN_TRANSIT, None, line.box_id)
    back([line])
    assert where(line) == (State.IN_STORE, make_store().pk, None)


def test_what_was_not_in_the_box_waits_too_and_is_lost_when_nobody_finds_it(leg):
    (line,) = refuse(leg, because=RefusedBecause.NOT_IN_BOX)
    assert where(line)[0] == State.IN_TRANSIT
    back([line], CameBack.LOST)
    assert where(line)[:2] == (State.LOST, make_store().pk)
    line.refresh_from_db()
    assert line.came_back_as == CameBack.LOST


def test_its_condition_is_that_in_which_it_came(leg):
    (line,) = refuse(leg, because=RefusedBecause.DAMAGED)
    back([line], CameBack.DAMAGED)
    assert where(line)[0] == State.DAMAGED


def test_before_the_boxes_left_it_goes_back_on_the_shelf_at_once():
    leg = only_leg(make_batch(LegState.PACKED, count=2))
    (line,) = refuse(leg)
    assert where(line)[0] == State.IN_STORE
    assert not coming_back_to(make_account("warehouse_keeper", at=make_store())).exists()


def test_what_a_point_refuses_is_away_though_nobody_wrote_that_the_boxes_left():
    leg = only_leg(make_batch(LegState.SENT, count=2))
    turn_back(leg=leg, by=HOUSE, at=timezone.now())
    line = leg.lines.first()
    receive(
        leg=only_leg(leg.batch), missing=[Refused(line.pk)], added=[], receiver_name="Lò Thị An",
        signed_at=timezone.now(), by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    assert where(line)[0] == State.IN_TRANSIT


def test_it_is_taken_in_once(leg):
    (line,) = refuse(leg)
    back([line])
    with pytest.raises(errors.NothingChosen):
        back([line])
    with pytest.raises(errors.NotComingBack) as refused:
        line_coming_back(line.copy.barcode)
    assert line.copy.barcode in str(refused.value)


def test_one_reported_lost_on_its_own_page_is_not_lost_twice(leg):
    (line,) = refuse(leg)
    lose(copy=line.copy, reason="Không thấy trong thùng", by=HOUSE, at=timezone.now())
    back([line], CameBack.LOST)
    assert where(line)[0] == State.LOST


def test_its_box_takes_nothing_for_another_point_until_it_is_back(leg):
    (line,) = refuse(leg)
    other = only_leg(make_batch(points=[make_point("school_library", "Trường Nậm Xe")]))
    (copy,) = make_copies(1)
    leg.lines.exclude(pk=line.pk).update(box=None)
    with pytest.raises(errors.BoxHoldsRefused) as refused:
        pack(leg=other, box=line.box, scan=copy.barcode, by=HOUSE, at=timezone.now())
    assert leg.batch.code in str(refused.value)
    back([line])
    pack(leg=other, box=line.box, scan=copy.barcode, by=HOUSE, at=timezone.now())


def test_a_batch_does_not_close_while_one_is_on_the_way(leg):
    (line,) = refuse(leg)
    receive(
        leg=leg, missing=[], added=[], receiver_name="Lò Thị An", signed_at=timezone.now(),
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    for one in Line.objects.filter(leg=leg, state="in_service").select_related("copy"):
        take_back(leg=leg, scan=one.copy.barcode, by=HOUSE, at=timezone.now())
    finish_return(leg=leg, by=HOUSE, at=timezone.now())
    today = timezone.localdate()
    inspect(leg=leg, made_on=today, inspectors=["Hoa"], finding="Đủ.", by=HOUSE, at=timezone.now())
    with pytest.raises(errors.StillComingBack):
        close_batch(batch=leg.batch, made_on=today, by=HOUSE, at=timezone.now())
    back([line])
    close_batch(batch=leg.batch, made_on=today, by=HOUSE, at=timezone.now())


def test_a_batch_on_the_road_turns_back_before_it_is_cancelled(leg):
    with pytest.raises(errors.NotNow):
        cancel_batch(batch=leg.batch, reason="Sạt lở", by=HOUSE, at=timezone.now())
    turn_back(leg=leg, by=HOUSE, at=timezone.now())
    cancel_batch(batch=leg.batch, reason="Sạt lở", by=HOUSE, at=timezone.now())


def test_the_sum_over_places_does_not_change(leg):
    before = sum(balance(timezone.now()).values())
    lines = refuse(leg, 2)
    assert sum(balance(timezone.now()).values()) == before
    back(lines[:1])
    back(lines[1:], CameBack.LOST)
    assert sum(balance(timezone.now()).values()) == before


def test_the_keeper_scans_one_in_and_ticks_others_off(client, leg):
    first, second, third = refuse(leg, 3)
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    assert first.copy.barcode in client.get(PAGE).content.decode()
    said = client.post(
        PAGE, {"scan": first.copy.barcode, "condition": "damaged"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'data-heard="ok"' in said
    assert where(first)[0] == State.DAMAGED
    client.post(f"{PAGE}ghi/", {"line": [second.pk], "do": "back"})
    client.post(f"{PAGE}ghi/", {"line": [third.pk], "do": "lost"})
    assert where(second)[0] == State.IN_STORE
    assert where(third)[0] == State.LOST
    assert "Không có bản nào" in client.get(PAGE).content.decode()


def test_who_does_not_answer_for_the_store_sees_and_takes_nothing(client, leg):
    (line,) = refuse(leg)
    client.force_login(make_account("school_librarian", at=leg.point))
    assert line.copy.barcode not in client.get(PAGE).content.decode()
    client.post(PAGE, {"scan": line.copy.barcode})
    client.post(f"{PAGE}ghi/", {"line": [line.pk], "do": "back"})
    assert where(line)[0] == State.IN_TRANSIT


def test_the_batch_says_what_is_on_the_way(client, leg):
    refuse(leg, 2)
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    page = client.get(leg.batch.get_absolute_url()).content.decode()
    assert "2 bản, còn 2 bản trên đường về kho" in page
    assert reverse("rotation:coming_back") in page


def test_marks_and_reasons_stay_while_the_receiver_scans(client, leg):
    first, second, third, _fourth = leg.lines.select_related("copy")
    client.force_login(make_account("school_librarian", at=leg.point))
    url = reverse("rotation:receive", args=[leg.pk])

    def scan(line, **more):
        return client.post(
            url, {"scan": line.copy.barcode, **more}, headers={"HX-Request": "true"}
        ).content.decode()

    def ticked(page, line):
        return f'name="missing" value="{line.pk}" checked' in page

    page = scan(first, **{f"why-{second.pk}": "damaged"})
    assert [ticked(page, x) for x in (first, second, third)] == [False, True, True]
    assert page.count('<option value="damaged" selected>') == 1
    # The third is there after all: its mark was taken away, and stays away.
    page = scan(first, missing=[second.pk], **{f"why-{second.pk}": "content"})
    assert [ticked(page, x) for x in (first, second, third)] == [False, True, False]
    assert page.count('<option value="content" selected>') == 1
    answer = client.post(
        url, {"once": str(uuid4()), "missing": [second.pk], f"why-{second.pk}": "content",
              "receiver_name": ""},
    )  # fmt: skip
    assert answer.status_code == 422
    assert '<option value="content" selected>' in answer.content.decode()
