"""Where a unit is drawn: set and mended by who may, with its source, on record."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.network.errors import BadFact, PlacedMeanwhile
from tusach.network.models import HomeProvince
from tusach.network.services.units import place_of, place_unit
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
HERE = {"position_lat": "22,3534", "position_lon": "103.4850", "source": "đo tại UBND"}


def _place(unit: Any, **more: Any) -> Any:
    told = {"position": {"lat": 22.3534, "lon": 103.485}, "source": "đo", "was": place_of(unit)}
    return place_unit(unit=unit, by=HOUSE, at=timezone.now(), **(told | more))


def test_a_place_is_kept_with_its_source_and_on_record() -> None:
    unit = make_unit()
    placed = _place(unit)
    assert (placed.lat, placed.lon, placed.place_source) == (22.3534, 103.485, "đo")
    [act] = written(act="network.place_unit")
    assert act.changes["lat"] == [None, 22.3534]
    assert act.changes["source"] == ["", "đo"]
    _place(placed)
    assert len(written(act="network.place_unit")) == 1


def test_a_place_outside_the_country_is_refused() -> None:
    with pytest.raises(BadFact, match="đổi chỗ"):
        _place(make_unit(), position={"lat": 103.485, "lon": 22.3534})


def test_what_another_has_set_meanwhile_is_not_written_over() -> None:
    unit = make_unit()
    was = place_of(unit)
    _place(unit)
    with pytest.raises(PlacedMeanwhile):
        _place(unit, was=was, position={"lat": 22.0, "lon": 103.0})


def test_a_place_can_be_taken_away() -> None:
    placed = _place(make_unit())
    gone = _place(placed, position=None)
    assert (gone.lat, gone.lon, gone.place_source) == (None, None, "")


def test_the_page_sets_it_and_the_map_draws_it(client: Client) -> None:
    province = make_province()
    HomeProvince.objects.create(unit=province, letters="LC")
    unit = make_unit("Xã Mới Lập", province=province)
    make_point("village_bookcase", "Tủ sách Bản 1", unit)
    client.force_login(make_account("department", province))
    assert "Ghi toạ độ" in client.get(f"/mang-luoi/don-vi/{unit.pk}/").content.decode()
    assert "<svg viewBox" not in client.get("/mang-luoi/ban-do/").content.decode()
    page = f"/mang-luoi/don-vi/{unit.pk}/toa-do/"
    form = client.get(page).context["form"]
    token = "5c0a1c6e-7d7b-4d0e-9d55-0d7a3c9d8a11"
    told = {"was": form.initial["was"], "once": token}
    without = client.post(page, {**HERE, **told, "source": ""})
    assert "lấy từ đâu" in without.content.decode()
    client.post(page, {**HERE, **told})
    unit.refresh_from_db()
    assert (unit.lat, unit.lon, unit.place_source) == (22.3534, 103.485, "đo tại UBND")
    assert "Tủ sách Bản 1" in client.get("/mang-luoi/ban-do/").content.decode()
    assert "đo tại UBND" in client.get(f"/mang-luoi/don-vi/{unit.pk}/").content.decode()


def test_the_second_of_two_sees_what_the_first_wrote_and_may_save(client: Client) -> None:
    unit = make_unit()
    client.force_login(make_account("department", make_province()))
    page = f"/mang-luoi/don-vi/{unit.pk}/toa-do/"
    told = {**HERE, "was": place_of(unit), "once": "5c0a1c6e-7d7b-4d0e-9d55-0d7a3c9d8a12"}
    _place(unit, position={"lat": 22.1, "lon": 103.2}, source="người kia")
    answer = client.post(page, told)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "người kia" in text
    assert "22,3534" in text
    told["was"] = answer.context["form"]["was"].value()
    client.post(page, told)
    unit.refresh_from_db()
    assert unit.lat == 22.3534


def test_only_who_may_change_units_there_may_say_where_they_are(client: Client) -> None:
    unit = make_unit()
    library = make_point("provincial_library", "Thư viện tỉnh")
    for role, place in (("director", library), ("department", make_province("Sơn La"))):
        client.force_login(make_account(role, place))
        assert client.get(f"/mang-luoi/don-vi/{unit.pk}/toa-do/").status_code in (403, 404)
        assert "Ghi toạ độ" not in client.get(f"/mang-luoi/don-vi/{unit.pk}/").content.decode()
