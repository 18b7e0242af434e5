"""Decisions of this room that need no database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tusach.people.roles import REACH, rank_of

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
# How long a printed one-time code may be used: over a weekend's paper post is too long, a
# day is too short for a place that a motorbike reaches tomorrow.
CODE_LIFE = timedelta(hours=48)


# A session left alone this long is over; one that began this long ago too (the longest day
# of a library, with the evening hours).
IDLE = timedelta(hours=2)
LONGEST_SESSION = timedelta(hours=10)
# How often a session's "last seen" is written: not at every page.
SEEN_EVERY = timedelta(minutes=1)
# Between the password and the second factor.
SECOND_STEP_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Patience:
    """How failed tries under one kind of key slow the next ones down.

    The first ``free`` failures cost nothing; then the wait doubles from ``first`` up to
    ``most``. After ``forgotten`` without a try, the failures no longer count.
    """

    free: int
    first: timedelta
    most: timedelta
    forgotten: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long after the last try the next one is looked at."""
        over = failures - self.free
        if over < 0:
            return timedelta(0)
        doubled: timedelta = self.first * (1 << min(over, 20))
        return min(doubled, self.most)


# OWASP: slow a guesser down, never lock somebody out for good. A sign-in name (or the known
# browser of its owner) waits soon; an address late and never long, because a whole school
# sits behind one, and browsers that signed in before are not held back by their address.
PATIENCE = {
    "name": Patience(5, timedelta(seconds=10), timedelta(minutes=15), timedelta(days=1)),
    "browser": Patience(5, timedelta(seconds=10), timedelta(minutes=15), timedelta(days=1)),
    "second": Patience(5, timedelta(seconds=10), timedelta(minutes=15), timedelta(days=1)),
    "address": Patience(40, timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=1)),
    # Forms that anybody may send without signing in: a class of readers may each send one.
    "public_form": Patience(20, timedelta(seconds=30), timedelta(minutes=15), timedelta(days=1)),
}


def must_wait(patience: Patience, failures: int, since_last: timedelta) -> timedelta:
    """How long is still to wait; zero when the next try may be looked at.

    ``since_last`` below zero (the clock was put back) counts as "just now", so that a clock
    that was years ahead locks nobody out: the caller writes the new time down.
    """
    if since_last >= patience.forgotten:
        return timedelta(0)
    return max(patience.wait(failures) - max(since_last, timedelta(0)), timedelta(0))


def username_fits(username: str) -> bool:
    """Lower case without marks: it must be typed on any keyboard, read out on the phone."""
    return USERNAME.fullmatch(username) is not None


def can_be_held(role: str, held_at: str) -> bool:
    """Whether ``role`` exists at such a place ("library", "point", "unit", "house")."""
    return held_at in REACH.get(role, {})


def may_give(ranks_there: Iterable[int], role: str) -> bool:
    """Whether somebody who manages people at a place with posts of these ranks may give,
    end or answer for a post in ``role`` there: only roles at or below the own."""
    return max(ranks_there, default=-1) >= max(rank_of(role), 0)


def period_runs_forward(starts_on: date, ends_on: date | None) -> bool:
    """Half-open: a period that ends on the day it begins holds no day."""
    return ends_on is None or ends_on > starts_on
