"""Records ticked in the list: out as files and on cards; the list narrowed; duplicates by words."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.cards import cards, cards_of
from tusach.catalogue.testing import make_record

pytestmark = pytest.mark.django_db
LIST = "/bien-muc/bieu-ghi/"


def _titles(client: Client, **asked: str) -> list[str]:
    page = client.get(LIST, asked).context["listing"].page
    return [one.title for one in page]


def _post(client: Client, name: str, *records: Record, **more: str) -> bytes:
    answer = client.post(reverse(name), {"one": [one.pk for one in records], **more})
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_only_what_was_ticked_goes_out(client: Client) -> None:
    one, other = make_record("Truyện Kiều"), make_record("Tắt đèn")
    make_record("Vợ nhặt")
    text = _post(client, "catalogue:export_chosen", one, other, **{"as": "array"})
    assert [found["fields"][0]["001"] for found in json.loads(text)] == [
        other.control_number,
        one.control_number,
    ]
    table = _post(client, "catalogue:export_chosen", one, **{"as": "csv"}).decode()
    assert "Truyện Kiều" in table
    assert "Tắt đèn" not in table
    assert _post(client, "catalogue:export_chosen", one, **{"as": "mrc"})[20:24] == b"4500"
    assert b"<record" in _post(client, "catalogue:export_chosen", one, **{"as": "xml"})


@pytest.mark.parametrize("name", ["catalogue:export_chosen", "catalogue:print_cards"])
def test_who_ticked_nothing_is_told_so(client: Client, name: str) -> None:
    answer = client.post(reverse(name), {"as": "mrc"})
    assert answer.status_code == 302
    assert "Chưa chọn" in str(next(iter(get_messages(answer.wsgi_request))))


def test_a_form_nobody_knows_is_not_there(client: Client) -> None:
    one = make_record()
    answer = client.post(reverse("catalogue:export_chosen"), {"one": one.pk, "as": "exe"})
    assert answer.status_code == 404


def test_a_main_card_and_one_for_each_added_entry() -> None:
    record = make_record(
        "Dế Mèn phiêu lưu ký",
        "Tô Hoài",
        other_authors=("Tạ Huy Long",),
        subjects=("Văn học thiếu nhi",),
        class_number="895.9223",
        publisher="Kim Đồng",
        year=2019,
        pages="180 tr.",
        isbn="9780306406157",
    )
    [main] = cards_of("TS1", marc_of(record))
    assert main["heading"] == "Tô Hoài"
    assert main["mark"] == "895.9223"
    assert main["paragraphs"] == [
        "Dế Mèn phiêu lưu ký / Tô Hoài, Tạ Huy Long. – Kim Đồng, 2019",
        "180 tr.",
        "ISBN 9780306406157",
    ]
    assert main["tracing"] == "1. Văn học thiếu nhi. I. Tạ Huy Long. II. Nhan đề."
    whole = cards_of("TS1", marc_of(record), whole_set=True)
    assert [one["above"] for one in whole] == [
        "",
        "Văn học thiếu nhi",
        "Tạ Huy Long",
        "Dế Mèn phiêu lưu ký",
    ]


def test_four_cards_go_on_a_sheet() -> None:
    record = make_record("Vợ nhặt", "Kim Lân")
    content = [(f"TS{n}", marc_of(record)) for n in range(5)]
    sheets = PdfReader(BytesIO(cards(content))).pages
    assert len(sheets) == 2
    assert sheets[0].extract_text().count("Kim Lân") == 8  # heading and description of each


def test_the_card_of_a_record_is_printed_from_its_page(client: Client) -> None:
    record = make_record("Vợ nhặt", "Kim Lân")
    address = reverse("catalogue:cards", args=[record.pk])
    assert address in client.get(record.get_absolute_url()).content.decode()
    answer = client.get(address, {"bo": "1"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "VỢ NHẶT" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def test_the_list_is_narrowed_by_class_year_maker_and_day(client: Client) -> None:
    make_record("Chín trăm", class_number="959.7", year=1999)
    make_record("Sáu trăm", class_number="636.4", year=timezone.localdate().year)
    make_record("Không gì cả")
    old = make_record("Cũ", year=1936)
    Record.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=20))
    assert _titles(client, **{"class": "900"}) == ["Chín trăm"]
    assert _titles(client, **{"class": "none"}) == ["Cũ", "Không gì cả"]
    assert _titles(client, year="1990-1999") == ["Chín trăm"]
    assert _titles(client, year=str(timezone.localdate().year)) == ["Sáu trăm"]
    assert _titles(client, year="0-1949") == ["Cũ"]
    assert _titles(client, year="none") == ["Không gì cả"]
    assert "Cũ" not in _titles(client, since="7")
    assert len(_titles(client, since="30")) == 4
    assert _titles(client, made="mine") == []
    Record.objects.filter(pk=old.pk).update(made_by="Lò Thị An")
    assert _titles(client, made="mine") == ["Cũ"]


def test_a_duplicate_is_found_by_words_isbn_or_number(client: Client) -> None:
    kept = make_record("Truyện Kiều", "Nguyễn Du")
    other = make_record("Đoạn trường tân thanh", "Nguyễn Du", isbn="9780306406157")
    address = reverse("catalogue:merge", args=[kept.pk])
    compare = f"?voi={other.control_number}"
    for words in ("doan truong nguyen du", "978-0-306-40615-7", other.control_number.lower()):
        assert compare in client.get(address, {"q": words}).content.decode()
    nothing = client.get(address, {"q": "không đâu có"}).content.decode()
    assert "Không có biểu ghi nào khác" in nothing
    # The record itself is no duplicate of its own.
    assert f"?voi={kept.control_number}" not in client.get(address, {"q": "kieu"}).content.decode()
