"""How far a post reaches (roles.REACH)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.models import Account
from tusach.people.testing import make_account, make_post

pytestmark = pytest.mark.django_db


def fresh(account: Account) -> Account:
    """As the next request sees the person: nothing kept from the last one."""
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def lai_chau() -> dict[str, object]:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    commune = make_point("commune_library", "Thư viện phường Tân Phong", parent=library)
    village = make_point("village_bookcase", "Tủ sách bản Séo Sin Chải", parent=commune)
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    son_la = make_province("Sơn La")
    elsewhere = make_point(
        "school_library", "Trường Tân Phong", make_unit("Xã Tân Phong", province=son_la)
    )
    return {
        "library": library,
        "commune": commune,
        "village": village,
        "school": school,
        "elsewhere": elsewhere,
    }


@pytest.mark.parametrize(
    ("role", "at", "act", "reached"),
    [
        ("director", "library", "rotation.view", "library commune village school"),
        ("warehouse_keeper", "library", "rotation.pack", "library commune village school"),
        ("cataloguer", "library", "holdings.label", "library commune village school"),
        ("commune_librarian", "commune", "rotation.receive", "commune village"),
        ("commune_librarian", "library", "rotation.receive", "library commune village"),
        ("warehouse_keeper", "commune", "rotation.pack", "commune village"),
        ("school_librarian", "school", "rotation.receive", "school"),
        ("point_keeper", "commune", "rotation.receive", "commune"),
        ("reader_librarian", "library", "circulation.lend", "library"),
        ("reader_librarian", "commune", "readers.view", "commune"),
        ("reader_librarian", "library", "circulation.rules", ""),
        ("reader", "school", "rotation.view", ""),
        ("school_librarian", "school", "rotation.pack", ""),
    ],
)
def test_a_post_at_a_point_reaches_what_its_role_says(
    lai_chau: dict[str, object], role: str, at: str, act: str, reached: str
) -> None:
    user = fresh(make_account(role, at=lai_chau[at]))
    by_question = {name for name, place in lai_chau.items() if user.has_perm(act, place)}
    by_list = {
        name
        for name, place in lai_chau.items()
        if user.places_for(act).filter(pk=place.pk).exists()
    }
    assert by_question == by_list == set(reached.split())
    assert user.has_perm(act) == bool(reached)


def test_a_post_in_a_province_reaches_its_points_and_no_others(
    lai_chau: dict[str, object],
) -> None:
    user = fresh(make_account("department", at=make_province("Lai Châu")))
    names = set(user.places_for("network.view").values_list("name", flat=True))
    assert "Trường Tân Phong" not in names
    assert len(names) == 4
    assert user.has_perm("network.change_units", make_province("Lai Châu"))
    assert not user.has_perm("network.change_units", make_province("Sơn La"))


def test_a_post_in_a_commune_reaches_the_points_that_lie_in_it(
    lai_chau: dict[str, object],
) -> None:
    ward = make_unit("Phường Đoàn Kết")
    there = make_point("law_bookcase", "Tủ sách pháp luật Đoàn Kết", ward)
    user = fresh(make_account("commune_librarian", at=ward))
    assert list(user.places_for("holdings.view")) == [there]
    assert user.has_perm("holdings.view", there)
    assert not user.has_perm("holdings.view", lai_chau["school"])


def test_a_loop_of_superior_points_ends(lai_chau: dict[str, object]) -> None:
    commune, village = lai_chau["commune"], lai_chau["village"]
    type(commune).objects.filter(pk=commune.pk).update(parent=village)
    user = fresh(make_account("commune_librarian", at=commune))
    assert set(user.places_for("holdings.view")) == {commune, village}


def test_a_post_counts_from_its_first_day_until_the_day_before_its_end(
    lai_chau: dict[str, object],
) -> None:
    today = timezone.localdate()
    school = lai_chau["school"]
    for starts, ends, counts in [
        (today, None, True),
        (today - timedelta(days=9), today + timedelta(days=1), True),
        (today - timedelta(days=9), today, False),
        (today + timedelta(days=1), None, False),
    ]:
        user = fresh(make_account("school_librarian", at=school, starts_on=starts, ends_on=ends))
        assert user.has_perm("holdings.view", school) is counts
        assert user.places_for("holdings.view").exists() is counts


def test_two_posts_add_up_and_acting_as_one_narrows_to_it(lai_chau: dict[str, object]) -> None:
    school, village = lai_chau["school"], lai_chau["village"]
    user = make_account("school_librarian", at=school)
    second = make_post(user, "point_keeper", at=village)
    assert set(user.places_for("rotation.receive")) == {school, village}
    user = fresh(user)
    user.acting_post_id = second.pk
    assert list(user.places_for("rotation.receive")) == [village]
    assert not user.has_perm("rotation.receive", school)
    assert user.post_label == "Người trông điểm phục vụ, Tủ sách bản Séo Sin Chải"


def test_an_administrator_acts_only_with_a_second_factor(lai_chau: dict[str, object]) -> None:
    without = fresh(make_account("administrator", second_factor=False))
    assert not without.has_perm("people.manage")
    assert not without.places_for("people.manage").exists()
    user = fresh(make_account("administrator"))
    assert user.places_for("people.manage").count() == 5
    assert user.has_perm("people.manage", lai_chau["elsewhere"])


def test_nobody_acts_without_a_post_with_a_closed_account_or_before_choosing_a_password(
    lai_chau: dict[str, object],
) -> None:
    assert not AnonymousUser().has_perm("network.view")
    user = make_account("director", at=lai_chau["library"])
    user.must_change_password = True
    assert not user.has_perm("network.view")
    user = fresh(user)
    assert user.has_perm("network.view")
    user.is_active = False
    assert not user.has_perm("network.view")


def test_fifty_questions_about_one_province_cost_one_query(
    lai_chau: dict[str, object], django_assert_max_num_queries: type[CaptureQueriesContext]
) -> None:
    user = fresh(make_account("warehouse_keeper", at=lai_chau["library"]))
    points = [make_point(name=f"Trường số {n}") for n in range(50)]
    with django_assert_max_num_queries(1):
        assert all(user.has_perm("rotation.pack", point) for point in points)
