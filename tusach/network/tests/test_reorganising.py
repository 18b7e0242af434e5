"""Dissolving, merging and splitting organisations (D11)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network import dependents
from tusach.network.api import Dependent, change_fact, facts_of, is_open
from tusach.network.errors import (
    AlreadyUndone,
    BuiltUpon,
    DependentsBlock,
    NothingToReorganise,
    PointIsClosedThen,
)
from tusach.network.models import Reorganisation, ServicePoint, Succession
from tusach.network.parts import Plan, forget_part, take_part
from tusach.network.services.reorganising import look, reorganise
from tusach.network.services.undoing import undo
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


def _district() -> tuple[ServicePoint, list[ServicePoint], list[ServicePoint]]:
    """A district library with three bookcases below it, and three commune libraries."""
    library = make_point("district_library", "Thư viện huyện Tam Đường")
    cases = [make_point("village_bookcase", f"Tủ sách bản {n}", parent=library) for n in "ABC"]
    heirs = [
        make_point("commune_library", f"Thư viện xã {n}", make_unit(f"Xã {n}"))
        for n in ("Bình Lư", "Bản Bo", "Khun Há")
    ]
    return library, cases, heirs


def _split(library: ServicePoint, cases: list[ServicePoint], heirs: list[ServicePoint]) -> Plan:
    return Plan(
        kind="split",
        sources=[library],
        targets=heirs,
        on=DAY,
        legal_basis="Quyết định số 45/QĐ-UBND",
        children={case.pk: heir for case, heir in zip(cases, heirs, strict=True)},
    )


def test_a_district_library_is_split_among_three_communes() -> None:
    library, cases, heirs = _district()
    done = reorganise(_split(library, cases, heirs), by=HOUSE, at=timezone.now())
    library.refresh_from_db()
    assert (library.closed_on, is_open(library, BEFORE), is_open(library, DAY)) == (
        DAY,
        True,
        False,
    )
    for case, heir in zip(cases, heirs, strict=True):
        assert facts_of(case, BEFORE)["parent"] == library
        assert facts_of(case, DAY)["parent"] == heir
    assert Succession.objects.filter(from_point=library).count() == 3
    assert len(done.lines) == 3


def test_a_preview_writes_nothing_and_names_what_other_rooms_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library, cases, heirs = _district()
    monkeypatch.setattr(dependents, "_asked", [lambda point, on: [Dependent("bản sách", 1204)]])
    (moving,) = look(_split(library, cases, heirs))
    assert [d.count for d in moving.dependents] == [1204]
    assert [(c.name, p and p.name) for c, p in moving.children] == [
        (case.name, heir.name) for case, heir in zip(cases, heirs, strict=True)
    ]
    assert not Reorganisation.objects.exists()
    library.refresh_from_db()
    assert library.closed_on is None


def test_what_blocks_in_another_room_stops_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library, cases, heirs = _district()
    monkeypatch.setattr(
        dependents, "_asked", [lambda point, on: [Dependent("thùng đang đi đường", 2, blocks=True)]]
    )
    with pytest.raises(DependentsBlock, match="2 thùng đang đi đường"):
        reorganise(_split(library, cases, heirs), by=HOUSE, at=timezone.now())
    assert facts_of(cases[0], DAY)["parent"] == library


class Shelf:
    """A room that keeps something, as far as a reorganisation is concerned."""

    name, label, template = "shelf", "Kệ", ""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def form(self, plan: Plan, user: Any, data: Any, files: Any) -> None:
        return None

    def apply(self, done: Any, plan: Plan, choice: Any, by: Any, at: Any) -> None:
        if choice == "no":
            raise NothingToReorganise(why="Kệ còn sách.")
        self.heard.append((done.pk, [p.name for p in plan.closing], choice))

    def undo(self, done: Any, by: Any, at: Any) -> None:
        self.heard.append((done.pk, "undone"))

    def may_undo(self, done: Any, user: Any) -> bool:
        return True


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    one = Shelf()
    take_part(one)
    yield one
    forget_part("shelf")


def test_other_rooms_do_their_part_in_the_transaction_and_take_it_back(shelf: Shelf) -> None:
    library, cases, heirs = _district()
    plan = _split(library, cases, heirs)
    done = reorganise(replace(plan, choices={"shelf": "left"}), by=HOUSE, at=timezone.now())
    undo(done=done, by=HOUSE, at=timezone.now())
    assert shelf.heard == [(done.pk, [library.name], "left"), (done.pk, "undone")]


def test_what_a_room_refuses_stops_the_whole_of_it(shelf: Shelf) -> None:
    library, cases, heirs = _district()
    plan = replace(_split(library, cases, heirs), choices={"shelf": "no"})
    with pytest.raises(NothingToReorganise, match="Kệ còn sách"):
        reorganise(plan, by=HOUSE, at=timezone.now())
    library.refresh_from_db()
    assert library.closed_on is None
    assert not Reorganisation.objects.exists()


def test_undoing_puts_everything_back() -> None:
    library, cases, heirs = _district()
    before = [facts_of(point, DAY) for point in (library, *cases, *heirs)]
    done = reorganise(_split(library, cases, heirs), by=HOUSE, at=timezone.now())
    undo(done=done, by=HOUSE, at=timezone.now())
    assert [facts_of(point, DAY) for point in (library, *cases, *heirs)] == before
    library.refresh_from_db()
    assert (library.closed_on, library.closed_reason) == (None, "")
    assert not Succession.objects.exists()
    with pytest.raises(AlreadyUndone):
        undo(done=done, by=HOUSE, at=timezone.now())


def test_a_point_changed_since_stands_in_the_way_of_undoing() -> None:
    library, cases, heirs = _district()
    done = reorganise(_split(library, cases, heirs), by=HOUSE, at=timezone.now())
    change_fact(
        point=cases[1], topic="host", value="Nhà văn hóa", since=DAY, by=HOUSE, at=timezone.now()
    )
    with pytest.raises(BuiltUpon, match=cases[1].name):
        undo(done=done, by=HOUSE, at=timezone.now())


@pytest.mark.parametrize("kind", ["merge", "split", "dissolve"])
def test_a_plan_without_its_parts_is_refused(kind: str) -> None:
    sources = [] if kind == "dissolve" else [make_point()]
    plan = Plan(kind=kind, sources=sources, targets=[], on=DAY, legal_basis="x")
    with pytest.raises(NothingToReorganise):
        look(plan)


def test_nothing_is_handed_to_a_closed_point() -> None:
    gone = make_point("commune_library", "Thư viện xã Cũ", closed_on=date(2020, 1, 1))
    plan = Plan(kind="merge", sources=[make_point()], targets=[gone], on=DAY, legal_basis="x")
    with pytest.raises(PointIsClosedThen, match="Thư viện xã Cũ"):
        look(plan)


def test_the_whole_way_in_the_pages(client: Client) -> None:
    library, cases, heirs = _district()
    client.force_login(make_account("department", make_province()))
    form = {
        "kind": "split",
        "on": "01/07/2025",
        "legal_basis": "QĐ 45",
        "source_1": f"{library.name} ({library.code})",
        "source_1_id": str(library.pk),
    }
    for number, heir in enumerate(heirs, 1):
        form |= {f"target_{number}": heir.name, f"target_{number}_id": str(heir.pk)}
    page = client.post("/mang-luoi/to-chuc-lai/moi/", form).content.decode()
    assert "Tủ sách bản B" in page
    assert not Reorganisation.objects.exists()
    form |= {f"child_{case.pk}": str(heirs[2].pk) for case in cases}
    form |= {"apply": "1", "once": "5f0c9f2e-8f6e-4b57-9d5c-111111111111"}
    answer = client.post("/mang-luoi/to-chuc-lai/moi/", form)
    assert answer.status_code == 302
    assert facts_of(cases[0], DAY)["parent"] == heirs[2]
    again = client.post("/mang-luoi/to-chuc-lai/moi/", form)
    assert (again.status_code, again["Location"]) == (302, answer["Location"])
    assert Reorganisation.objects.count() == 1
    client.post(f"{answer['Location']}huy/")
    assert facts_of(cases[0], DAY)["parent"] == library
