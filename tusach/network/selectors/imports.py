"""Spreadsheets of points that were sent, and their rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from tusach.network.models import PointImport, PointImportRow


def import_by_number(pk: int, sender: int | None) -> PointImport | None:
    """The file, for whoever sent it: it may name points that others must not see."""
    return PointImport.objects.filter(pk=pk, by_account=sender).first()


def recent_imports(sender: int | None, limit: int = 10) -> list[PointImport]:
    return list(PointImport.objects.filter(by_account=sender)[:limit])


def rows_of(sent: PointImport, *, bad: bool = False) -> QuerySet[PointImportRow]:
    """The rows in the order of the file; ``bad`` only those with errors."""
    rows = sent.rows.order_by("number")
    return rows.exclude(errors=[]) if bad else rows


def first_lines(sent: PointImport, count: int = 3) -> list[list[str]]:
    """The cells of the first rows, for telling the columns apart."""
    return list(sent.rows.order_by("number").values_list("cells", flat=True)[:count])


def in_batches(sent: PointImport, size: int) -> Iterator[list[PointImportRow]]:
    """Every row, ``size`` at a time: a file is never in memory as a whole."""
    last = 0
    while batch := list(sent.rows.filter(number__gt=last).order_by("number")[:size]):
        yield batch
        last = batch[-1].number
