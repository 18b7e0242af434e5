"""Files of records that are damaged, lie about themselves, or were put together by several
programs: each goes in by the page of imports, what is wrong is said there by a sentence, and
every byte is kept."""

from __future__ import annotations

import io
import time
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.hostile.workbooks import SHEET, SPACE, row, sheet, workbook
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Import, Record, marc_of
from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.models import ImportRow, RecordLink, Work
from tusach.catalogue.tasks import work_on_import
from tusach.catalogue.testing import last_import, make_marc, make_record
from tusach.holdings.api import Move, in_container, move, prove, with_post
from tusach.holdings.testing import make_box, make_copies, make_store
from tusach.people.testing import make_account
from tusach.vietnamese.api import NotThatCharset, decode_legacy, nfc

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024

TITLE = "Kỹ thuật nuôi lợn bản"
DAMAGED, NEW = ImportRow.Status.DAMAGED, ImportRow.Status.NEW


@pytest.fixture
def client() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_store()))
    return client


def send(client: Client, content: bytes, name: str = "tep.mrc") -> tuple[int, str]:
    """Status and text of the page that answers the file."""
    form = {"file": SimpleUploadedFile(name, content), "once": str(uuid.uuid4())}
    answer = client.post(reverse("catalogue:imports"), form, follow=True)
    return answer.status_code, answer.content.decode()


def read(client: Client, content: bytes, name: str = "tep.mrc") -> Import:
    """The import as far as its preview; the columns of a list as they are proposed."""
    status, _text = send(client, content, name)
    assert status == 200
    one = Import.objects.latest("pk")
    if one.is_sheet:
        chosen = {f"column-{at}": to for at, to in one.mapping.items()}
        client.post(reverse("catalogue:import_fit", args=[one.pk]), chosen)
    return last_import()


def accept(client: Client, one: Import) -> Import:
    client.post(reverse("catalogue:import_accept", args=[one.pk]), {"source": "budget"})
    one.refresh_from_db()
    # With what the task does after it: links are drawn.
    work_on_import(one.pk)
    one.refresh_from_db()
    assert one.state == Import.State.DONE, one.problem
    return one


def page_of(client: Client, one: Import, language: str = "vi") -> str:
    address = f"{one.get_absolute_url()}?dong={DAMAGED.value}"
    answer = client.get(address, headers={"accept-language": language})
    return answer.content.decode()


def kept(one: Import) -> bytes:
    """The bytes of all rows in their order."""
    return b"".join(bytes(found.content or b"") for found in one.rows.order_by("number"))


def statuses(one: Import) -> list[str]:
    return list(one.rows.order_by("number").values_list("status", flat=True))


def of_length(length: int) -> bytes:
    """A record of exactly so many bytes; its leader says as much of it as five digits can."""
    raw = make_marc("1", TITLE)
    note = b"  \x1fa" + b"x" * 9_000 + b"\x1e"
    notes = []
    while len(raw) + sum(map(len, notes)) + 12 * (len(notes) + 1) + len(note) <= length:
        notes.append(note)
    base = int(raw[12:17])
    rest = length - len(raw) - sum(map(len, notes)) - 12 * (len(notes) + 1)
    notes.append(b"  \x1fa" + b"y" * (rest - 5) + b"\x1e")
    directory, data = raw[24 : base - 1], raw[base:-1]
    for one in notes:
        directory += b"500%04d%05d" % (len(one), len(data) % 100_000)
        data += one
    base = 24 + len(directory) + 1
    leader = b"%05d" % (length % 100_000) + raw[5:12] + b"%05d" % base + raw[17:24]
    made = leader + directory + b"\x1e" + data + b"\x1d"
    assert len(made) == length
    return made


def test_a_record_of_99999_bytes_comes_in_and_goes_out_the_same(client: Client) -> None:
    raw = of_length(99_999)
    one = accept(client, read(client, raw))
    record = Record.objects.get()
    assert record.title == TITLE
    out = client.get(reverse("catalogue:export_one", args=[record.pk, "mrc"])).content
    assert len(out) == 99_999
    assert iso2709.parse(out).fields == iso2709.parse(raw).fields
    assert one.made_count == 1


