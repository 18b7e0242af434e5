"""Who may give and end which posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.audit.testing import written
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people import errors
from tusach.people.models import Account, Post
from tusach.people.services.posts import end_post, grant_post
from tusach.people.testing import make_account, make_post

pytestmark = pytest.mark.django_db


def by(account: Account) -> Actor:
    return Actor(account.pk, account.full_name)


@pytest.fixture
def library() -> ServicePoint:
    return make_point("provincial_library", "Thư viện tỉnh Lai Châu")


@pytest.fixture
def school() -> ServicePoint:
    return make_point()


@pytest.fixture
def newcomer(school: ServicePoint) -> Account:
    return make_account("school_librarian", at=school, full_name="Pờ Lóng Tơ")


def give(giver: Account, account: Account, role: str, point: ServicePoint | None) -> Post:
    return grant_post(account=account, role=role, point=point, by=by(giver), at=timezone.now())


@pytest.mark.parametrize(
    ("giver", "role", "given"),
    [
        ("administrator", "administrator", True),
        ("administrator", "director", True),
        ("director", "administrator", False),
        ("director", "director", True),
        ("director", "warehouse_keeper", True),
        ("warehouse_keeper", "point_keeper", False),
        ("department", "point_keeper", False),
    ],
)
def test_a_post_is_given_only_by_those_who_manage_people_and_rank_no_lower(
    library: ServicePoint, newcomer: Account, giver: str, role: str, given: bool
) -> None:
    at = {"administrator": None, "department": make_province("Lai Châu")}.get(giver, library)
    superior = make_account(giver, at=at)
    if given:
        assert give(superior, newcomer, role, library).account == newcomer
    else:
        with pytest.raises(errors.NotYoursToGive):
            give(superior, newcomer, role, library)


def test_a_post_is_given_only_within_the_reach(library: ServicePoint, newcomer: Account) -> None:
    commune = make_point("commune_library", "Thư viện xã", parent=library)
    village = make_point("village_bookcase", "Tủ sách bản", parent=commune)
    librarian = make_account("commune_librarian", at=commune)
    assert give(librarian, newcomer, "point_keeper", village)
    with pytest.raises(errors.NotYoursToGive):
        give(librarian, newcomer, "point_keeper", library)
    son_la = make_point(
        "school_library", "Trường", make_unit("Xã Tân Phong", province=make_province("Sơn La"))
    )
    director = make_account("director", at=library)
    with pytest.raises(errors.NotYoursToGive):
        give(director, newcomer, "school_librarian", son_la)


def test_nobody_gives_herself_a_post(library: ServicePoint) -> None:
    director = make_account("director", at=library)
    with pytest.raises(errors.NotOverYourself):
        give(director, director, "cataloguer", library)


def test_an_administrator_without_a_second_factor_gives_nothing(
    library: ServicePoint, newcomer: Account
) -> None:
    administrator = make_account("administrator", second_factor=False)
    with pytest.raises(errors.NotYoursToGive):
        give(administrator, newcomer, "cataloguer", library)


@pytest.mark.parametrize(("role", "kind"), [("department", "school_library")])
def test_a_role_is_held_only_where_it_exists(newcomer: Account, role: str, kind: str) -> None:
    with pytest.raises(errors.RoleNotAtSuchAPlace):
        make_post(newcomer, role, at=make_point(kind, "Ở đây"))


def test_only_an_administrator_holds_a_post_at_no_place(newcomer: Account) -> None:
    with pytest.raises(errors.RoleNotAtSuchAPlace):
        make_post(newcomer, "director", at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(account=newcomer).update(point=None)


def test_the_same_post_is_not_held_twice_at_a_time(newcomer: Account, school: ServicePoint) -> None:
    with pytest.raises(errors.PostHeldAlready, match="Pờ Lóng Tơ"):
        make_post(newcomer, "school_librarian", at=school)
    held = newcomer.posts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            account=newcomer,
            role=held.role,
            point=school,
            period=held.period,
            granted_at=timezone.now(),
        )


def test_a_period_that_runs_backwards_is_refused(newcomer: Account, library: ServicePoint) -> None:
    today = timezone.localdate()
    with pytest.raises(errors.PeriodTurned):
        make_post(newcomer, "cataloguer", at=library, starts_on=today, ends_on=today)


def test_a_closed_point_takes_nobody(newcomer: Account) -> None:
    today = timezone.localdate()
    closed = make_point("school_library", "Trường đã đóng", closed_on=today - timedelta(days=5))
    with pytest.raises(errors.PlaceClosed, match="Trường đã đóng"):
        make_post(newcomer, "school_librarian", at=closed, starts_on=today)


def test_a_post_ends_on_a_day_and_its_history_stays(newcomer: Account) -> None:
    post = newcomer.posts.get()
    today = timezone.localdate()
    end_post(post=post, on=today + timedelta(days=10), by=HOUSE, at=timezone.now())
    post.refresh_from_db()
    assert post.holds_on(today + timedelta(days=9))
    assert not post.holds_on(today + timedelta(days=10))


def test_a_post_that_is_over_is_not_ended_again(newcomer: Account) -> None:
    post = newcomer.posts.get()
    end_post(post=post, by=HOUSE, at=timezone.now())
    with pytest.raises(errors.PostOver):
        end_post(post=post, by=HOUSE, at=timezone.now())


def test_a_post_given_by_mistake_goes_and_the_record_keeps_it(
    newcomer: Account, library: ServicePoint
) -> None:
    post = make_post(newcomer, "cataloguer", at=library, starts_on=timezone.localdate())
    end_post(post=post, by=HOUSE, at=timezone.now())
    assert not Post.objects.filter(pk=post.pk).exists()
    assert [act.act for act in written(key=newcomer.pk)][-2:] == [
        "people.grant_post",
        "people.end_post",
    ]


def test_only_who_could_have_given_a_post_ends_it(newcomer: Account, library: ServicePoint) -> None:
    keeper = make_account("warehouse_keeper", at=library)
    with pytest.raises(errors.NotYoursToGive):
        end_post(post=newcomer.posts.get(), by=by(keeper), at=timezone.now())
    director = make_account("director", at=library)
    end_post(post=newcomer.posts.get(), by=by(director), at=timezone.now())


def test_the_last_administrator_stays() -> None:
    first = make_account("administrator", full_name="Trần Văn Đức")
    with pytest.raises(errors.LastAdministrator, match="Trần Văn Đức"):
        end_post(post=first.posts.get(), by=HOUSE, at=timezone.now())
    make_account("administrator")
    end_post(post=first.posts.get(), by=HOUSE, at=timezone.now())
