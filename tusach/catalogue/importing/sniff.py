"""What a file is, told by its content; its name and the browser's word count for nothing."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, Final

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.marc import isis
from tusach.catalogue.models import Import
from tusach.ui.api import UnfitWorkbook, check_workbook

_HEAD: Final = 64 * 1024
# A workbook unpacks to XML; more than this is no list of books but a zip made to fill a disk.
UNPACKED_LIMIT: Final = 400 * 1024 * 1024
_SPACE = b" \t\r\n\x00\xef\xbb\xbf"


def kind_of(file: BinaryIO) -> str:
    """One of ``Import.Kind``. Raises :class:`FileRefused` with what the file is instead."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    bare = head.lstrip(_SPACE)
    if not bare:
        raise FileRefused("empty")
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Import.Kind.XLS
    if bare.startswith(b"%PDF"):
        raise FileRefused("pdf")
    if bare.startswith(b"<"):
        return _of_markup(bare)
    if isis.looks_like(bare):
        return Import.Kind.ISIS
    if _is_iso2709(bare):
        return Import.Kind.ISO2709
    if _is_marcjson(bare):
        return Import.Kind.MARCJSON
    if bare[:1] in (b"{", b"[") and b'"' in bare[:200]:
        raise FileRefused("json")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(head):
        return Import.Kind.CSV
    raise FileRefused("unknown")


def _is_iso2709(bare: bytes) -> bool:
    """The separators of ISO 2709 are found in no other kind of text."""
    return b"\x1e" in bare and (b"\x1d" in bare or b"\x1f" in bare)


def _is_marcjson(bare: bytes) -> bool:
    """JSON that begins like a record or a list of records; whether it is, reading tells."""
    inside = bare.lstrip(b"[ \t\r\n")
    return inside[:1] == b"{" and (b'"leader"' in inside or b'"fields"' in inside)


# Control characters that are capital letters in VISCII.
_OF_VISCII = b"\x02\x05\x06\x14\x19\x1e"


def _is_text(head: bytes) -> bool:
    """Control characters other than tab and line ends stand in no table of text; a few that
    VISCII uses as letters may."""
    odd = [byte for byte in head if byte < 0x20 and byte not in b"\t\r\n\x0c"]
    return all(byte in _OF_VISCII for byte in odd) and len(odd) * 50 < len(head)


def _of_markup(bare: bytes) -> str:
    lower = bare[:4096].lower()
    if b"<!doctype html" in lower or b"<html" in lower or b"<head" in lower or b"<body" in lower:
        raise FileRefused("html")
    if b"marc21/slim" in lower or b"<record" in lower or b"<collection" in lower:
        return Import.Kind.MARCXML
    raise FileRefused("xml")


def _of_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise FileRefused("broken-zip") from error
    finally:
        file.seek(0)
    if "xl/workbook.xml" in names:
        try:
            check_workbook(file, unpacked=UNPACKED_LIMIT)
        except UnfitWorkbook as unfit:
            raise FileRefused("unpacks-too-large" if unfit.too_large else "broken-zip") from unfit
        return Import.Kind.XLSX
    if "word/document.xml" in names:
        raise FileRefused("word")
    if "content.xml" in names:
        raise FileRefused("ods")
    raise FileRefused("zip")
