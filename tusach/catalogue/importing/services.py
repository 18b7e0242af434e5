"""What a person does with an import as a whole: send a file, accept, drop, take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from tusach.audit.api import Actor
from tusach.catalogue.importing.acts import write_down
from tusach.catalogue.importing.charsets import OF_MARC
from tusach.catalogue.importing.fitting import look_at_sheet
from tusach.catalogue.importing.held import elsewhere, has_written, locked, queue, read_again, store
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.models import Difference, Import, ImportProfile

State = Import.State


def take_file(file: BinaryIO, name: str, *, by: Actor, at: datetime) -> Import:
    """Keeps the file and begins its import.

    MARC is read at once by a worker; a sheet waits for its columns to be fitted. Refuses what
    is no file of records, by its content. The file lies under its own digest, so that the
    same file sent twice is kept once; that it was sent before is told by
    ``selectors.imports_of_same_file``.
    """
    digest, size, relative = store(file)
    kind = kind_of(file)
    imported = Import(
        file_name=Path(name.replace("\\", "/")).name[:255] or "?",
        sha256=digest,
        size=size,
        path=relative,
        kind=kind,
        state=State.READING,
        made_at=at,
    )
    imported.actor = by
    if imported.is_sheet:
        imported.state = State.MAPPING
        look_at_sheet(imported)
    with transaction.atomic():
        imported.save()
        write_down("catalogue.import_file", imported, by=by, at=at)
        if imported.state == State.READING:
            queue(imported, at=at)
    return imported


@transaction.atomic
def read_as(
    pk: int, charset: str, *, profile: int | None = None, no_items: bool = False, at: datetime
) -> Import:
    """Reads a MARC file again: with another encoding for all of its records ("" as they say),
    with another way of reading copies, or with none."""
    imported = locked(pk, State.READ)
    if has_written(imported) or imported.is_sheet or charset not in OF_MARC:
        raise elsewhere(imported)
    if charset and imported.kind != Import.Kind.ISO2709:
        raise elsewhere(imported)
    imported.charset = charset
    if no_items:
        # A rule that no field meets: nothing is looked for again.
        imported.profile, imported.rules = None, [{"from": "", "to": ""}]
    elif profile is not None:
        found = ImportProfile.objects.get(pk=profile, shape=ImportProfile.Shape.ITEMS)
        imported.profile, imported.rules = found, found.rules
    return read_again(imported, at=at)


@transaction.atomic
def choose(pk: int, choices: Mapping[str, Any]) -> Import:
    """Keeps what was chosen for the rooms that listen, so that the preview can say what they
    would do; nothing is written into the catalogue."""
    imported = locked(pk, State.READ)
    imported.choices = dict(choices)
    imported.save(update_fields=["choices"])
    return imported


@transaction.atomic
def accept(
    pk: int,
    *,
    by: Actor,
    at: datetime,
    choices: Mapping[str, Any] | None = None,
    on_difference: str = "",
    is_quick: bool = False,
) -> Import:
    """Has what is new written into the catalogue, in the name of ``by``.

    ``on_difference`` is one of ``Difference`` for the rows about which nothing was said.
    ``is_quick``: ``by`` is no cataloguer. The records made wait for one, as those of the simple
    form do; records that are there stay as they are, and headings of authorities are left out.
    """
    imported = locked(pk, State.READ)
    imported.state, imported.problem = State.APPLYING, {}
    # Rows that are written are passed by, so that those mended since are reached.
    imported.applied_to = 0
    if on_difference in Difference.values:
        imported.on_difference = on_difference
    imported.choices = dict(choices or imported.choices)
    imported.is_quick = is_quick
    imported.actor = by
    imported.save()
    write_down("catalogue.import_accept", imported, by=by, at=at)
    queue(imported, at=at)
    return imported


@transaction.atomic
def drop(pk: int, *, by: Actor, at: datetime) -> Import:
    """Leaves the file out. What was already written stays: that is undone, not dropped."""
    imported = locked(pk, State.MAPPING, State.READING, State.READ, State.FAILED)
    if has_written(imported):
        raise elsewhere(imported)
    imported.state, imported.finished_at = State.DROPPED, at
    imported.save()
    write_down("catalogue.import_drop", imported, by=by, at=at)
    return imported


@transaction.atomic
def take_back(pk: int, *, by: Actor, at: datetime) -> Import:
    """Has the records this import made deleted, where nothing uses them, and those it wrote
    over put back."""
    imported = locked(pk, State.DONE, State.READ)
    if not has_written(imported):
        raise elsewhere(imported)
    imported.state, imported.undone_to, imported.problem = State.UNDOING, 0, {}
    imported.actor = by
    imported.save()
    write_down("catalogue.import_undo", imported, by=by, at=at)
    queue(imported, at=at)
    return imported


@transaction.atomic
def ask_again(pk: int, *, at: datetime) -> Import:
    """Puts an import under way into the queue again, for when its worker is gone."""
    imported = locked(pk, State.READING, State.APPLYING, State.UNDOING)
    queue(imported, at=at)
    return imported
