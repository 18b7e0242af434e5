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
    it is empty. ``was_there`` is True when no record was made.
    """

    number: int
    record: int
    was_there: bool
    values: Mapping[str, str]


@dataclass(frozen=True)
class ImportedBatch:
    """``choices`` is what this listener's own form brought (see :class:`ImportListener`)."""

    imported: int
    file_name: str
    rows: Sequence[ImportedRow]
    choices: Mapping[str, Any]
    by: Actor
    at: datetime


# What a row of a preview says of copies: number of the line and its values.
RowValues = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class ImportListener:
    """``apply(batch)`` is called once for each applied batch, inside its transaction.

    ``form(user=…, data=…)`` returns a Django form shown where the import is accepted (which
    library owns the copies, which register); its ``cleaned_data`` must be plain JSON and
    comes back as ``choices``. ``columns`` says of which columns the form makes sense: it is
    shown when the sheet maps any of them. ``check(rows, choices)`` returns sentences by line
    for the preview; such lines are imported without copies only if ``apply`` so decides.
    ``undo(records, by, at)`` may take back what apply made for records about to be deleted.
    """

    name: str
    apply: Callable[[ImportedBatch], None]
    form: Callable[..., forms.Form] | None = None
    columns: Sequence[str] = ()
    check: (
        Callable[[Sequence[RowValues], Mapping[str, Any]], Mapping[int, Sequence[str]]] | None
    ) = None
    undo: Callable[[Sequence[int], Actor, datetime], None] | None = None


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
