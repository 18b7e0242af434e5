"""Damaged records: what the lenient reading makes of them, and accepting that.

The bytes stay with the row and in the file; what is accepted is kept beside them, with the
steps that led to it, and the record made of it waits for a cataloguer to look at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tusach.audit.api import Actor
from tusach.catalogue.importing import reading
from tusach.catalogue.importing.acts import write_down
from tusach.catalogue.importing.charsets import DECODERS, OF_MARC
from tusach.catalogue.importing.content import bytes_of
from tusach.catalogue.importing.deciding import take_mended
from tusach.catalogue.importing.held import elsewhere, locked
from tusach.catalogue.marc import repair
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.models import Import, ImportRow
from tusach.vietnamese.api import detect_legacy

State, Status = Import.State, ImportRow.Status
# Damaged records mended in one transaction.
_AT_ONCE = 500


@dataclass(frozen=True)
class How:
    """In which code the text is to be read ("" as well as can be told), and whether &lt; and
    its like are written out."""

    charset: str = ""
    entities: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"charset": self.charset, "entities": self.entities}


def can_mend(imported: Import, row: ImportRow) -> bool:
    return imported.kind == Import.Kind.ISO2709 and row.status == Status.DAMAGED


def mended(raw: bytes, how: How) -> repair.Mended | None:
    """What the lenient reading makes of the bytes; None when nothing."""
    decode = DECODERS.get(how.charset)
    try:
        return repair.mend(raw, decode=decode, entities=how.entities)
    except Fault:
        return None


def likely_charset(raw: bytes) -> str:
    """An older Vietnamese code that the text seems to be in; "" when none is clear."""
    # The text alone: the codes of subfields would stick to the first words.
    parts = raw[:8_000].replace(b"\x1e", b"\x1f").split(b"\x1f")
    found = detect_legacy(b" ".join(part[1:] for part in parts[1:]))
    return found if found in OF_MARC else ""


@transaction.atomic
def accept_mended(
    pk: int, numbers: Sequence[int], how: How, *, kinds: Sequence[str], by: Actor, at: datetime
) -> int:
    """Takes what the lenient reading makes of these damaged rows; returns of how many.

    Only of those that need no other kinds of steps than ``kinds``, which a person saw and
    accepted; the others stay damaged.
    """
    imported = locked(pk, State.READ, State.DONE)
    if imported.kind != Import.Kind.ISO2709:
        raise elsewhere(imported)
    accepted = set(kinds)
    taken: list[int] = []
    rows = imported.rows.select_for_update().filter(number__in=numbers, status=Status.DAMAGED)
    for row in rows.order_by("number"):
        found = mended(bytes_of(imported, row), how)
        if found is None or not set(found.kinds) <= accepted:
            continue
        row.repair = {
            **how.as_json(),
            "fault": row.reason,
            "steps": [{"kind": step.kind, "facts": step.facts} for step in found.steps],
        }
        take_mended(imported, row, reading.from_marc(row, found.record, imported))
        taken.append(row.number)
    if taken:
        write_down(
            "catalogue.import_mend",
            imported,
            by=by,
            at=at,
            rows=[[], taken[:100]],
            kinds=[[], sorted(accepted)],
        )
    return len(taken)


def like_it(imported: Import, row: ImportRow) -> list[int]:
    """The other rows of the import that are damaged by the same fault."""
    rows = imported.rows.filter(status=Status.DAMAGED, reason__code=row.reason.get("code"))
    return list(rows.exclude(pk=row.pk).order_by("number").values_list("number", flat=True))


def alike(
    imported: Import, row: ImportRow, how: How, kinds: Sequence[str], *, most: int = _AT_ONCE
) -> list[int]:
    """Those of them that the same kinds of steps mend; at most ``most`` are looked at."""
    wanted = set(kinds)
    rows = imported.rows.filter(number__in=like_it(imported, row)[:most])
    return [
        one.number
        for one in rows.order_by("number")
        if (found := mended(bytes_of(imported, one), how)) and set(found.kinds) <= wanted
    ]


def damage_again(pk: int, number: int, *, by: Actor, at: datetime) -> ImportRow:
    """Takes the mending of a row back, before it is written."""
    with transaction.atomic():
        imported = locked(pk, State.READ)
        row = imported.rows.select_for_update().get(number=number)
        if not row.repair or row.settled:
            raise elsewhere(imported)
        row.status, row.reason = Status.DAMAGED, row.repair["fault"]
        row.repair, row.record, row.warnings, row.copies = {}, None, [], []
        row.save()
        write_down("catalogue.import_mend_undone", imported, by=by, at=at, rows=[[number], []])
        return row
