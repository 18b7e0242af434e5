"""A reset without e-mail: a code on paper from the superior."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.people import codes, errors
from tusach.people.models import Account, OneTimeCode
from tusach.people.services import accounts, one_time
from tusach.people.testing import PASSWORD, make_account, make_post


def by(account: Account) -> Actor:
    return Actor(account.pk, account.full_name)


@pytest.mark.django_db
def test_the_code_is_kept_only_as_a_hash_and_not_in_the_record_of_acts() -> None:
    librarian = make_account("school_librarian", at=make_point())
    slip = one_time.make_code(account=librarian, by=HOUSE, at=timezone.now())
    assert codes.tidy(slip.code) not in OneTimeCode.objects.get().code_hash
    assert slip.code not in str([vars(act) for act in written()])
    assert len(written(act="people.make_one_time_code")) == 1


@pytest.mark.django_db
def test_a_code_is_good_for_48_hours() -> None:
    librarian = make_account("school_librarian", at=make_point())
    now = timezone.now()
    slip = one_time.make_code(account=librarian, by=HOUSE, at=now)
    late = now + timedelta(hours=48)
    assert not one_time.use_code(account=librarian, typed=slip.code, at=late)
    in_time = late - timedelta(seconds=1)
    assert one_time.use_code(account=librarian, typed=slip.code, at=in_time)
    assert not one_time.use_code(account=librarian, typed=slip.code, at=in_time)


@pytest.mark.django_db
def test_a_newer_code_makes_the_older_worthless() -> None:
    librarian = make_account("school_librarian", at=make_point())
    now = timezone.now()
    old = one_time.make_code(account=librarian, by=HOUSE, at=now)
    new = one_time.make_code(account=librarian, by=HOUSE, at=now)
    assert not one_time.use_code(account=librarian, typed=old.code, at=now)
    assert one_time.use_code(account=librarian, typed=new.code, at=now)


@pytest.mark.django_db
def test_a_code_of_one_account_opens_no_other() -> None:
    one = make_account("school_librarian", at=make_point())
    two = make_account("school_librarian", at=make_point(name="Trường khác"))
    slip = one_time.make_code(account=one, by=HOUSE, at=timezone.now())
    assert not one_time.use_code(account=two, typed=slip.code, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_code_used_by_two_at_once_lets_one_in() -> None:
    librarian = make_account("school_librarian", at=make_point())
    now = timezone.now()
    slip = one_time.make_code(account=librarian, by=HOUSE, at=now)
    start = threading.Barrier(4)
    let_in: list[bool] = []

    def use() -> None:
        try:
            start.wait()
            let_in.append(one_time.use_code(account=librarian, typed=slip.code, at=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(let_in) == [False, False, False, True]


@pytest.mark.django_db
def test_an_administrator_is_reset_only_by_another_administrator() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    here = make_account("administrator", at=library)
    director = make_account("director", at=library)
    with pytest.raises(errors.NotYoursToManage):
        one_time.make_code(account=here, by=by(director), at=timezone.now())
    other = make_account("administrator")
    assert one_time.make_code(account=here, by=by(other), at=timezone.now())


@pytest.mark.django_db
def test_who_holds_a_second_post_elsewhere_is_not_reset_by_a_superior_of_one_place() -> None:
    commune = make_point("commune_library", "Thư viện xã")
    village = make_point("village_bookcase", "Tủ sách bản", parent=commune)
    keeper = make_account("point_keeper", at=village)
    librarian = make_account("commune_librarian", at=commune)
    assert one_time.make_code(account=keeper, by=by(librarian), at=timezone.now())
    make_post(keeper, "school_librarian", at=make_point())
    with pytest.raises(errors.NotYoursToManage):
        one_time.make_code(account=keeper, by=by(librarian), at=timezone.now())


@pytest.mark.django_db
def test_nobody_resets_herself() -> None:
    director = make_account("director", at=make_point("provincial_library", "Thư viện tỉnh"))
    with pytest.raises(errors.NotOverYourself):
        one_time.make_code(account=director, by=by(director), at=timezone.now())


@pytest.mark.django_db
def test_a_reset_keeps_the_second_factor_unless_the_phone_was_lost() -> None:
    librarian = make_account(
        "school_librarian", at=make_point(), password=PASSWORD, second_factor=True
    )
    one_time.make_code(account=librarian, by=HOUSE, at=timezone.now())
    librarian.refresh_from_db()
    assert librarian.has_second_factor
    assert not librarian.has_usable_password()
    one_time.make_code(account=librarian, drop_second_factor=True, by=HOUSE, at=timezone.now())
    librarian.refresh_from_db()
    assert not librarian.has_second_factor


@pytest.mark.django_db
def test_a_closed_account_gets_no_code_and_its_open_one_is_withdrawn() -> None:
    librarian = make_account("school_librarian", at=make_point())
    now = timezone.now()
    slip = one_time.make_code(account=librarian, by=HOUSE, at=now)
    accounts.close_account(account=librarian, by=HOUSE, at=now)
    assert not one_time.use_code(account=librarian, typed=slip.code, at=now)
    with pytest.raises(errors.AccountClosed):
        one_time.make_code(account=librarian, by=HOUSE, at=now)


def test_a_code_can_be_typed_as_people_type() -> None:
    code = codes.new_code()
    assert codes.tidy(f"  {code.lower().replace('-', ' ')} ") == code.replace("-", "")
    assert len({codes.new_code() for _ in range(1000)}) == 1000
    assert not set("01OI") & set("".join(codes.new_code() for _ in range(200)))
