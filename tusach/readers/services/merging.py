"""Two readers are found to be one, or not to be; a merge can be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.readers import errors
from tusach.readers.holders import holders
from tusach.readers.models import Merge, NotTheSame, Reader
from tusach.readers.services.registering import locked, on


@transaction.atomic
def merge(*, gone: Reader, kept: Reader, by: Actor, at: datetime) -> Merge:
    """Say that ``gone`` is the same person as ``kept``, who stands for both from now on.

    Nothing of this room moves: cards, consents and bars stay with the row they were written
    for and are read through the one that is kept; either card may be used. Other rooms move
    what they hold and say what it was. Refuses a row that was merged or erased, and a row with
    itself.
    """
    if gone.pk == kept.pk:
        raise errors.NotMergeable(gone=gone.number, kept=kept.number)
    first, second = sorted((gone, kept), key=lambda one: one.pk)
    rows = {one.pk: locked(one) for one in (first, second)}  # always in one order
    gone, kept = rows[gone.pk], rows[kept.pk]
    # What was merged into the one that goes follows it; an undo sends it back by its own row.
    Reader.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.version += 1
    gone.save(update_fields=["merged_into", "version"])
    moved = {one.room: one.merged(gone.pk, kept.pk) for one in holders()}
    row = Merge.objects.create(gone=gone, kept=kept, at=at, by=by.name, moved=moved)
    changes = {"merged_into": [None, f"#{kept.number}"]}
    record("readers.merge", by=by, on=on(gone), place=gone.home_id, changes=changes, at=at)
    return row


@transaction.atomic
def part(*, merge: Merge, by: Actor, at: datetime) -> Reader:
    """Undo a merge: the row that was gone stands again with what was its own; returns it.

    Refuses a merge that was undone, and one whose ``kept`` was itself merged later (that is
    undone first).
    """
    held = (
        Merge.objects.select_for_update(of=("self",))
        .select_related("gone", "kept")
        .get(pk=merge.pk)
    )
    if held.undone_at is not None:
        raise errors.NotMerged
    gone, kept = held.gone, held.kept
    locked(kept)
    for one in holders():
        if one.room in held.moved:
            one.parted(gone.pk, kept.pk, held.moved[one.room])
    gone.merged_into = None
    gone.version += 1
    gone.save(update_fields=["merged_into", "version"])
    followed = Merge.objects.filter(kept=gone, undone_at=None).values("gone")
    Reader.objects.filter(pk__in=followed).update(merged_into=gone)
    held.undone_at = at
    held.save(update_fields=["undone_at"])
    changes = {"merged_into": [f"#{kept.number}", None]}
    record("readers.part", by=by, on=on(gone), place=gone.home_id, changes=changes, at=at)
    return gone


@transaction.atomic
def not_the_same(*, one: Reader, other: Reader, by: Actor, at: datetime) -> None:
    """Say that two readers who look alike are two people; they are not listed again."""
    first, second = sorted((one, other), key=lambda reader: reader.pk)
    if first.pk == second.pk:
        raise errors.NotMergeable(gone=one.number, kept=other.number)
    _row, made = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"said_at": at, "said_by": by.name}
    )
    if made:
        changes = {"not_the_same": [None, f"#{second.number}"]}
        record(
            "readers.not_the_same", by=by, on=on(first), place=first.home_id, changes=changes, at=at
        )
