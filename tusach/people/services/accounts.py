"""Opening, closing and correcting accounts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor, record
from tusach.network.api import AdminUnit, ServicePoint
from tusach.people.errors import (
    LastAdministrator,
    NameMissing,
    NotOverYourself,
    NotYoursToManage,
    UsernameTaken,
    UsernameUnfit,
)
from tusach.people.models import Account, OneTimeCode, SignIn
from tusach.people.rules import username_fits
from tusach.people.selectors import manages_account, other_administrators, posts_that_count
from tusach.people.services import sessions
from tusach.people.services.posts import grant_post
from tusach.ui.api import fitting
from tusach.vietnamese.api import nfc


def require_right_over(account: Account, *, by: Actor, today: date) -> None:
    """Refuses unless ``by`` answers for ``account``; the house itself (no account) does."""
    if by.account is None:
        return
    if by.account == account.pk:
        raise NotOverYourself
    if not manages_account(Account.objects.get(pk=by.account), account, today):
        posts = "; ".join(str(post) for post in posts_that_count(account, today))
        raise NotYoursToManage(name=account.full_name, posts=posts or "–")


def _clean_name(full_name: str) -> str:
    name = " ".join(nfc(full_name).split())
    if not name:
        raise NameMissing
    return fitting(name, 200, _("Họ và tên"))


@transaction.atomic
def open_account(
    *,
    username: str,
    full_name: str,
    role: str,
    point: ServicePoint | None = None,
    unit: AdminUnit | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    basis: str = "",
    by: Actor,
    at: datetime,
) -> Account:
    """Open an account with its first post. No password works until a one-time code is made
    (``services.one_time``) and used. Refuses a taken or unfit sign-in name, and whatever
    ``grant_post`` refuses: an account without a post would answer to nobody."""
    username = username.strip().lower()
    if not username_fits(username):
        raise UsernameUnfit(username=username)
    name = _clean_name(full_name)
    if Account.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username)
    account = Account(username=username, created_at=at)
    account.set_name(name)
    account.set_unusable_password()
    account.save()
    record(
        "people.open_account",
        by=by,
        on=("people.account", account.pk, name),
        place=point.pk if point else None,
        changes={"username": [None, username]},
        at=at,
    )
    grant_post(
        account=account,
        role=role,
        point=point,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
        by=by,
        at=at,
    )
    return account


@transaction.atomic
def rename_account(*, account: Account, full_name: str, by: Actor, at: datetime) -> None:
    """Correct a person's name. Refuses an empty name and somebody who does not answer for
    the account."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    require_right_over(account, by=by, today=timezone.localdate(at))
    before = account.full_name
    account.set_name(_clean_name(full_name))
    account.save(update_fields=["full_name", "name_key", "folded"])
    record(
        "people.rename_account",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=_place_of(account, at),
        changes={"full_name": [before, account.full_name]},
        at=at,
    )


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> None:
    """Close an account: nobody signs in with it, its sessions end now. Refuses the own, one
    that ``by`` does not answer for, and the last administrator."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    today = timezone.localdate(at)
    require_right_over(account, by=by, today=today)
    held = {post.role for post in posts_that_count(account, today)}
    if "administrator" in held and not other_administrators(account, today):
        raise LastAdministrator(name=account.full_name)
    shut(account, at)
    record(
        "people.close_account",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=_place_of(account, at),
        at=at,
    )


def shut(account: Account, at: datetime) -> None:
    """Nobody signs in with a locked account any more; its codes and sessions end now."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    OneTimeCode.objects.filter(
        account=account, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    sessions.end_all(account, why=SignIn.End.DEACTIVATED, at=at)


@transaction.atomic
def reopen_account(*, account: Account, by: Actor, at: datetime) -> None:
    """Let a closed account be used again, with the password and posts that it had."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    require_right_over(account, by=by, today=timezone.localdate(at))
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(
        "people.reopen_account",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=_place_of(account, at),
        at=at,
    )


def _place_of(account: Account, at: datetime) -> int | None:
    """The point under which an act on this account is filed."""
    posts = posts_that_count(account, timezone.localdate(at))
    return posts[0].point_id if posts else None
