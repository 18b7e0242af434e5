"""Accounts with which readers sign in: opened, renewed and closed by the room that knows readers.

Such an account bears a number, never a name: what a person is called stays in one place. It holds
the post of a reader at the library that opened it, and no list of the staff shows it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.people.models import Account, Post
from tusach.people.services.accounts import shut
from tusach.people.services.one_time import Slip, new_slip

ROLE = "reader"


@transaction.atomic
def open_reader_account(*, number: int, point: ServicePoint, by: Actor, at: datetime) -> Slip:
    """Open the account of the reader with this number, or open it again; returns the slip with
    the one-time code for its first sign-in. The caller has asked whether ``by`` may."""
    username = f"bd{number}"
    account = Account.objects.select_for_update().filter(username=username).first()
    if account is None:
        account = Account(username=username, created_at=at)
        account.set_name(_("Bạn đọc số %(number)s") % {"number": number})
        account.set_unusable_password()
        account.save()
    account.is_active = True
    account.save(update_fields=["is_active"])
    today = timezone.localdate(at)
    if not account.posts.filter(role=ROLE, period__contains=today).exists():
        Post.objects.create(
            account=account,
            role=ROLE,
            point=point,
            period=DateRange(today, None),
            granted_at=at,
            granted_by=by.name,
        )
    record(
        "people.open_account",
        by=by,
        on=("people.account", account.pk, username),
        place=point.pk,
        at=at,
    )
    return new_slip(account, by=by, at=at)


@transaction.atomic
def new_reader_code(*, account_id: int, by: Actor, at: datetime) -> Slip:
    """A new one-time code for a reader who forgot the password; the old one stops working.

    Refuses (:class:`AccountClosed`) a closed account.
    """
    account = Account.objects.select_for_update().get(pk=account_id, posts__role=ROLE)
    return new_slip(account, by=by, at=at)


@transaction.atomic
def close_reader_account(*, account_id: int, by: Actor, at: datetime) -> None:
    """Nobody signs in with it any more; its sessions end now. Twice changes nothing."""
    account = Account.objects.select_for_update().get(pk=account_id, posts__role=ROLE)
    if not account.is_active:
        return
    shut(account, at)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    record(
        "people.close_account",
        by=by,
        on=("people.account", account.pk, account.username),
        place=by.place,
        at=at,
    )
