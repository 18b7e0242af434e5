"""One-time codes on paper: the first sign-in, and a reset without e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.people import codes
from tusach.people.errors import AccountClosed
from tusach.people.models import Account, OneTimeCode, SignIn
from tusach.people.rules import CODE_LIFE
from tusach.people.selectors import posts_that_count
from tusach.people.services import second_factor, sessions, throttle
from tusach.people.services.accounts import require_right_over

PURPOSE = "one-time"


@dataclass(frozen=True)
class Slip:
    """What is printed once and kept nowhere."""

    account: Account
    code: str
    expires_at: datetime


@transaction.atomic
def make_code(
    *, account: Account, drop_second_factor: bool = False, by: Actor, at: datetime
) -> Slip:
    """Make a code with which ``account`` signs in once, within 48 hours, and must then choose
    a password. The old password and older codes stop working and its sessions end now;
    waits from failed tries are forgotten. With ``drop_second_factor`` the second factor goes
    too (a lost phone).

    Refuses a closed account, the own account, and one that ``by`` does not answer for: a
    superior resets only roles at or below the own, so an administrator only another one.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    require_right_over(account, by=by, today=timezone.localdate(at))
    return new_slip(account, drop_second_factor=drop_second_factor, by=by, at=at)


def new_slip(
    account: Account, *, drop_second_factor: bool = False, by: Actor, at: datetime
) -> Slip:
    """:func:`make_code` for a caller who asked the right: ``account`` is locked."""
    if not account.is_active:
        raise AccountClosed(username=account.username)
    OneTimeCode.objects.filter(
        account=account, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    code = codes.new_code()
    made = OneTimeCode.objects.create(
        account=account,
        code_hash=codes.hashed(PURPOSE, account.pk, code),
        made_at=at,
        made_by=by.name,
        expires_at=at + CODE_LIFE,
    )
    account.set_unusable_password()
    account.save(update_fields=["password"])
    if drop_second_factor and account.has_second_factor:
        second_factor.drop(account)
    sessions.end_all(account, why=SignIn.End.PASSWORD, at=at)
    throttle.forgive(
        [
            throttle.Bucket("name", account.username.lower()),
            throttle.Bucket("second", str(account.pk)),
        ]
    )
    posts = posts_that_count(account, timezone.localdate(at))
    record(
        "people.make_one_time_code",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=posts[0].point_id if posts else None,
        changes={"second_factor": ["kept", "dropped"]} if drop_second_factor else None,
        at=at,
    )
    return Slip(account, code, made.expires_at)


@transaction.atomic
def use_code(*, account: Account, typed: str, at: datetime) -> bool:
    """True once for the right code in time; the account must then choose a password."""
    used = OneTimeCode.objects.filter(
        account=account,
        code_hash=codes.hashed(PURPOSE, account.pk, typed),
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        made_at__lte=at,
        expires_at__gt=at,
    ).update(used_at=at)
    if used:
        Account.objects.filter(pk=account.pk).update(must_change_password=True)
        account.must_change_password = True
    return bool(used)


def open_code(account: Account, at: datetime) -> OneTimeCode | None:
    """The code that could be used now, for the account's page."""
    return OneTimeCode.objects.filter(
        account=account, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at
    ).first()
