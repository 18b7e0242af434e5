"""Beginning and ending sessions."""

from __future__ import annotations

from datetime import datetime

from tusach.people.models import Account, SignIn


def end_all(account: Account, *, why: SignIn.End, at: datetime, but: int | None = None) -> int:
    """End every open session of ``account`` (but the one numbered ``but``); how many."""
    still = SignIn.objects.filter(account=account, ended_at__isnull=True)
    if but is not None:
        still = still.exclude(pk=but)
    return still.update(ended_at=at, end=why)
