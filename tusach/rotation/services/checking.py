"""The receiver checks the box against the list, copy by copy, before confirming."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import LineState
from tusach.rotation.services.doing import lock_leg, not_of_batch, one_copy


@transaction.atomic
def see(*, leg: Leg, scan: str, copy_id: int | None = None, by: Actor, at: datetime) -> Line:
    """The receiver has this copy in the hand. Scanning it again changes nothing.

    Refuses a copy that is not on the list (:class:`errors.CopyNotOfBatch`): it may be added.
    """
    leg = lock_leg(leg.pk, "change_at_door")
    copy = one_copy(scan, copy_id)
    line = (
        Line.objects.filter(leg=leg, copy=copy, state=LineState.PACKED)
        .select_related("copy__record", "box")
        .first()
    )
    if line is None:
        raise not_of_batch(copy, leg)
    if line.seen_at is None:
        line.seen_at = at
        line.save(update_fields=["seen_at"])
    return line
