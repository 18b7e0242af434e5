"""A reader signs in with a number; a parent sees the cards of the children."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.people.api import Account
from tusach.readers import errors
from tusach.readers.api import readers_of_account
from tusach.readers.models import ReaderAccount
from tusach.readers.services.accounts import (
    close_account,
    forget,
    hide_child,
    new_code,
    open_account,
    show_child,
)
from tusach.readers.services.merging import merge
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
NOW = timezone.now


def opened(reader):
    return open_account(reader=reader, by=HOUSE, at=NOW())


def test_an_account_bears_the_number_and_no_name() -> None:
    reader = make_reader("Giàng A Páo")
    slip = opened(reader)
    assert slip.account.username == f"bd{reader.number}"
    assert "Páo" not in str(vars(slip.account))
    assert "Páo" not in str([vars(act) for act in written()])
    assert readers_of_account(slip.account.pk) == [reader]


def test_a_reader_has_one_account_and_may_get_a_new_code() -> None:
    reader = make_reader()
    first = opened(reader)
    with pytest.raises(errors.HasAccount):
        opened(reader)
    again = new_code(reader=reader, by=HOUSE, at=NOW())
    assert again.account == first.account
    assert again.code != first.code


def test_a_code_for_nobodys_account_is_refused() -> None:
    with pytest.raises(errors.NoAccount):
        new_code(reader=make_reader(), by=HOUSE, at=NOW())


def test_a_closed_account_shows_nobody_and_opens_again() -> None:
    reader = make_reader()
    account = opened(reader).account
    close_account(reader=reader, by=HOUSE, at=NOW())
    account.refresh_from_db()
    assert not account.is_active
    assert readers_of_account(account.pk) == []
    assert opened(reader).account == account
    account.refresh_from_db()
    assert account.is_active


def test_a_parent_sees_the_children_shown_to_them_until_that_ends() -> None:
    parent, child = make_reader("Lò Thị An"), make_reader("Lò Văn Bé", reader_class="child")
    with pytest.raises(errors.NoAccount):
        show_child(child=child, parent=parent, by=HOUSE, at=NOW())
    account = opened(parent).account
    link = show_child(child=child, parent=parent, by=HOUSE, at=NOW())
    assert readers_of_account(account.pk) == [parent, child]
    with pytest.raises(errors.ShownAlready):
        show_child(child=child, parent=parent, by=HOUSE, at=NOW())
    hide_child(link=link, by=HOUSE, at=NOW())
    assert readers_of_account(account.pk) == [parent]


def test_grown_ups_are_shown_to_nobody() -> None:
    parent = make_reader()
    opened(parent)
    with pytest.raises(errors.NotAChild):
        show_child(child=make_reader(), parent=parent, by=HOUSE, at=NOW())


def test_an_account_follows_its_reader_into_a_merge() -> None:
    gone, kept = make_reader("Lò Thị An"), make_reader("Lò Thị An")
    account = opened(gone).account
    merge(gone=gone, kept=kept, by=HOUSE, at=NOW())
    assert readers_of_account(account.pk) == [kept]
    with pytest.raises(errors.HasAccount):
        opened(kept)


def test_an_erased_reader_leaves_no_account_that_works() -> None:
    reader = make_reader()
    account = opened(reader).account
    assert forget(reader.pk, by=HOUSE, at=NOW()) == 1
    assert not ReaderAccount.objects.exists()
    assert not Account.objects.get(pk=account.pk).is_active
