"""Leafing through authors, subjects, class numbers, titles and shelves."""

import re
from datetime import date

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import captions_of, suppress
from tusach.catalogue.testing import heading_key, load_captions, make_authority, make_record
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def listed(page: str) -> list[str]:
    return re.findall(r'href="/duyet/muc/\d+/">([^<]+)</a> <span class="muted num">', page)


def page(client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_authors_stand_by_syllable_from_a_typed_place_and_turn_both_ways(client):
    names = ["An", "An Chương", "Anh Đức", "Ân", "Bá Dũng", "Bà Huyện Thanh Quan", "Đoàn Giỏi"]
    names += [f"Lê {n}" for n in range(30)]
    for name in reversed(names):
        make_record("Sách", name)
    first = page(client, "/duyet/tac-gia/")
    assert listed(first)[:7] == [
        "An", "An Chương", "Anh Đức", "Ân", "Bà Huyện Thanh Quan", "Bá Dũng", "Đoàn Giỏi",
    ]  # fmt: skip
    assert len(listed(first)) == 25
    after = re.search(r'href="(\?sau=[^"]+)" rel="next', first)
    second = client.get("/duyet/tac-gia/" + after[1].replace("&amp;", "&")).content.decode()
    assert listed(second) == [f"Lê {n}" for n in range(18, 30)]
    before = re.search(r'href="(\?truoc=[^"]+)" rel="prev', second)
    again = client.get("/duyet/tac-gia/" + before[1]).content.decode()
    assert listed(again) == listed(first)
    assert listed(page(client, "/duyet/tac-gia/", tu="đoàn"))[0] == "Đoàn Giỏi"
    past = page(client, "/duyet/tac-gia/", tu="zzz")
    assert "Không còn gì" in past
    assert 'rel="prev' in past


def test_another_form_stands_in_its_place_and_leads_to_the_heading(client):
    make_record("Truyện Kiều", "Nguyễn Du")
    make_record("Sách", "Trần An")
    make_authority("Nguyễn Du", see=("Tố Như",), also=("Nguyễn Dữ",))
    make_authority("Ai đó", see=("Tố Ai",))
    text = page(client, "/duyet/tac-gia/")
    assert re.search(r"Tố Như</span>.*?>Nguyễn Du</a>", text, re.S)
    assert "Tố Ai" not in text  # nothing stands under it
    assert "Nguyễn Dữ" in text
    under = page(client, re.search(r'href="(/duyet/muc/\d+/)">Nguyễn Du<', text)[1])
    assert "Truyện Kiều" in under
    assert "Tố Như" in under


def test_what_is_hidden_is_neither_listed_nor_counted(client):
    record = make_record("Sách kín", "Ai Đó", subjects=("Việc kín",))
    key = heading_key("Nam Cao")
    suppress(record.pk, why="trùng", by=HOUSE, at=timezone.now())
    assert "Ai Đó" not in page(client, "/duyet/tac-gia/")
    assert "Việc kín" not in page(client, "/duyet/chu-de/")
    assert "Sách kín" not in page(client, "/duyet/nhan-de/")
    assert "Chí Phèo" in page(client, f"/duyet/muc/{key}/")


def test_titles_stand_by_syllable_without_their_articles(client):
    for title in ["Đất rừng phương Nam", "Dế Mèn", "Ăn Tết", "Ba con mèo", "Bà tôi"]:
        make_record(title)
    text = page(client, "/duyet/nhan-de/")
    places = [text.index(t) for t in ["Ăn Tết", "Ba con mèo", "Bà tôi", "Dế Mèn", "Đất rừng"]]
    assert places == sorted(places)
    assert "Ăn Tết" not in page(client, "/duyet/nhan-de/", tu="b")


def test_class_numbers_have_the_caption_of_their_day(client):
    load_captions(
        {"scheme": "ddc", "number": "636.4", "caption": text, "english": "Swine", "since": since}
        for text, since in [("Nuôi heo", "1990-01-01"), ("Nuôi lợn", "2010-01-01")]
    )
    make_record("Nuôi lợn bản", class_number="636.4")
    make_record("Văn", class_number="895.92234")
    make_record("Lạ", class_number="V23")
    text = page(client, "/duyet/phan-loai/")
    assert "Nuôi lợn" in text
    assert "Văn học Việt Nam" in text
    early = captions_of([("ddc", "636.4")], on=date(2000, 1, 1))
    assert early["ddc", "636.4"] == "Nuôi heo"
    client.cookies["django_language"] = "en"
    assert captions_of([("other", "63")])["other", "63"].startswith("Nông nghiệp")


def test_the_shelf_of_a_library_begins_where_the_book_stands(client):
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    for mark, title in [("895.9/D250M", "Dế Mèn"), ("636.4/N515", "Nuôi lợn"), ("959.7/L", "Sử")]:
        [copy] = make_copies(1, make_record(title), owner=library, collection="main")
        type(copy).objects.filter(pk=copy.pk).update(shelf_mark=mark)
    address = f"/duyet/xep-gia/{library.code}/"
    text = page(client, address)
    assert text.index("Nuôi lợn") < text.index("Dế Mèn") < text.index("Sử")
    text = page(client, address, tu="895.9/D250M")
    assert "Nuôi lợn" not in text
    assert "Dế Mèn" in text
    assert 'rel="prev' in text
    assert library.name in page(client, "/duyet/xep-gia/")
    record = copy.record
    assert "/duyet/xep-gia/" in page(client, f"/sach/{record.control_number}/")


@pytest.mark.parametrize("code_kind", ["border_post", "prison", "armed_forces_library"])
def test_a_point_that_must_not_be_named_has_no_shelf(client, code_kind):
    point = make_point(code_kind, "Đồn Biên phòng")
    assert client.get(f"/duyet/xep-gia/{point.code}/").status_code == 404


@pytest.mark.parametrize(
    "query", [{"sau": "x"}, {"sau": "99999999999999999999-A"}, {"truoc": "1-"},
              {"sau": "1-" + "A" * 5000}, {"tu": "%%__"}],
)  # fmt: skip
def test_an_address_that_was_tampered_with_is_no_error(client, query):
    make_record("Sách", "An")
    for address in ("/duyet/tac-gia/", "/duyet/nhan-de/", "/duyet/phan-loai/"):
        assert client.get(address, query).status_code == 200
    assert client.get("/duyet/khong-co/").status_code == 404
    assert client.get("/duyet/muc/999999/").status_code == 404


def test_a_page_costs_the_same_however_many_headings_there_are(
    client, django_assert_max_num_queries
):
    for n in range(40):
        make_record(f"Sách {n}", f"Tác giả {n}")
    with django_assert_max_num_queries(14):
        client.get("/duyet/tac-gia/", {"tu": "tác giả 2"})
