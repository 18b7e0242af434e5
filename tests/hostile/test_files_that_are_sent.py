"""Files made to fill the memory, to read the machine or to run for ever: refused by a sentence.

Each goes in by its page, as whoever may send one sends it.
"""

from __future__ import annotations

import io
import time
import uuid
from functools import cache
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.hostile.workbooks import SHEET, SPACE, STRINGS, STYLES, row, sheet, workbook
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, ImportRow
from tusach.holdings.testing import make_store
from tusach.network.models import PointImport
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
BOOKS, POINTS = "catalogue:imports", "network:import"
# Two letters, ten to the ninth times.
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
SECRET = "nội dung bí mật của máy chủ"


@pytest.fixture
def cataloguer(client: Client) -> Client:
    client.force_login(make_account("cataloguer", at=make_store()))
    return client


@pytest.fixture
def director(client: Client) -> Client:
    client.force_login(make_account("director", at=make_store()))
    return client


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def send(client: Client, page: str, content: bytes, name: str = "sách.xlsx") -> tuple[int, str]:
    """Status and text of the page that answers, wherever it leads to."""
    form = {"file": SimpleUploadedFile(name, content), "once": str(uuid.uuid4())}
    answer = client.post(reverse(page), form, follow=True)
    return answer.status_code, answer.content.decode()


@cache
def zeros(megabytes: int) -> bytes:
    return b"<x>" + b" " * (megabytes * MEGABYTE) + b"</x>"


@cache
def bomb(kind: str) -> bytes:
    return workbook(
        {
            "rows": {f"xl/worksheets/sheet{n}.xml": zeros(81) for n in range(1, 6)},
            "strings": {STRINGS: zeros(65), SHEET: sheet("")},
            "styles": {STYLES: zeros(9), SHEET: sheet("")},
            "parts": {f"xl/media/{n}.bin": b"" for n in range(2001)} | {SHEET: sheet("")},
        }[kind]
    )


