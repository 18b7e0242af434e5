"""Records out: ISO 2709, MARCXML, MARC-in-JSON, streamed so that any number may go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord

# Form → (ending, media type)
FORMS = {
    "mrc": ("mrc", "application/marc"),
    "xml": ("xml", "application/marcxml+xml"),
    "json": ("ndjson", "application/x-ndjson"),
    "array": ("json", "application/json"),
}


def written(form: str, records: Iterable[MarcRecord]) -> Iterator[bytes]:
    """The file piece by piece; ``json`` holds a record to a line, ``array`` is one JSON array.

    A record too long for ISO 2709 is left out of ``mrc``: ask :func:`too_long` before.
    """
    if form == "xml":
        yield marcxml.OPENING
        for record in records:
            yield marcxml.write(record)
        yield marcxml.CLOSING
        return
    if form == "array":
        yield b"["
        for number, record in enumerate(records):
            yield b",\n" if number else b"\n"
            yield json.dumps(record.as_json(), ensure_ascii=False).encode()
        yield b"\n]\n"
        return
    for record in records:
        if form == "json":
            yield json.dumps(record.as_json(), ensure_ascii=False).encode() + b"\n"
            continue
        try:
            yield iso2709.write(record)
        except Fault:
            continue


def too_long(record: MarcRecord) -> Fault | None:
    """Why the record cannot be written in ISO 2709; None when it can."""
    try:
        iso2709.write(record)
    except Fault as fault:
        return fault
    return None
