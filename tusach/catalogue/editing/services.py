"""Saving a record as a cataloguer edited its MARC content."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.compose import stamp
from tusach.catalogue.drawn import title_of
from tusach.catalogue.errors import MarcHasErrors, TitleIsMissing
from tusach.catalogue.format.check import check
from tusach.catalogue.format.problems import LEADER_AT, Problem, error
from tusach.catalogue.marc.record import ControlField, DataField, Field, MarcRecord
from tusach.catalogue.models import Record
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.services import (
    drawn_record,
    enter,
    lock,
    mark_unsure,
    new_control_numbers,
    write_version,
)
from tusach.vietnamese.api import nfc

# Leader position 17 of a record that is still to be catalogued.
TO_BE_DONE = "5"


def checked(marc: MarcRecord, before: MarcRecord | None) -> list[Problem]:
    """What a save of ``marc`` over ``before`` (None: a new record) would be told."""
    found = check(marc, before=before)
    if before is None:
        return found
    if marc.is_authority != before.is_authority:
        found.insert(0, replace(error("other-kind", value=marc.leader[6:7]), at=LEADER_AT))
    number = before.control("001")
    if number and marc.control("001") != number:
        found.insert(0, error("number-changed", right=number))
    return found


def composed_where_new(marc: MarcRecord, before: MarcRecord | None) -> MarcRecord:
    """The same with every text that ``before`` does not hold in NFC, spaces round it gone, and
    without subfields and fields that were left empty (a worksheet has many).

    What stood there before stays as it came, whatever its form.
    """
    held_fields = before.fields if before is not None else []
    held: dict[tuple[str, str], set[str]] = {}
    for one in held_fields:
        if isinstance(one, DataField):
            for code, value in one.subfields:
                held.setdefault((one.tag, code), set()).add(value)
    made = copy.deepcopy(marc)
    for one in made.fields:
        if one in held_fields or not isinstance(one, DataField):
            continue
        texts = [
            (code, value if value in held.get((one.tag, code), ()) else nfc(value).strip())
            for code, value in one.subfields
        ]
        filled = [(code, text) for code, text in texts if text]
        if len(filled) < len(texts) and all(code.isdigit() for code, _text in filled):
            filled = []  # "$a$223" of a worksheet: the edition of a number that was not given
        one.subfields = filled
    made.fields = [
        one
        for one in made.fields
        if one in held_fields or not isinstance(one, DataField) or one.subfields
    ]
    return made


@transaction.atomic
def save_marc(
    pk: int,
    marc: MarcRecord,
    *,
    version: int,
    by: Actor,
    at: datetime,
    finished: bool = False,
    unsure: Sequence[str] | None = None,
    is_unsure: bool | None = None,
    why: str = "",
) -> Record:
    """Saves edited MARC content as a new version of the record.

    ``version`` is the one the editor had open. Refuses when somebody saved since
    (:class:`RecordWasChanged`), when a changed field has an error (:class:`MarcHasErrors`), and
    when the title is taken away. ``finished``: the record is catalogued now (its encoding level
    says so too). Saving without a change makes no version.
    """
    record = lock(pk, version)
    before = marc_of(record)
    marc = composed_where_new(marc, before)
    problems = checked(marc, before)
    if any(one.blocks for one in problems):
        raise MarcHasErrors(problems)
    if not title_of(marc)[0] and title_of(before)[0]:
        raise TitleIsMissing()
    level_was, level = before.leader[17:18], marc.leader[17:18]
    if finished and level == TO_BE_DONE:
        marc.leader = f"{marc.leader[:17]} {marc.leader[18:]}"
    if finished or level != level_was:
        record.is_quick = not finished and level == TO_BE_DONE
    mark_unsure(record, is_unsure, unsure)
    if marc != before:
        set_control(marc, "005", stamp(at))
    write_version(record, before, marc, by=by, at=at, why=why or _("Sửa bằng trình soạn MARC"))
    return record


@transaction.atomic
def create_marc(
    marc: MarcRecord,
    *,
    by: Actor,
    at: datetime,
    unsure: Sequence[str] = (),
    is_unsure: bool = False,
    why: str = "",
) -> Record:
    """A new record with this content; its control number is given here, whatever 001 says.

    Refuses a record with an error (:class:`MarcHasErrors`) or without a title. Whether a like
    record is already there is for the caller to ask.
    """
    marc = composed_where_new(marc, None)
    problems = checked(marc, None)
    if any(one.blocks for one in problems):
        raise MarcHasErrors(problems)
    if not title_of(marc)[0]:
        raise TitleIsMissing()
    (number,) = new_control_numbers(1)
    marc = numbered(marc, number, at=at)
    record = drawn_record(marc, control_number=number, by=by, at=at)
    record.is_quick = marc.leader[17:18] == TO_BE_DONE
    mark_unsure(record, is_unsure, unsure)
    return enter(record, marc, by=by, at=at, why=why or _("Lập bằng trình soạn MARC"))


def numbered(marc: MarcRecord, number: str, *, at: datetime) -> MarcRecord:
    """A copy with our control number, the time of now, and the day of entry if 008 has none."""
    made = copy.deepcopy(marc)
    made.fields = [one for one in made.fields if one.tag not in ("001", "003")]
    set_control(made, "001", number)
    set_control(made, "005", stamp(at))
    fixed = made.control("008")
    if len(fixed) == 40 and not fixed[:6].strip(" |"):
        set_control(made, "008", f"{timezone.localtime(at):%y%m%d}{fixed[6:]}")
    return made


def set_control(marc: MarcRecord, tag: str, value: str) -> None:
    """Sets the first control field with this tag, or puts one where it belongs."""
    for one in marc.fields:
        if one.tag == tag and isinstance(one, ControlField):
            one.value = value
            return
    marc.insert(ControlField(tag, value))


# What belongs to one record alone and is not copied with it.
_NOT_COPIED = frozenset({"001", "003", "005", "010", "015", "016", "019", "035", "852", "930"})


def copied(marc: MarcRecord) -> MarcRecord:
    """What a new record takes from another: all but its numbers and holdings, not catalogued
    by anybody else and entered today."""
    fields: list[Field] = [
        copy.deepcopy(one)
        for one in marc.fields
        if one.tag not in _NOT_COPIED and one.tag[:2] not in ("87", "86")
    ]
    made = MarcRecord(f"00000n{marc.leader[6:9]}a2200000{marc.leader[17:20]}4500", fields)
    for one in made.fields:
        if one.tag == "008" and isinstance(one, ControlField):
            one.value = " " * 6 + one.value[6:]
    return made