@pytest.mark.parametrize("kind", ["rows", "strings", "styles", "parts"])
def test_a_workbook_that_unpacks_to_fill_the_memory_is_refused_unread(
    kind: str, client: Client
) -> None:
    assert len(bomb(kind)) < 3 * MEGABYTE
    for role, page in (("cataloguer", BOOKS), ("director", POINTS)):
        client.force_login(make_account(role, at=make_store()))
        began = time.process_time()
        status, text = send(client, page, bomb(kind))
        assert status == 422
        assert "quá lớn" in text or "quá dài" in text
        assert time.process_time() - began < 2
    assert not Import.objects.exists()
    assert not PointImport.objects.exists()


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_document_type_is_refused(
    part: str, encoding: str, cataloguer: Client
) -> None:
    """Entities come with it; no spreadsheet program writes one."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{LAUGHS}]><x>&l9;</x>'
    content = workbook({SHEET: sheet(""), part: text.encode(encoding)})
    status, text = send(cataloguer, BOOKS, content)
    assert status == 422
    assert "bị hỏng" in text
    assert not Import.objects.exists()


def test_a_document_type_behind_a_long_comment_is_refused(cataloguer: Client) -> None:
    hidden = f"<!--{' ' * 100_000}--><!DOCTYPE worksheet [{LAUGHS}]>"
    assert send(cataloguer, BOOKS, workbook({SHEET: sheet("", hidden)}))[0] == 422


def test_a_workbook_reads_no_file_of_the_machine(secret: Path, client: Client) -> None:
    named = f'<!DOCTYPE worksheet [<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    content = workbook({SHEET: sheet(row(2, "&f;", "x"), named)})
    for role, page in (("cataloguer", BOOKS), ("director", POINTS)):
        client.force_login(make_account(role, at=make_store()))
        status, text = send(client, page, content)
        assert status == 422
        assert SECRET not in text


def test_a_row_that_claims_a_number_no_sheet_has_ends_the_reading(client: Client) -> None:
    rows = row(2, "Dế Mèn phiêu lưu ký", "Tô Hoài") + row(2_000_000_000, "x")
    content = workbook({SHEET: sheet(rows)})
    for role, page in (("cataloguer", BOOKS), ("director", POINTS)):
        client.force_login(make_account(role, at=make_store()))
        began = time.process_time()
        status, text = send(client, page, content)
        assert status == 200, text
        assert time.process_time() - began < 10


def test_a_zip_with_two_parts_of_one_name_is_refused(cataloguer: Client) -> None:
    """What is looked at must be what is read."""
    content = workbook({SHEET: sheet("")})
    twice = content.replace(b"xl/workbook.xml", b"xl/workbo0k.xml")
    assert send(cataloguer, BOOKS, twice)[0] == 422


def test_strings_that_are_shared_and_well_formed_are_read(cataloguer: Client) -> None:
    strings = f'<sst xmlns="{SPACE}" count="1" uniqueCount="1"><si><t>Tắt đèn</t></si></sst>'
    cell = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    status, text = send(cataloguer, BOOKS, workbook({STRINGS: strings, SHEET: sheet(cell)}))
    assert status == 200
    assert "Tắt đèn" in text


MARCXML = """<?xml version="1.0"?>{doctype}<collection xmlns="http://www.loc.gov/MARC21/slim">
<record><leader>00000nam a2200000 a 4500</leader>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield>
</record></collection>"""


@pytest.mark.parametrize("kind", ["laughs", "file", "parameter", "far away"])
def test_marcxml_with_a_document_type_is_kept_out_of_the_catalogue(
    kind: str, cataloguer: Client, secret: Path
) -> None:
    doctype, title = {
        "laughs": (f"<!DOCTYPE c [{LAUGHS}]>", "&l9;"),
        "file": (f'<!DOCTYPE c [<!ENTITY f SYSTEM "{secret.as_uri()}">]>', "&f;"),
        "parameter": (
            f'<!DOCTYPE c [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>', "Nhan đề"
        ),
        "far away": ('<!DOCTYPE c SYSTEM "http://127.0.0.1:9/x.dtd">', "Nhan đề"),
    }[kind]  # fmt: skip
    content = MARCXML.format(doctype=doctype, title=title).encode()
    began = time.process_time()
    status, _text = send(cataloguer, BOOKS, content, "a.xml")
    assert status == 200
    one = Import.objects.get()
    work(one.pk)
    rows = one.rows.all()
    assert [found.status for found in rows] == [ImportRow.Status.DAMAGED]
    page = cataloguer.get(one.get_absolute_url()).content.decode()
    assert "DOCTYPE" in page or "kiểu tài liệu" in page
    assert SECRET not in page
    assert time.process_time() - began < 10


def test_marcxml_without_one_comes_in(cataloguer: Client) -> None:
    send(cataloguer, BOOKS, MARCXML.format(doctype="", title="Nhan đề").encode(), "a.xml")
    one = Import.objects.get()
    work(one.pk)
    assert [found.status for found in one.rows.all()] == [ImportRow.Status.NEW]


@pytest.mark.parametrize("page", [BOOKS, POINTS])
def test_one_line_of_megabytes_is_refused_or_cut_and_the_page_stays_small(
    page: str, client: Client
) -> None:
    client.force_login(make_account("cataloguer" if page == BOOKS else "director", at=make_store()))
    for content in (
        b"Nhan de,Tac gia\n" + b"a" * 4_000_000 + b",b\n",
        b"a" * 4_000_000,
        b'"' + b"a\n" * 2_000_000,
        b"," * 4_000_000 + b"\n1,2\n",
    ):
        status, text = send(client, page, content, "dài.csv")
        assert status in {200, 422}
        assert len(text) < MEGABYTE


def test_a_locked_or_torn_zip_is_refused(cataloguer: Client) -> None:
    whole = workbook({SHEET: sheet(row(2, "a", "b") * 100)})
    locked = bytearray(whole)
    at = 0
    while (at := locked.find(b"PK\x01\x02", at)) >= 0:
        locked[at + 8] |= 1
        at += 4
    for content in (bytes(locked), whole[: len(whole) // 2], whole[:40]):
        assert send(cataloguer, BOOKS, io.BytesIO(content).getvalue())[0] == 422
