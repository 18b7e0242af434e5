"""The simple form: what is there is said before it is made again, what is offered has a reason,
what is not sure is marked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.catalogue.api import Record
from tusach.catalogue.doubts import fields_in_doubt, in_words, places_of
from tusach.catalogue.marc.isbn import wrong
from tusach.catalogue.models import CountedWord, Work
from tusach.catalogue.offering.counting import count_again, is_stale
from tusach.catalogue.testing import make_authority, make_record
from tusach.catalogue.tests.forms import hidden_of
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
NEW = "/bien-muc/bieu-ghi/moi/"
OFFERS = "/bien-muc/bieu-ghi/goi-y/"
RIGHT = "9780306406157"


def _typed(client: Client, address: str = NEW, **values: str) -> dict[str, str]:
    return {**hidden_of(client.get(address).content.decode()), **values}


def _why(client: Client, name: str, **typed: str) -> dict[str, str]:
    found = client.get(OFFERS, {"o": name, **typed}).json()["found"]
    return {one["text"]: one["why"] for one in found}


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("978-0-306-40615-8", "check", {"last": "8", "right": "7"}),
        ("0-306-40615-3", "check", {"last": "3", "right": "2"}),
        ("978O306406157", "letter", {"sign": "O", "place": "4"}),
        ("97803064061", "length", {"count": "11"}),
        ("8934974123456", "prefix", {"begin": "893"}),
        ("không có", "no-digits", {}),
    ],
)
def test_it_is_said_which_sign_of_an_isbn_is_wrong(
    text: str, code: str, facts: dict[str, str]
) -> None:
    found = wrong(text)
    assert found is not None
    assert (found.code, found.facts) == (code, facts)


def test_a_right_isbn_is_not_wrong() -> None:
    assert wrong("0-306-40615-2") is None
    assert wrong("978-0-306-40615-7 (bìa cứng)") is None


def test_an_isbn_with_two_digits_changed_leads_to_the_book_that_has_it(client: Client) -> None:
    there = make_record("Vợ nhặt", isbn=RIGHT)
    page = client.get(reverse("catalogue:already"), {"isbn": "9780306406517"}).content.decode()
    assert "chữ số cuối là 7" in page
    assert there.get_absolute_url() in page


def test_a_scanned_isbn_that_is_there_leads_to_its_copies_and_to_another_edition(
    client: Client,
) -> None:
    there = make_record("Vợ nhặt", "Kim Lân", isbn=RIGHT, publisher="Văn học", pages="90 tr.")
    page = client.get(NEW, {"isbn": RIGHT}).content.decode()
    assert f"{there.get_absolute_url()}#copies" in page
    again = f"{NEW}?tu={there.control_number}"
    assert again in page
    copied = client.get(again).content.decode()
    assert 'value="Vợ nhặt"' in copied
    assert 'value="90 tr."' in copied
    assert RIGHT not in hidden_of(copied).get("isbn", "")


def test_looking_up_without_script_keeps_what_was_typed_and_saves_nothing(client: Client) -> None:
    data = _typed(client, title="Vợ nhặt", isbn=RIGHT, year="1962", look="1", unsure="year")
    page = client.post(NEW, data).content.decode()
    assert "Mục lục chưa có ISBN này" in page
    assert 'value="1962"' in page
    assert 'value="year" checked' in page
    assert not Record.objects.exists()


def test_a_publisher_is_offered_with_how_many_books_say_so_and_brings_its_place(
    client: Client,
) -> None:
    for n in range(3):
        make_record(f"Truyện {n}", publisher="Kim Đồng", place_published="Hà Nội")
    make_record("Truyện khác", publisher="Nxb. Kim Đồng", place_published="H.")
    offered = client.get(OFFERS, {"o": "publisher", "publisher": "kim do"}).json()["found"]
    assert offered == [
        {
            "text": "Kim Đồng",
            "why": "4 cuốn khác của nhà xuất bản này, phần lớn ở Hà Nội",
            "sets": {"place_published": "Hà Nội"},
        }
    ]
    assert _why(client, "place_published", publisher="NXB Kim Đồng")["Hà Nội"] == (
        "3 cuốn khác của nhà xuất bản này ở Hà Nội"
    )


def test_a_publisher_is_told_by_the_beginning_of_the_isbn(client: Client) -> None:
    make_record("Truyện một", publisher="Kim Đồng", isbn="9786042000017")
    make_record("Truyện hai", publisher="Kim Đồng", isbn="9786042000024")
    said = _why(client, "publisher", isbn="9786042000031")
    assert said == {"Kim Đồng": "2 cuốn khác có ISBN bắt đầu bằng 9786042000"}


def test_a_class_number_is_offered_by_keyword_author_and_beginning(client: Client) -> None:
    make_record("Nuôi lợn thịt", "Vàng A Páo", class_number="636.4", subjects=("Nuôi lợn",))
    make_record("Nuôi lợn nái", "Vàng A Páo", class_number="636.4", subjects=("Nuôi lợn",))
    make_record("Nuôi dê", "Vàng A Páo", class_number="636.3", subjects=("Nuôi dê",))
    by_keyword = _why(client, "class_number", subjects="Nuôi lợn")
    assert list(by_keyword) == ["636.4"]
    assert "2 cuốn khác có từ khoá “Nuôi lợn”" in by_keyword["636.4"]
    by_author = _why(client, "class_number", author="Vàng A Páo")
    assert list(by_author) == ["636.4", "636.3"]
    assert "của tác giả này" in by_author["636.3"]
    assert "1 cuốn khác có số này" in _why(client, "class_number", class_number="636.3")["636.3"]


def test_an_offer_that_is_pressed_fills_its_field_and_the_empty_one_beside_it(
    client: Client,
) -> None:
    make_record("Truyện", publisher="Kim Đồng", place_published="Hà Nội")
    data = _typed(client, title="Vợ nhặt", publisher="kim", offer="1")
    page = client.post(NEW, data).content.decode()
    take = "publisher=Kim+%C4%90%E1%BB%93ng&amp;place_published=H%C3%A0+N%E1%BB%99i"
    assert f'name="take" value="{take}"' in page
    data = {**data, "take": take.replace("&amp;", "&")}
    del data["offer"]
    page = client.post(NEW, data).content.decode()
    assert 'value="Kim Đồng"' in page
    assert 'value="Hà Nội"' in page
    assert 'value="Vợ nhặt"' in page
    assert Record.objects.count() == 1


def test_a_keyword_that_is_pressed_joins_those_that_are_there(client: Client) -> None:
    data = _typed(client, title="Nuôi dê", subjects="Chăn nuôi\r\n", take="subjects=Gia+súc")
    assert "Chăn nuôi\nGia súc" in client.post(NEW, data).content.decode()


def test_nothing_but_what_is_offered_can_be_taken(client: Client) -> None:
    data = _typed(client, title="Nuôi dê", take="title=Khác&price=1")
    page = client.post(NEW, data).content.decode()
    assert 'value="Nuôi dê"' in page
    assert 'value="1"' not in page.split('name="price"')[1][:80]


def test_the_count_is_made_anew_when_records_changed(client: Client) -> None:
    assert not is_stale()
    record = make_record("Truyện", publisher="Kim Đồng", series="Tủ sách vàng", series_number="2")
    assert is_stale()
    count_again(timezone.now())
    assert not is_stale()
    held = CountedWord.objects.values_list("kind", "text", "records")
    assert set(held) == {("publisher", "Kim Đồng", 1), ("series", "Tủ sách vàng", 1)}
    assert "Tủ sách vàng" in _why(client, "series", series="tu sach")
    assert record.series == "Tủ sách vàng ; 2"


def test_a_name_is_offered_with_the_heading_it_is_another_form_of(client: Client) -> None:
    make_authority("Tô Hoài", see=("Nguyễn Sen",))
    said = _why(client, "author", author="nguyen se")
    assert said == {"Tô Hoài": "“Nguyễn Sen” là dạng khác của tiêu đề chuẩn này"}


def test_what_a_school_is_not_sure_of_waits_for_a_cataloguer_by_name(client: Client) -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    theirs = Client(headers={"accept-language": "vi"})
    theirs.force_login(make_account("school_librarian", at=school))
    data = _typed(theirs, title="Chuyện bản", year="1998", language="vie")
    theirs.post(NEW, {**data, "unsure": ["year", "class_number"]})
    record = Record.objects.get()
    assert record.unsure == ["082", "260c"]
    assert record.is_quick  # a cataloguer looks at what a school makes
    page = client.get(reverse("catalogue:to_be_catalogued")).content.decode()
    assert "Chưa chắc: năm xuất bản, ký hiệu phân loại" in page
    assert "Chưa chắc: năm xuất bản" in client.get(record.get_absolute_url()).content.decode()


def test_a_mark_that_is_cleared_closes_the_work(client: Client) -> None:
    client.post(NEW, {**_typed(client, title="Chuyện bản", language="vie"), "unsure": "year"})
    record = Record.objects.get()
    assert Work.objects.filter(record=record, done_at=None).count() == 1
    address = reverse("catalogue:edit", args=[record.pk])
    client.post(address, _typed(client, address, title="Chuyện bản", language="vie"))
    record.refresh_from_db()
    assert (record.unsure, record.is_unsure) == ([], False)
    assert not Work.objects.filter(record=record, done_at=None).exists()


def test_marks_are_cleared_on_the_record_without_a_new_version(client: Client) -> None:
    client.post(NEW, {**_typed(client, title="Chuyện bản", language="vie"), "unsure": "year"})
    record = Record.objects.get()
    address = reverse("catalogue:clear_doubts", args=[record.pk])
    client.post(address, {"version": "1"})
    record.refresh_from_db()
    assert (record.unsure, record.is_unsure, record.version) == ([], False, 1)
    assert not Work.objects.filter(record=record, done_at=None).exists()


def test_marks_of_the_form_and_of_the_editor_are_the_same_marks() -> None:
    assert fields_in_doubt(["260"]) == ["place_published", "publisher", "year"]
    assert fields_in_doubt(["264c", "700"]) == ["other_authors", "year"]
    # The tag stays while all in it is marked, and is taken apart when one is not.
    assert places_of(["place_published", "publisher", "year"], ["260"]) == ["260"]
    assert places_of(["year"], ["260"]) == ["260c"]
    assert places_of([], ["852", "260c"]) == ["852"]
    assert in_words(["260c", "852"]) == ["năm xuất bản", "852"]