@pytest.mark.parametrize("length", [100_000, 130_000])
def test_a_record_over_99999_bytes_is_named_kept_and_harms_no_other(
    length: int, client: Client
) -> None:
    long = of_length(length)
    content = make_marc("7", "Dế Mèn") + long + make_marc("8", "Tắt đèn")
    began = time.process_time()
    one = read(client, content, "dai.mrc")
    assert time.process_time() - began < 5
    assert statuses(one) == [NEW, DAMAGED, NEW]
    assert kept(one) == long
    assert f"Biểu ghi dài {length} byte; ISO 2709 cho nhiều nhất 99999" in page_of(client, one)
    assert f"The record is {length} bytes long" in page_of(client, one, "en")
    # What it holds is read by the ends of its fields, whole, when a person says so.
    began = time.process_time()
    assert client.get(reverse("catalogue:import_row", args=[one.pk, 2])).status_code == 200
    assert time.process_time() - began < 5
    client.post(reverse("catalogue:import_mend", args=[one.pk, 2]), {"charset": ""})
    accept(client, one)
    record = Record.objects.get(title=TITLE)
    assert sum(len(field.first("a")) for field in marc_of(record).data("500")) > 98_000
    # It leaves as MARCXML; in ISO 2709 it is named, not cut.
    refused = client.get(reverse("catalogue:export_one", args=[record.pk, "mrc"]))
    assert refused.status_code == 422
    assert "99999" in refused.content.decode()
    xml = reverse("catalogue:export_one", args=[record.pk, "xml"])
    assert xml in refused.content.decode()
    (again,) = marcxml.read(io.BytesIO(client.get(xml).content))
    assert again.record is not None
    assert again.record.fields == marc_of(record).fields
    whole = client.get(reverse("catalogue:export_list", args=["mrc"]))
    assert whole.status_code == 422
    assert TITLE in whole.content.decode()


def test_the_editor_keeps_a_record_too_long_for_iso2709_and_says_so(client: Client) -> None:
    record = make_record(TITLE, "An")
    address = reverse("catalogue:edit_marc", args=[record.pk])
    text = client.get(address).context["text"]
    notes = "\n".join("=500 ##$a" + "chữ " * 1_800 for _ in range(14))
    form = {"text": f"{text.rstrip()}\n{notes}\n", "version": "1", "next": "stay"}
    answer = client.post(address, form, follow=True)
    assert answer.status_code == 200
    assert "khi xuất hãy dùng MARCXML" in answer.content.decode()
    record.refresh_from_db()
    assert len(list(marc_of(record).data("500"))) == 14


def test_one_field_too_long_is_named_also_where_it_is_stored_small(client: Client) -> None:
    """The database packs a text of one letter into nothing."""
    record = make_record(TITLE, "An", summary="ă" * 6_000)
    whole = client.get(reverse("catalogue:export_list", args=["mrc"]))
    assert whole.status_code == 422
    assert record.control_number in whole.content.decode()


def test_a_leader_that_says_marc8_over_utf8_is_named_and_mended(client: Client) -> None:
    right = make_marc("1", TITLE)
    lie = right[:9] + b" " + right[10:]
    one = read(client, lie + make_marc("2", "Tắt đèn"))
    assert statuses(one) == [DAMAGED, NEW]
    assert kept(one) == lie
    assert "Đầu biểu ghi MARC-8 nhưng nội dung là UTF-8" in page_of(client, one)
    client.post(reverse("catalogue:import_mend", args=[one.pk, 1]), {"charset": ""})
    accept(client, one)
    assert {found.title for found in Record.objects.all()} == {TITLE, "Tắt đèn"}


def marc8(title: bytes, number: str = "8") -> bytes:
    """A record in MARC-8: marks before their letters."""
    raw = make_marc(number, "?" * len(title))
    return (raw[:9] + b" " + raw[10:]).replace(b"?" * len(title), title)


def test_a_leader_that_says_utf8_over_marc8_is_named_and_mended(client: Client) -> None:
    lie = bytearray(marc8(b"L\xe3a c\xe1am"))  # "Lâ cám" with its marks before the letters
    lie[9:10] = b"a"
    one = read(client, bytes(lie))
    assert statuses(one) == [DAMAGED]
    assert kept(one) == bytes(lie)
    assert "không thuộc UTF-8 như đầu biểu ghi" in page_of(client, one)
    client.post(reverse("catalogue:import_mend", args=[one.pk, 1]), {"charset": "marc-8"})
    assert statuses(last_import()) == [NEW]


