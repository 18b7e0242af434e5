"""Choosing what is near: kept in the browser, without script, never a secret place."""

import pytest
from django.test import Client

from tusach.network.testing import make_point, make_unit
from tusach.portal.nearness import kilometres, near_by_key, within

pytestmark = pytest.mark.django_db


def test_a_library_is_found_by_name_and_chosen(client):
    library = make_point("commune_library", "Thư viện xã Mường Tè")
    page = client.get("/gan-ban/", {"q": "muong te", "tu": "/tim/?q=lợn"}).content.decode()
    assert f'value="d.{library.code}"' in page
    assert 'value="/tim/?q=lợn"' in page
    answer = client.post("/gan-ban/", {"noi": f"d.{library.code}", "tu": "/tim/?q=lợn"})
    assert answer.status_code == 302
    kept = answer.cookies["gan"]
    assert kept.value == f"d.{library.code}"
    assert kept["httponly"]
    assert "Thư viện xã Mường Tè" in client.get("/").content.decode()


@pytest.mark.parametrize("kind", ["border_post", "prison", "police", "armed_forces_library"])
def test_a_secret_point_is_neither_offered_nor_taken_nor_placed(client, kind):
    hidden = make_point(kind, "Đồn Mường Tè", position={"lat": 22.4, "lon": 102.8})
    assert hidden.code not in client.get("/gan-ban/", {"q": "muong te"}).content.decode()
    answer = client.post("/gan-ban/", {"noi": f"d.{hidden.code}"})
    assert "gan" not in answer.cookies
    assert hidden.code not in client.get("/gan-ban/cac-diem.json").content.decode()
    client.cookies["gan"] = f"d.{hidden.code}"
    assert "Mường Tè" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "key", ["", "d.", "d.không-có", "x.1x", "x.99999999999999", "y.1", "x" * 5000, "d.\x00"]
)
def test_a_cookie_made_up_is_as_none(client, key):
    client.cookies["gan"] = key
    assert client.get("/").status_code == 200


def test_only_pages_of_this_site_are_gone_back_to(client):
    for told in ("https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"):
        answer = client.post("/gan-ban/", {"noi": "", "tu": told})
        assert answer["Location"] == "/"
        assert told not in client.get("/gan-ban/", {"tu": told}).content.decode()


def test_distances_are_those_of_the_earth():
    lai_chau, ha_noi = (22.396, 103.458), (21.028, 105.854)
    assert kilometres(lai_chau, ha_noi) == pytest.approx(291, abs=3)
    assert kilometres(lai_chau, lai_chau) == 0


def test_within_twenty_kilometres_counts_the_commune_where_a_point_has_no_position():
    commune, far = make_unit("Xã Bum Tở"), make_unit("Xã Mù Cả")
    for unit, lat in ((commune, 22.30), (far, 22.90)):
        unit.lat, unit.lon = lat, 102.8
        unit.save()
    here = make_point("school_library", "Trường Bum Tở", commune)
    make_point("school_library", "Trường Mù Cả", far)
    near = near_by_key(f"x.{commune.pk}")
    assert near is not None
    assert within(near) == [here.pk]


def test_whoever_forges_the_form_of_another_site_changes_nothing():
    library = make_point("commune_library", "Thư viện xã Mường Tè")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/gan-ban/", {"noi": f"d.{library.code}"}).status_code == 403
