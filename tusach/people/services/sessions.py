"""Beginning, following and ending sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from tusach.people.models import Account, Post, SignIn
from tusach.people.rules import IDLE, LONGEST_SESSION, SEEN_EVERY
from tusach.ui.api import Prepared

# How long an ended session stays on its owner's list.
KEPT = timedelta(days=90)
_OPEN = Prepared(
    lambda number, account: SignIn.objects.filter(
        pk=number, account_id=account, ended_at__isnull=True
    ),
    int,
    int,
)


def begin(*, account: Account, address: str | None, browser: str, at: datetime) -> SignIn:
    """A new session from this browser."""
    return SignIn.objects.create(
        account=account, started_at=at, last_seen_at=at, address=address, browser=browser[:300]
    )


def follow(number: int, account: int, *, at: datetime) -> SignIn | None:
    """The session, if it still holds: not ended, not left alone too long, not too old. One
    that has run out is ended here, with the reason. Its "last seen" moves once a minute."""
    found = _OPEN.first(number, account)
    if found is None:
        return None
    if at - found.started_at >= LONGEST_SESSION:
        end(found, why=SignIn.End.TOO_OLD, at=at)
        return None
    if at - found.last_seen_at >= IDLE:
        end(found, why=SignIn.End.IDLE, at=at)
        return None
    # abs(): a clock that was put back must not keep a session from being seen.
    if abs(at - found.last_seen_at) >= SEEN_EVERY:
        SignIn.objects.filter(pk=found.pk).update(last_seen_at=at)
    return found


def end(sign_in: SignIn, *, why: SignIn.End, at: datetime) -> None:
    SignIn.objects.filter(pk=sign_in.pk, ended_at__isnull=True).update(ended_at=at, end=why)


def end_numbered(account: Account, number: int, *, why: SignIn.End, at: datetime) -> bool:
    """End one of the person's own sessions; False if there is no such open one."""
    return bool(
        SignIn.objects.filter(account=account, pk=number, ended_at__isnull=True).update(
            ended_at=at, end=why
        )
    )


def end_all(account: Account, *, why: SignIn.End, at: datetime, but: int | None = None) -> int:
    """End every open session of ``account`` (but the one numbered ``but``); how many."""
    still = SignIn.objects.filter(account=account, ended_at__isnull=True)
    if but is not None:
        still = still.exclude(pk=but)
    return still.update(ended_at=at, end=why)


def act_as(sign_in: int, account: Account, post: Post | None) -> None:
    """Narrow the session to one post held by the account, or widen it to all (None)."""
    SignIn.objects.filter(pk=sign_in, account=account).update(acting_post=post)


def open_sessions(account: Account, *, at: datetime) -> list[SignIn]:
    """The sessions that still hold, the last used first."""
    return list(
        SignIn.objects.filter(
            account=account,
            ended_at__isnull=True,
            last_seen_at__gt=at - IDLE,
            started_at__gt=at - LONGEST_SESSION,
        ).order_by("-last_seen_at")
    )


def forget(*, before: datetime) -> int:
    """Delete rows of sessions over for longer than ``KEPT``; how many. Whose browser was
    where is nobody's business for longer."""
    count, _by_model = SignIn.objects.filter(last_seen_at__lt=before - KEPT).delete()
    return count
