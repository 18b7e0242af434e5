"""How rooms above take part in an import: making copies of what a list says is there.

A listener is told of the records in the transaction that makes them, so that neither record
nor copies stand without the other, and a kill in between doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from tusach.audit.api import Actor


@dataclass(frozen=True)
class ImportedRow:
    """A line of the file and the record it became or was found to be.

    ``values`` holds what its cells say of copies, as text: ``copies`` (how many), ``price``,
    ``accession_no``, ``barcode``, ``shelf_mark``; only those that are filled. Of a MARC file
    it is empty; there ``copies`` holds the same for each copy the record tells of (with
    ``branch`` and the rest of ``columns.OF_COPIES``). ``was_there`` is True when no record was
    made.
    """

    number: int
    record: int
    was_there: bool
    values: Mapping[str, str]
    copies: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class ImportedBatch:
    """``choices`` is what this listener's own form brought (see :class:`ImportListener`)."""

    imported: int
    file_name: str
    rows: Sequence[ImportedRow]
    choices: Mapping[str, Any]
    by: Actor
    at: datetime


@dataclass(frozen=True)
class RowCopies:
    """What a row of a preview says of copies: as ``ImportedRow`` does. ``record`` is the one
    that it was found to be; None: a new one will be made."""

    number: int
    values: Mapping[str, str]
    copies: Sequence[Mapping[str, str]] = ()
    record: int | None = None


@dataclass(frozen=True)
class ToldCopies:
    """What a file tells of copies at one place under one sign before the number.

    ``branch`` and ``holding`` are the names of libraries as the file writes them, ``prefix``
    what stands before the digits of the accession number; ``first`` and ``last`` are None when
    no copy of them has a number. ``width`` is how many digits each of the numbers has, 1 when
    not all have as many.
    """

    branch: str
    holding: str
    prefix: str
    count: int
    first: int | None
    last: int | None
    width: int = 1


@dataclass(frozen=True)
class ImportListener:
    """``apply(batch)`` is called once for each applied batch, inside its transaction; it returns
    sentences for those lines of which it could not take everything, which stay with the row.

    ``form(user=…, data=…, told=…, imported=…)`` returns a Django form shown where the import is
    accepted (which library owns the copies, which register), ``told`` being a list of
    :class:`ToldCopies` and ``imported`` the import's number; it may have a ``page`` (address,
    words of the link, sentences) where more is chosen than a form can ask. Its ``cleaned_data``
    must be plain JSON and comes back as ``choices``. It is shown when the file tells of copies
    (``columns``: in columns of these meanings). ``check(imported, rows, choices)`` returns
    sentences by line for the preview; such lines are imported without copies only if ``apply``
    so decides. ``undo(imported, rows, by, at)`` takes back what apply made for these rows of an
    import, and returns sentences for those where it could not.
    """

    name: str
    apply: Callable[[ImportedBatch], Mapping[int, Sequence[str]] | None]
    form: Callable[..., forms.Form] | None = None
    columns: Sequence[str] = ()
    check: (
        Callable[[int, Sequence[RowCopies], Mapping[str, Any]], Mapping[int, Sequence[str]]] | None
    ) = None
    undo: Callable[[int, Sequence[int], Actor, datetime], Mapping[int, str]] | None = None


_listeners: dict[str, ImportListener] = {}


def on_records_imported(listener: ImportListener) -> None:
    """Register a listener; called in ``apps.py`` (``ready``). The same name replaces."""
    _listeners[listener.name] = listener


def forget_listener(name: str) -> None:
    """For tests."""
    _listeners.pop(name, None)


def listeners() -> list[ImportListener]:
    return list(_listeners.values())


# Record → why it cannot be deleted ("3 bản ở Thư viện tỉnh"); records that are free are left out.
RecordUses = Callable[[Sequence[int]], Mapping[int, str]]
_uses: dict[str, RecordUses] = {}


def on_record_deletion(name: str, uses: RecordUses) -> None:
    """Register what keeps records from being deleted: asked before any is."""
    _uses[name] = uses


def forget_use(name: str) -> None:
    """For tests."""
    _uses.pop(name, None)


def uses_of(records: Sequence[int]) -> dict[int, str]:
    """Each record that may not be deleted, with the words why."""
    found: dict[int, list[str]] = {}
    for uses in _uses.values():
        for record, words in uses(records).items():
            found.setdefault(record, []).append(words)
    return {record: "; ".join(words) for record, words in found.items()}
