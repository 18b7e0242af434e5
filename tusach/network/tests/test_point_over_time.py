"""A point keeps its identity while its commune, name and owner change."""

from datetime import date

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import change_fact, commune_of, facts_of, province_of, what_became_of
from tusach.network.errors import UnitWasDivided
from tusach.network.models import PointFact, ServicePoint
from tusach.network.testing import make_point, make_province, make_unit

pytestmark = pytest.mark.django_db
MERGED = date(2025, 7, 1)


def test_a_school_of_san_thang_is_in_tan_phong_after_the_merger() -> None:
    ward = make_unit("Phường Tân Phong", since=MERGED)
    commune = make_unit("Xã San Thàng", until=MERGED, became=ward)
    school = make_point(name="Trường Tiểu học San Thàng", commune=commune)
    assert commune_of(school, date(2025, 6, 30)) == commune
    assert commune_of(school, MERGED) == ward
    assert province_of(school, date(2020, 1, 1)) == make_province("Lai Châu")
    assert school.commune == ward
    assert [b.unit for b in what_became_of(commune)] == [ward]


def test_a_point_in_a_divided_commune_must_say_where_it_is() -> None:
    one, two = make_unit("Xã Một", since=MERGED), make_unit("Xã Hai", since=MERGED)
    old = make_unit("Xã Cũ", until=MERGED, became=one, extent="main_part")
    from tusach.network.models import UnitChange

    UnitChange.objects.create(from_unit=old, to_unit=two, extent="part", on=MERGED)
    with pytest.raises(UnitWasDivided, match="Xã Một, Xã Hai"):
        make_point(commune=old)


def test_a_change_of_owner_keeps_the_owner_before() -> None:
    point = make_point(owner="UBND huyện Tam Đường", opened_on=date(2010, 1, 1))
    change_fact(
        point=point,
        topic="owner",
        value="UBND xã Bình Lư",
        since=MERGED,
        by=HOUSE,
        at=timezone.now(),
    )
    assert facts_of(point, date(2025, 6, 30))["owner"] == "UBND huyện Tam Đường"
    assert facts_of(point, MERGED)["owner"] == "UBND xã Bình Lư"
    assert ServicePoint.objects.get(pk=point.pk).owner == "UBND xã Bình Lư"
    assert PointFact.objects.filter(point=point, topic="owner").count() == 2


def test_a_change_put_between_two_others_ends_where_the_next_begins() -> None:
    point = make_point(owner="A", opened_on=date(2010, 1, 1))
    for since, owner in ((date(2020, 1, 1), "C"), (date(2015, 1, 1), "B")):
        change_fact(
            point=point, topic="owner", value=owner, since=since, by=HOUSE, at=timezone.now()
        )
    owners = [facts_of(point, date(year, 6, 1))["owner"] for year in (2012, 2017, 2022)]
    assert owners == ["A", "B", "C"]
