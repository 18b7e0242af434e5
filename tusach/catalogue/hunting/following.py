"""What becomes of pairs when two records are merged, put back, or one is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tusach.audit.api import Actor
from tusach.catalogue.hunting.groups import regroup
from tusach.catalogue.models import Merge, Pair

State = Pair.State


def after_merge(merge: Merge, *, by: Actor, at: datetime) -> None:
    """The pair is decided; what was told apart from the one is told apart from the other, too.
    Called inside the transaction of the merge."""
    kept, gone = merge.kept_id, merge.gone_id
    low, high = sorted((kept, gone))
    Pair.objects.filter(first=low, second=high).update(
        state=State.MERGED, decided_at=at, decided_by=by.name
    )
    apart = Pair.objects.filter(Q(first=gone) | Q(second=gone), state=State.DIFFERENT)
    for one in apart:
        other = one.second_id if one.first_id == gone else one.first_id
        if other == kept:
            continue
        first, second = sorted((kept, other))
        Pair.objects.get_or_create(
            first_id=first,
            second_id=second,
            defaults={
                "state": State.DIFFERENT, "decided_at": one.decided_at,
                "decided_by": one.decided_by, "group": first, "follows": merge,
            },
        )  # fmt: skip
    regroup([kept, gone])


def after_undo(merge: Merge) -> None:
    """The pair waits again, and what hung on the one that was gone with it."""
    low, high = sorted((merge.kept_id, merge.gone_id))
    Pair.objects.filter(first=low, second=high, state=State.MERGED).update(
        state=State.OPEN, decided_at=None, decided_by=""
    )
    Pair.objects.filter(follows=merge).delete()
    regroup([merge.kept_id, merge.gone_id])


def partners(record: int) -> list[int]:
    """The records with which it stands in pairs that wait."""
    pairs = Pair.objects.filter(Q(first=record) | Q(second=record), state=State.OPEN)
    found = pairs.values_list("first", "second")
    return [pk for pair in found for pk in pair if pk != record]
