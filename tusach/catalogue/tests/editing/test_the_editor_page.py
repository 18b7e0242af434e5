"""The MARC editor without script: a text that is edited and sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.editing.services import save_marc
from tusach.catalogue.marc.text import read, write
from tusach.catalogue.models import Worksheet
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.forms import hidden_of
from tusach.catalogue.tests.imports import accepted, sent

pytestmark = pytest.mark.django_db
BINH = Actor(account=2, name="Vàng A Bình")
NEW = "/bien-muc/bieu-ghi/moi/marc/"


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the editor's form."""
    form = re.search(r'<form method="post" id="marc-form".*?</form>', page, re.DOTALL)
    assert form is not None
    values = hidden_of(form[0])
    area = re.search(r"<textarea[^>]*name=\"text\"[^>]*>\n?(.*?)</textarea>", form[0], re.DOTALL)
    assert area is not None
    return {**values, "text": unescape(area[1]).replace("\n", "\r\n")}


def opened(client: Client, address: str) -> dict[str, str]:
    return form_of(client.get(address).content.decode())


def edit_of(record: Record) -> str:
    return reverse("catalogue:edit_marc", args=[record.pk])


def test_a_record_is_edited_as_text(client: Client) -> None:
    record = make_record(title="Vợ nhặt", author="Kim Lân")
    data = opened(client, edit_of(record))
    data["text"] = data["text"].replace("Vợ nhặt", "Vợ nhặt và truyện khác")
    answer = client.post(edit_of(record), data)
    assert answer.headers["Location"] == record.get_absolute_url()
    record.refresh_from_db()
    assert record.title == "Vợ nhặt và truyện khác"


@pytest.mark.parametrize("name", ["test_data.utf8.mrc", "nepali.marc", "oss.marc"])
def test_opening_and_sending_a_real_record_changes_nothing(client: Client, name: str) -> None:
    accepted(sent(name))
    for record in Record.objects.order_by("pk")[:12]:
        before = marc_of(record)
        client.post(edit_of(record), opened(client, edit_of(record)))
        record.refresh_from_db()
        assert record.version == 1, record.title
        assert marc_of(record) == before


