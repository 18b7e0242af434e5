"""Which records were merged, and where a number leads now."""

from __future__ import annotations

from tusach.catalogue.merging.listeners import listeners
from tusach.catalogue.models import Merge, Record


def merges_of(record: Record) -> list[Merge]:
    """The merges into this record that stand, latest first."""
    return list(record.merges.filter(undone_at=None).select_related("gone"))


def stands_for(record: Record | None) -> Record | None:
    """The record that took this one in, at the end of the chain; None for one that was not
    merged. A circle cannot be: only living records are merged into."""
    if record is None or record.merged_into_id is None:
        return None
    now: Record = record
    while now.merged_into_id is not None:
        now = Record.everything.get(pk=now.merged_into_id)
    return now


def merged_away(pk: int) -> Record | None:
    """Where the record with this key is now, if it was merged."""
    return stands_for(Record.everything.filter(pk=pk).first())


def now_under(control_number: str) -> Record | None:
    """Where the record with this control number is now, if it was merged."""
    return stands_for(Record.everything.filter(control_number=control_number).first())


def hangs_on(record: Record) -> list[str]:
    """In words, what other rooms hang on the record and what would follow it."""
    return [
        words
        for one in listeners()
        if one.says is not None and (words := one.says([record.pk]).get(record.pk))
    ]
