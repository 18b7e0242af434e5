"""Small files to begin from: a school's list with the headings that are known, and what the
exports of other systems look like."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from tusach.catalogue.compose import RecordFields, compose
from tusach.catalogue.importing.fitting import SLIMS
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.record import DataField

# Titles and authors are true; numbers, prices and days are examples.
_BOOKS = (
    RecordFields(
        "Dế mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", place_published="Hà Nội",
        year=2020, class_number="895.9223", subjects=("Truyện thiếu nhi",), pages="144 tr.",
    ),
    RecordFields(
        "Quê nội", author="Võ Quảng", publisher="Kim Đồng", place_published="Hà Nội",
        year=2018, class_number="895.9223", subjects=("Truyện thiếu nhi",), pages="299 tr.",
    ),
    RecordFields(
        "Góc sân và khoảng trời", author="Trần Đăng Khoa", publisher="Văn học",
        place_published="Hà Nội", year=2016, class_number="895.9221", subjects=("Thơ",),
        pages="150 tr.",
    ),
)  # fmt: skip
_COPIES = (
    ("STK.00001-00003", "3", "45000"),
    ("STK.00004", "1", "52000"),
    ("STK.00005-06", "2", ""),
)


def school_list() -> bytes:
    """A workbook: headings with three books, and a sheet that says how each column is filled."""
    columns = (
        (_("STT"), 6, _("Không bắt buộc.")),
        (
            _("Số ĐKCB"),
            18,
            _("Số ghi trên sách. Nhiều bản: STK.00001-00003 hoặc STK.00001, STK.00007."),
        ),
        (_("Tên sách"), 34, _("Bắt buộc. Mỗi nhan đề một dòng.")),
        (_("Tác giả"), 24, _("Nhiều người thì cách nhau bằng dấu chấm phẩy.")),
        (_("Nhà xuất bản"), 16, ""),
        (_("Nơi xuất bản"), 14, ""),
        (_("Năm xuất bản"), 10, _("Đủ bốn chữ số.")),
        (_("Số trang"), 10, ""),
        ("ISBN", 18, _("Để cột này ở dạng chữ (Text), kẻo Excel làm tròn số.")),
        (_("Ký hiệu phân loại"), 12, ""),
        (_("Từ khoá"), 24, _("Cách nhau bằng dấu chấm phẩy.")),
        (_("Số bản"), 8, _("Không có số ĐKCB thì ghi số bản; số ĐKCB được cấp khi ghi sổ.")),
        (_("Giá"), 10, _("Một bản, bằng đồng: 45000 hoặc 45.000.")),
        (_("Ngày vào sổ"), 12, _("ngày/tháng/năm: 05/09/2025.")),
        (_("Tình trạng"), 12, _("Để trống, hoặc: mất, hư hỏng, đã thanh lý.")),
        (_("Ghi chú"), 20, ""),
    )
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Danh mục sách")
    sheet.append([heading for heading, _width, _how in columns])
    for number, (one, (numbers, count, price)) in enumerate(
        zip(_BOOKS, _COPIES, strict=True), start=1
    ):
        sheet.append(
            [
                number,
                numbers,
                one.title,
                one.author,
                one.publisher,
                one.place_published,
                one.year,
                one.pages,
                "",
                one.class_number,
                "; ".join(one.subjects),
                int(count),
                int(price) if price else None,
                "05/09/2025",
                "",
                "",
            ]
        )
    help_sheet = book.create_sheet(_("Cách điền"))
    help_sheet.append([_("Cột"), _("Cách điền")])
    for heading, _width, how in columns:
        help_sheet.append([heading, how or "–"])
    help_sheet.append([])
    help_sheet.append(
        ["", _("Xoá ba dòng ví dụ trước khi điền. Cột không có thì bỏ; thứ tự cột tuỳ ý.")]
    )
    for at, (_heading, width, _how) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        # Text, so that no program rounds a long number.
        if at in (2, 9):
            for row in range(2, 600):
                sheet.cell(row, at).number_format = "@"
    help_sheet.column_dimensions["A"].width, help_sheet.column_dimensions["B"].width = 22, 80
    for page in (sheet, help_sheet):
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def slims() -> bytes:
    """As SLiMS 9 exports its bibliography, with the names of its columns."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(SLIMS)
    for one, (numbers, _count, _price) in zip(_BOOKS, _COPIES, strict=True):
        values = {
            "title": one.title,
            "gmd_name": "Text",
            "publisher_name": one.publisher,
            "publish_year": str(one.year),
            "collation": one.pages,
            "language_name": "Tiếng Việt",
            "place_name": one.place_published,
            "classification": one.class_number,
            "authors": f"<{one.author}>",
            "topics": "".join(f"<{text}>" for text in one.subjects),
            "item_code": f"<{numbers[:9]}>",
        }
        writer.writerow([values.get(name, "") for name in SLIMS])
    return out.getvalue().encode()


def marc(tag: str, at: datetime) -> bytes:
    """Records in ISO 2709 with their copies in 952 (Koha) or 852 (MARC 21 Holdings)."""
    out = b""
    for number, (one, (numbers, _count, price)) in enumerate(
        zip(_BOOKS, _COPIES, strict=True), start=1
    ):
        record = compose(one, control_number=f"MAU{number}", at=at)
        first = numbers[:9]
        told = (
            [("a", "TV01"), ("d", "2025-09-05"), ("g", price), ("i", first), ("p", first)]
            if tag == "952"
            else [("a", "TV01"), ("b", "Kho chính"), ("j", first), ("p", first), ("9", price)]
        )
        field = DataField(tag, " ", " ", [(code, text) for code, text in told if text])
        record.fields.append(field)
        out += iso2709.write(record)
    return out
