"""The pages as a cataloguer meets them: what she typed, what she is told, what she gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.importing.work import work
from tusach.catalogue.marc import iso2709
from tusach.catalogue.merge import decompose
from tusach.catalogue.models import Import
from tusach.catalogue.services import save_record
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.forms import hidden_of
from tusach.catalogue.tests.imports import DATA, accepted, sent, workbook

pytestmark = pytest.mark.django_db
BINH = Actor(account=2, name="Vàng A Bình")


def typed(client: Client, address: str, **values: str) -> dict[str, str]:
    return {**hidden_of(client.get(address).content.decode()), **values}


NEW = "/bien-muc/bieu-ghi/moi/"


def test_a_book_is_catalogued_by_the_form(client: Client) -> None:
    data = typed(client, NEW, title="Vợ nhặt", author="Kim Lân", year="1962", language="vie")
    answer = client.post(NEW, data)
    record = Record.objects.get()
    assert answer.headers["Location"] == record.get_absolute_url()
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Vợ nhặt / Kim Lân. – 1962" in page
    assert (
        "$a</code> Vợ nhặt /"
        in client.get(reverse("catalogue:marc", args=[record.pk])).content.decode()
    )


def test_a_form_sent_twice_makes_one_record(client: Client) -> None:
    data = typed(client, NEW, title="Vợ nhặt", author="Kim Lân", language="vie", make_anyway="1")
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert Record.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "bắt buộc"),
        ("year", "2205", "2205"),
        ("year", "25", "bốn chữ số"),
        ("isbn", "978-604-2-12345-0", "chữ số kiểm tra"),
        ("price", "45,000", "45.000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, field: str, value: str, said: str
) -> None:
    data = typed(client, NEW, title="Vợ nhặt", author="Kim Lân")
    data[field] = value
    answer = client.post(NEW, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="Kim Lân"' in page
    assert not Record.objects.exists()


def test_a_title_that_is_there_already_is_shown_before_another_is_made(client: Client) -> None:
    there = make_record(title="Dế Mèn phiêu lưu ký", author="Tô Hoài")
    data = typed(client, NEW, title="De men phieu luu ky", author="Tô Hoài", language="vie")
    page = client.post(NEW, data).content.decode()
    assert there.get_absolute_url() in page
    assert Record.objects.count() == 1
    client.post(NEW, {**data, "make_anyway": "1"})
    assert Record.objects.count() == 2


def test_while_typing_the_page_asks_whether_it_is_there(client: Client) -> None:
    there = make_record(title="Tắt đèn", author="Ngô Tất Tố", isbn="0-306-40615-2")
    ask = reverse("catalogue:already")
    assert there.get_absolute_url() in client.get(ask, {"title": "tat den"}).content.decode()
    found = client.get(ask, {"isbn": "978-0-306-40615-7"}).content.decode()
    assert there.get_absolute_url() in found
    assert not client.get(ask, {"title": "Chí Phèo"}).content.decode().strip()


def test_two_people_editing_one_record_see_both_values_and_lose_nothing(client: Client) -> None:
    record = make_record(title="Tắt đèn", author="Ngô Tất Tố", year=1939)
    address = reverse("catalogue:edit", args=[record.pk])
    opened = client.get(address)
    values = {
        name: "" if value is None else str(value)
        for name, value in opened.context["form"].initial.items()
        if name != "is_unsure"
    }
    theirs = replace(decompose(marc_of(record)), year=1937, publisher="Mai Lĩnh")
    save_record(record.pk, theirs, version=1, by=BINH, at=timezone.now())
    data = {**hidden_of(opened.content.decode()), **values, "year": "1940", "size": "19 cm"}
    answer = client.post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Vàng A Bình" in page
    assert "1937" in page
    again = answer.context["form"].initial
    # Mine stays, theirs comes where I changed nothing.
    assert (again["year"], again["size"], again["publisher"]) == ("1940", "19 cm", "Mai Lĩnh")
    final = {name: str(value) for name, value in again.items() if name != "is_unsure"}
    client.post(address, {**hidden_of(page), **final})
    record.refresh_from_db()
    assert (record.year, record.size, record.publisher) == (1940, "19 cm", "Mai Lĩnh")


def test_opening_the_form_of_an_imported_record_and_saving_it_changes_nothing(
    client: Client,
) -> None:
    accepted(sent("lul_fre_100.mrc"))
    for record in Record.objects.order_by("pk")[:20]:
        address = reverse("catalogue:edit", args=[record.pk])
        opened = client.get(address)
        values = {
            name: "" if value is None else str(value).replace("\n", "\r\n")
            for name, value in opened.context["form"].initial.items()
            if name != "is_unsure"
        }
        answer = client.post(address, {**hidden_of(opened.content.decode()), **values})
        assert answer.status_code == 302, answer.context["form"].errors
        record.refresh_from_db()
        assert record.version == 1


def test_the_list_finds_without_marks_and_goes_out_as_it_is_filtered(client: Client) -> None:
    make_record(title="Tắt đèn", author="Ngô Tất Tố")
    make_record(title="Vợ nhặt", author="Kim Lân")
    page = client.get(reverse("catalogue:records"), {"q": "tat den"}).content.decode()
    assert "Tắt đèn" in page
    assert "Vợ nhặt" not in page
    answer = client.get(reverse("catalogue:export_list", args=["mrc"]), {"q": "tat den"})
    marc = iso2709.parse(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert marc.first("245", "a") == "Tắt đèn /"


def test_an_imported_record_goes_out_byte_for_byte(client: Client) -> None:
    accepted(sent("test_data.utf8.mrc"))
    record = Record.objects.get(origin__position=1)
    answer = client.get(reverse("catalogue:export_one", args=[record.pk, "mrc"]))
    with (DATA / "test_data.utf8.mrc").open("rb") as file:
        first = next(iso2709.pieces(file))
    assert answer.content == first.content


def test_the_number_of_queries_does_not_grow_with_the_list(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    accepted(sent("lul_fre_100.mrc"))
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        client.get(reverse("catalogue:records"))


def send_file(client: Client, name: str, content: bytes) -> object:
    return client.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_sent_looked_at_written_and_taken_back(client: Client) -> None:
    answer = send_file(client, "oss.mrc", (DATA / "oss.marc").read_bytes())
    address = answer.headers["Location"]  # type: ignore[attr-defined]
    imported = Import.objects.get()
    assert "Đang đọc" in client.get(address).content.decode()
    work(imported.pk)
    page = client.get(address).content.decode()
    assert "38 mới, 2 đã có, 0 đã có nhưng khác, 2 hỏng" in page
    damaged = client.get(address, {"dong": "damaged"}).content.decode()
    assert "Không có đầu biểu" in damaged
    row = reverse("catalogue:import_row_bytes", args=[imported.pk, 28])
    assert client.get(row).content == bytes(imported.rows.get(number=28).content or b"")
    client.post(reverse("catalogue:import_accept", args=[imported.pk]))
    work(imported.pk)
    assert "Đã lập 38 biểu ghi" in client.get(address).content.decode()
    client.post(reverse("catalogue:import_undo", args=[imported.pk]))
    work(imported.pk)
    assert "Đã rút lại 38 dòng" in client.get(address).content.decode()
    assert not Record.objects.exists()


def test_a_web_page_named_mrc_is_refused_with_a_sentence(client: Client) -> None:
    answer = send_file(client, "sach.mrc", b"<!DOCTYPE html><html><body>404</body></html>")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "sach.mrc" in page
    assert "HTML" in page
    assert not Import.objects.exists()


def test_a_file_of_forty_megabytes_is_refused_with_a_sentence(client: Client) -> None:
    answer = send_file(client, "lon.mrc", b"0" * 40_000_000)
    assert answer.status_code == 413  # type: ignore[attr-defined]
    assert "40 MB" in answer.content.decode()  # type: ignore[attr-defined]


def test_the_same_file_sent_again_is_told(client: Client) -> None:
    accepted(sent("lul_fre_100.mrc"))
    content = (DATA / "lul_fre_100.mrc").read_bytes()
    answer = send_file(client, "khac-ten.mrc", content)
    page = client.get(answer.headers["Location"], follow=True).content.decode()  # type: ignore[attr-defined]
    assert "Chính tệp này đã được gửi trước đây" in page


def test_a_list_with_unknown_columns_asks_which_is_the_title(client: Client) -> None:
    answer = send_file(client, "a.xlsx", workbook(["Cột A", "Cột B"], ["Lượm", "Tố Hữu"]))
    address = answer.headers["Location"]  # type: ignore[attr-defined]
    imported = Import.objects.get()
    assert "Cột A" in client.get(address, follow=True).content.decode()
    fit = reverse("catalogue:import_fit", args=[imported.pk])
    assert "cột nào là nhan đề" in client.post(fit, {"column-1": "author"}).content.decode()
    twice = client.post(fit, {"column-0": "title", "column-1": "title"}).content.decode()
    assert "Hai cột cùng ghép" in twice
    client.post(fit, {"column-0": "title", "column-1": "author"})
    work(imported.pk)
    assert "1 mới" in client.get(address).content.decode()


def test_a_row_of_a_list_is_mended_on_its_page(client: Client) -> None:
    imported = sent("x.xlsx", workbook(["Tên sách", "Năm XB"], ["Lượm", 2205]))
    row = reverse("catalogue:import_row", args=[imported.pk, 2])
    assert "2205" in client.get(row).content.decode()
    still = client.post(row, {"cell-0": "Lượm", "cell-1": "25"})
    assert "thiếu chữ số" in still.content.decode()
    assert client.post(row, {"cell-0": "Lượm", "cell-1": "1949"}).status_code == 302
    assert imported.rows.get().status == "new"


def test_a_row_found_the_same_can_still_be_made_new(client: Client) -> None:
    make_record(title="Lượm", author="Tố Hữu")
    imported = sent("x.xlsx", workbook(["Tên sách", "Tác giả"], ["Lượm", "Tố Hữu"]))
    row = reverse("catalogue:import_row", args=[imported.pk, 2])
    assert imported.rows.get().status == "same"
    client.post(row, {"take": "new"})
    accepted(imported)
    assert Record.objects.filter(title="Lượm").count() == 2


def test_a_hostile_title_is_shown_as_text(client: Client) -> None:
    record = make_record(title="<script>alert(1)</script>")
    for name in ("record", "marc", "versions", "edit"):
        page = client.get(reverse(f"catalogue:{name}", args=[record.pk])).content.decode()
        assert "<script>alert(1)" not in page


def test_a_title_of_five_thousand_letters_is_refused_and_kept(client):
    """Not cut by the browser without a word (ui.rendering)."""
    title = "ả" * 5000
    page = client.get(reverse("catalogue:new")).content.decode()
    field = re.search(r'<input[^>]*name="title"[^>]*>', page)
    assert field is not None
    assert "maxlength" not in field[0]
    answer = client.post(reverse("catalogue:new"), {**hidden_of(page), "title": title})
    assert answer.status_code == 422
    assert title in answer.content.decode()
    assert not Record.objects.filter(title__startswith="ả").exists()
