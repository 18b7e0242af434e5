"""Two people at the same moment, on two real connections."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import ReorganisationPlan, ServicePoint, change_facts, facts_of, reorganise
from tusach.network.errors import AlreadyUndone, ChangedMeanwhile, PointIsClosedThen
from tusach.network.models import PointFact, Reorganisation, Succession
from tusach.network.services.editing import edit_point
from tusach.network.services.facts import correct_fact
from tusach.network.services.undoing import undo
from tusach.network.testing import make_point
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 7, 1)


def _edit(point: ServicePoint, name: str, version: int | None) -> ServicePoint:
    return edit_point(
        point=point, values={"host": name}, how="change", since=DAY, version=version,
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip


def test_of_two_who_change_a_dated_fact_of_one_form_the_second_is_told() -> None:
    point = make_point(host="Nhà văn hóa", opened_on=date(2010, 1, 1))
    first, second = together(
        lambda: _edit(point, "Trường cũ", point.version),
        lambda: _edit(point, "Trụ sở xã", point.version),
    )
    refused = [one for one in (first, second) if isinstance(one, ChangedMeanwhile)]
    assert len(refused) == 1
    [now] = PointFact.objects.filter(point=point, topic="host", valid__startswith=DAY)
    assert now.value in {"Trường cũ", "Trụ sở xã"}
    assert facts_of(point, date(2025, 6, 30))["host"] == "Nhà văn hóa"


def test_two_who_change_a_fact_without_a_form_leave_one_value_a_day() -> None:
    point = make_point(host="Nhà văn hóa", opened_on=date(2010, 1, 1))
    done = together(
        *(
            lambda name=name: change_facts(  # type: ignore[misc]
                point=point, values={"host": name}, since=DAY, by=HOUSE, at=timezone.now()
            )
            for name in ("Trường cũ", "Trụ sở xã")
        )
    )
    assert not [one for one in done if isinstance(one, Exception)], done
    assert PointFact.objects.filter(point=point, topic="host").count() == 2
    point.refresh_from_db()
    assert point.version == 3


def test_of_two_who_correct_one_fact_the_second_is_told() -> None:
    point = make_point(host="Nhà văn hóa", opened_on=date(2010, 1, 1))
    fact = PointFact.objects.get(point=point, topic="host")
    done = together(
        *(
            lambda name=name: correct_fact(  # type: ignore[misc]
                point=point, fact_id=fact.pk, value=name, since=date(2010, 1, 1), until=None,
                version=point.version, by=HOUSE, at=timezone.now(),
            )
            for name in ("Trường cũ", "Trụ sở xã")
        )
    )  # fmt: skip
    assert [type(one) for one in done].count(ChangedMeanwhile) == 1
    assert PointFact.objects.filter(point=point, topic="host").count() == 1


def _plan(library: ServicePoint, heir: ServicePoint) -> ReorganisationPlan:
    return ReorganisationPlan(
        kind="merge", sources=[library], targets=[heir], on=DAY, legal_basis="QĐ 45"
    )


def test_one_library_is_merged_once_though_two_decide_at_once() -> None:
    library = make_point("district_library", "Thư viện huyện Tam Đường")
    heirs = [make_point("commune_library", f"Thư viện xã {name}") for name in ("A", "B")]
    case = make_point("village_bookcase", "Tủ sách bản A", parent=library)
    done = together(
        *(
            lambda heir=heir: reorganise(  # type: ignore[misc]
                _plan(library, heir), by=HOUSE, at=timezone.now()
            )
            for heir in heirs
        )
    )
    assert [type(one) for one in done].count(PointIsClosedThen) == 1
    [made] = Reorganisation.objects.all()
    assert Succession.objects.get().by == made
    assert facts_of(case, DAY)["parent"] == Succession.objects.get().to_point


def test_two_who_merge_each_into_the_other_do_not_both_close() -> None:
    one, other = (make_point("commune_library", f"Thư viện xã {name}") for name in ("A", "B"))
    done = together(
        lambda: reorganise(_plan(one, other), by=HOUSE, at=timezone.now()),
        lambda: reorganise(_plan(other, one), by=HOUSE, at=timezone.now()),
    )
    assert [type(result) for result in done].count(PointIsClosedThen) == 1
    assert ServicePoint.objects.filter(closed_on=None).count() == 1


def test_a_decision_is_undone_once_though_two_undo_at_once() -> None:
    library, heir = make_point(), make_point("commune_library", "Thư viện xã A")
    made = reorganise(_plan(library, heir), by=HOUSE, at=timezone.now())
    done = together(*(lambda: undo(done=made, by=HOUSE, at=timezone.now()) for _twice in range(2)))
    assert [type(one) for one in done].count(AlreadyUndone) == 1
    library.refresh_from_db()
    assert library.closed_on is None
