"""A copy is found damaged, waits, goes to a workshop and comes back, or does not."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import Condition, State, all_copies, lose, with_post
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.upkeep import errors
from tusach.upkeep.models import Repair, Trip
from tusach.upkeep.repair_papers import trip_content, trip_pdf
from tusach.upkeep.selectors.repairs import counts, inspections_of
from tusach.upkeep.services import repairing as services
from tusach.upkeep.testing import grade, make_repair, make_weeding

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def said():
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def library():
    return make_point("provincial_library", "Thư viện tỉnh")


@pytest.fixture
def copy(library):
    return make_copy(owner=library, collection="main")


def now(copy):
    return all_copies().get(pk=copy.pk)


def back(repair, *, mended=True, code="sound", cost=20_000, on=None):
    return services.take_back(
        trip=repair.trip, copies=[repair.copy_id], mended=mended, grade=grade(code),
        on=on or TODAY, cost=cost, **said(),
    )  # fmt: skip


def test_a_mended_copy_is_in_store_again_with_its_history(copy):
    repair = make_repair(copy, holder="Xưởng đóng sách", due_on=TODAY + timedelta(days=30))
    out = now(copy)
    assert out.place.holder == with_post("Xưởng đóng sách")
    assert (out.place.state, out.condition) == (State.DAMAGED, Condition.DAMAGED)
    assert back(repair) == 1
    home = now(copy)
    assert (home.place.state, home.place.point) == (State.IN_STORE, copy.owner)
    assert home.condition == Condition.GOOD
    assert [one.grade.code for one in inspections_of(copy.pk)] == ["sound", "torn"]
    found = counts(ServicePoint.objects.all(), TODAY)
    assert (found.waiting, found.out, found.mended, found.cost) == (0, 0, 1, 20_000)


def test_a_copy_beyond_repair_goes_onto_the_weeding_list_that_is_drawn_up(library, copy):
    round_ = make_weeding(library)
    repair = make_repair(copy, holder="Xưởng đóng sách")
    with pytest.raises(errors.GradeContradicts):
        back(repair, mended=False, code="sound")
    back(repair, mended=False, code="beyond", cost=None)
    assert now(copy).condition == Condition.UNUSABLE
    assert round_.lines.get().copy_id == copy.pk
    repair.refresh_from_db()
    services.undo_back(repair=repair, **said())
    assert not round_.lines.exists()
    assert now(copy).place.holder == with_post("Xưởng đóng sách")


def test_what_does_not_wait_or_is_lost_is_not_sent(library, copy):
    whole, lost = make_copies(2, owner=library, collection="main")
    make_repair(lost)
    lose(copy=lost, reason="không thấy", **said())
    for one in (whole, lost):
        with pytest.raises(errors.CannotBeRepaired) as refused:
            services.send(owner=library, copies=[one.pk], holder="Xưởng", in_house=False,
                          sent_on=TODAY, **said())  # fmt: skip
        assert one.accession_no in str(refused.value)
    assert not Trip.objects.exists()


def test_a_copy_at_the_workshop_is_not_inspected_and_comes_back_on_a_true_day(copy):
    repair = make_repair(copy, holder="Xưởng")
    with pytest.raises(errors.CannotBeRepaired):
        services.inspect(copy=copy, grade=grade("sound"), **said())
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(errors.BackWhen):
            back(repair, on=day)


def test_a_copy_that_is_sound_after_all_waits_no_more(copy):
    repair = make_repair(copy)
    services.inspect(copy=copy, grade=grade("sound"), note="chỉ bẩn bìa", **said())
    repair.refresh_from_db()
    assert repair.state == Repair.State.DROPPED
    assert now(copy).place.state == State.IN_STORE


def test_sending_is_undone_and_the_copy_waits_at_its_library(copy):
    repair = make_repair(copy, holder="Xưởng")
    services.undo_send(repair=repair, **said())
    repair.refresh_from_db()
    assert (repair.state, repair.trip) == (Repair.State.WAITING, None)
    assert now(copy).place.point == copy.owner


def test_the_slip_names_what_ails_each_copy(copy):
    repair = make_repair(copy, holder="Xưởng đóng sách")
    content = trip_content(repair.trip)
    assert content["lines"][0]["ails"] == "Rách, rời trang: rời 6 trang đầu"
    assert trip_pdf(repair.trip).startswith(b"%PDF-")


def test_a_copy_walks_to_the_binder_and_back_page_by_page(library, copy):
    client = Client()
    client.force_login(make_account("warehouse_keeper", at=library))

    def post(name, *args, **typed):
        url = reverse(f"upkeep:{name}", args=args)
        token = re.search(r'name="once" value="([^"]+)"', client.get(url).content.decode())
        answer = client.post(url, {**typed, "once": token[1]})
        assert answer.status_code == 302, answer.content.decode()
        return client.get(answer["Location"]).content.decode()

    post("inspect", copy.pk, grade=grade("loose").pk, note="long bìa sau")
    assert "Gửi đi sửa" in client.get(reverse("upkeep:repairs")).content.decode()
    page = post("send_to_repair", copies=[copy.pk], in_house="0", holder="Xưởng Minh Tâm",
                sent_on=f"{TODAY:%Y-%m-%d}")  # fmt: skip
    assert "Xưởng Minh Tâm" in page
    trip = Trip.objects.get()
    page = post("take_back_mended", trip.pk, copies=[copy.pk], mended="1", grade=grade("sound").pk,
                on=f"{TODAY:%Y-%m-%d}", cost="25.000")  # fmt: skip
    assert "25.000" in page
    panel = client.get(reverse("upkeep:repair_panel", args=[copy.pk])).content.decode()
    assert "long bìa sau" in panel
    stranger = Client()
    stranger.force_login(make_account("school_librarian", at=make_point("school_library", "B")))
    seen = stranger.get(reverse("upkeep:repair_panel", args=[copy.pk])).content.decode()
    assert "long bìa sau" not in seen


def test_the_list_asks_no_more_for_many(library, django_assert_max_num_queries):
    for one in make_copies(12, owner=library, collection="main"):
        make_repair(one, holder="Xưởng")
    client = Client()
    client.force_login(make_account("director", at=library))
    client.get(reverse("upkeep:repairs"))
    with django_assert_max_num_queries(15):
        client.get(reverse("upkeep:repairs"))
