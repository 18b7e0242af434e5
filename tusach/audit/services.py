"""Writing the record of acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from tusach.audit.actor import Actor
from tusach.audit.models import Act
from tusach.vietnamese.api import fold


def record(
    act: str,
    *,
    by: Actor,
    on: tuple[str, object, str] | None = None,
    place: int | None = None,
    changes: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Act:
    """Write that ``by`` did ``act`` (a stable dotted name such as ``rotation.hand_over``).

    ``on`` is (kind, key, label) of what it was done on; ``place`` the number of the service
    point where; ``changes`` maps a field to [before, after]. Called inside the transaction
    of the act itself, so that neither exists without the other.
    """
    kind, key, label = on or ("", "", "")
    return Act.objects.create(
        act=act,
        at=at or timezone.now(),
        account=by.account,
        name=by.name,
        post=by.post,
        place=place if place is not None else by.place,
        on_kind=kind,
        on_key=str(key),
        on_label=label[:300],
        folded=f"{fold(by.name)}\n{fold(label)}",
        changes=changes or {},
    )
