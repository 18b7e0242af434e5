"""The same papers for an office program, from the same content as the PDF.

Times New Roman is named, as offices expect; the list's heading row repeats on every page.
Rows are copied as XML: adding a thousand through the library's table takes a minute.
"""

from __future__ import annotations

import copy
import io
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
_FIGURES = {"price", "value", "copies"}
# Width in millimetres.
_COLUMNS = [
    ("STT", 9, "no"),
    ("ĐKCB / mã vạch", 25, "code"),
    # And what the page leaves.
    ("Tên sách", 40, "title"),
    ("Tác giả", 25, "author"),
    ("Nhà xuất bản", 22, "publisher"),
    ("Năm", 10, "year"),
    ("Giá (đồng)", 15, "price"),
    ("Tình trạng", 17, "condition"),
]


def docx(kind: str, content: dict[str, Any]) -> bytes:
    """A DOCX of a paper of this kind (``Minutes.Kind``), ready to be edited and printed."""
    document = _new(content)
    _heading(document, content)
    for base in content["bases"]:
        _say(document, base, italic=True)
    where = content["place"] or "……………………………………"
    if kind == "closing":
        _say(
            document,
            f"Hôm nay, {content['day_words']}, tại {where}, {content['giver']['unit']} lập biên "
            f"bản kết thúc đợt luân chuyển tài liệu số {content['batch']}, đi từ ngày "
            f"{content['from']}.",
        )
        _closing(document, content)
    else:
        _say(document, f"Hôm nay, {content['day_words']}, tại {where}, chúng tôi gồm:")
        back = kind == "return"
        _party(document, "BÊN TRẢ" if back else "BÊN GIAO", content["giver"])
        _party(document, "BÊN NHẬN LẠI" if back else "BÊN NHẬN", content["receiver"])
        (_returning if back else _handing_over)(document, content)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _new(content: dict[str, Any]) -> DocumentType:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    style.paragraph_format.space_after = Pt(3)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(number, "PAGE")
    for footer in (section.first_page_footer, section.footer):
        foot = footer.paragraphs[0]
        version = f" · lần lập {content['version']}" if content["version"] else ""
        _write(foot, f"{content['number']}{version}\t\tTrang ", size=8.5)
        _field(foot, "PAGE", size=8.5)
        _write(foot, "/", size=8.5)
        _field(foot, "NUMPAGES", size=8.5)
    return document


def _annex(document: DocumentType) -> None:
    """The list begins a page of its own, with narrower margins."""
    section = document.add_section()
    section.left_margin, section.right_margin = Mm(20), Mm(14)
    section.different_first_page_header_footer = False


def _field(paragraph: Paragraph, code: str, *, size: float | None = None) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    if size is not None:
        properties, height = OxmlElement("w:rPr"), OxmlElement("w:sz")
        height.set(qn("w:val"), str(round(size * 2)))
        properties.append(height)
        run.append(properties)
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = Pt(size)


def _say(document: DocumentType, text: str, *, lead: str = "", italic: bool = False) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if lead:
        _write(paragraph, f"{lead} ", bold=True)
    _write(paragraph, text, italic=italic)
    return paragraph


def _centre(document: DocumentType, text: str, *, size: float = 13, italic: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, text, bold=not italic, italic=italic, size=size)


def _centred(cell: _Cell, lines: list[tuple[str, bool, bool, float]]) -> None:
    for number, (text, bold, italic, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, text, bold=bold, italic=italic, size=size)


def _heading(document: DocumentType, content: dict[str, Any]) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widths(table, [68, 97])
    left, right = table.rows[0].cells
    giver = content["giver"]
    above = [(giver["superior"].upper(), False, False, 12.0)] if giver["superior"] else []
    _centred(
        left,
        [
            *above,
            (giver["unit"].upper(), True, False, 12.0),
            ("––––––––––", False, False, 10.0),
            (f"Số: {content['number']}", False, False, 12.0),
        ],
    )
    _centred(
        right,
        [
            ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False, 12.0),
            ("Độc lập – Tự do – Hạnh phúc", True, False, 13.0),
            ("–––––––––––––––––––", False, False, 10.0),
            (content["place_and_day"], False, True, 12.0),
        ],
    )
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    _centre(document, content["title"].upper(), size=14)
    _centre(document, content["subtitle"])


def _party(document: DocumentType, label: str, one: dict[str, str]) -> None:
    _say(document, "", lead=f"{label}: {one['unit']}")
    dots = "……………………………"
    _say(document, f"Ông/bà: {one['name'] or dots}    Chức vụ: {one['post'] or dots}")
    _say(document, f"Điện thoại: {one['phone'] or dots}")


