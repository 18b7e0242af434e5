"""Taking the rows of a supplier's or donor's list into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, IntakeLine, LineFile, SheetMapping
from tusach.acquisitions.selectors.files import TARGETS, Row, preview, suggest
from tusach.acquisitions.services.drafting import lock_draft, next_position
from tusach.acquisitions.titles import Title, columns_of
from tusach.audit.api import Actor, record
from tusach.catalogue.api import Kind, read_list
from tusach.holdings.api import Described, described, suggest_marks

# A list longer than this is no purchase of a library.
MOST_ROWS = 5000


@transaction.atomic
def take_file(*, intake: Intake, file: BinaryIO, name: str, by: Actor, at: datetime) -> LineFile:
    """Read a spreadsheet beside a draft; its columns wait to be fitted, or are fitted as they
    were the last time such headings came. Refuses what the catalogue's reading refuses
    (``FileRefused``, which says what the file is instead)."""
    intake = lock_draft(intake.pk)
    found = read_list(file, most=MOST_ROWS)
    remembered = SheetMapping.objects.filter(signature=found.signature).first()
    mapping = remembered.mapping if remembered else suggest(found.header, found.suggested)
    return LineFile.objects.create(
        intake=intake,
        file_name=Path(name.replace("\\", "/")).name[:255] or "?",
        signature=found.signature,
        header_row=found.header_row,
        header=found.header,
        rows=[[number, cells] for number, cells in found.rows],
        mapping=mapping,
        made_at=at,
        made_by=by.name,
    )


def _lock(kept: LineFile) -> LineFile:
    lock_draft(kept.intake_id)
    kept = LineFile.objects.select_for_update().get(pk=kept.pk)
    if kept.state != LineFile.State.FITTING:
        raise errors.NotNow(what=kept.file_name, state=LineFile.State(kept.state).label)
    return kept


@transaction.atomic
def fit_columns(*, kept: LineFile, mapping: Mapping[str, str], at: datetime) -> LineFile:
    """Say which column holds what, and remember it for these headings.

    Refuses a list without titles (:class:`errors.NoTitleColumn`) and one thing in two
    columns (:class:`errors.ColumnTwice`).
    """
    kept = _lock(kept)
    chosen = {at_: target for at_, target in mapping.items() if target in TARGETS}
    if "title" not in chosen.values():
        raise errors.NoTitleColumn()
    seen: set[str] = set()
    for target in chosen.values():
        if target in seen:
            raise errors.ColumnTwice(what=TARGETS[target])
        seen.add(target)
    kept.mapping = chosen
    kept.save(update_fields=["mapping"])
    SheetMapping.objects.update_or_create(
        signature=kept.signature, defaults={"mapping": chosen, "used_at": at}
    )
    return kept


@transaction.atomic
def take_rows(*, kept: LineFile, by: Actor, at: datetime) -> int:
    """Write the good rows as lines of the draft, in one go; returns how many.

    Rows with errors stay in the file and are shown there. Refuses
    (:class:`errors.NoGoodRow`) when there is no good one.
    """
    kept = _lock(kept)
    intake = kept.intake
    rows = preview(kept, this_year=timezone.localtime(at).year)
    good = [row for row in rows if not row.errors and row.fields is not None]
    marks = _marks(intake, good)
    lines: list[IntakeLine] = []
    position = next_position(intake)
    for row in good:
        if row.record is not None and row.record.kind == Kind.SERIAL:
            continue
        title = Title(record=row.record, fields=row.fields)
        lines.append(
            IntakeLine(
                intake=intake,
                position=position + len(lines),
                quantity=row.quantity,
                list_price=row.list_price
                if row.list_price is not None or row.record is None
                else row.record.price,
                paid_price=row.paid_price,
                shelf_mark=marks[row.number],
                note=row.note,
                changed_by=by.name,
                **columns_of(title),
            )
        )
    if not lines:
        raise errors.NoGoodRow()
    IntakeLine.objects.bulk_create(lines, batch_size=500)
    kept.state, kept.taken = LineFile.State.TAKEN, len(lines)
    kept.save(update_fields=["state", "taken"])
    record(
        "acquisitions.take_file",
        by=by,
        on=("acquisitions.intake", intake.pk, intake.code),
        place=intake.owner_id,
        changes={"file": [None, kept.file_name], "lines": [None, len(lines)]},
        at=at,
    )
    return len(lines)


def _marks(intake: Intake, rows: list[Row]) -> dict[int, str]:
    """The shelf mark of each row, by its number: its own, or what is suggested."""
    bare = [row for row in rows if not row.shelf_mark]
    titles = [
        described(row.record)
        if row.record
        else Described(row.fields.class_number, row.fields.author, row.fields.title,
                       row.fields.year)
        for row in bare
        if row.fields is not None
    ]  # fmt: skip
    taken = {row.shelf_mark for row in rows if row.shelf_mark}
    taken |= set(intake.lines.values_list("shelf_mark", flat=True))
    suggested = suggest_marks(titles, intake.owner, taken)
    found = {row.number: mark[:80] for row, mark in zip(bare, suggested, strict=True)}
    return {row.number: row.shelf_mark or found[row.number] for row in rows}


@transaction.atomic
def drop_file(*, kept: LineFile) -> None:
    """Leave a list out."""
    kept = _lock(kept)
    kept.state = LineFile.State.DROPPED
    kept.save(update_fields=["state"])
