"""Whose pages a person may open, so that a link to one never ends at a closed door."""

from __future__ import annotations

from typing import Any

from tusach.readers.models import Reader

_KEPT = "_homes_opened"


def may_open(user: Any, reader: Reader | None) -> bool:
    """True when this person may open the page of this reader: by ``readers.view`` where the
    reader belongs. False for no reader and for an erased one, whose page is gone.

    The places are asked for once for each request, however many readers a list names.
    """
    if reader is None or reader.erased_at is not None:
        return False
    kept: set[int] | None = user.__dict__.get(_KEPT)
    if kept is None:
        kept = set(user.places_for("readers.view").values_list("pk", flat=True))
        user.__dict__[_KEPT] = kept
    return reader.home_id in kept
