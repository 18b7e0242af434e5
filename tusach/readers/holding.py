"""What this room itself keeps of a reader beside the row: accounts to sign in with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.audit.api import HOUSE
from tusach.readers.holders import Row, holds
from tusach.readers.models import ReaderAccount
from tusach.readers.services.accounts import forget


def register() -> None:
    holds(
        "readers.accounts",
        label=gettext_lazy("Tài khoản đăng nhập"),
        hand_over=_accounts,
        erase=lambda reader: forget(reader, by=HOUSE, at=timezone.now()),
        # Accounts stay with the row they were opened for and are read through the one kept.
        merged=lambda _gone, _kept: None,
        parted=_nothing_moved,
    )


def _nothing_moved(_gone: int, _kept: int, _moved: Any) -> None:
    """Nothing was moved by the merge."""


def _accounts(reader: int) -> list[Row]:
    links = ReaderAccount.objects.filter(reader=reader).select_related("account")
    return [
        {
            _("tên đăng nhập"): link.account.username,
            _("mở lúc"): timezone.localtime(link.made_at).isoformat(timespec="minutes"),
            _("đóng lúc"): timezone.localtime(link.ended_at).isoformat(timespec="minutes")
            if link.ended_at
            else "",
        }
        for link in links
    ]
