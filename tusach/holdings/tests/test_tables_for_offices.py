"""Tables that offices take away as files."""

from __future__ import annotations

import csv
import io

import openpyxl

from tusach.holdings.web.export import table

ROWS = [["Nơi giữ", "Số bản"], ["\t=HYPERLINK(1)", 3], ["Điểm\x0b trường", 4]]


def test_a_name_is_never_a_formula_and_a_figure_stays_one() -> None:
    text = table("csv", "can-doi", ROWS).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == ["'\t=HYPERLINK(1)", "3"]
    sheet = openpyxl.load_workbook(io.BytesIO(table("xlsx", "can-doi", ROWS).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]] == ["Điểm trường", 4]
