"""Accounts of readers bear a number and stand in no list of the staff."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.api import close_reader_account, new_reader_code, open_reader_account
from tusach.people.errors import AccountClosed
from tusach.people.selectors import accounts_seen_by
from tusach.people.services.one_time import use_code
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def opened():
    library = make_point("commune_library", "Thư viện xã Bình Lư")
    return open_reader_account(number=1021, point=library, by=HOUSE, at=timezone.now())


def test_the_list_of_the_staff_shows_no_reader() -> None:
    slip = opened()
    seen = accounts_seen_by(make_account("administrator", None))
    assert seen.exists()
    assert slip.account not in seen


def test_the_code_of_the_slip_works_once() -> None:
    slip = opened()
    assert use_code(account=slip.account, typed=slip.code, at=timezone.now())
    assert not use_code(account=slip.account, typed=slip.code, at=timezone.now())


def test_a_reader_holds_a_post_that_opens_nothing_of_the_staff() -> None:
    account = opened().account
    assert account.has_perm("portal.mine")
    assert not account.has_perm("readers.view")
    assert not account.has_perm("catalogue.view")


def test_a_closed_account_gets_no_code() -> None:
    account = opened().account
    close_reader_account(account_id=account.pk, by=HOUSE, at=timezone.now())
    with pytest.raises(AccountClosed):
        new_reader_code(account_id=account.pk, by=HOUSE, at=timezone.now())
