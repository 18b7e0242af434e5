"""Makers for tests."""

from __future__ import annotations

from typing import Any

from tusach.audit.actor import HOUSE
from tusach.audit.models import Act
from tusach.audit.services import record


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): an act done at ``world.place``."""
    record(
        "people.grant_post",
        by=HOUSE,
        on=("people.account", world.keeper.pk, world.keeper.full_name),
        place=world.place.pk,
    )
    return {"of": {"kind": "people.account", "key": str(world.keeper.pk)}}


def written(*, key: object = None, act: str = "") -> list[Act]:
    """The acts written down, in order: on the thing with this key, or of this name."""
    found = Act.objects.order_by("pk")
    if key is not None:
        found = found.filter(on_key=str(key))
    return list(found.filter(act=act) if act else found)
