"""Makers of accounts and posts for tests and for the demonstration."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

import pyotp
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import AdminUnit, ServicePoint
from tusach.people.models import Account, Post
from tusach.people.services.accounts import open_account
from tusach.people.services.posts import grant_post

_numbers = count(1)
PASSWORD = "sách-hay-vùng-cao-2026"
_LONG_AGO = date(2020, 1, 1)


def make_account(
    role: str = "warehouse_keeper",
    at: ServicePoint | AdminUnit | None = None,
    username: str | None = None,
    full_name: str = "Lò Thị An",
    *,
    starts_on: date = _LONG_AGO,
    ends_on: date | None = None,
    password: str | None = None,
    second_factor: bool | None = None,
) -> Account:
    """An account with one post: ``make_account("school_librarian", at=school)``.

    ``at`` is a service point or an administrative unit; None only for an administrator of
    the whole installation. Sign in with ``client.force_login(account)``: it needs no
    password, so none is set unless ``password`` is given (Argon2 costs a tenth of a second).
    An administrator has a second factor unless ``second_factor=False``: without one her
    acts are withheld.
    """
    now = timezone.now()
    account = open_account(
        username=username or f"nguoi-dung-{next(_numbers)}",
        full_name=full_name,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        point=at if isinstance(at, ServicePoint) else None,
        unit=at if isinstance(at, AdminUnit) else None,
        by=HOUSE,
        at=now,
    )
    if password is not None:
        account.set_password(password)
    if role == "administrator" if second_factor is None else second_factor:
        account.totp_secret, account.totp_confirmed_at = pyotp.random_base32(), now
    account.save()
    return account


def make_post(
    account: Account,
    role: str,
    at: ServicePoint | AdminUnit | None = None,
    *,
    starts_on: date = _LONG_AGO,
    ends_on: date | None = None,
    moment: datetime | None = None,
) -> Post:
    """One more post for ``account``."""
    post = grant_post(
        account=account,
        role=role,
        point=at if isinstance(at, ServicePoint) else None,
        unit=at if isinstance(at, AdminUnit) else None,
        starts_on=starts_on,
        ends_on=ends_on,
        by=HOUSE,
        at=moment or timezone.now(),
    )
    account.__dict__.pop("current_posts", None)
    account.__dict__.pop("_reached", None)
    return post


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): things that belong to ``world.place``."""
    keeper: Account = world.keeper
    post = keeper.posts.get()
    account = {"pk": keeper.pk}
    return {
        "account": account,
        "at_point_panel": {"pk": world.place.pk},
        "close": account,
        "end_post": {"pk": post.pk},
        "end_session": {"pk": 1},
        "grant": account,
        "make_code": account,
        "rename": account,
        "reopen": account,
    }
