"""The director's page, for any day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.facts.api import Fact, write
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.models import Line
from tusach.rotation.rules.states import LegState
from tusach.rotation.selectors.overview import overview
from tusach.rotation.services.in_service import extend
from tusach.rotation.services.returning import Loss, confirm_lost, take_back
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def days_ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def director():
    library = make_point("provincial_library", "Thư viện tỉnh")
    make_store()
    return make_account("director", at=library)


def out_since(days, due_after=150, count=2, **more):
    copies = make_copies(count, owner=make_store(), at=days_ago(days + 1))
    return only_leg(
        make_batch(
            LegState.IN_SERVICE,
            copies=copies,
            at=days_ago(days),
            due_on=timezone.localdate(days_ago(days)) + timedelta(days=due_after),
            **more,
        )
    )


def on(director, days=0):
    return overview(director, timezone.localdate(days_ago(days)))


def test_a_box_past_its_day_is_out_too_long_and_was_not_before(director):
    leg = out_since(100, due_after=90)
    (found,) = on(director).too_long
    assert (found.leg, found.days_over, found.copies) == (leg, 10, 2)
    assert on(director, 20).too_long == []


def test_before_the_hand_over_there_was_nothing(director):
    out_since(100)
    assert on(director, 101).out == []


def test_a_later_extension_does_not_change_what_was_so_on_an_earlier_day(director):
    leg = out_since(100, due_after=60)
    extend(
        leg=leg,
        due_on=timezone.localdate() + timedelta(days=20),
        reason="Lũ",
        by=HOUSE,
        at=NOW,
    )
    assert on(director).too_long == []
    assert [o.leg for o in on(director, 30).too_long] == [leg]


def test_longer_than_the_rule_allows_is_too_long_even_before_its_day(director):
    out_since(200, due_after=300)
    (found,) = on(director).too_long
    assert found.limit < timezone.localdate()


def test_a_point_without_a_sign_of_life_is_silent_until_it_serves(director):
    leg = out_since(120)
    assert [o.leg.point for o in on(director).silent] == [leg.point]
    day = timezone.localdate(days_ago(10))
    write([Fact(leg.point_id, day, "rotation", "pupils", "visit", 5, "test.tally", "1")], by=HOUSE)
    assert on(director).silent == []
    assert len(on(director, 20).silent) == 1


def test_losses_are_in_dong_by_the_ledger_of_the_day(director):
    leg = out_since(50)
    line = Line.objects.filter(leg=leg).select_related("copy").first()
    confirm_lost(leg=leg, losses=[Loss(line.pk, 20_000)], by=HOUSE, at=days_ago(10))
    assert (on(director).loss.copies, on(director).loss.value) == (1, 45_000)
    assert on(director, 20).loss.copies == 0
    take_back(leg=leg, scan=line.copy.barcode, by=HOUSE, at=days_ago(5))
    assert on(director).loss.copies == 0
    assert on(director, 7).loss.copies == 1


def test_what_is_due_in_the_month_is_listed(director):
    leg = out_since(30, due_after=30)
    assert [o.leg for o in on(director).due] == [leg]


def test_a_director_sees_only_his_province(director):
    from tusach.network.testing import make_province, make_unit

    commune = make_unit("Xã Mường Giôn", province=make_province("Sơn La"))
    store = make_point("rotation_store", "Kho Sơn La", commune)
    out_since(10)
    copies = make_copies(2, owner=store, at=days_ago(11))
    make_batch(
        LegState.IN_SERVICE,
        store=store,
        points=[make_point(name="Trường Sơn La", commune=commune)],
        copies=copies,
        at=days_ago(10),
    )
    assert len(on(director).out) == 1


def test_the_page_opens_for_a_day_and_each_figure_leads_to_rows(client, director):
    leg = out_since(200)
    client.force_login(director)
    page = client.get(
        reverse("rotation:overview"), {"ngay": timezone.localdate().isoformat()}
    ).content.decode()
    assert leg.batch.code in page
    assert reverse("rotation:losses") in page


def test_the_page_asks_the_same_number_of_questions_with_more_boxes(
    client, director, django_assert_max_num_queries
):
    for days in (10, 20, 30, 40, 50):
        out_since(days)
    client.force_login(director)
    with django_assert_max_num_queries(40):
        client.get(reverse("rotation:overview"))


def test_an_extension_rules_over_the_limit_and_the_page_says_so(client, director):
    leg = out_since(200, due_after=150)
    (found,) = on(director).too_long
    assert (found.ruling, found.days_over) == ("due", 50)
    extend(
        leg=leg, due_on=timezone.localdate() + timedelta(days=12), reason="Lũ",
        by=HOUSE, at=days_ago(1),
    )  # fmt: skip
    assert on(director).too_long == []
    (found,) = on(director).out
    assert (found.ruling, found.last_day) == ("extension", leg.due_on + timedelta(days=62))
    assert on(director, 5).too_long[0].ruling == "due"
    client.force_login(director)
    page = client.get(reverse("rotation:overview_places")).content.decode()
    assert "đã gia hạn" in page


def test_past_the_end_of_an_extension_it_counts_from_there(director):
    leg = out_since(200, due_after=100)
    extend(
        leg=leg, due_on=timezone.localdate() - timedelta(days=4), reason="Lũ",
        by=HOUSE, at=days_ago(101),
    )  # fmt: skip
    (found,) = on(director).too_long
    assert (found.ruling, found.days_over) == ("extension", 4)


def test_without_an_extension_the_rule_rules_when_it_ends_first(director):
    out_since(200, due_after=300)
    (found,) = on(director).too_long
    assert found.ruling == "limit"


FIGURES = [
    ("overview_places", {"xem": "qua-han"}, True),
    ("overview_places", {"xem": "den-han"}, False),
    ("overview_places", {}, True),
    ("overview_places", {"thang": "6"}, True),
    ("overview_places", {"thang": "1"}, False),
    ("overview_copies", {}, True),
]


@pytest.mark.parametrize(("name", "asked", "is_there"), FIGURES)
def test_each_figure_opens_into_its_rows(client, director, name, asked, is_there):
    leg = out_since(200, due_after=100)
    client.force_login(director)
    page = client.get(reverse(f"rotation:{name}"), asked).content.decode()
    assert (leg.batch.code in page) is is_there
    sheet = client.get(reverse(f"rotation:{name}"), {**asked, "export": "csv"})
    assert (leg.batch.code in sheet.getvalue().decode()) is is_there


def test_the_copies_are_those_of_the_day_and_of_the_place(client, director):
    leg = out_since(50)
    other = out_since(40, points=[make_point(name="Trường Ka Lăng")])
    line = Line.objects.filter(leg=leg).select_related("copy").first()
    take_back(leg=leg, scan=line.copy.barcode, by=HOUSE, at=days_ago(5))
    client.force_login(director)

    def shown(days):
        asked = {"diem": leg.pk, "ngay": f"{timezone.localdate(days_ago(days)):%Y-%m-%d}"}
        return client.get(reverse("rotation:overview_copies"), asked).content.decode()

    assert line.copy.barcode in shown(10)
    assert line.copy.barcode not in shown(0)
    assert other.batch.code not in shown(0)
