"""Points from a spreadsheet: kept as sent, applied whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.errors import AlreadyImported, ImportHasErrors
from tusach.network.models import AdminUnit, PointImport
from tusach.network.rules.headings import LABELS, suggest
from tusach.network.rules.sheets import read_table
from tusach.network.selectors.imports import plan_import
from tusach.network.services.points import create_point


@transaction.atomic
def take_in_file(
    *, name: str, content: bytes, kind: str = "", by: Actor, at: datetime
) -> PointImport:
    """Read a spreadsheet and keep it with the meanings that its headings suggest.

    Refuses what ``read_table`` refuses; writes no point.
    """
    table = read_table(name, content)
    return PointImport.objects.create(
        file_name=name[:200],
        headings=table.headings,
        rows=[[number, cells] for number, cells in table.rows],
        meanings={str(index): key for index, key in suggest(table.headings).items()},
        kind=kind,
        sent_at=at,
        sent_by=by.name,
        sender=by.account,
    )


@transaction.atomic
def set_meanings(*, sent: PointImport, meanings: Mapping[int, str], kind: str) -> PointImport:
    """Say which column means what, and which kind rows without one are. A meaning given to
    two columns stays with the first."""
    held = _lock(sent)
    kept: dict[str, str] = {}
    for index, key in sorted(meanings.items()):
        if key in LABELS and key not in kept.values() and 0 <= index < len(held.headings):
            kept[str(index)] = key
    held.meanings, held.kind = kept, kind
    held.save(update_fields=["meanings", "kind"])
    return held


def _lock(sent: PointImport) -> PointImport:
    held = PointImport.objects.select_for_update().get(pk=sent.pk)
    if held.applied_at is not None:
        moment = timezone.localtime(held.applied_at)
        raise AlreadyImported(file=held.file_name, moment=f"{moment:%d/%m/%Y %H:%M}")
    return held


@transaction.atomic
def apply_import(
    *,
    sent: PointImport,
    by: Actor,
    at: datetime,
    may_place: Callable[[AdminUnit], bool] | None = None,
) -> PointImport:
    """Make every point of the file, in one transaction.

    Locks the import. Refuses :class:`AlreadyImported` (sent twice, two windows),
    :class:`ImportHasErrors` with the number of rows; then nothing is made. Recorded as
    ``network.import_points``, each point as ``network.create_point``.
    """
    held = _lock(sent)
    planned = plan_import(held, may_place=may_place)
    if not planned.is_ready:
        raise ImportHasErrors(count=planned.bad or len(held.rows))
    for row in planned.rows:
        create_point(
            kind=row.kind,
            name=row.name,
            commune=row.commune,
            facts={topic: value for topic, value in row.facts.items() if value is not None},
            by=by,
            at=at,
            **row.more,
        )
    held.applied_at, held.applied_by, held.made = at, by.name, len(planned.rows)
    held.save(update_fields=["applied_at", "applied_by", "made"])
    record(
        "network.import_points",
        by=by,
        on=("network.import", held.pk, held.file_name),
        changes={"made": [0, held.made]},
        at=at,
    )
    return held
