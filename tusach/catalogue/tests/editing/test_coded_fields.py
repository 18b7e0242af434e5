"""Leader, 006, 007 and 008 chosen position by position, without script."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.api import Record
from tusach.catalogue.format.choosing import positions_shown, with_chosen, with_filled
from tusach.catalogue.marc.text import read
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.editing.test_the_editor_page import NEW, edit_of, form_of, opened
from tusach.catalogue.tests.forms import hidden_of

BOOK = """=LDR 00000nam#a2200000#a#4500
=008 ######s########vm#####g######000#0#und#d
=041 0#$avie
=245 00$aTruyện cổ người Mông
=260 ##$aH. :$bKim Đồng,$c2019
=300 ##$a100 tr. :$btranh màu, bản đồ
=504 ##$aThư mục: tr. 98
=521 ##$aLứa tuổi thiếu nhi
=655 #4$aTruyện ngắn"""
SERIAL = """=LDR 00000nas#a2200000#a#4500
=008 ######|####||||xx#||#n#######0###b0####d
=022 ##$a1859-1450
=041 0#$avie
=044 ##$avm
=245 00$aTạp chí Thư viện Việt Nam
=260 ##$aHà Nội :$bThư viện Quốc gia,$c2005-
=310 ##$aHai tháng một kỳ"""


def said(tag: str, text: str) -> dict[int, str]:
    record = read(text).record
    value = record.leader if tag == "LDR" else record.control(tag)
    found = positions_shown(tag, value, record)
    assert found is not None
    return {one.position.start: one.suggested.code for one in found.positions if one.suggested}


def test_what_the_record_says_is_offered() -> None:
    assert said("008", BOOK) == {
        7: "2019",
        18: "a",
        19: "b",
        22: "j",
        24: "b",
        33: "j",
        35: "vie",
    }
    assert said("LDR", BOOK.replace("=041", "=040 ##$erda\n=041")) == {18: "i"}


def test_of_a_serial_its_own_positions_are_offered() -> None:
    found = said("008", SERIAL)
    assert found[6] == "c"
    assert found[7] == "2005"
    assert found[11] == "9999"
    assert found[15] == "vm "
    assert (found[18], found[19], found[21]) == ("b", "r", "p")


def test_filling_takes_nothing_away() -> None:
    record = read(BOOK).record
    filled = with_filled("008", record.control("008"), record)
    assert filled[7:11] == "2019"
    assert filled[18:20] == "ab"
    assert filled[22] == "g"  # was chosen
    assert filled[35:38] == "und"
    assert with_filled("008", filled, record) == filled


def test_another_category_makes_another_field() -> None:
    assert with_chosen("007", "sd fsngnnmmned", "", {0: "c"}) == "c".ljust(14)
    assert with_chosen("006", "a", "", {0: "m"}) == "m".ljust(18)
    assert with_chosen("007", "c".ljust(14), "", {0: "c", 1: "r"}).startswith("cr")


@pytest.mark.django_db
def test_008_is_chosen_in_words_and_comes_back_into_the_record(client: Client) -> None:
    record = make_record(title="Lượm", author="Tố Hữu", year=1949)
    data = opened(client, edit_of(record)) | {"why": "Xem lại 008", "unsure": "260"}
    page = client.post(edit_of(record), {**data, "fixed": "008", "open": "1"}).content.decode()
    assert "Chưa có gì được lưu" in page
    assert 'name="p-22"' in page
    sent = form_sent(page) | {"p-22": "j", "p-33": "p", "put": "1"}
    answer = client.post(edit_of(record), sent)
    assert answer.status_code == 200
    again = form_of(answer.content.decode())
    fixed = re.search(r"=008 (.*)", again["text"])
    assert fixed is not None
    assert (fixed[1][22], fixed[1][33]) == ("j", "p")
    assert "Xem lại 008" in answer.content.decode()
    record.refresh_from_db()
    assert record.version == 1
    client.post(edit_of(record), again)
    record.refresh_from_db()
    assert record.audience == "juvenile"


@pytest.mark.django_db
def test_going_back_changes_nothing(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=book")
    page = client.post(NEW, {**data, "fixed": "LDR", "open": "1"}).content.decode()
    sent = form_sent(page) | {"p-6": "e", "leave": "1"}
    again = form_of(client.post(NEW, sent).content.decode())
    assert again["text"] == data["text"]
    assert not Record.objects.exists()


@pytest.mark.django_db
def test_a_new_007_begins_with_its_category_and_stands_where_it_belongs(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=book")
    page = client.post(NEW, {**data, "fixed": "007:0", "open": "1"}).content.decode()
    assert "Ghi âm" in page
    page = client.post(NEW, form_sent(page) | {"p-0": "c", "redraw": "1"}).content.decode()
    assert 'name="p-13"' in page
    sent = form_sent(page) | {"p-1": "r", "put": "1"}
    text = form_of(client.post(NEW, sent).content.decode())["text"]
    tags = [line[1:4] for line in text.split("\r\n")]
    assert tags[:4] == ["LDR", "007", "008", "020"]
    assert "=007 cr" in text


@pytest.mark.django_db
def test_a_wrong_length_and_a_wrong_code_are_said_by_position(client: Client) -> None:
    text = BOOK.replace("#000#0#und#d", "#000#0#und#dxx").replace("g######000", "y######000")
    data = opened(client, f"{NEW}?mau=book") | {"text": text}
    page = client.post(NEW, {**data, "fixed": "008", "open": "1"}).content.decode()
    assert "Dài 42 ký tự" in page
    assert "Phần thừa ở cuối “xx”" in page
    assert "Vị trí 22 không có mã “y”" in page


@pytest.mark.django_db
def test_filling_and_taking_from_the_record(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=book") | {"text": BOOK}
    page = client.post(NEW, {**data, "fixed": "008", "open": "1"}).content.decode()
    assert "Theo 260 $c: 2019" in page
    page = client.post(NEW, form_sent(page) | {"fill": "1"}).content.decode()
    page = client.post(NEW, form_sent(page) | {"take": "35"}).content.decode()
    text = form_of(client.post(NEW, form_sent(page) | {"put": "1"}).content.decode())["text"]
    assert "=008 ######s2019####vm#ab##g#b####000#0#vie#d" in text


@pytest.mark.django_db
def test_in_the_editor_the_positions_know_the_record(client: Client) -> None:
    ask = reverse("catalogue:coded_positions")
    page = client.post(ask, {"tag": "008", "value": " " * 40, "text": BOOK}).content.decode()
    assert 'data-take="vie"' in page
    assert 'data-do="fill"' in page


@pytest.mark.django_db
def test_an_unknown_field_asked_for_is_back_to_the_editor(client: Client) -> None:
    data = opened(client, f"{NEW}?mau=book")
    answer = client.post(NEW, {**data, "fixed": "245", "open": "1"})
    assert answer.status_code == 200
    assert form_of(answer.content.decode())["text"] == data["text"]


def form_sent(page: str) -> dict[str, str]:
    """What a browser sends of the form of positions as it stands."""
    form = re.search(r'<form method="post" class="sheet".*?</form>', page, re.DOTALL)
    assert form is not None
    values = hidden_of(form[0])
    for name, body in re.findall(r'<select[^>]*name="(p-\d+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        values[name] = chosen[1] if chosen else ""
    for name, value in re.findall(r'<input[^>]*name="(p-\d+)"[^>]*value="([^"]*)"', form[0]):
        values[name] = value
    return values
