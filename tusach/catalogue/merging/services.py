"""Taking one record into another, and putting both back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.authorities.drawing import draw_headings
from tusach.catalogue.compose import stamp
from tusach.catalogue.editing.services import checked, set_control
from tusach.catalogue.errors import (
    CannotMergeWithItself,
    MarcHasErrors,
    MergeIsUnderAnother,
    MergeLeavesBehind,
    MergeRefused,
    MergeWasUndone,
)
from tusach.catalogue.format.table import spec_of
from tusach.catalogue.hunting.following import after_merge, after_undo
from tusach.catalogue.marc.alignment import LEADER, Aligned, align
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.marc.three_way import Conflict
from tusach.catalogue.marc.three_way import merge as put_together
from tusach.catalogue.merging.listeners import left_behind, listeners
from tusach.catalogue.models import Merge, Record
from tusach.catalogue.selectors import marc_of, marc_of_version
from tusach.catalogue.services import KIND, lock, write_version
from tusach.search.api import changed

# What belongs to one record alone and is not chosen between.
OWN = frozenset({"001", "003", "005"})


def differences(kept: MarcRecord, gone: MarcRecord) -> list[Aligned]:
    """The fields in which the two differ, in the order of tags; their number is their name."""
    return [row for row in align(kept, gone) if not row.is_equal and row.tag not in OWN]


def chosen(kept: MarcRecord, gone: MarcRecord, choices: Mapping[int, str]) -> MarcRecord:
    """The record that comes of it. ``choices`` maps the number of a difference to ``kept``,
    ``gone`` or ``both``; what is not chosen stays as the kept record has it."""
    made = copy.deepcopy(kept)
    for number, row in enumerate(differences(kept, gone)):
        choice = choices.get(number, "kept")
        if choice == "kept":
            continue
        if row.tag == LEADER:
            assert isinstance(row.after, ControlField)
            made.leader = row.after.value
            continue
        if choice == "gone" and row.before is not None:
            at = made.fields.index(row.before)
            made.fields[at : at + 1] = [copy.deepcopy(row.after)] if row.after else []
        elif row.after is not None:
            made.insert(copy.deepcopy(row.after))
    return made


def usual_choices(kept: MarcRecord, gone: MarcRecord) -> dict[int, str]:
    """What a person would choose first: the kept record stays as it is, what only the other has
    is taken over, unless its field may stand once and is there."""
    tags = {one.tag for one in kept.fields}
    return {
        number: "gone"
        if row.before is None and (may_repeat(row) or row.tag not in tags)
        else "kept"
        for number, row in enumerate(differences(kept, gone))
    }


def may_repeat(row: Aligned) -> bool:
    spec = spec_of(row.tag)
    return row.tag != LEADER and (spec is None or spec.repeatable)


@transaction.atomic
def merge_records(
    kept_pk: int,
    gone_pk: int,
    choices: Mapping[int, str],
    *,
    kept_version: int,
    gone_version: int,
    by: Actor,
    at: datetime,
) -> Merge:
    """Takes one record into another; what higher rooms hang on it follows.

    Locks both. Refuses a record with itself, one that was saved since it was compared
    (:class:`RecordWasChanged`), what a room refuses by its own sentence
    (:class:`MergeRefused`), content with errors, and a merge that would leave something of
    another room pointing at the record that is gone (:class:`MergeLeavesBehind`).
    """
    if kept_pk == gone_pk:
        raise CannotMergeWithItself()
    versions = {kept_pk: kept_version, gone_pk: gone_version}
    locked = {pk: lock(pk, versions[pk]) for pk in sorted(versions)}
    kept, gone = locked[kept_pk], locked[gone_pk]
    said = [s for one in listeners() if one.refuses for s in one.refuses(gone_pk, kept_pk)]
    if said:
        raise MergeRefused(gone=gone.shown_title, why=" ".join(said))
    before = marc_of(kept)
    marc = chosen(before, marc_of(gone), choices)
    marc.insert(DataField("035", " ", " ", [("z", gone.control_number)]))
    problems = checked(marc, before)
    if any(one.blocks for one in problems):
        raise MarcHasErrors(problems)
    set_control(marc, "005", stamp(at))
    version_before = kept.version
    why = _("Gộp “%(title)s” (%(number)s) vào đây") % {
        "title": gone.shown_title[:150],
        "number": gone.control_number,
    }
    write_version(kept, before, marc, by=by, at=at, why=why)
    moved = {one.name: dict(one.move(gone_pk, kept_pk, by, at)) for one in listeners()}
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    draw_headings([(gone, marc_of(gone))])
    if names := left_behind(gone_pk):
        raise MergeLeavesBehind(gone=gone.shown_title, what=", ".join(names))
    merge = Merge.objects.create(
        kept=kept,
        gone=gone,
        version_before=version_before,
        version_after=kept.version,
        moved=moved,
        at=at,
        by_account=by.account,
        by_name=by.name,
    )
    after_merge(merge, by=by, at=at)
    _write_down("catalogue.merge_records", merge, by=by, at=at)
    changed(KIND, [kept_pk, gone_pk])
    return merge


@transaction.atomic
def undo_merge(pk: int, *, by: Actor, at: datetime) -> Merge:
    """Puts both records back, and what followed the one that was gone.

    What was edited in the kept record since stays as it is now; that, and whatever else could
    not simply be put back, is told in ``undo_notes``. Refuses a merge that was undone already
    and one whose kept record was itself taken into another since.
    """
    merge = Merge.objects.select_for_update().get(pk=pk)
    if merge.undone_at is not None:
        raise MergeWasUndone(who=merge.undone_by)
    pks = sorted([merge.kept_id, merge.gone_id])
    rows = Record.everything.select_for_update().filter(pk__in=pks).order_by("pk")
    records = {one.pk: one for one in rows}
    kept, gone = records[merge.kept_id], records[merge.gone_id]
    if kept.merged_into_id is not None:
        raise MergeIsUnderAnother(kept=kept.shown_title)
    now = marc_of(kept)
    marc, notes = taken_apart(
        marc_of_version(kept, merge.version_before),
        marc_of_version(kept, merge.version_after),
        now,
    )
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    draw_headings([(gone, marc_of(gone))])
    for one in listeners():
        if one.name in merge.moved:
            notes += one.put_back(gone.pk, kept.pk, merge.moved[one.name], by, at)
    set_control(marc, "005", stamp(at))
    why = _("Tách lại “%(title)s” (%(number)s)") % {
        "title": gone.shown_title[:150],
        "number": gone.control_number,
    }
    write_version(kept, now, marc, by=by, at=at, why=why)
    merge.undone_at, merge.undone_by, merge.undo_notes = at, by.name, notes
    merge.save(update_fields=["undone_at", "undone_by", "undo_notes"])
    after_undo(merge)
    _write_down("catalogue.undo_merge", merge, by=by, at=at)
    changed(KIND, pks)
    return merge


def taken_apart(
    before: MarcRecord, after: MarcRecord, now: MarcRecord
) -> tuple[MarcRecord, list[str]]:
    """What the kept record becomes: the merge's own changes taken back, later ones kept."""
    if now == after:
        return copy.deepcopy(before), []
    together = put_together(after, before, now)
    for one in together.conflicts:
        _as_now(together.record, one)
    if not together.conflicts:
        return together.record, []
    tags = ", ".join(sorted({one.tag for one in together.conflicts}))
    note = _("Các trường %(tags)s đã được sửa sau khi gộp nên giữ như hiện nay.")
    return together.record, [note % {"tags": tags}]


def _as_now(record: MarcRecord, one: Conflict) -> None:
    if one.tag == LEADER:
        assert isinstance(one.theirs, ControlField)
        record.leader = one.theirs.value
        return
    if one.mine is not None and one.mine in record.fields:
        at = record.fields.index(one.mine)
        record.fields[at : at + 1] = [one.theirs] if one.theirs is not None else []
    elif one.theirs is not None and one.theirs not in record.fields:
        record.insert(one.theirs)


def _write_down(act: str, merge: Merge, *, by: Actor, at: datetime) -> None:
    write_act(
        act,
        by=by,
        on=("catalogue.record", merge.kept_id, merge.kept.shown_title),
        changes={"merged": ["", merge.gone.control_number]},
        at=at,
    )
