"""Choosing a password."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.people.errors import PasswordUnchanged, PasswordUnfit, WrongPassword
from tusach.people.models import Account, SignIn
from tusach.people.services import sessions, throttle
from tusach.people.services.signing_in import normalised
from tusach.people.services.throttle import Bucket


def require_password(account: Account, typed: str, *, at: datetime) -> None:
    """Refuses a wrong current password; tries are slowed down as at the door."""
    bucket = [Bucket("name", account.username.lower())]
    throttle.claim(bucket, at=at)
    if not account.check_password(normalised(typed)):
        raise WrongPassword
    throttle.forgive(bucket)


@transaction.atomic
def choose_password(
    *, account: Account, new: str, by: Actor, at: datetime, keep: int | None = None
) -> Account:
    """Set a new password; every session ends but ``keep``. Refuses one that is too short,
    too common, like the name, or the old one. The caller has asked for the current password
    or the account came by a one-time code."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    new = normalised(new)
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise PasswordUnfit(reasons=" ".join(error.messages)) from error
    if account.has_usable_password() and account.check_password(new):
        raise PasswordUnchanged
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    sessions.end_all(account, why=SignIn.End.PASSWORD, at=at, but=keep)
    record(
        "people.choose_password",
        by=by,
        on=("people.account", account.pk, account.full_name),
        at=at,
    )
    return account
