"""A list printed as a bibliography: cover, groups, ISBD entries, index of authors."""

import io

import pytest
from pypdf import PdfReader

from tusach.catalogue.testing import make_record
from tusach.portal import reading_list as lists
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside():
    records = [
        make_record("Tắt đèn", "Ngô Tất Tố", subjects=["Văn học"], year=1939, publisher="Mai Lĩnh"),
        make_record("Ăn chay", "Vàng A Páo", subjects=["Nấu ăn"], summary="Món ăn của bản."),
        make_record("Ẩm thực Thái", "Lò Thị An", subjects=["Nấu ăn"]),
        make_record("ꪼꪕ ꪒꪾ", "Lò Thị An", language="tai"),
    ]
    return lists.written([one.control_number for one in records])


def text_of(client, inside, **fields) -> str:
    answer = client.post(f"/danh-sach/thu-muc/?sach={inside}", fields)
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_it_has_a_cover_groups_entries_and_an_index(client, inside):
    text = text_of(
        client, inside, title="Sách về bếp núc", foreword="Nhân dịp Tết.\n\nMời bạn.", by="subject"
    )
    assert "Sách về bếp núc" in text
    assert "Nhân dịp Tết." in text
    heads = [text.index(head) for head in ("Nấu ăn", "Văn học", "Tài liệu khác")]
    assert heads == sorted(heads)
    # Filed by syllable: Ă before Â.
    assert text.index("Ăn chay / Vàng A Páo") < text.index("Ẩm thực Thái / Lò Thị An")
    assert "Mai Lĩnh, 1939" in text
    assert "Món ăn của bản." in text
    index = text[text.index("Bảng tra tác giả") :]
    assert index.index("Lò Thị An") < index.index("Vàng A Páo")
    assert "2, 4" in index


def test_without_groups_the_order_is_that_of_the_list(client, inside):
    text = text_of(client, inside, title="Danh sách")
    assert text.index("Tắt đèn / Ngô") < text.index("Ăn chay / Vàng") < text.index("Ẩm thực Thái /")


def test_without_a_name_it_is_asked_for_and_what_was_typed_stays(client, inside):
    answer = client.post(f"/danh-sach/thu-muc/?sach={inside}", {"foreword": "Nhân dịp Tết"})
    assert answer.status_code == 200
    assert "Nhân dịp Tết</textarea>" in answer.content.decode()
    assert client.get("/danh-sach/thu-muc/").status_code == 404


def test_a_page_of_results_becomes_a_list(client):
    for number in range(3):
        make_record(f"Nuôi lợn {number}", "")
    index_now()
    page = client.get("/tim/", {"q": "nuôi lợn"}).content.decode()
    assert page.count('name="them"') == 3
