"""Points from a spreadsheet: kept as sent, checked and applied by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from tusach.audit.api import Actor
from tusach.network.errors import AlreadyImported, ImportHasErrors, ImportIsUnderWay
from tusach.network.models import PointImport, PointImportRow
from tusach.network.rules.headings import LABELS, suggest
from tusach.network.rules.sheets import read_table
from tusach.network.services.checking import wrong_with_columns
from tusach.network.tasks import ask_for
from tusach.ui.api import note_asked

State = PointImport.State


@transaction.atomic
def take_in_file(
    *, name: str, content: bytes, kind: str = "", by: Actor, at: datetime
) -> PointImport:
    """Read a spreadsheet and keep it with the meanings that its headings suggest. Where these
    are enough a worker is asked to check the rows.

    Refuses what ``read_table`` refuses; writes no point.
    """
    table = read_table(name, content)
    sent = PointImport(
        file_name=name[:200],
        headings=table.headings,
        meanings={str(index): key for index, key in suggest(table.headings).items()},
        kind=kind,
        row_count=len(table.rows),
        sent_at=at,
    )
    sent.actor = by
    sent.save()
    PointImportRow.objects.bulk_create(
        (PointImportRow(sent=sent, number=number, cells=cells) for number, cells in table.rows),
        batch_size=1000,
    )
    _ask_for_check(sent, at)
    return sent


def _ask_for_check(sent: PointImport, at: datetime) -> None:
    """Begin the check of all rows anew, if the columns are enough for one."""
    sent.check_number += 1
    sent.language = get_language() or "vi"
    sent.checked_to = sent.bad_count = 0
    sent.problem = {}
    sent.state = State.COLUMNS if wrong_with_columns(sent) else State.CHECKING
    sent.save(
        update_fields=["check_number", "language", "checked_to", "bad_count", "problem", "state"]
    )
    if sent.is_under_way:
        note_asked(sent, at)
        ask_for(sent.pk)


@transaction.atomic
def set_meanings(
    *, sent: PointImport, meanings: Mapping[int, str], kind: str, at: datetime
) -> PointImport:
    """Say which column means what, and which kind rows without one are; the rows are checked
    anew. A meaning given to two columns stays with the first.

    Refuses :class:`AlreadyImported`, and :class:`ImportIsUnderWay` once the points are made.
    """
    held = _lock(sent)
    if held.state == State.APPLYING:
        raise ImportIsUnderWay(file=held.file_name)
    kept: dict[str, str] = {}
    for index, key in sorted(meanings.items()):
        if key in LABELS and key not in kept.values() and 0 <= index < len(held.headings):
            kept[str(index)] = key
    held.meanings, held.kind = kept, kind
    held.save(update_fields=["meanings", "kind"])
    _ask_for_check(held, at)
    return held


@transaction.atomic
def accept_import(*, sent: PointImport, by: Actor, at: datetime) -> PointImport:
    """Ask a worker to make every point of the file, in the name of ``by``.

    Locks the import. Refuses :class:`AlreadyImported`, :class:`ImportIsUnderWay` while it is
    checked, :class:`ImportHasErrors` with the number of rows. Asked for twice it is done once.
    """
    held = _lock(sent)
    if held.state == State.APPLYING:
        return held
    if held.state == State.CHECKING:
        raise ImportIsUnderWay(file=held.file_name)
    if held.state != State.CHECKED or held.bad_count:
        raise ImportHasErrors(count=held.bad_count or held.row_count)
    held.actor, held.state, held.problem = by, State.APPLYING, {}
    held.save(update_fields=["by_account", "by_name", "by_post", "by_place", "state", "problem"])
    note_asked(held, at)
    ask_for(held.pk)
    return held


@transaction.atomic
def ask_again(*, sent: PointImport, at: datetime) -> PointImport:
    """Ask a worker once more for what lies; nothing where nothing is under way."""
    held = PointImport.objects.select_for_update().get(pk=sent.pk)
    if held.is_under_way:
        note_asked(held, at)
        ask_for(held.pk)
    return held


def _lock(sent: PointImport) -> PointImport:
    held = PointImport.objects.select_for_update().get(pk=sent.pk)
    if held.state == State.DONE:
        moment = timezone.localtime(held.finished_at)
        raise AlreadyImported(file=held.file_name, moment=f"{moment:%d/%m/%Y %H:%M}")
    return held
