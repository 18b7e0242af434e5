"""What the cataloguers tick in their list, as a bibliography and as citations."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tusach.catalogue.api import Record
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.portal.models import Compilation

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_point("provincial_library")))
    return client


def test_the_titles_ticked_are_a_bibliography_filed_by_syllable(staff: Client) -> None:
    kieu, den = make_record("Truyện Kiều", "Nguyễn Du"), make_record("Tắt đèn", "Ngô Tất Tố")
    make_record("Vợ nhặt")
    answer = staff.post(reverse("portal:chosen_paper"), {"one": [kieu.pk, den.pk]})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert text.index("Tắt đèn") < text.index("Truyện Kiều")
    assert "Vợ nhặt" not in text


def test_the_titles_ticked_are_citations(staff: Client) -> None:
    one = make_record("Truyện Kiều", "Nguyễn Du")
    text = staff.post(reverse("portal:chosen_ris"), {"one": one.pk}).content.decode()
    assert "TI  - Truyện Kiều\r\n" in text
    assert text.count("ER  - ") == 1


def test_the_titles_ticked_begin_a_list_or_join_one_that_is_there(staff: Client) -> None:
    kieu, den, hidden = make_record("Truyện Kiều"), make_record("Tắt đèn"), make_record("Ẩn")
    Record.objects.filter(pk=hidden.pk).update(is_suppressed=True)
    ticked = {"one": [kieu.pk, den.pk, hidden.pk]}
    page = staff.post(reverse("portal:chosen_list"), ticked, follow=True)
    text = page.content.decode()
    assert "Bắt đầu với 2 cuốn" in text
    assert "Bỏ qua 1 biểu ghi đang ẩn" in text
    library = ServicePoint.objects.get()
    head = {"kind": "intro", "title": "Sách hay", "library": library.code, "order": "hand"}
    address = page.redirect_chain[-1][0]
    staff.post(address, {**head, "once": str(uuid4())})
    one = Compilation.objects.get()
    assert {item.record_id for item in one.items.all()} == {kieu.pk, den.pk}
    other = make_record("Vợ nhặt")
    page = staff.post(reverse("portal:chosen_list"), {"one": other.pk}, follow=True)
    [put_in] = re.findall(r'formaction="([^"]+)">Sách hay', page.content.decode())
    staff.post(put_in, {"them": other.control_number})
    assert one.items.filter(record=other).exists()


@pytest.mark.parametrize("name", ["chosen_paper", "chosen_ris", "chosen_list"])
def test_nothing_ticked_is_said(staff: Client, name: str) -> None:
    answer = staff.post(reverse(f"portal:{name}"))
    assert answer.status_code == 302
    assert "Chưa chọn" in str(next(iter(get_messages(answer.wsgi_request))))


def test_the_list_leads_to_what_higher_rooms_do_with_it(staff: Client) -> None:
    make_record("Truyện Kiều")
    page = staff.get(reverse("catalogue:records")).content.decode()
    for name in ("portal:chosen_paper", "portal:chosen_ris", "holdings:labels_of_records"):
        assert f'formaction="{reverse(name)}"' in page


def test_labels_are_those_of_the_copies_one_may_label() -> None:
    school = make_point("school_library")
    record = make_record("Truyện Kiều")
    mine, other = make_copy(record=record, owner=school), make_copy(record=record)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("school_librarian", at=school))
    answer = client.post(reverse("holdings:labels_of_records"), {"one": record.pk})
    address = answer.headers["Location"]
    assert str(mine.pk) in address.partition("ban=")[2].split("%2C")
    assert str(other.pk) not in address.partition("ban=")[2].split("%2C")
