"""Which records were merged, and where a number leads now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

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


def hold(records: Iterable[int]) -> dict[int, int]:
    """Each of these records → where it is now, both held against merging until the transaction
    ends. Whoever is to hang something on records asks this first: what came while two were
    merged would otherwise stay with the one that is gone.

    Waits for a merge that is under way. A record that was deleted is left out.
    """
    where = {pk: pk for pk in sorted(set(records))}
    asked = list(where)
    while asked:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, merged_into_id FROM catalogue_record WHERE id = ANY(%s)"
                " ORDER BY id FOR KEY SHARE",
                [asked],
            )
            into = dict(cursor.fetchall())
        where = {
            pk: into.get(now) or now for pk, now in where.items() if now in into or now not in asked
        }
        asked = sorted({now for now in into.values() if now is not None})
    return where


def uses(records: Sequence[int]) -> dict[int, str]:
    """Records that stand in a merge cannot be deleted: the merge could not be undone."""
    found: dict[int, str] = {}
    standing = Merge.objects.filter(undone_at=None).select_related("kept", "gone").order_by("pk")
    for one in standing.filter(gone__in=records):
        found[one.gone_id] = _("đã gộp vào “%(title)s” (%(number)s)") % {
            "title": one.kept.shown_title,
            "number": one.kept.control_number,
        }
    for one in standing.filter(kept__in=records):
        found.setdefault(
            one.kept_id,
            _("“%(title)s” (%(number)s) đã được gộp vào đây")
            % {"title": one.gone.shown_title, "number": one.gone.control_number},
        )
    return found