def test_a_file_of_marc8_and_utf8_records_is_read_each_as_its_leader_says(client: Client) -> None:
    content = marc8(b"L\xe3a") + make_marc("2", TITLE) + marc8(b"C\xe1a", "9")
    one = accept(client, read(client, content))
    titles = {found.title for found in Record.objects.all()}
    assert titles == {"L\u00e2", TITLE, "C\u00e0"} or titles == {"La\u0302", TITLE, "Ca\u0300"}
    assert one.made_count == 3


def test_a_record_without_001_comes_in_and_gets_our_number(client: Client) -> None:
    raw = make_marc("", TITLE)
    assert Record.objects.count() == 0
    accept(client, read(client, without_001(raw)))
    record = Record.objects.get()
    assert (record.title, record.source_number) == (TITLE, "")
    assert record.control_number


def without_001(raw: bytes) -> bytes:
    base = int(raw[12:17])
    directory, data = raw[24 : base - 1], raw[base:]
    gone = int(directory[3:7])
    entries = [directory[at : at + 12] for at in range(12, len(directory), 12)]
    directory = b"".join(e[:7] + b"%05d" % (int(e[7:]) - gone) for e in entries)
    data = data[gone:]
    base = 24 + len(directory) + 1
    length = base + len(data)
    return b"%05d" % length + raw[5:12] + b"%05d" % base + raw[17:24] + directory + b"\x1e" + data


def test_two_leaders_in_one_record_are_named_and_harm_no_other(client: Client) -> None:
    right = make_marc("1", TITLE)
    twice = right[:24] + right
    one = read(client, twice + make_marc("2", "Tắt đèn"))
    assert statuses(one) == [DAMAGED, NEW]
    assert kept(one) == twice
    assert "Đầu biểu ghi độ dài" in page_of(client, one)


def test_two_records_under_one_leader_are_named_and_kept(client: Client) -> None:
    """The end of the first is missing: the two are one piece."""
    first, second = make_marc("1", TITLE), make_marc("2", "Tắt đèn")
    glued = first[:-1] + second
    one = read(client, glued + make_marc("3", "Số đỏ"))
    assert statuses(one) == [DAMAGED, NEW]
    assert kept(one) == glued


def article(number: str, title: str, host: str) -> bytes:
    return make_marc(number, title, {"t": "Nguồn", "w": host}, tag="773")


def test_circles_of_773_in_a_file_are_kept_marked_and_said(client: Client) -> None:
    content = article("1", "Một", "2") + article("2", "Hai", "1") + article("3", "Ba", "3")
    accept(client, read(client, content, "vong.mrc"))
    assert Record.objects.count() == 3
    assert RecordLink.objects.filter(is_circular=True).exists()
    alone = Record.objects.get(title="Ba")
    assert Work.objects.filter(record=alone, reason="circular", done_at=None).exists()
    for record in Record.objects.all():
        began = time.process_time()
        assert client.get(record.get_absolute_url()).status_code == 200
        assert time.process_time() - began < 5
        assert marc_of(record).first("773", "w")
    waiting = client.get(reverse("catalogue:to_be_catalogued")).content.decode()
    assert "chỉ vào nhau" in waiting


def test_a_circle_between_a_file_and_the_catalogue_is_kept_and_said(client: Client) -> None:
    accept(client, read(client, article("1", "Một", "2"), "truoc.mrc"))
    assert not RecordLink.objects.filter(is_circular=True).exists()
    accept(client, read(client, article("2", "Hai", "1"), "sau.mrc"))
    assert RecordLink.objects.filter(is_circular=True).exists()
    assert Work.objects.filter(reason="circular", done_at=None).exists()


def tcvn3(text: str) -> bytes:
    """The text in the code of the font .VnTime."""
    letters = {}
    for byte in range(256):
        try:
            letters[decode_legacy(bytes([byte]), "tcvn3")] = byte
        except NotThatCharset:
            continue
    return bytes(letters[letter] for letter in nfc(text))


