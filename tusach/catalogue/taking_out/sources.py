"""What other rooms put into the records that go out: a library its copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tusach.catalogue.marc.record import MarcRecord

# (records with their control numbers, options of the export) → the records that go out.
Source = Callable[[Sequence[tuple[str, MarcRecord]], Mapping[str, Any]], Iterator[MarcRecord]]

_SOURCES: dict[str, Source] = {}


def on_export(name: str, source: Source) -> None:
    """Names a source; an export keeps the name and the options, and the worker asks it part by
    part."""
    _SOURCES[name] = source


def records_out(
    name: str, records: Sequence[tuple[str, MarcRecord]], options: Mapping[str, Any]
) -> Iterator[MarcRecord]:
    """What goes out of these records."""
    if not name:
        return (marc for _number, marc in records)
    return _SOURCES[name](records, options)
