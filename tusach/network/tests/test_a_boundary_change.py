"""A resolution on administrative units: units end, units begin, points move (D11)."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import commune_of, find_units, unit_by_code, what_became_of
from tusach.network.errors import BuiltUpon, PointNeedsAPlace, ResolutionUnclear
from tusach.network.models import AdminUnit, Reorganisation, UnitChange, UnitFact
from tusach.network.rules.resolution import read_resolution
from tusach.network.services.boundaries import apply_resolution, draw
from tusach.network.services.undoing import undo
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
EVE = date(2026, 12, 31)
TEXT = """Xã A + Xã B => Phường A (03999)
phần chính Xã C => Xã Mới
một phần Xã C + một phần Xã E => Xã D
"""


@pytest.fixture
def province() -> AdminUnit:
    found = make_province("Lai Châu")
    for letter in "ABCDE":
        make_unit(f"Xã {letter}", province=found, code=f"0300{letter}")
    return found


def _unit(name: str) -> AdminUnit:
    return AdminUnit.objects.get(name=name)


def _apply(province: AdminUnit, placed: dict[int, int | None] | None = None) -> Reorganisation:
    return apply_resolution(
        text=TEXT,
        province=province,
        on=DAY,
        title="Sắp xếp xã",
        legal_basis="NQ 1",
        placed=placed or {},
        by=HOUSE,
        at=timezone.now(),
    )


def test_the_lines_are_understood() -> None:
    lines = read_resolution("Xã A + một phần Thị trấn B => Xã C (03390)\n\nXã D\nXã E => Mường")
    assert [(p.name, p.extent) for p in lines[0].parts] == [
        ("Xã A", "whole"),
        ("Thị trấn B", "part"),
    ]
    assert (lines[0].name, lines[0].code, lines[0].wrong) == ("Xã C", "03390", "")
    assert lines[1].number == 3
    assert all(line.wrong for line in lines[1:])


def test_units_end_and_begin_and_points_go_with_them(province: AdminUnit) -> None:
    school = make_point(commune=_unit("Xã B"))
    _apply(province)
    ward = unit_by_code("03999", DAY)
    assert ward is not None
    assert (commune_of(school, EVE), commune_of(school, DAY)) == (_unit("Xã B"), ward)
    assert [b.unit for b in what_became_of(_unit("Xã A"), DAY)] == [ward]
    assert unit_by_code("03999", EVE) is None
    # C is divided up, D only grows, E gives a part and lives on.
    assert [b.unit.name for b in what_became_of(_unit("Xã C"), DAY)] == ["Xã Mới", "Xã D"]
    assert _unit("Xã D").ended_on is None
    assert _unit("Xã E").ended_on is None
    names = {hit.name: hit for hit in find_units("A", on=DAY, within=province, limit=5)}
    assert not names["Phường A"].is_former
    assert [b.unit for b in names["Xã A"].now] == [ward]


def test_a_point_of_a_divided_unit_must_be_placed(province: AdminUnit) -> None:
    point = make_point(commune=_unit("Xã C"))
    stays = make_point("law_bookcase", "Tủ sách pháp luật", _unit("Xã E"))
    with pytest.raises(PointNeedsAPlace, match=point.name):
        _apply(province)
    assert not UnitChange.objects.exists()
    _apply(province, {point.pk: 3})
    assert commune_of(point, DAY) == _unit("Xã D")
    assert commune_of(stays, DAY) == _unit("Xã E")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Xã Z => Xã Y", "Xã Z"),
        ("Xã A => Xã Y\nXã A => Xã X", "dòng 1"),
        ("Xã A => Xã Y\nXã B => Xã Y", "dòng 1"),
        ("Xã A => Y", "loại"),
        ("Xã A => Xã Y (03777)", "03777"),
        ("Xã A + => Xã Y", "thiếu"),
        ("Xã A => Xã B\nXã B => Xã Y", "nhận thêm"),
        ("Xã A", "=>"),
    ],
)
def test_an_unclear_line_is_named_and_nothing_is_written(
    province: AdminUnit, text: str, word: str
) -> None:
    make_unit("Xã Khác", province=make_province("Sơn La"), code="03777")
    drawn = draw(text=text, province=province, on=DAY)
    assert any(word in one.line.wrong for one in drawn.drawn)
    with pytest.raises(ResolutionUnclear):
        apply_resolution(
            text=text,
            province=province,
            on=DAY,
            title="x",
            legal_basis="x",
            placed={},
            by=HOUSE,
            at=timezone.now(),
        )
    assert not UnitChange.objects.exists()


def test_undoing_a_resolution_puts_units_and_points_back(province: AdminUnit) -> None:
    school = make_point(commune=_unit("Xã B"))
    counts = AdminUnit.objects.count(), UnitFact.objects.count()
    done = _apply(province)
    undo(done=done, by=HOUSE, at=timezone.now())
    assert (AdminUnit.objects.count(), UnitFact.objects.count()) == counts
    assert commune_of(school, DAY) == _unit("Xã B")
    assert not UnitChange.objects.exists()
    assert not AdminUnit.objects.filter(ended_on__isnull=False).exists()


def test_a_point_made_in_a_new_unit_stands_in_the_way_of_undoing(province: AdminUnit) -> None:
    done = _apply(province)
    make_point(name="Thư viện mới", commune=_unit("Phường A"))
    with pytest.raises(BuiltUpon):
        undo(done=done, by=HOUSE, at=timezone.now())
    assert _unit("Phường A").facts.exists()
    assert unit_by_code("03999", DAY) == _unit("Phường A")


def test_the_whole_way_in_the_pages(client: Client, province: AdminUnit) -> None:
    point = make_point(commune=_unit("Xã C"))
    client.force_login(make_account("department", province))
    form = {
        "province": "Lai Châu",
        "on": "01/01/2027",
        "legal_basis": "NQ 1",
        "title": "Sắp xếp xã",
        "text": TEXT,
    }
    page = client.post("/mang-luoi/to-chuc-lai/dia-gioi/", form).content.decode()
    assert point.name in page
    assert "Phường A" in page
    token = "5f0c9f2e-8f6e-4b57-9d5c-222222222222"
    refused = client.post("/mang-luoi/to-chuc-lai/dia-gioi/", form | {"apply": "1", "once": token})
    assert refused.status_code == 422
    answer = client.post(
        "/mang-luoi/to-chuc-lai/dia-gioi/",
        form | {"apply": "1", "once": token, f"point_{point.pk}": "2"},
    )
    assert answer.status_code == 302
    assert commune_of(point, DAY) == _unit("Xã Mới")
    assert "Sắp xếp xã" in client.get("/mang-luoi/to-chuc-lai/").content.decode()
