"""How the last backup went, and the last copy off the machine: for whoever looks after it.

Kept in a small file beside the data, not in the database: a full disk or a broken database is
just when it is asked for.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

BACKUP, COPY = "backup", "copy"


@dataclass(frozen=True)
class Outcome:
    """``why`` is what went wrong the last time, "" when nothing did; ``good_at`` is the last
    time it went well."""

    at: datetime
    why: str
    good_at: datetime | None


def _path() -> Path:
    return Path(settings.DATA) / "backup.json"


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def last(kind: str) -> Outcome | None:
    """The last try of ``BACKUP`` or ``COPY``; None when none is known."""
    try:
        found = _read()[kind]
        good = found["good_at"]
        return Outcome(
            datetime.fromisoformat(found["at"]),
            str(found["why"]),
            datetime.fromisoformat(good) if good else None,
        )
    except (KeyError, TypeError, ValueError):
        return None


def note(kind: str, at: datetime, why: str = "") -> None:
    """Write down how it went. On a disk that is full even this may fail; then the age of the
    newest backup tells."""
    before = last(kind)
    good = at if not why else before.good_at if before else None
    found = {**_read(), kind: {"at": at.isoformat(), "why": why[:600],
                               "good_at": good.isoformat() if good else None}}  # fmt: skip
    half = _path().with_suffix(".half")
    with contextlib.suppress(OSError):
        half.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        # The folder is closed to others; by hand root writes it, and the server reads it.
        half.chmod(0o644)
        half.replace(_path())


@contextlib.contextmanager
def watched(kind: str, at: datetime) -> Iterator[None]:
    """Notes how what is done inside went; lets errors pass."""
    try:
        yield
    except Exception as error:
        note(kind, at, str(error) or type(error).__name__)
        raise
    note(kind, at)