def _handing_over(document: DocumentType, content: dict[str, Any]) -> None:
    _say(document, "Hai bên thống nhất bàn giao tài liệu luân chuyển với nội dung sau:")
    boxes = "; ".join(f"{b['code']}: {b['copies']} bản" for b in content["boxes"])
    packed = f", xếp trong {len(content['boxes'])} thùng ({boxes})" if boxes else ""
    _say(
        document,
        f"Bên giao đã giao, bên nhận đã nhận {content['titles_text']} tên sách, "
        f"{content['copies_text']} bản{packed}. Tổng giá trị theo giá bìa: "
        f"{content['value_text']} đồng (bằng chữ: {content['value_words']}). Danh mục từng bản "
        "kèm theo là một phần của biên bản này.",
        lead="1. Số lượng và giá trị.",
    )
    _say(document, content["condition"], lead="2. Tình trạng.")
    _say(
        document,
        f"Từ {content['from']} đến hết {content['due']}. Muốn gia hạn, bên nhận báo cho bên giao "
        "trước ngày hết hạn.",
        lead="3. Thời hạn.",
    )
    _say(
        document,
        f"Tài liệu vẫn thuộc sở hữu của {content['owner']}; việc luân chuyển không phải là cho, "
        "tặng. Bên nhận bảo quản tài liệu, bố trí nơi phục vụ, ghi số lượt người sử dụng, số "
        "lượt tài liệu phục vụ và nhu cầu của bạn đọc, báo cho bên giao hằng tháng; trả đủ khi "
        "hết hạn. Tài liệu mất hoặc hư hỏng do lỗi của bên nhận được bồi thường theo giá ghi "
        "trong danh mục hoặc bằng bản cùng tên. Bên giao hướng dẫn sắp xếp, phục vụ và nhận lại "
        "tài liệu khi hết hạn.",
        lead="4. Trách nhiệm.",
    )
    changes = content["differences"]
    changed = bool(changes["refused"] or changes["added"])
    if changed:
        _say(
            document,
            f"so với bản lập lần {changes['since']}: không nhận {len(changes['refused'])} bản, "
            f"bổ sung {len(changes['added'])} bản (phụ lục 2). Số lượng, giá trị ở mục 1 là số "
            "sau khi thay đổi; biên bản này thay cho bản lập lần "
            f"{changes['since']}.",
            lead="5. Thay đổi tại nơi bàn giao",
        )
    _say(document, "Biên bản được lập thành 2 bản có giá trị như nhau, mỗi bên giữ 1 bản.")
    _signatures(
        document,
        [("ĐẠI DIỆN BÊN GIAO", content["giver"]), ("ĐẠI DIỆN BÊN NHẬN", content["receiver"])],
    )
    _annex(document)
    _centre(document, f"{'PHỤ LỤC 1 – ' if changed else ''}DANH MỤC TÀI LIỆU BÀN GIAO")
    _centre(
        document,
        f"Kèm theo biên bản số {content['number']}, {content['place_and_day']}",
        size=11.5,
        italic=True,
    )
    _list(document, content["rows"])
    _say(
        document,
        f"({content['value_words']}).",
        lead=f"Cộng: {content['titles_text']} tên sách, {content['copies_text']} bản, "
        f"{content['value_text']} đồng",
    )
    if changed:
        _centre(document, "PHỤ LỤC 2 – THAY ĐỔI TẠI NƠI BÀN GIAO")
        for name, key, last in (
            ("Không nhận", "refused", "Lý do"),
            ("Bổ sung", "added", "Tình trạng"),
        ):
            if changes[key]:
                _say(document, "", lead=f"{name} ({len(changes[key])} bản)")
                _list(document, changes[key], last)


def _returning(document: DocumentType, content: dict[str, Any]) -> None:
    _say(
        document,
        f"Hai bên kiểm đếm tài liệu luân chuyển đã bàn giao ngày {content['from']} và thống nhất:",
    )
    _figures(document, content["figures"])
    _say(document, "Biên bản được lập thành 2 bản có giá trị như nhau, mỗi bên giữ 1 bản.")
    _signatures(
        document,
        [("ĐẠI DIỆN BÊN TRẢ", content["giver"]), ("ĐẠI DIỆN BÊN NHẬN LẠI", content["receiver"])],
    )
    _annex(document)
    _centre(document, "DANH MỤC TÀI LIỆU NHẬN LẠI")
    _list(document, content["rows"])
    if content["lost"]:
        _say(
            document,
            "",
            lead=f"Tài liệu mất ({len(content['lost'])} bản, {content['loss_text']} đồng)",
        )
        _list(document, content["lost"], "Bồi thường")


