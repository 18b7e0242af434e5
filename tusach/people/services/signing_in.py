"""Signing in: the password or a one-time code, then the second factor."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from tusach.people.errors import WrongCredentials, WrongSecondFactor
from tusach.people.models import Account
from tusach.people.services import one_time, second_factor, throttle
from tusach.people.services.throttle import Bucket


def normalised(password: str) -> str:
    """One form for what keyboards send differently (ế as one letter or three): NIST SP
    800-63B, 5.1.1.2."""
    return unicodedata.normalize("NFKC", password)


@dataclass(frozen=True)
class Attempt:
    """One try. ``browser`` names a browser that this account signed in from before; such a
    browser is counted by itself, so that neither guesses at the name from elsewhere nor the
    pupils behind the same address keep its owner out."""

    username: str
    password: str
    address: str | None = None
    browser: str = ""

    @property
    def buckets(self) -> list[Bucket]:
        name = self.username.strip().lower()
        if self.browser:
            return [Bucket("browser", f"{name}:{self.browser}")]
        address = throttle.by_address(self.address)
        return [Bucket("name", name), *([address] if address else [])]


def check(attempt: Attempt, *, at: datetime) -> Account:
    """The account behind a name and its password or one-time code.

    Refuses with one and the same sentence an unknown name, a wrong password and a closed
    account, after the same work; refuses a try that comes too early, known name or not. Do
    not call inside a transaction that may be rolled back: the failure must stay counted.
    """
    throttle.claim(attempt.buckets, at=at)
    password = normalised(attempt.password)
    account = Account.objects.filter(
        username__iexact=attempt.username.strip(), is_active=True
    ).first()
    if account is None:
        make_password(password)  # the time that a real check takes
        one_time.use_code(account=Account(pk=0), typed=attempt.password, at=at)
        raise WrongCredentials
    right = account.check_password(password)
    if not right and not one_time.use_code(account=account, typed=attempt.password, at=at):
        raise WrongCredentials
    throttle.forgive(attempt.buckets)
    return account


def check_second(account: Account, *, typed: str, at: datetime) -> None:
    """Refuses a wrong, used or too early second factor."""
    bucket = [Bucket("second", str(account.pk))]
    throttle.claim(bucket, at=at)
    if not second_factor.accept(account=account, typed=typed, at=at):
        raise WrongSecondFactor
    throttle.forgive(bucket)
