"""What the MARC editor offers and marks; authority records in the same editor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.authorities.services import marc_of_authority
from tusach.catalogue.models import Authority
from tusach.catalogue.testing import make_authority, make_record
from tusach.catalogue.tests.forms import hidden_of

pytestmark = pytest.mark.django_db
NEW = "/bien-muc/tieu-de/moi/marc/"
HEAD = "=LDR 00000nz##a2200000n##4500\n=008 ######n||anznnbabn##########|a#ana#####d"


def _offers(client: Client, tag: str, typed: str, code: str = "a", **more: str) -> list[Any]:
    asked = {"tag": tag, "code": code, "q": typed, **more}
    found: list[Any] = client.get(reverse("catalogue:suggest_marc"), asked).json()["found"]
    return found


@pytest.mark.parametrize("tag", ["100", "700", "600"])
def test_a_heading_is_offered_as_its_authority_writes_it_with_its_number(
    client: Client, tag: str
) -> None:
    one = make_authority("Tô Hoài", dates="1920-2014", see=("Nguyễn Sen",))
    [offer] = _offers(client, tag, "nguyen sen")
    held = dict(offer["subfields"])
    assert held["a"].rstrip(",") == "Tô Hoài"
    assert held["d"] == "1920-2014"
    assert held["0"] == one.control_number
    assert offer["ind1"] == "0"
    assert "Nguyễn Sen" in offer["note"]


def test_a_heading_that_nobody_controls_is_offered_with_its_records(client: Client) -> None:
    make_record("Nuôi dê", subjects=("Chăn nuôi dê",))
    [offer] = _offers(client, "653", "chan nuoi")
    assert offer["subfields"] == [["a", "Chăn nuôi dê"]]
    assert offer["note"] == "1 biểu ghi khác dùng"


def test_a_person_is_not_offered_for_a_place(client: Client) -> None:
    make_authority("Lai Châu", "place")
    assert not _offers(client, "100", "lai chau")
    assert _offers(client, "651", "lai chau")


def test_a_record_is_offered_for_a_link_and_a_class_number_for_its_subjects(
    client: Client,
) -> None:
    host = make_record("Báo Lai Châu", class_number="070", subjects=("Báo chí",))
    [offer] = _offers(client, "773", "bao lai", code="t")
    assert offer["subfields"] == [["t", "Báo Lai Châu"], ["w", host.control_number]]
    [number] = _offers(client, "082", "0", subjects="Báo chí")
    assert number["subfields"] == [["a", "070"]]
    assert "Báo chí" in number["note"]


def test_nothing_is_offered_for_a_note(client: Client) -> None:
    assert _offers(client, "500", "lai chau") == []


def test_the_check_says_which_headings_are_under_control(client: Client) -> None:
    one = make_authority("Tô Hoài")
    text = "=LDR 00000nam#a2200000#a#4500\n=100 0#$aTô Hoài\n=245 10$aQuê\n=700 0#$aAi đó"
    page = client.post(reverse("catalogue:check_marc"), {"text": text}).content.decode()
    assert f'data-controlled="2">{one.control_number}<' in page
    assert 'data-controlled="4"' not in page


def test_an_authority_is_made_in_the_editor_from_a_worksheet(client: Client) -> None:
    page = client.get(NEW, {"mau": "authority-place"}).content.decode()
    assert "=151 " in page
    text = f"{HEAD}\n=151 ##$aMường Tè\n=451 ##$aMuong Te"
    answer = client.post(NEW, {**hidden_of(page), "text": text})
    one = Authority.objects.get()
    assert answer.headers["Location"] == one.get_absolute_url()
    assert (one.kind, one.heading) == ("place", "Mường Tè")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=LDR 00000nam#a2200000#a#4500\n=245 10$aQuê", "Chưa có tiêu đề"),
        (f"{HEAD}\n=151 ##$aLai Châu", "Đã có tiêu đề chuẩn"),
        (f"{HEAD}\nmường tè", "dòng 3"),
    ],
)
def test_what_cannot_be_an_authority_is_said_and_stays(
    client: Client, text: str, said: str
) -> None:
    make_authority("Lai Châu", "place")
    answer = client.post(NEW, {**hidden_of(client.get(NEW).content.decode()), "text": text})
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert said in page
    assert text.split("\n")[-1] in page
    assert Authority.objects.count() == 1


def test_an_authority_is_edited_field_by_field(client: Client) -> None:
    one = make_authority("Lai Châu", "place")
    address = reverse("catalogue:edit_authority_marc", args=[one.pk])
    page = client.get(address).content.decode()
    assert 'id="marc-form"' in page
    assert 'name="kind" value="authority"' in page
    text = HEAD.replace("\n", f"\n=001 {one.control_number}\n")
    text += "\n=151 ##$aTỉnh Lai Châu"
    client.post(address, {**hidden_of(page), "text": text, "keep_old": "1"})
    one.refresh_from_db()
    assert one.heading == "Tỉnh Lai Châu"
    assert marc_of_authority(one).first("451", "a") == "Lai Châu"
