"""The form of a point: changes, corrections, two people at once, a form sent twice."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import change_fact, facts_of
from tusach.network.errors import HasOpenChildren, ParentsInACircle, UnitNotThen
from tusach.network.models import PointFact, ServicePoint
from tusach.network.services.editing import edit_point
from tusach.network.services.points import close_point
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
START, CHANGE = date(2010, 1, 1), date(2024, 1, 1)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_account("department", make_province("Lai Châu")))
    return client


def _typed(point: ServicePoint, **more: Any) -> dict[str, Any]:
    """What the form holds when it is opened, with some of it typed over."""
    now = facts_of(point)
    form = {key: value for key, value in now.items() if isinstance(value, str)}
    form |= {"commune": now["commune"].name, "commune_id": str(now["commune"].pk)}
    form |= {"how": "change", "since": "01/01/2024", "version": str(point.version)}
    form |= {"opened_on": f"{point.opened_on:%d/%m/%Y}" if point.opened_on else ""}
    return form | more


def test_a_change_begins_on_its_day_and_keeps_what_was(office: Client) -> None:
    point = make_point(opened_on=START, owner="UBND huyện", connectivity="none")
    answer = office.post(
        f"/mang-luoi/diem/{point.pk}/sua/", _typed(point, owner="UBND xã", connectivity="4g")
    )
    assert answer.status_code == 302
    assert facts_of(point, date(2023, 12, 31))["owner"] == "UBND huyện"
    assert facts_of(point, CHANGE)["owner"] == "UBND xã"
    # What was not changed has one fact still.
    assert PointFact.objects.filter(point=point, topic="name").count() == 1


def test_a_correction_mends_what_was_written_and_leaves_no_trace_in_the_history(
    office: Client,
) -> None:
    point = make_point(opened_on=START, owner="UBDN huyện")
    office.post(
        f"/mang-luoi/diem/{point.pk}/sua/",
        _typed(point, owner="UBND huyện", how="correct", since=""),
    )
    assert facts_of(point, START)["owner"] == "UBND huyện"
    assert PointFact.objects.filter(point=point, topic="owner").count() == 1


def test_two_people_editing_one_point_see_both_values(office: Client) -> None:
    point = make_point(opened_on=START, owner="UBND huyện")
    form = _typed(point, owner="UBND xã Bình Lư")
    change_fact(
        point=point, topic="owner", value="Sở GD&ĐT", since=CHANGE, by=HOUSE, at=timezone.now()
    )
    answer = office.post(f"/mang-luoi/diem/{point.pk}/sua/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sau khi bạn mở" in page
    assert "Sở GD&amp;ĐT" in page
    assert "UBND xã Bình Lư" in page
    point.refresh_from_db()
    assert f'name="version" value="{point.version}"' in page
    assert facts_of(point)["owner"] == "Sở GD&ĐT"


def test_bad_values_are_named_and_what_was_typed_stays(office: Client) -> None:
    point = make_point(opened_on=START)
    answer = office.post(
        f"/mang-luoi/diem/{point.pk}/sua/",
        _typed(
            point,
            since="01/01/2924",
            hours_mon="sáng",
            position_lat="103.4",
            position_lon="22.3",
            floor_area="rộng",
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("nhầm thế kỷ", "không hiểu “sáng”", "đổi chỗ cho nhau"):
        assert sentence in page
    assert 'value="sáng"' in page
    assert 'value="103.4"' in page


def test_an_ambiguous_commune_is_never_picked_silently(office: Client) -> None:
    lai_chau = make_province("Lai Châu")
    # As in a real installation, where rows have numbers above a thousand.
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('network_adminunit', 'id'), 25000)")
    ones = [make_unit("Xã Mường Than", parent=lai_chau), make_unit("Phường Mường Than")]
    form = {"kind": "school_library", "name": "Trường A", "commune": "muong than"}
    form |= {"once": "5f0c9f2e-8f6e-4b57-9d5c-333333333333"}
    answer = office.post("/mang-luoi/diem/moi/", form)
    assert answer.status_code == 422
    assert all(f'value="{one.pk}"' in answer.content.decode() for one in ones)
    assert not ServicePoint.objects.exists()
    assert (
        office.post("/mang-luoi/diem/moi/", form | {"commune_id": str(ones[1].pk)}).status_code
        == 302
    )
    assert ServicePoint.objects.get().commune == ones[1]


def test_a_form_sent_twice_makes_one_point(office: Client) -> None:
    make_unit("Xã Bình Lư")
    form = {"kind": "school_library", "name": "Trường A", "commune": "Xã Bình Lư"}
    form |= {"once": "5f0c9f2e-8f6e-4b57-9d5c-444444444444"}
    assert office.post("/mang-luoi/diem/moi/", form).status_code == 302
    again = office.post("/mang-luoi/diem/moi/", form, follow=True)
    assert "lần gửi sau được bỏ qua" in again.content.decode()
    assert ServicePoint.objects.count() == 1


def test_nobody_makes_a_point_where_they_have_no_post(client: Client) -> None:
    make_unit("Xã Bình Lư")
    client.force_login(make_account("department", make_province("Sơn La")))
    form = {"kind": "school_library", "name": "Trường A", "commune": "Xã Bình Lư"}
    form |= {"once": "5f0c9f2e-8f6e-4b57-9d5c-555555555555"}
    answer = client.post("/mang-luoi/diem/moi/", form)
    assert answer.status_code == 422
    assert "được giao phụ trách" in answer.content.decode()


def test_a_point_cannot_lie_in_a_unit_before_it_was_made() -> None:
    new = make_unit("Phường Mới", since=date(2025, 7, 1))
    point = make_point(opened_on=START)
    with pytest.raises(UnitNotThen, match="01/01/2024"):
        edit_point(
            point=point,
            values={"commune": new},
            how="change",
            since=CHANGE,
            by=HOUSE,
            at=timezone.now(),
        )


def test_superiors_never_make_a_circle() -> None:
    top = make_point(name="Trên")
    below = make_point(name="Dưới", parent=top)
    with pytest.raises(ParentsInACircle):
        change_fact(
            point=top, topic="parent", value=below, since=CHANGE, by=HOUSE, at=timezone.now()
        )


def test_a_point_with_open_points_below_is_not_closed() -> None:
    top = make_point(name="Trên")
    make_point(name="Dưới", parent=top)
    with pytest.raises(HasOpenChildren, match="Dưới"):
        close_point(point=top, on=date(2026, 1, 1), by=HOUSE, at=timezone.now())


def test_closing_and_reopening_in_the_pages(office: Client) -> None:
    point = make_point(opened_on=START)
    form = {"on": "01/01/2009", "reason": "Sáp nhập trường", "version": str(point.version)}
    early = office.post(f"/mang-luoi/diem/{point.pk}/dong/", form)
    assert "không thể đóng từ 01/01/2009" in early.content.decode()
    office.post(f"/mang-luoi/diem/{point.pk}/dong/", form | {"on": "01/01/2026"})
    point.refresh_from_db()
    assert point.closed_on == date(2026, 1, 1)
    office.post(f"/mang-luoi/diem/{point.pk}/mo-lai/")
    point.refresh_from_db()
    assert point.closed_on is None


def test_one_line_of_the_history_is_mended_or_taken_away(office: Client) -> None:
    point = make_point(opened_on=START, owner="A")
    change_fact(point=point, topic="owner", value="B", since=CHANGE, by=HOUSE, at=timezone.now())
    point.refresh_from_db()
    first, second = PointFact.objects.filter(point=point, topic="owner").order_by("valid")
    url = f"/mang-luoi/diem/{point.pk}/muc/{second.pk}/"
    form = {"value": "B", "since": "01/01/2023", "until": "", "version": str(point.version)}
    clash = office.post(url, form)
    assert "chồng lên" in clash.content.decode()
    assert office.post(url, form | {"value": "C", "since": "01/01/2024"}).status_code == 302
    assert facts_of(point)["owner"] == "C"
    office.post(url, {"remove": "1"})
    assert list(PointFact.objects.filter(point=point, topic="owner")) == [first]
