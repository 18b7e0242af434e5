"""What else was meant, what is being typed, other names of a place."""

import pytest

from tusach.search.api import find, suggest
from tusach.search.models import Synonym
from tusach.search.testing import index_now
from tusach.vietnamese.api import fold


@pytest.fixture
def books(shelf):
    shelf.put(
        "Đất nước đứng lên",
        "Đất rừng phương Nam",
        "Kỹ thuật nuôi lợn bản",
        "Chuyện đất nước",
        "Phường Tân Phong hôm nay",
        "Lễ hội San Thàng",
    )
    index_now()
    return shelf


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ddaats nuwowcs", "đất nước"),
        ("d9a61t nu7o7c1", "đất nước"),
        ("ki thuat nuooi lon", "kỹ thuật nuôi lợn"),
        ("phuong tan phnog", "phường tân phong"),
        ("dat nuocs dung len", "đất nước đứng lên"),
        ("đất nướcc", "đất nuoc"),
        ("zzzz qqqq", None),
        ("đất nước", None),
    ],
)
def test_what_was_meant_is_offered(books, typed, offered):
    assert find(typed, kind="book").suggestion == offered


def test_when_no_book_has_all_words_those_with_most_are_shown(books):
    found = find("đất nước ở sao hoả", kind="book")
    assert found.relaxed
    assert not find("đất nước", kind="book").relaxed


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("da", "Đất"),
        ("đất n", "Đất nước đứng lên"),
        ("dat r", "Đất rừng phương Nam"),
        ("nuoi lo", "Kỹ thuật nuôi lợn bản"),
        ("Ky thuat nuoi lon b", "Kỹ thuật nuôi lợn bản"),
    ],
)
def test_typing_is_continued(books, typed, first):
    assert suggest(typed, kind="book")[0].startswith(first)


def test_one_sign_or_nothing_known_continues_to_nothing(books):
    assert (
        suggest("d", kind="book") == suggest("xyzzy", kind="book") == suggest("", kind="book") == []
    )


def test_an_old_name_finds_the_new_and_says_so(books):
    note = "San Thàng nay là phường Tân Phong."
    Synonym.objects.create(text="San Thàng", folded=fold("San Thàng"), also="Tân Phong", note=note)
    found = find("san thang", kind="book")
    assert [books.books[key].title for key in found.keys] == [
        "Lễ hội San Thàng",
        "Phường Tân Phong hôm nay",
    ]
    assert found.notes == [note]
    assert find("tân phong", kind="book").notes == []
