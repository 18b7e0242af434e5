"""Codes and names repeat: neither says anything without a date and a province (D.14.8)."""

from datetime import date

import pytest

from tusach.network.api import commune_of, find_units, unit_by_code, what_became_of
from tusach.network.models import AdminUnit, Level
from tusach.network.services.reference import TURN
from tusach.network.testing import make_point

BEFORE = date(2025, 6, 30)


def _province(name: str) -> AdminUnit:
    return AdminUnit.objects.get(level=Level.PROVINCE, name=name, ended_on=None)


def test_code_03408_was_dong_phong_and_is_tan_phong() -> None:
    then, now = unit_by_code("03408", BEFORE), unit_by_code("03408", TURN)
    assert (str(then), str(now)) == ("Phường Đông Phong", "Phường Tân Phong")
    assert then is not None
    assert [b.unit for b in what_became_of(then)] == [now]


def test_a_place_in_san_thang_is_in_tan_phong_of_lai_chau_from_july_2025() -> None:
    san_thang = unit_by_code("03409", BEFORE)
    assert str(san_thang) == "Xã San Thàng"
    school = make_point(commune=san_thang)
    assert commune_of(school, BEFORE) == san_thang
    assert commune_of(school, TURN) == unit_by_code("03408", TURN)
    assert school.province == _province("Tỉnh Lai Châu")


@pytest.mark.parametrize(
    "typed",
    ["Tân Phong", "tan phong", "phường Tân Phong", "P. Tân Phong", "xã tân phong", "TÂN PHONG"],
)
def test_tan_phong_of_son_la_is_never_taken_for_that_of_lai_chau(typed: str) -> None:
    lai_chau, son_la = _province("Tỉnh Lai Châu"), _province("Tỉnh Sơn La")
    there = find_units(typed, within=lai_chau, limit=100)
    assert there
    assert {hit.province for hit in there} == {lai_chau}
    assert there[0].unit == unit_by_code("03408", TURN)
    assert {hit.province for hit in find_units(typed, within=son_la)} == {son_la}


@pytest.mark.parametrize(
    "typed", ["San Thàng", "san thang", "xã San Thàng", "San Thàng, Lai Châu", "san thang lai chau"]
)
def test_an_old_name_is_found_and_says_what_it_is_now(typed: str) -> None:
    hits = find_units(typed)
    assert [hit.name for hit in hits] == ["Xã San Thàng"]
    assert [b.unit.name for b in hits[0].now] == ["Phường Tân Phong"]
    assert hits[0].province_name == "Tỉnh Lai Châu"


def test_on_a_day_before_the_merger_the_old_commune_is_no_former_one() -> None:
    (hit,) = find_units("San Thàng", on=BEFORE)
    assert not hit.is_former


def test_an_ambiguous_name_gives_every_unit_with_its_province() -> None:
    hits = [hit for hit in find_units("Tân Phong", limit=100) if not hit.is_former]
    provinces = {hit.province_name for hit in hits if hit.name.endswith("Tân Phong")}
    assert {"Tỉnh Lai Châu", "Tỉnh Sơn La"} <= provinces


def test_the_typed_tones_come_first() -> None:
    names = [hit.unit.bare_name for hit in find_units("Tả Lèng", limit=5)]
    assert names[0] == "Tả Lèng"
    ranks = [hit.rank for hit in find_units("Ma Quai", limit=20)]
    assert ranks == sorted(ranks)


def test_old_and_new_tone_placement_find_the_same() -> None:
    assert {h.unit for h in find_units("Hoà Bình", limit=100)} == {
        h.unit for h in find_units("Hòa Bình", limit=100)
    }


def test_a_name_that_begins_like_a_kind_is_found() -> None:
    assert find_units("xa dung")[0].name == "Xã Xa Dung"
    assert find_units("quan hóa")[0].unit.bare_name == "Quan Hóa"


def test_a_former_district_became_the_units_of_its_communes() -> None:
    district = AdminUnit.objects.get(name="Huyện Sìn Hồ")
    names = {b.unit.name for b in what_became_of(district)}
    assert "Xã Sìn Hồ" in names
    assert len(names) == 9


def test_what_lay_in_a_merged_province_is_found_within_the_new_one() -> None:
    lao_cai = _province("Tỉnh Lào Cai")
    (hit,) = [h for h in find_units("Mù Căng Chải", within=lao_cai) if h.unit.level == "district"]
    assert hit.province_name == "Tỉnh Yên Bái"


def test_letters_that_no_name_has_find_nothing() -> None:
    assert find_units("zzzz") == []
    assert find_units("   ") == []
    assert find_units(",") == []
