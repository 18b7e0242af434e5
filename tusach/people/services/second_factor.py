"""The second factor: time-based codes (RFC 6238) and recovery codes on paper."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.people import codes
from tusach.people.errors import SecondFactorMissing, SecondFactorNeeded, WrongSecondFactor
from tusach.people.models import Account, RecoveryCode, SignIn
from tusach.people.services import sessions

PURPOSE = "recovery"
RECOVERY_CODES = 10
STEP = 30  # seconds, what every authenticator app expects
# One step before and after: a phone's clock is seldom half a minute wrong.
WINDOW = (-1, 0, 1)


def new_secret() -> str:
    """A secret of 160 bits for a new phone."""
    return pyotp.random_base32()


def address(account: Account, secret: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name="Tủ Sách")


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed, None for a wrong code."""
    digits = "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
    now = int(at.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    fitting = [
        now + shift
        for shift in WINDOW
        if hmac.compare_digest(totp.at((now + shift) * STEP), digits)
    ]
    return fitting[0] if fitting else None


@transaction.atomic
def confirm(
    *, account: Account, secret: str, typed: str, by: Actor, at: datetime, keep: int | None
) -> list[str]:
    """Take ``secret`` as the account's second factor, proven by a code typed from the phone.

    Ends every session but ``keep``; returns new recovery codes to be printed once. Refuses
    a wrong code."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    step = step_of(secret, typed, at)
    if step is None:
        raise WrongSecondFactor
    account.totp_secret, account.totp_confirmed_at = secret, at
    account.totp_last_step = step
    account.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    sessions.end_all(account, why=SignIn.End.SECOND_FACTOR, at=at, but=keep)
    record(
        "people.confirm_second_factor",
        by=by,
        on=("people.account", account.pk, account.full_name),
        at=at,
    )
    return _new_recovery_codes(account)


@transaction.atomic
def accept(*, account: Account, typed: str, at: datetime) -> bool:
    """True for a right code that was not used before: from the phone, or a recovery code."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.has_second_factor:
        return False
    step = step_of(account.totp_secret, typed, at)
    if step is not None:
        # Not "greater": after a clock that ran ahead, the codes of today must work again.
        if step == account.totp_last_step or (step < account.totp_last_step <= step + len(WINDOW)):
            return False
        account.totp_last_step = step
        account.save(update_fields=["totp_last_step"])
        return True
    used = RecoveryCode.objects.filter(
        account=account,
        code_hash=codes.hashed(PURPOSE, account.pk, typed),
        used_at__isnull=True,
    ).update(used_at=at)
    if used:
        record(
            "people.use_recovery_code",
            by=Actor(account.pk, account.full_name),
            on=("people.account", account.pk, account.full_name),
            at=at,
        )
    return bool(used)


@transaction.atomic
def renew_recovery_codes(*, account: Account, by: Actor, at: datetime) -> list[str]:
    """New recovery codes; the old ones stop working."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.has_second_factor:
        raise SecondFactorMissing
    record(
        "people.renew_recovery_codes",
        by=by,
        on=("people.account", account.pk, account.full_name),
        at=at,
    )
    return _new_recovery_codes(account)


@transaction.atomic
def switch_off(*, account: Account, by: Actor, at: datetime) -> None:
    """Sign in by password alone from now on. Refuses an administrator."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.has_second_factor:
        raise SecondFactorMissing
    if any(post.role == "administrator" for post in account.current_posts):
        raise SecondFactorNeeded
    drop(account)
    record(
        "people.switch_off_second_factor",
        by=by,
        on=("people.account", account.pk, account.full_name),
        at=at,
    )


def drop(account: Account) -> None:
    """Forget the second factor of a locked account row."""
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = "", None, 0
    account.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    RecoveryCode.objects.filter(account=account).delete()


def codes_left(account: Account) -> int:
    """How many recovery codes are not used yet."""
    return RecoveryCode.objects.filter(account=account, used_at__isnull=True).count()


def _new_recovery_codes(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    made = [codes.new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=codes.hashed(PURPOSE, account.pk, code))
        for code in made
    )
    return made