def test_a_list_half_tcvn3_half_utf8_is_read_line_by_line(client: Client) -> None:
    lines = [
        "Nhan đề,Tác giả,Năm".encode(),
        tcvn3("Kỹ thuật nuôi lợn bản,Nguyễn Văn An,2011"),
        "Truyện cổ Thái Tây Bắc,Cầm Cường,2018".encode(),
        tcvn3("Truyện Kiều,Nguyễn Du,2015"),
        "Dế Mèn phiêu lưu ký,Tô Hoài,2019".encode(),
    ]
    status, page = send(client, b"\r\n".join(lines), "lan-lon.csv")
    assert status == 200
    assert "Lẫn lộn" in page
    one = Import.objects.latest("pk")
    chosen = {f"column-{at}": to for at, to in one.mapping.items()}
    client.post(reverse("catalogue:import_fit", args=[one.pk]), chosen)
    titles = list(last_import().rows.order_by("number").values_list("title", flat=True))
    assert titles == [
        "Kỹ thuật nuôi lợn bản", "Truyện cổ Thái Tây Bắc", "Truyện Kiều", "Dế Mèn phiêu lưu ký",
    ]  # fmt: skip


def test_a_file_of_40_megabytes_is_refused_by_both_sizes(client: Client) -> None:
    began = time.process_time()
    status, page = send(client, b"x" * 40_000_000, "to.mrc")
    assert time.process_time() - began < 10
    assert status in {413, 422}
    assert "40 MB" in page
    assert "33 MB" in page
    assert not Import.objects.exists()


