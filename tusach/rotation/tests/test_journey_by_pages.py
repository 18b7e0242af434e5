"""A box goes up the mountain and comes back, all by the pages, as two people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.holdings.api import State, place_of
from tusach.holdings.testing import make_box, make_copies, make_copy, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.models import Batch, Line, Minutes
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


class Person:
    """Somebody with a browser: posts a form and must be sent on, or sees why not."""

    def __init__(self, role, at):
        self.client = Client()
        self.account = make_account(role, at=at)
        self.client.force_login(self.account)

    def page(self, name, *args, **query):
        answer = self.client.get(reverse(f"rotation:{name}", args=args), query)
        assert answer.status_code == 200, name
        return answer.content.decode()

    def send(self, name, *args, **data):
        answer = self.client.post(
            reverse(f"rotation:{name}", args=args), {"once": str(uuid4()), **data}
        )
        assert answer.status_code == 302, answer.content.decode()[-4000:]
        return answer["Location"]

    def scan(self, name, leg, code, **data):
        answer = self.client.post(
            reverse(f"rotation:{name}", args=[leg.pk]),
            {"scan": code, **data},
            headers={"HX-Request": "true"},
        )
        return answer.content.decode()


def test_a_box_goes_to_a_school_and_comes_back_with_one_copy_lost():
    store, school = make_store(), make_point()
    keeper = Person("warehouse_keeper", store)
    teacher = Person("school_librarian", school)
    copies, box, today = make_copies(4), make_box(), timezone.localdate()
    extra = make_copy()

    keeper.send(
        "new_batch",
        **{
            "store": store.pk,
            "leaves_on": today.isoformat(),
            "staff": "Nguyễn Thị Hoa\nVàng A Páo",
            "d-TOTAL_FORMS": 1,
            "d-INITIAL_FORMS": 0,
            "d-0-point": school.name,
            "d-0-point_id": school.pk,
            "d-0-due_on": (today + timedelta(days=120)).isoformat(),
        },
    )
    batch = Batch.objects.get()
    leg = only_leg(batch)

    proposed = keeper.page("pick", leg.pk, wished=2, per_title=2, collection="rotation")
    assert copies[0].accession_no in proposed
    keeper.send("pick", leg.pk, copy=[c.pk for c in copies[:2]])
    for copy in copies:
        assert 'data-heard="ok"' in keeper.scan("pack", leg, copy.barcode, box=box.code)
    keeper.send("finish_packing", leg.pk)
    keeper.send("hand_over", leg.pk, **{"ben-made_on": today.isoformat(), "ben-giver_name": "Hoa"})
    keeper.send("send", leg.pk)

    assert batch.code in teacher.page("batches")
    assert box.code in teacher.page("receive", leg.pk)
    gone = Line.objects.get(copy=copies[3])
    teacher.send(
        "receive",
        leg.pk,
        receiver_name="Lò Thị An",
        added=extra.barcode,
        missing=[gone.pk],
        **{f"why-{gone.pk}": "not_in_box"},
    )
    places = place_of([extra.pk, copies[0].pk, copies[3].pk])
    assert places[extra.pk].point == places[copies[0].pk].point == school
    assert places[copies[3].pk].state == State.IN_TRANSIT
    paper = Minutes.objects.filter(kind="hand_over").latest("pk")
    assert (paper.version, paper.receiver_name) == (2, "Lò Thị An")
    assert "còn 1 bản trên đường về kho" in keeper.page("batch", batch.pk)

    teacher.send("count_use", leg.pk, month=f"{today:%Y-%m}", visit=42, item_served=88)
    keeper.send("recall", leg.pk, reason="Hết năm học")
    for copy in (extra, copies[0]):
        assert 'data-heard="ok"' in keeper.scan("take_back", leg, copy.barcode, condition="good")
    assert 'data-heard="ok"' in keeper.scan(
        "take_back", leg, copies[1].barcode, condition="damaged"
    )
    lost = Line.objects.get(copy=copies[2])
    keeper.send(
        "confirm_missing", leg.pk, do="lose", line=[lost.pk], **{f"paid-{lost.pk}": "45.000"}
    )
    lost.refresh_from_db()
    assert (lost.state, lost.compensation) == (LineState.LOST, 45_000)
    keeper.send("finish_return", leg.pk, giver_name="Lò Thị An", receiver_name="Hoa")
    keeper.send(
        "inspect", leg.pk, made_on=today.isoformat(), inspectors="Hoa, Páo", finding="Mất 1, hỏng 1"
    )
    assert "Hai vế bằng nhau" in keeper.page("close", batch.pk)
    assert "chưa trả lại kho" in keeper.page("close", batch.pk)
    keeper.send("tick_off", line=[gone.pk], do="back")
    assert place_of([copies[3].pk])[copies[3].pk].point == store
    keeper.send("close", batch.pk, made_on=today.isoformat(), drawn_by="Hoa")
    batch.refresh_from_db()
    assert batch.state == LegState.CLOSED
    closing = Minutes.objects.get(kind="closing").content
    assert (len(closing["lost"]), len(closing["damaged"])) == (1, 1)
    assert closing["use"] == "42 lượt bạn đọc, 88 lượt tài liệu phục vụ."
    assert place_of([copies[1].pk])[copies[1].pk].state == State.DAMAGED


def test_what_is_refused_at_the_door_by_scanning_shows_at_once():
    keeper = Person("warehouse_keeper", make_store())
    leg = only_leg(make_batch(LegState.SENT, count=2))
    line = leg.lines.select_related("copy__record").first()
    page = keeper.scan("door", leg, line.copy.barcode, do="refuse", because="content")
    assert "Nội dung không phù hợp" in page
    page = keeper.scan("door", leg, make_copy().barcode, do="add")
    assert "Sẽ bàn giao 2 bản" in page
    assert "lập lại biên bản" in keeper.page("hand_over", leg.pk).lower()


def test_the_receiver_checks_by_scanning_and_sees_what_is_not_there_yet():
    school = make_point()
    teacher = Person("school_librarian", school)
    leg = only_leg(make_batch(LegState.SENT, points=[school], count=2))
    line = leg.lines.select_related("copy").first()
    page = teacher.scan("receive", leg, line.copy.barcode)
    assert "Đã kiểm 1 trên 2 bản" in page
    assert page.count("checked") == 1
    stranger = make_copy()
    assert stranger.barcode in teacher.scan("receive", leg, stranger.barcode)


def test_a_school_does_not_read_the_name_of_a_border_post_in_its_batch():
    school = make_point()
    post = make_point("border_post", "Đồn Biên phòng Ma Lù Thàng")
    batch = make_batch(points=[school, post])
    teacher = Person("school_librarian", school)
    for page in (teacher.page("batches"), teacher.page("batch", batch.pk), teacher.page("board")):
        assert "Ma Lù Thàng" not in page


def test_closing_names_what_is_open_with_a_way_there():
    batch = make_batch(LegState.IN_SERVICE)
    leg = only_leg(batch)
    keeper = Person("warehouse_keeper", make_store())
    page = keeper.page("close", batch.pk)
    assert "Còn phải giải quyết" in page
    assert reverse("rotation:take_back", args=[leg.pk]) in page


def test_copies_are_told_to_the_public_until_their_day():
    from tusach.holdings.api import availability

    leg = only_leg(make_batch(LegState.IN_SERVICE, count=1))
    record = leg.lines.select_related("copy").get().copy.record_id
    (found,) = availability([record])
    assert (found.point, found.until) == (leg.point_id, leg.due_on)
