"""Finding a book as a reader does."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Move, at_point, move
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point, make_unit
from tusach.portal.unit_addresses import key_of
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, **data) -> str:
    answer = client.get(address, data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_book_on_young_pigs_is_on_top_however_typed(client):
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    wanted = make_record("Kỹ thuật nuôi lợn bản", "Nguyễn Văn Trí")
    make_copies(1, wanted, owner=library)
    for title in ("Bạn nuôi con lớn bằng kỹ thuật", "Kỹ thuật bán lợn nuôi ở bàn"):
        make_record(title, "")
    index_now()
    for typed in ("ky thuat nuoi lon ban", "Kỹ thuật nuôi lợn bản", "nuoi lon"):
        page = text_of(client, "/tim/", q=typed)
        first = page.index("Kỹ thuật nuôi lợn bản</a>")
        assert all(title not in page[:first] for title in ("Bạn nuôi con", "Kỹ thuật bán"))
        assert "Thư viện tỉnh Lai Châu" in page


def test_choices_narrow_and_can_be_taken_away(client):
    make_record("Nuôi lợn", "Lò Thị An", language="vie", subjects=["Chăn nuôi"])
    make_record("Nuôi gà", "Lò Thị An", language="vie", subjects=["Chăn nuôi", "Gia cầm"])
    make_record("Chuyện nuôi dạy", "Vàng A Páo", language="vie", subjects=["Giáo dục"])
    index_now()
    page = text_of(client, "/tim/", q="nuôi")
    assert "<strong>3</strong> kết quả" in page
    assert "?q=nu%C3%B4i&amp;subject=Gia+c%E1%BA%A7m" in page
    page = text_of(client, "/tim/", q="nuôi", subject="Gia cầm")
    assert "<strong>1</strong> kết quả" in page
    assert 'aria-current="true"' in page
    assert "Bỏ mọi điều kiện" in page


def test_nothing_found_says_what_else_to_try(client):
    make_record("Đất rừng phương Nam", "Đoàn Giỏi")
    index_now()
    page = text_of(client, "/tim/", q="zzz")
    assert "Không tìm thấy sách nào cho “zzz”." in page
    page = text_of(client, "/tim/", q="ddaats rwngf")
    assert "Có phải bạn tìm" not in page
    page = text_of(client, "/tim/", q="ddaats ruwngf")
    assert "đất rừng</strong></a>?" in page


def test_a_suppressed_record_is_nowhere(client):
    record = make_record("Sách nội bộ", "")
    record.is_suppressed = True
    record.save()
    index_now()
    assert "Không tìm thấy" in text_of(client, "/tim/", q="sách nội bộ")
    assert client.get(f"/sach/{record.control_number}/").status_code == 404
    assert record.control_number not in text_of(client, "/sitemap-1.xml")


def test_without_an_index_the_tables_are_searched_and_the_page_says_so(client):
    make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    page = text_of(client, "/tim/", q="de men")
    assert "đang được dựng lại" in page
    assert "Dế Mèn phiêu lưu ký" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 5000},
        {"q": "a", "page": "-1"},
        {"q": "a", "page": "99999999999"},
        {"q": "a", "sort": "'; drop"},
        {"q": "", "decade": "19x0"},
        {"q": "", "place": "đâu"},
        {"q": '"'},
        {"sort": "title"},
    ],
)
def test_whatever_stands_in_the_address_gives_a_page(client, asked):
    make_record("Một", "")
    index_now()
    text_of(client, "/tim/", **asked)


def test_what_is_typed_is_shown_as_text(client):
    index_now()
    page = text_of(client, "/tim/", q="<script>alert(1)</script>", subject='"><b>')
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_typing_is_continued(client):
    make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    index_now()
    answer = client.get("/tim/goi-y/", {"q": "de m"})
    assert answer.json() == {"titles": ["Dế Mèn phiêu lưu ký"]}
    assert "public" in answer["Cache-Control"]


def test_pages_follow_one_another_with_as_many_queries_whatever_their_length(
    client, django_assert_max_num_queries
):
    library = make_point("provincial_library", "Thư viện tỉnh")
    store = make_store()
    for number in range(25):
        record = make_record(f"Sách số {number}", "Lò Thị An", subjects=[f"Chủ đề {number % 3}"])
        make_copies(1, record, owner=library)
        make_copies(1, record, owner=store)
    index_now()
    with django_assert_max_num_queries(13):
        page = text_of(client, "/tim/", q="sách số")
    assert page.count('class="p-entry"') == 20
    assert text_of(client, "/tim/", q="sách số", page=2).count('class="p-entry"') == 5


def test_a_book_only_in_the_rotation_store_is_not_said_to_be_there_for_readers(client):
    make_copies(3, make_record("Sách chờ đi", ""), owner=make_store())
    index_now()
    page = text_of(client, "/tim/", q="sách chờ đi")
    assert "badge ok" not in page
    assert "trong kho, chờ luân chuyển" in page


def test_all_places_are_a_click_away_without_script(client):
    """Eight are shown; the others on a page that lists them by name."""
    record = make_record("Nuôi lợn", "Lò Thị An")
    other = make_record("Nuôi gà", "Lò Thị An")
    names = [f"Thư viện xã Mường {number:02d}" for number in range(20)]
    for name in reversed(names):
        make_copies(1, record, owner=make_point("commune_library", name))
    make_copies(1, other, owner=make_point("commune_library", "Thư viện xã Nậm Hàng"))
    index_now()
    page = text_of(client, "/tim/", q="nuôi")
    shown = [name for name in names if f"<span>{name}</span>" in page]
    assert len(shown) < len(names)
    assert "more=place#chon-place" in page
    page = text_of(client, "/tim/", q="nuôi", more="place")
    places = [page.index(f"<span>{name}</span>") for name in names]
    assert places == sorted(places)
    assert "Thu gọn" in page
    assert "Thu gọn" not in text_of(client, "/tim/", q="nuôi", more="no-such")


def _stocked():
    """A school that has both books, one lent; a library far away with one; a secret point."""
    commune, far = make_unit("Phường Tân Phong"), make_unit("Xã Mù Cả")
    for unit, lat in ((commune, 22.39), (far, 22.9)):
        unit.lat, unit.lon = lat, 103.4
        unit.save()
    school = make_point("school_library", "Trường San Thàng", commune)
    library = make_point("commune_library", "Thư viện xã Mù Cả", far)
    pigs, hens = make_record("Nuôi lợn", ""), make_record("Nuôi gà", "")
    make_copies(1, pigs, owner=school)
    make_copies(1, pigs, owner=library)
    [lent] = make_copies(1, hens, owner=school)
    move(
        [Move(copy_id=lent.pk, to=at_point(school.pk), act="lend", state="on_loan",
              happened_at=timezone.now())],
        by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    make_copies(1, make_record("Nuôi ong", ""), owner=library)
    make_copies(1, make_record("Nuôi dê", ""), owner=make_point("border_post", "Đồn Mù Cả", far))
    make_copies(1, make_record("Nuôi trâu", ""), owner=make_store())
    index_now()
    return school, library


def found_in(page: str) -> set[str]:
    return {name for name in ("lợn", "gà", "ong", "dê", "trâu") if f"Nuôi {name}</a>" in page}


def test_what_can_be_had_now_can_be_asked_for(client):
    _stocked()
    page = text_of(client, "/tim/", q="nuôi")
    assert found_in(page) == {"lợn", "gà", "ong", "dê", "trâu"}
    assert re.search(r"Có sẵn ngay</span>\s*<span class=\"muted num\">2</span>", page)
    assert found_in(text_of(client, "/tim/", q="nuôi", have="now")) == {"lợn", "ong"}


def test_what_is_at_my_library_or_near_it(client):
    school, library = _stocked()
    assert found_in(text_of(client, "/tim/", q="nuôi", near="mine")) == {
        "lợn", "gà", "ong", "dê", "trâu",
    }  # fmt: skip
    client.cookies["gan"] = f"d.{school.code}"
    assert found_in(text_of(client, "/tim/", q="nuôi", near="mine")) == {"lợn", "gà"}
    assert found_in(text_of(client, "/tim/", q="nuôi", near="mine", have="now")) == {"lợn"}
    assert found_in(text_of(client, "/tim/", q="nuôi", near="20")) == {"lợn", "gà"}
    client.cookies["gan"] = f"d.{library.code}"
    page = text_of(client, "/tim/", q="nuôi")
    assert found_in(text_of(client, "/tim/", q="nuôi", near="20")) == {"lợn", "ong"}
    assert page.index("Nuôi lợn</a>") < page.index("Nuôi gà</a>")
    assert "(cách 57 km)" in page


def test_a_commune_is_a_choice_and_a_secret_point_does_not_count_for_its_own(client):
    _school, library = _stocked()
    page = text_of(client, "/tim/", q="nuôi")
    assert re.search(r"Xã Mù Cả</span>\s*<span class=\"muted num\">2</span>", page)
    assert found_in(text_of(client, "/tim/", q="nuôi", commune=key_of(library.commune_id))) == {
        "lợn",
        "ong",
    }


def test_places_and_communes_stand_in_addresses_by_codes_that_last(client):
    school, library = _stocked()
    name_of_commune = key_of(library.commune_id)
    assert not name_of_commune.isdecimal()
    page = text_of(client, "/tim/", q="nuôi")
    assert f"place={school.code}" in page
    assert f"commune={name_of_commune}" in page
    for asked in ({"place": library.code}, {"commune": name_of_commune}):
        assert found_in(text_of(client, "/tim/", q="nuôi", **asked)) == {"lợn", "ong"}
    assert found_in(text_of(client, "/tim/", q="nuôi", place="khong-co")) == set()


def test_former_addresses_with_numbers_lead_to_those_with_codes(client):
    school, library = _stocked()
    asked = {"q": "nuôi", "place": [school.pk, library.code], "commune": library.commune_id}
    answer = client.get("/tim/", asked)
    assert answer.status_code == 301
    assert answer["Location"] == (
        f"/tim/?q=nu%C3%B4i&place={school.code}&place={library.code}"
        f"&commune={key_of(library.commune_id)}"
    )
    assert client.get(answer["Location"]).status_code == 200


def test_a_number_of_a_secret_point_leads_nowhere(client):
    _stocked()
    post = make_point("border_post", "Đồn Biên phòng thử")
    answer = client.get("/tim/", {"q": "nuôi", "place": post.pk})
    assert answer.status_code == 200
    assert post.code not in answer.content.decode()


def test_each_choice_can_be_taken_away_by_itself(client):
    school, _library = _stocked()
    client.cookies["gan"] = f"d.{school.code}"
    page = text_of(client, "/tim/", q="nuôi", have="now", near="mine", place=school.code)
    for label in ("Có sẵn ngay", "Ở Trường San Thàng", "Trường San Thàng"):
        assert f'aria-label="Bỏ điều kiện {label}"' in page
    [chip] = re.findall(r'<a href="([^"]*)"[^>]*aria-label="Bỏ điều kiện Có sẵn ngay"', page)
    assert "have" not in chip
    assert "near=mine" in chip
    assert "place=" in chip


def test_results_are_searched_further(client):
    make_record("Chí Phèo", "Nam Cao")
    make_record("Lão Hạc", "Nam Cao")
    index_now()
    answer = client.get("/tim/", {"q": "tác giả: Nam Cao", "trong": "chi pheo", "sort": "title"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Chí Phèo</a>" in page
    assert "Lão Hạc</a>" not in page


def test_sorted_by_author_as_names_are_filed(client):
    for title, author in (("A", "Xuân Quỳnh"), ("B", ""), ("C", "Ánh Dương"), ("D", "An Cương")):
        make_record(f"Thơ {title}", author)
    index_now()
    page = text_of(client, "/tim/", q="thơ", sort="author")
    order = sorted("ABCD", key=lambda title: page.index(f"Thơ {title}</a>"))
    assert order == ["D", "C", "A", "B"]


@pytest.mark.parametrize("typed", ["x" * 10_000, "lợn " * 2_500, "*" * 10_000, "(" * 10_000])
def test_a_very_long_query_is_answered_with_a_sentence(client, typed):
    make_record("Nuôi lợn", "")
    index_now()
    page = text_of(client, "/tim/", q=typed)
    assert "Câu tìm quá dài" in page or "Chưa có từ nào để tìm" in page
