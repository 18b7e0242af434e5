"""A record is found by words, its fields are chosen, and the editor opens with them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.editing.test_the_editor_page import NEW, edit_of, form_of
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
FIND = "/bien-muc/bieu-ghi/chep/"


def boxes(page: str) -> dict[str, tuple[str, bool]]:
    """Tag → (what the box sends, whether it is ticked)."""
    found = re.findall(
        r'name="truong" value="(\d+)"( checked)?> <span><strong>(\w{3})</strong>', page
    )
    return {tag: (at, bool(checked)) for at, checked, tag in found}


def fields_of(record: Record) -> str:
    return reverse("catalogue:copy_fields", args=[record.pk])


def test_a_record_to_copy_is_found_by_words_or_numbers(client: Client) -> None:
    there = make_record(title="Dế Mèn phiêu lưu ký", author="Tô Hoài", isbn="9786042046817")
    for words in ("de men", "tô hoài phiêu lưu", "978-604-204-681-7", there.control_number):
        page = client.get(FIND, {"q": words}).content.decode()
        assert fields_of(there) in page, words
    assert "Không có biểu ghi nào" in client.get(FIND, {"q": "không có sách này"}).content.decode()


def test_only_the_fields_chosen_come_into_the_new_record(client: Client) -> None:
    there = make_record(title="Lượm", author="Tố Hữu", isbn="9786042046817", subjects=("Thơ",))
    page = client.get(fields_of(there)).content.decode()
    ticks = boxes(page)
    assert not ticks["020"][1]
    assert ticks["245"][1]
    assert "001" not in ticks
    chosen = [ticks[tag][0] for tag in ("008", "245", "653")]
    address = {"tu": there.control_number, "ban": there.version, "truong": chosen}
    text = form_of(client.get(NEW, address).content.decode())["text"]
    assert [line[1:4] for line in text.split("\r\n")] == ["LDR", "008", "245", "653"]
    assert Record.objects.count() == 1


def test_what_was_looked_at_is_copied_though_the_record_was_changed_since(client: Client) -> None:
    there = make_record(title="Lượm", author="Tố Hữu")
    ticks = boxes(client.get(fields_of(there)).content.decode())
    sent = form_of(client.get(edit_of(there)).content.decode())
    sent["text"] = sent["text"].replace("$aLượm", "$aLượm ơi")
    client.post(edit_of(there), sent)
    address = {"tu": there.control_number, "ban": 1, "truong": [ticks["245"][0]]}
    assert "$aLượm /" in form_of(client.get(NEW, address).content.decode())["text"]


def test_nothing_ticked_copies_nothing(client: Client) -> None:
    there = make_record()
    page = client.get(NEW, {"tu": there.control_number, "ban": 1}).content.decode()
    assert form_of(page)["text"].startswith("=LDR")
    assert "=245" not in form_of(page)["text"]


def test_fields_are_added_to_a_record_that_is_edited_and_nothing_is_saved(client: Client) -> None:
    there = make_record(title="Lượm", author="Tố Hữu", subjects=("Thơ",), summary="Chú bé liên lạc")
    mine = make_record(title="Lượm và thơ khác", author="Tố Hữu")
    page = client.get(fields_of(there), {"vao": mine.pk}).content.decode()
    ticks = boxes(page)
    assert not ticks["245"][1]
    assert ticks["520"][1]
    assert "008" not in ticks
    address = {"tu": there.control_number, "ban": 1, "truong": [ticks["520"][0]]}
    page = client.get(edit_of(mine), address).content.decode()
    assert "Đã thêm trường chép từ" in page
    sent = form_of(page)
    assert "Chú bé liên lạc" in sent["text"]
    mine.refresh_from_db()
    assert mine.version == 1
    client.post(edit_of(mine), sent)
    assert marc_of(Record.objects.get(pk=mine.pk)).first("520", "a") == "Chú bé liên lạc"


def test_a_school_copies_into_the_simple_form(client: Client) -> None:
    there = make_record(title="Lượm", author="Tố Hữu", summary="Chú bé liên lạc")
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    client.force_login(make_account("school_librarian", at=school))
    page = client.get(fields_of(there)).content.decode()
    assert "trình soạn MARC" not in page
    ticks = boxes(page)
    chosen = [ticks[tag][0] for tag in ("100", "245")]
    address = {"tu": there.control_number, "ban": 1, "truong": chosen}
    form = client.get(reverse("catalogue:new"), address).content.decode()
    assert 'value="Lượm"' in form
    assert 'value="Tố Hữu"' in form
    assert "Chú bé liên lạc" not in form


@pytest.mark.parametrize("asked", [{"tu": "TS99999999"}, {"vao": "0"}, {"vao": "x"}])
def test_a_record_that_is_not_there_is_not_found(client: Client, asked: dict[str, str]) -> None:
    address = NEW if "tu" in asked else FIND
    assert client.get(address, asked).status_code == 404


def test_a_version_that_never_was_is_not_found(client: Client) -> None:
    there = make_record()
    assert client.get(NEW, {"tu": there.control_number, "ban": "7"}).status_code == 404
