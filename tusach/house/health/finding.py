"""One thing looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class State(StrEnum):
    OK = "ok"
    WARN = "warn"  # will become a trouble if nobody looks
    BAD = "bad"  # is one


@dataclass(frozen=True)
class Finding:
    """``subject`` is looked at, ``told`` says how it is, ``remedy`` what to do (if anything)."""

    key: str
    subject: str | Promise
    state: State
    told: str | Promise
    remedy: str | Promise = ""