def test_a_file_just_under_the_limit_is_read(client: Client) -> None:
    """Thirty megabytes of short records; what is said of them is short too."""
    record = make_marc("1", "Truyện " + "x" * 3_000)
    content = record * (300_000 // len(record) + 1) + b"\r\n" * 1_000_000
    one = read(client, content, "nhieu.mrc")
    assert one.rows.count() > 90
    assert len(page_of(client, one)) < 1_000_000


def test_a_single_cell_at_the_last_corner_of_a_sheet_costs_nothing(client: Client) -> None:
    corner = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    content = workbook({SHEET: sheet(row(2, TITLE, "An") + corner)})
    began = time.process_time()
    one = read(client, content, "goc.xlsx")
    assert time.process_time() - began < 10
    assert [found.title for found in one.rows.order_by("number")][:1] == [TITLE]


def test_a_sheet_that_claims_huge_dimensions_is_read_as_what_it_holds(client: Client) -> None:
    claims = sheet(row(2, TITLE, "An")).replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    began = time.process_time()
    one = read(client, workbook({SHEET: claims}), "rong.xlsx")
    assert time.process_time() - began < 5
    assert one.rows.count() == 1


def test_shared_strings_that_lie_about_their_size_end_in_a_sentence(client: Client) -> None:
    """The zip says a thousand bytes and holds more: no reader gets more than it says."""
    strings = f'<sst xmlns="{SPACE}"><si><t>{"a" * 5_000_000}</t></si></sst>'
    content = bytearray(workbook({"xl/sharedStrings.xml": strings, SHEET: sheet("")}))
    size = len(strings).to_bytes(4, "little")
    lied = bytes(content).replace(size, (1_000).to_bytes(4, "little"))
    assert lied != bytes(content)
    status, page = send(client, lied, "noi-doi.xlsx")
    assert status == 422
    assert "bị hỏng" in page


@pytest.mark.parametrize(
    ("content", "name", "word", "english"),
    [
        (b"", "rong.mrc", "Tệp rỗng", "empty"),
        (b"\xef\xbb\xbf\r\n  ", "rong.csv", "Tệp rỗng", "empty"),
        (b"%PDF-1.4\n1 0 obj", "sach.mrc", "PDF", "PDF"),
        (b"<!DOCTYPE html><html></html>", "sach.xlsx", "trang web (HTML)", "web page (HTML)"),
        (b"Nhan de,Tac gia\n\x00\x00\x00", "nul.csv", "Không nhận ra", "is not known"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "anh.csv", "Không nhận ra", "is not known"),
    ],
)
def test_what_is_no_file_of_records_is_refused_in_both_languages(
    content: bytes, name: str, word: str, english: str, client: Client
) -> None:
    status, page = send(client, content, name)
    assert status == 422
    assert word in page
    assert name in page
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    form = {"file": SimpleUploadedFile(name, content)}
    answer = client.post(
        reverse("catalogue:imports"), form, headers={"accept-language": "en"}
    ).content.decode()
    assert english in answer
    assert not Import.objects.exists()


def test_a_zip_that_is_no_workbook_is_refused_under_any_name(client: Client) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sach.mrc", make_marc("1", TITLE))
    for name in ("sach.xlsx", "sach.mrc", "sach.zip"):
        status, page = send(client, out.getvalue(), name)
        assert status == 422
        assert "tệp nén" in page


@pytest.mark.parametrize("name", ["sach.xlsx", "sach.csv", "sach.pdf", "sach", "sách\n.iso"])
def test_a_renamed_file_is_read_by_what_it_holds(name: str, client: Client) -> None:
    one = read(client, make_marc("1", TITLE), name)
    assert one.kind == Import.Kind.ISO2709
    assert [found.title for found in one.rows.all()] == [TITLE]


def test_nuls_inside_a_list_are_named_by_line_and_nothing_is_lost(client: Client) -> None:
    """A NUL far behind the beginning, where the kind of the file was told already."""
    many = "".join(f"Sách số {n},Nguyễn Văn {n}\n" for n in range(4_000)).encode()
    content = "Nhan đề,Tác giả\n".encode() + many + b"Dao\x00, \x00Dao\n"
    one = read(client, content, "nul.csv")
    assert one.rows.count() == 4_001
    assert one.rows.order_by("-number")[0].title == "Dao"


def test_uneven_columns_and_quoted_newlines_keep_every_line(client: Client) -> None:
    content = (
        "Nhan đề,Tác giả,Năm\n"
        '"Dế Mèn\nphiêu lưu ký",Tô Hoài,2019,thừa,thừa nữa\n'
        "Tắt đèn\n"
        "\n"
        ",,\n"
        '"Số ""đỏ""",Vũ Trọng Phụng,1936\n'
    ).encode()
    one = read(client, content, "leo-cot.csv")
    titles = list(one.rows.order_by("number").values_list("title", flat=True))
    assert titles == ["Dế Mèn phiêu lưu ký", "Tắt đèn", 'Số "đỏ"']


def test_a_quote_that_never_closes_loses_no_line(client: Client) -> None:
    lines = ["Nhan đề,Tác giả", '"Tắt đèn,Ngô Tất Tố', "Số đỏ,Vũ Trọng Phụng", "Chí Phèo,Nam Cao"]
    one = read(client, "\n".join(lines).encode(), "nhay.csv")
    page = page_of(client, one)
    text = " ".join(one.rows.order_by("number").values_list("title", flat=True)) + page
    assert "Chí Phèo" in text


def test_a_merge_of_a_record_with_copies_on_the_way_leads_them_along(client: Client) -> None:
    """Copies in a box, on the way and at a reader's place follow; nothing waits for them."""
    owner = make_store()
    kept, gone = make_record(TITLE, "An"), make_record(TITLE, "Nguyễn An")
    packed, sent = make_copies(2, record=gone, owner=owner, collection="rotation")
    now, box = timezone.now(), make_box(owner)
    pack = Move(packed.pk, in_container(box.pk), "pack", "packed")
    send = Move(sent.pk, with_post("Bưu cục Tam Đường"), "send", "in_transit")
    move([pack, send], by=HOUSE, at=now)
    address = f"{reverse('catalogue:merge', args=[kept.pk])}?voi={gone.control_number}"
    page = client.get(address).content.decode()
    assert "2 bản" in page
    form = {"kept_version": str(kept.version), "gone_version": str(gone.version)}
    assert client.post(address, form).status_code == 302
    for copy, state in ((packed, "packed"), (sent, "in_transit")):
        copy.refresh_from_db()
        assert (copy.record_id, copy.place.state) == (kept.pk, state)
    assert prove() == []


@pytest.mark.parametrize("typed", ["x" * 10_000, "lợn " * 2_500, "*" * 10_000, "***", "%_%", "?"])
def test_a_query_without_end_or_of_wildcards_alone_is_answered_at_once(
    typed: str, client: Client
) -> None:
    make_record(TITLE, "An")
    for page in ("catalogue:records", "holdings:copies", "catalogue:imports"):
        began = time.process_time()
        answer = client.get(reverse(page), {"q": typed})
        assert answer.status_code == 200
        assert time.process_time() - began < 2
        assert len(answer.content) < MEGABYTE