def _closing(document: DocumentType, content: dict[str, Any]) -> None:
    _say(document, "", lead="1. Điểm luân chuyển")
    names = ["Điểm", "Bàn giao", "Trả xong", "Giao", "Trả", "Mất", "Khác"]
    keys = ["name", "handed_over_on", "returned_on", "handed_over", "returned", "lost", "other"]
    _table(
        document,
        list(zip(names, [45, 25, 25, 17, 17, 17, 17], keys, strict=True)),
        content["points"],
        size=11,
    )
    _say(document, "", lead="2. Đối chiếu")
    _figures(document, content["figures"])
    _say(document, content["agreement"])
    if content["use"]:
        _say(document, content["use"], lead="3. Kết quả phục vụ.")
    for one in content["findings"]:
        _say(document, one, lead="Kết quả kiểm tra.")
    _say(document, "Biên bản được lập thành 2 bản có giá trị như nhau.")
    _signatures(
        document, [("NGƯỜI LẬP", content["giver"]), ("THỦ TRƯỞNG ĐƠN VỊ", content["receiver"])]
    )
    for name, key, last in (
        ("Tài liệu mất", "lost", "Bồi thường"),
        ("Tài liệu hư hỏng, cách ly", "damaged", "Tình trạng"),
        ("Tài liệu chuyển tiếp", "passed", "Sang đợt"),
    ):
        if content[key]:
            heading = _say(document, "", lead=f"Phụ lục – {name} ({len(content[key])} bản)")
            heading.paragraph_format.space_before = Pt(14)
            heading.paragraph_format.keep_with_next = True
            _list(document, content[key], last)


def _figures(document: DocumentType, rows: list[dict[str, Any]]) -> None:
    _table(
        document,
        [("Nội dung", 100, "label"), ("Số bản", 25, "copies"), ("Giá trị (đồng)", 38, "value")],
        rows,
        size=12,
    )


def _list(document: DocumentType, rows: list[dict[str, Any]], last: str = "Tình trạng") -> None:
    section = document.sections[-1]
    text = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    rest = round(text / Mm(1)) - sum(width for _name, width, _key in _COLUMNS)
    columns = [
        (last if key == "condition" else name, width + (rest if key == "title" else 0), key)
        for name, width, key in _COLUMNS
    ]
    coded = [
        {
            **row,
            "code": row["barcode"]
            if row["accession"] in {"", row["barcode"]}
            else f"{row['accession']} {row['barcode']}",
        }
        for row in rows
    ]
    _table(document, columns, coded, size=9.5)


def _widths(table: Table, millimetres: list[int]) -> None:
    """Fixed columns: Word asks the cells for their width, LibreOffice the grid."""
    table.autofit = False
    for place, width in enumerate(millimetres):
        table.columns[place].width = Mm(width)
        for row in table.rows:
            row.cells[place].width = Mm(width)


def _close_set(table: Table) -> None:
    """One millimetre at the sides of a cell: Word's two leave "Năm" no room."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        one = OxmlElement(side)
        one.set(qn("w:w"), "57")
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.append(margins)


def _table(
    document: DocumentType,
    columns: list[tuple[str, int, str]],
    rows: list[dict[str, Any]],
    *,
    size: float,
) -> None:
    table = document.add_table(rows=2, cols=len(columns))
    table.style = "Table Grid"
    _close_set(table)
    _widths(table, [width for _name, width, _key in columns])
    for place, (name, _width, key) in enumerate(columns):
        for cell in (table.rows[0].cells[place], table.rows[1].cells[place]):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _write(paragraph, name, size=size)
            if key in _FIGURES:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        table.rows[0].cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in table.rows[0].cells[place].paragraphs[0].runs:
            run.bold = True
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    pattern = table.rows[1]._tr
    for row in rows:
        made = copy.deepcopy(pattern)
        if row.get("strong"):
            for bold in made.iter(qn("w:b")):
                bold.attrib.clear()
        for text, (_name, _width, key) in zip(made.iter(qn("w:t")), columns, strict=True):
            text.text = str(row[key])
        pattern.addprevious(made)
    pattern.getparent().remove(pattern)
    # A table needs a paragraph after it; a line of it must not begin a page.
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(4)


def _signatures(document: DocumentType, parties: list[tuple[str, dict[str, str]]]) -> None:
    # The last words stay with the signatures: nobody signs an empty page.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(parties))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, (label, one) in zip(table.rows[0].cells, parties, strict=True):
        room: list[tuple[str, bool, bool, float]] = [("", False, False, 13.0)] * 4
        _centred(
            cell,
            [
                (label, True, False, 13.0),
                ("(Ký, ghi rõ họ tên, đóng dấu nếu có)", False, True, 11.5),
                *room,
                (one["name"], True, False, 13.0),
            ],
        )
