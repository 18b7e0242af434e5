"""Taking one field back as an earlier version had it."""

from __future__ import annotations

import copy
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.drawn import title_of
from tusach.catalogue.editing.services import TO_BE_DONE, checked
from tusach.catalogue.errors import (
    MarcHasErrors,
    NoSuchChange,
    NoSuchVersion,
    TitleIsMissing,
)
from tusach.catalogue.marc.alignment import LEADER, Aligned, align
from tusach.catalogue.marc.comparing import NOT_COMPARED
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Record, RecordVersion
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.services import lock, write_version


@transaction.atomic
def restore_field(
    pk: int, number: int, row: int, *, version: int, by: Actor, at: datetime
) -> tuple[Record, str]:
    """Makes one field what version ``number`` had: put back, changed back, or taken away where
    that version had none. ``row`` names it as :func:`compare` of that version with the present
    one does. Returns the record and the field's tag.

    Refuses when somebody saved since ``version`` was looked at (:class:`RecordWasChanged`), a
    version or a difference that is not there, the control number, a title taken away, and what
    would make an error (:class:`MarcHasErrors`: a second 100).
    """
    record = lock(pk, version)
    old = RecordVersion.objects.filter(record=record, number=number).first()
    if old is None:
        raise NoSuchVersion(title=record.shown_title, number=number)
    now, before = marc_of(record), from_json(old.marc)
    rows = align(before, now)
    if not 0 <= row < len(rows) or rows[row].is_equal or rows[row].tag in NOT_COMPARED:
        raise NoSuchChange(number=number)
    made = _with(now, rows[row], before.leader)
    problems = checked(made, now)
    if any(one.blocks for one in problems):
        raise MarcHasErrors(problems)
    if not title_of(made)[0] and title_of(now)[0]:
        raise TitleIsMissing()
    if made.leader[17:18] != now.leader[17:18]:
        record.is_quick = made.leader[17:18] == TO_BE_DONE
    tag = rows[row].tag
    why = _("Lấy lại trường %(tag)s như phiên bản %(number)s") % {"tag": tag, "number": number}
    write_version(record, now, made, by=by, at=at, why=why)
    return record, tag


def _with(now: MarcRecord, row: Aligned, leader: str) -> MarcRecord:
    made = copy.deepcopy(now)
    if row.tag == LEADER:
        made.leader = leader
        return made
    if row.after is None:
        assert row.before is not None
        made.insert(copy.deepcopy(row.before))
        return made
    # The very field, not another that is equal to it.
    at = next(n for n, one in enumerate(now.fields) if one is row.after)
    if row.before is None:
        del made.fields[at]
    else:
        made.fields[at] = copy.deepcopy(row.before)
    return made
