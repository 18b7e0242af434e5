"""A small table as a file that offices open."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook

from tusach.ui.api import named, plain_cell

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(form: str, name: str, rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """``rows`` with their heading as CSV or XLSX; text that begins like a formula is quoted."""
    safe = [[plain_cell(value) for value in row] for row in rows]
    file_name = f"{name}-{timezone.localdate().isoformat()}.{form}"
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(safe)
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in safe:
            sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        answer = HttpResponse(out.getvalue(), content_type=_XLSX)
    named(answer, file_name)
    return answer