def test_an_error_is_said_with_its_line_and_what_was_typed_stays(client: Client) -> None:
    record = make_record()
    data = opened(client, edit_of(record))
    data["text"] += "\r\n=245 10$aNhan đề thứ hai\r\nkhông phải trường"
    answer = client.post(edit_of(record), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dòng không bắt đầu bằng dấu =" in page
    assert "không phải trường</textarea>" in page
    assert "không được lặp lại" in page
    assert f'href="#marc-line-{len(data["text"].splitlines()) - 1}"' in page
    record.refresh_from_db()
    assert record.version == 1


def test_two_editors_of_different_fields_lose_nothing(client: Client) -> None:
    record = make_record(title="Lượm", author="Tố Hữu", publisher="Văn học", year=1949)
    data = opened(client, edit_of(record))
    theirs = read(write(marc_of(record)).replace("Văn học", "Kim Đồng")).record
    save_marc(record.pk, theirs, version=1, by=BINH, at=timezone.now())
    data["text"] = data["text"].replace("$aLượm", "$aLượm ơi")
    answer = client.post(edit_of(record), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Vàng A Bình" in page
    again = form_of(page)
    assert "Lượm ơi" in again["text"]
    assert "Kim Đồng" in again["text"]
    client.post(edit_of(record), again)
    record.refresh_from_db()
    assert (record.title, record.publisher) == ("Lượm ơi", "Kim Đồng")


def test_where_both_changed_one_field_both_are_shown(client: Client) -> None:
    record = make_record(title="Lượm", author="Tố Hữu")
    data = opened(client, edit_of(record))
    theirs = read(write(marc_of(record)).replace("$aLượm", "$aLượm của Bình")).record
    save_marc(record.pk, theirs, version=1, by=BINH, at=timezone.now())
    data["text"] = data["text"].replace("$aLượm", "$aLượm của An")
    page = client.post(edit_of(record), data).content.decode()
    assert "Lượm của Bình" in page
    assert "Lượm của An" in form_of(page)["text"]
    assert "Lượm của Bình" not in form_of(page)["text"]


def test_a_new_record_from_a_worksheet(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=children")
    data["text"] = data["text"].replace("=245 10$a", "=245 10$aChú bé loắt choắt")
    answer = client.post(NEW, data)
    record = Record.objects.get()
    assert answer.headers["Location"] == record.get_absolute_url()
    assert record.audience == "juvenile"
    assert client.post(NEW, {**data, "make_anyway": "1"}).headers["Location"] == (
        record.get_absolute_url()
    )
    assert Record.objects.count() == 1


def test_a_title_that_is_there_is_shown_before_another_is_made(client: Client) -> None:
    there = make_record(title="Tắt đèn", author="Ngô Tất Tố")
    data = opened(client, f"{NEW}?tu={there.control_number}")
    assert "Tắt đèn" in data["text"]
    answer = client.post(NEW, data)
    assert answer.status_code == 422
    assert there.get_absolute_url() in answer.content.decode()
    client.post(NEW, {**data, "make_anyway": "1"})
    assert Record.objects.count() == 2


def test_an_unknown_worksheet_or_record_is_not_found(client: Client) -> None:
    assert client.get(NEW, {"mau": "không-có"}).status_code == 404
    assert client.get(NEW, {"tu": "TS99999999"}).status_code == 404


def test_while_typing_the_check_answers_with_lines(client: Client) -> None:
    answer = client.post(
        reverse("catalogue:check_marc"), {"text": "=LDR x\n=245 10$aX\n=245 10$aY"}
    )
    page = answer.content.decode()
    assert 'data-line="3"' in page
    assert 'data-line="1"' in page


def test_coded_positions_are_offered_in_words(client: Client) -> None:
    ask = reverse("catalogue:coded_positions")
    found = client.get(ask, {"tag": "008", "value": "", "leader": " " * 6 + "as"}).content.decode()
    assert "Hằng tuần" in found
    assert "Minh hoạ" not in found
    begin = client.get(ask, {"tag": "007", "value": ""}).content.decode()
    assert "Ghi âm" in begin
    odd = client.get(ask, {"tag": "008", "value": "?" * 40, "leader": ""}).content.decode()
    assert "không phải mã ở đây" in odd
    assert client.get(ask, {"tag": "245"}).status_code == 404


def test_a_record_is_kept_as_a_worksheet_and_thrown_away(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=book")
    client.post(reverse("catalogue:keep_worksheet"), {**data, "name": "Sách của Sở"})
    kept = Worksheet.objects.get()
    page = client.get(reverse("catalogue:worksheets")).content.decode()
    assert "Sách của Sở" in page
    assert "=245" in opened(client, f"{NEW}?mau={kept.pk}")["text"]
    client.post(reverse("catalogue:throw_worksheet", args=[kept.pk]))
    assert not Worksheet.objects.exists()


def test_the_fields_of_the_format_can_be_read_in_both_languages(client: Client) -> None:
    every = reverse("catalogue:format_fields", args=["bibliographic"])
    assert "Nhan đề và thông tin trách nhiệm" in client.get(every).content.decode()
    found = client.get(every, {"q": "tom tat"}).content.decode()
    assert ">520<" in found
    assert ">245<" not in found
    one = reverse("catalogue:format_field", args=["bibliographic", "245"])
    english = client.get(one, headers={"accept-language": "en"}).content.decode()
    assert "As on the title page" in english
    assert client.get(one.replace("245", "285")).status_code == 404


def test_the_table_for_the_script_may_be_kept_for_good(client: Client) -> None:
    page = client.get(f"{NEW}?mau=book").content.decode()
    address = re.search(r'data-format="([^"]+)"', page)
    assert address is not None
    answer = client.get(address[1])
    assert answer.json()["245"]["subs"]["a"] == ["Nhan đề chính", 0]
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_editor_asks_few_questions_of_the_database(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    record = make_record()
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        client.get(edit_of(record))
