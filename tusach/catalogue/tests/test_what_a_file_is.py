from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import services
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.tests.imports import DATA, workbook

PAGE = b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>"


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ((DATA / "jazz_1k.mrc").read_bytes(), "iso2709"),
        ((DATA / "bad_records.mrc").read_bytes(), "iso2709"),
        ((DATA / "pride-and-prejudice-with-many-errors.mrc").read_bytes(), "iso2709"),
        ((DATA / "test_data.utf8.marc.xml").read_bytes(), "marcxml"),
        (workbook(["Tên sách"]), "xlsx"),
        (b"Ten sach,Tac gia\n", "csv"),
    ],
)
def test_a_file_is_told_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (PAGE, "html"),
        (b"<?xml version='1.0'?><svg/>", "xml"),
        (b"%PDF-1.7 ...", "pdf"),
        (zipped("word/document.xml"), "word"),
        (zipped("content.xml"), "ods"),
        (zipped("a.mrc"), "zip"),
        (b"PK\x03\x04 torn", "broken-zip"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "unknown"),
    ],
)
def test_what_is_no_file_of_records_is_refused_for_what_it_is(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of(io.BytesIO(content))
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.django_db
def test_a_web_page_named_mrc_is_refused_and_nothing_is_kept(settings: object) -> None:
    with pytest.raises(FileRefused) as caught:
        services.take_file(io.BytesIO(PAGE), "sach.mrc", by=HOUSE, at=timezone.now())
    assert "HTML" in str(caught.value)


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_with_both_sizes(settings: object) -> None:
    with pytest.raises(FileRefused) as caught:
        services.take_file(io.BytesIO(b"x" * 40_000_000), "a.mrc", by=HOUSE, at=timezone.now())
    assert "40 MB" in str(caught.value)
