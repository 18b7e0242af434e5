"""Points of army, border guard, police and prisons (design, section 5)."""

import pytest
from django.test import Client

from tusach.network.api import SECRET_KINDS, find_points, registry, serve_province
from tusach.network.models import PointKind
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
HOURS = {"mon": "7:30-11:30"}
PLACE = {"lat": 22.61, "lon": 103.15}


def test_the_kinds_are_those_of_the_law_and_no_other() -> None:
    assert {kind.value for kind in SECRET_KINDS} == {
        "border_post",
        "prison",
        "police",
        "armed_forces_library",
    }


@pytest.mark.parametrize("kind", list(PointKind))
def test_a_point_is_public_unless_it_is_of_those_kinds(kind: str) -> None:
    point = make_point(kind, "Đồn Biên phòng Ma Lù Thàng")
    assert point.is_public == (kind not in SECRET_KINDS)
    assert (point.public_name == point.name) == point.is_public
    if not point.is_public:
        # The code is printed on boxes: it must not tell the kind either.
        assert "-DK-" in point.code


def test_nobody_outside_ones_posts_sees_them(client: Client) -> None:
    post = make_point("border_post", "Đồn Biên phòng Ma Lù Thàng", make_unit("Xã Ma Li Pho"))
    client.force_login(make_account("commune_librarian", make_unit("Xã Khác")))
    assert post.name not in client.get("/mang-luoi/diem/").content.decode()
    assert client.get(post.get_absolute_url()).status_code == 404
    assert client.get("/mang-luoi/diem/goi-y/?q=ma+lu").json()["results"] == []
    assert post not in find_points("ma lu thang", registry())


def test_position_and_hours_are_for_those_who_may_see_them(client: Client) -> None:
    commune = make_unit("Xã Ma Li Pho")
    post = make_point("border_post", "Đồn Biên phòng", commune, position=PLACE, hours=HOURS)
    client.force_login(make_account("commune_librarian", commune))
    page = client.get(post.get_absolute_url()).content.decode()
    assert "22.61" not in page
    assert "07:30" not in page
    client.force_login(make_account("department", make_province()))
    page = client.get(post.get_absolute_url()).content.decode()
    assert "22.61" in page
    assert "07:30" in page


def test_the_map_shows_them_only_to_those_who_may_see_them(client: Client) -> None:
    from django.utils import timezone

    from tusach.audit.api import HOUSE

    serve_province(unit=make_province(), by=HOUSE, at=timezone.now())
    commune = make_unit("Xã Ma Li Pho", lat=22.6, lon=103.2)
    post = make_point("border_post", "Đồn Biên phòng", commune, position=PLACE)
    client.force_login(make_account("commune_librarian", commune))
    assert post.name not in client.get("/mang-luoi/ban-do/").content.decode()
    client.force_login(make_account("department", make_province()))
    assert post.name in client.get("/mang-luoi/ban-do/").content.decode()


def test_who_may_not_see_the_position_cannot_edit_it_away(client: Client) -> None:
    commune = make_unit("Xã Ma Li Pho")
    post = make_point("border_post", "Đồn Biên phòng", commune, position=PLACE)
    client.force_login(make_account("department", make_province()))
    assert "22.61" in client.get(f"{post.get_absolute_url()}sua/").content.decode()
    client.force_login(make_account("commune_librarian", commune))
    assert client.get(f"{post.get_absolute_url()}sua/").status_code == 403


def test_a_bookcase_below_one_of_them_does_not_name_it(client: Client) -> None:
    post = make_point("border_post", "Đồn Biên phòng Ma Lù Thàng", make_unit("Xã Ma Li Pho"))
    village = make_unit("Xã Khác")
    below = make_point("village_bookcase", "Tủ sách bản Pô Tô", village, parent=post)
    client.force_login(make_account("commune_librarian", village))
    page = client.get(below.get_absolute_url()).content.decode()
    assert below.name in page
    assert "Ma Lù Thàng" not in page
    assert post.code not in page
    assert post.get_absolute_url() not in page
    client.force_login(make_account("department", make_province()))
    assert "Ma Lù Thàng" in client.get(below.get_absolute_url()).content.decode()
