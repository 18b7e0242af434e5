"""What the import tests share: sending a file and doing the worker's part at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from openpyxl import Workbook

from tusach.audit.api import HOUSE
from tusach.catalogue.importing import fitting, services
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import

DATA = Path(__file__).parent / "data"


def sent(name: str, content: bytes | None = None) -> Import:
    """The import of a file of ``data`` (or of ``content``), read as far as its preview."""
    content = (DATA / name).read_bytes() if content is None else content
    imported = services.take_file(io.BytesIO(content), name, by=HOUSE, at=timezone.now())
    if imported.is_sheet:
        fitting.fit_columns(imported.pk, imported.mapping, at=timezone.now())
    work(imported.pk)
    imported.refresh_from_db()
    return imported


def accepted(imported: Import) -> Import:
    """The same, written into the catalogue."""
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    imported.refresh_from_db()
    return imported


def undone(imported: Import) -> Import:
    services.take_back(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    imported.refresh_from_db()
    return imported


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def counts(imported: Import) -> dict[str, int]:
    found: dict[str, int] = {}
    for status in imported.rows.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found
