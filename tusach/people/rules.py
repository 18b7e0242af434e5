"""Decisions of this room that need no database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from tusach.people.roles import REACH, rank_of

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
# How long a printed one-time code may be used: over a weekend's paper post is too long, a
# day is too short for a place that a motorbike reaches tomorrow.
CODE_LIFE = timedelta(hours=48)


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
