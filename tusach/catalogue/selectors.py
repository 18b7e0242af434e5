"""Reading the catalogue."""

from __future__ import annotations

from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Record, RecordVersion


def find_by_isbn(text: str) -> list[Record]:
    """Records with this ISBN, of ten or thirteen digits, with or without hyphens.

    Several when editions share one, as reprints in Viet Nam do; none for a wrong ISBN.
    """
    isbn = normalise(text)
    if not isbn:
        return []
    return list(Record.objects.filter(isbns__contains=[isbn]).order_by("title_key", "pk"))


def marc_of(record: Record) -> MarcRecord:
    """The MARC content of the record as it now stands."""
    version = RecordVersion.objects.get(record=record, number=record.version)
    return from_json(version.marc)


def record(pk: int) -> Record | None:
    return Record.objects.filter(pk=pk).first()
