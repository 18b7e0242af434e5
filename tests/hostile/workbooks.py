"""Workbooks made by hand, part by part, as no spreadsheet program makes them."""

from __future__ import annotations

import io
import zipfile

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "%s</Types>"
)
_OVERRIDE = (
    '<Override PartName="/{}" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"/>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s'
    "</Relationships>"
)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = (
    f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{SPACE}" xmlns:r="{_RELATION}">'
    '<sheets><sheet name="Sách" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def row(number: int, *texts: str) -> str:
    cells = "".join(
        f'<c r="{"ABCDEFGH"[at]}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


HEADING = row(1, "Nhan đề", "Tác giả")


def sheet(rows: str, doctype: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        f'<worksheet xmlns="{SPACE}"><sheetData>{HEADING}{rows}</sheetData></worksheet>'
    )


def workbook(parts: dict[str, str | bytes]) -> bytes:
    """A zip with the fixed parts of a workbook and these, which replace them."""
    kinds = {"worksheet": SHEET, "sharedStrings": STRINGS, "styles": STYLES}
    there = {kind: name for kind, name in kinds.items() if name in parts}
    types = "".join(_OVERRIDE.format(name, kind) for kind, name in there.items())
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="/{name}"/>'
        for n, (kind, name) in enumerate(there.items(), 1)
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES % types,
        "_rels/.rels": _RELATIONS
        % f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>',
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS % relations,
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return out.getvalue()
