"""A reader's own account, and a parent's sight of a child's loans."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.people.api import Slip, close_reader_account, new_reader_code, open_reader_account
from tusach.readers import errors
from tusach.readers.models import Reader, ReaderAccount
from tusach.readers.selectors.accounts import own_account
from tusach.readers.services.registering import locked, on


@transaction.atomic
def open_account(*, reader: Reader, by: Actor, at: datetime) -> Slip:
    """Open the account of a reader; returns the slip with the one-time code, to be printed once.

    Refuses a reader who was merged or erased, and one who has an account that is open
    (:class:`errors.HasAccount`: there a new code is made).
    """
    held = locked(reader)
    if own_account(held) is not None:
        raise errors.HasAccount(number=held.number)
    slip = open_reader_account(number=held.number, point=held.home, by=by, at=at)
    ReaderAccount.objects.create(reader=held, account=slip.account, made_at=at, made_by=by.name)
    record("readers.open_account", by=by, on=on(held), place=held.home_id, at=at)
    return slip


@transaction.atomic
def new_code(*, reader: Reader, by: Actor, at: datetime) -> Slip:
    """A new one-time code; the old password stops working. Refuses a reader without an account
    (:class:`errors.NoAccount`)."""
    held = locked(reader)
    account = own_account(held)
    if account is None:
        raise errors.NoAccount(number=held.number)
    return new_reader_code(account_id=account.account_id, by=by, at=at)


@transaction.atomic
def close_account(*, reader: Reader, by: Actor, at: datetime) -> None:
    """Close a reader's account, and with it the sight of others' cards. Refuses a reader without
    one (:class:`errors.NoAccount`)."""
    held = locked(reader)
    account = own_account(held)
    if account is None:
        raise errors.NoAccount(number=held.number)
    _close(account, by, at)
    record("readers.close_account", by=by, on=on(held), place=held.home_id, at=at)


def _close(account: ReaderAccount, by: Actor, at: datetime) -> None:
    close_reader_account(account_id=account.account_id, by=by, at=at)
    ReaderAccount.objects.filter(account=account.account_id, ended_at=None).update(
        ended_at=at, ended_by=by.name
    )


@transaction.atomic
def show_child(*, child: Reader, parent: Reader, by: Actor, at: datetime) -> ReaderAccount:
    """Let the account of ``parent`` see and renew what ``child`` borrows.

    The library does it when the parent comes with the child's card. Refuses a parent without an
    account (:class:`errors.NoAccount`), a reader who is no child
    (:class:`errors.NotAChild`), and a pair that was made before
    (:class:`errors.ShownAlready`).
    """
    first, second = sorted((child, parent), key=lambda one: one.pk)
    rows = {one.pk: locked(one) for one in (first, second)}
    child, parent = rows[child.pk], rows[parent.pk]
    account = own_account(parent)
    if account is None:
        raise errors.NoAccount(number=parent.number)
    if child.audience not in ("children", "pupils"):
        raise errors.NotAChild(number=child.number)
    link, made = ReaderAccount.objects.get_or_create(
        reader=child,
        account_id=account.account_id,
        ended_at=None,
        defaults={"own": False, "made_at": at, "made_by": by.name},
    )
    if not made:
        raise errors.ShownAlready(child=child.number, parent=parent.number)
    record(
        "readers.show_child",
        by=by,
        on=on(child),
        place=child.home_id,
        changes={"account": [None, f"#{parent.number}"]},
        at=at,
    )
    return link


@transaction.atomic
def hide_child(*, link: ReaderAccount, by: Actor, at: datetime) -> None:
    """End a parent's sight of a child's loans. Twice changes nothing."""
    held = ReaderAccount.objects.select_for_update().get(pk=link.pk, own=False)
    if held.ended_at is not None:
        return
    held.ended_at, held.ended_by = at, by.name
    held.save(update_fields=["ended_at", "ended_by"])
    record("readers.hide_child", by=by, on=on(held.reader), place=held.reader.home_id, at=at)


def forget(reader: int, *, by: Actor, at: datetime) -> int:
    """Close and unlink the accounts of a reader who is erased; returns how many rows went."""
    for account in ReaderAccount.objects.filter(reader=reader, own=True, ended_at=None):
        _close(account, by, at)
    return ReaderAccount.objects.filter(reader=reader).delete()[0]
