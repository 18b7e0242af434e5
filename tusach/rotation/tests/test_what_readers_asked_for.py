"""What readers of a point asked for travels with its next box, and they are told so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.api import RequestState, ask_for, requests_of_reader
from tusach.circulation.testing import make_first_rules
from tusach.holdings.testing import make_box, make_copies, make_copy, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader
from tusach.rotation.selectors.asked_for import asked_for
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over
from tusach.rotation.services.handing_over import Refused, hand_over, refuse_at_door
from tusach.rotation.services.in_bulk import pack_picked
from tusach.rotation.services.packing import finish_packing, pack, unpack
from tusach.rotation.services.picking import pick
from tusach.rotation.services.planning import cancel_batch
from tusach.rotation.testing import GIVER, RECEIVER, make_batch, only_leg

pytestmark = pytest.mark.django_db


def now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


class Village:
    """A reader of a commune library waits for a title that only the rotation store has."""

    def __init__(self) -> None:
        make_first_rules()
        self.point = make_point("commune_library", "Thư viện xã Bình Lư")
        self.reader = make_reader("Lò Thị Mai", home=self.point)
        self.record = make_record(title="Kỹ thuật nuôi lợn bản")
        self.store = make_store()
        self.copy = make_copy(
            self.record, self.store, at=timezone.now() - timedelta(days=9), collection="rotation"
        )
        self.batch = make_batch(points=[self.point], store=self.store)
        self.leg = only_leg(self.batch)
        self.request = ask_for(point=self.point, wanted=self.record, reader=self.reader, **now())

    def packed(self) -> Any:
        return pack(leg=self.leg, box=make_box(), scan=self.copy.barcode, **now())

    def told(self) -> str:
        [mine] = requests_of_reader(self.reader.pk)
        return mine.request.state

    def handed_over(self) -> None:
        finish_packing(leg=self.leg, **now())
        paper = draw_up_hand_over(
            leg=self.leg,
            parties=Parties(timezone.localdate(), giver_name=GIVER, receiver_name=RECEIVER),
            **now(),
        )
        hand_over(
            leg=self.leg, paper=paper, signed_at=timezone.now(), giver_name=GIVER,
            receiver_name=RECEIVER, **now(),
        )  # fmt: skip


@pytest.fixture
def village() -> Village:
    return Village()


def test_what_only_the_store_has_waits_for_the_next_box(village: Village) -> None:
    assert village.told() == RequestState.WAITING
    [asked] = asked_for(village.leg)
    assert (asked.title, asked.asked) == ("Kỹ thuật nuôi lợn bản", 1)
    assert asked.copies == [village.copy.pk]


def test_packing_the_title_tells_the_reader_in_which_batch_it_comes(village: Village) -> None:
    assert village.packed().was_asked
    [mine] = requests_of_reader(village.reader.pk)
    assert mine.request.state == RequestState.COMING
    assert mine.request.coming_with == village.batch.code
    assert asked_for(village.leg) == []


def test_one_copy_answers_the_first_who_asked_alone(village: Village) -> None:
    second = make_reader("Vàng A Páo", home=village.point)
    ask_for(point=village.point, wanted=village.record, reader=second, **now())
    village.packed()
    assert village.told() == RequestState.COMING
    [waiting] = requests_of_reader(second.pk)
    assert waiting.request.state == RequestState.WAITING
    assert [one.asked for one in asked_for(village.leg)] == [1]


def test_a_copy_packed_for_another_point_answers_nobody_here(village: Village) -> None:
    other = only_leg(make_batch(points=[make_point("village_bookcase", "Tủ sách bản Hon")],
                                store=village.store))  # fmt: skip
    assert not pack(leg=other, box=make_box(), scan=village.copy.barcode, **now()).was_asked
    assert village.told() == RequestState.WAITING


def test_handed_over_it_is_kept_for_who_asked(village: Village) -> None:
    village.packed()
    village.handed_over()
    [mine] = requests_of_reader(village.reader.pk)
    assert mine.request.state == RequestState.READY
    assert mine.request.ready_until == timezone.localdate() + timedelta(days=7)


def test_a_wish_of_the_point_itself_is_fulfilled_by_the_hand_over(village: Village) -> None:
    more = make_record(title="Trồng chè San tuyết")
    wish = ask_for(point=village.point, wanted=more, **now())
    copy = make_copy(more, village.store, at=timezone.now() - timedelta(days=9))
    pack(leg=village.leg, box=make_box(), scan=copy.barcode, **now())
    village.handed_over()
    wish.refresh_from_db()
    assert wish.state == RequestState.FETCHED
    assert wish.ended_at is not None


def test_taken_out_refused_or_cancelled_it_waits_again(village: Village) -> None:
    line = village.packed().line
    unpack(leg=village.leg, line=line, **now())
    assert village.told() == RequestState.WAITING
    line = village.packed().line
    other = make_copies(1, owner=village.store)[0]
    pack(leg=village.leg, box=make_box(), scan=other.barcode, **now())
    finish_packing(leg=village.leg, **now())
    refuse_at_door(leg=village.leg, refused=[Refused(line.pk)], **now())
    assert village.told() == RequestState.WAITING


def test_a_list_packed_at_once_promises_what_was_asked_for(village: Village) -> None:
    others = make_copies(3, owner=village.store)
    copies = [*others, village.copy]
    pick(leg=village.leg, copy_ids=[copy.pk for copy in copies], **now())
    box = make_box()
    assert pack_picked(leg=village.leg, boxes={copy.pk: box for copy in copies}, **now()) == 4
    assert village.told() == RequestState.COMING


def test_a_cancelled_batch_brings_nothing(village: Village) -> None:
    village.packed()
    cancel_batch(batch=village.batch, reason="Đường bị sạt lở", **now())
    assert village.told() == RequestState.WAITING


def test_the_keeper_picks_what_was_asked_for_in_one_press(village: Village, client: Client) -> None:
    client.force_login(make_account("warehouse_keeper", village.store))
    page = client.get(reverse("rotation:pick", args=[village.leg.pk])).content.decode()
    assert "Kỹ thuật nuôi lợn bản" in page
    answer = client.post(
        reverse("rotation:pick", args=[village.leg.pk]), {"copy": [village.copy.pk]}, follow=True
    )
    assert "Đã chọn 1 bản" in answer.content.decode()
    [asked] = asked_for(village.leg)
    assert (asked.picked, asked.copies) == (1, [])
    batch = client.get(reverse("rotation:batch", args=[village.batch.pk])).content.decode()
    assert "Bạn đọc hỏi" in batch
    scanned = client.post(
        reverse("rotation:pack", args=[village.leg.pk]),
        {"scan": village.copy.barcode, "box": make_box().code},
    ).content.decode()
    assert "bạn đọc đang hỏi cuốn này" in scanned


def test_the_page_of_a_batch_lists_which_books_ride_because_they_were_asked_for(
    village: Village, client: Client
) -> None:
    client.force_login(make_account("warehouse_keeper", village.store))
    address = reverse("rotation:batch", args=[village.batch.pk])
    assert "Đi theo yêu cầu" not in client.get(address).content.decode()
    village.packed()
    for handed_over in (False, True):
        if handed_over:
            village.handed_over()
        page = client.get(address).content.decode()
        riding = page.partition("Đi theo yêu cầu")[2].partition("</ul>")[0]
        assert village.copy.barcode in riding
        assert "Kỹ thuật nuôi lợn bản" in riding
        assert "Lò Thị Mai" not in page
