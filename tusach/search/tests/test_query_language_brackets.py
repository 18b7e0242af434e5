"""Brackets, numbers under other names, queries that are too long or hold nothing."""

import pytest

from tusach.search.api import find
from tusach.search.parsing import parse
from tusach.search.testing import index_now


@pytest.fixture
def books(shelf):
    shelf.put("Nuôi lợn", "Trồng lúa", "Nuôi gà", "Trồng hoa", "Lúa và lợn")
    index_now()
    return shelf


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("(nuôi lợn) HOẶC (trồng lúa)", {"Nuôi lợn", "Trồng lúa"}),
        ("nuoi lon HOẶC trong lua", set()),
        ("(lợn OR gà) nuôi", {"Nuôi lợn", "Nuôi gà"}),
        ("nuôi (lợn OR gà)", {"Nuôi lợn", "Nuôi gà"}),
        ("trồng -(hoa)", {"Trồng lúa"}),
        ("lợn NOT (nuôi lợn)", {"Lúa và lợn"}),
        ("((trồng (lúa OR hoa)) OR (nuôi gà))", {"Trồng lúa", "Trồng hoa", "Nuôi gà"}),
        ("nhan đề: (lợn OR gà) nuôi", {"Nuôi lợn", "Nuôi gà"}),
        ("(nuôi lợn", {"Nuôi lợn"}),
        ("nuôi) lợn(", {"Nuôi lợn"}),
        ("((((((((((nuôi lợn))))))))))", {"Nuôi lợn"}),
    ],
)
def test_what_stands_in_brackets_belongs_together(books, query, titles):
    found = find(query, kind="book")
    assert (set() if found.relaxed else {books.books[key].title for key in found.keys}) == titles


def test_a_title_with_brackets_is_found_as_it_is_written(shelf):
    shelf.put("Truyện Kiều (Đoạn trường tân thanh)", "Truyện thơ")
    index_now()
    assert shelf.titles("truyện kiều (đoạn trường tân thanh)") == [
        "Truyện Kiều (Đoạn trường tân thanh)"
    ]


@pytest.mark.parametrize("signs", ["***", "*", "???", '""', "( )", "- -", "^$"])
def test_signs_only_find_nothing_and_say_so(books, signs):
    found = find(signs, kind="book")
    assert (found.total, found.hits) == (0, [])
    assert found.notes == ["Chưa có từ nào để tìm: hãy gõ ít nhất một chữ hoặc một số."]


def test_an_empty_query_finds_everything(books):
    assert find("  ", kind="book").total == 5


def test_a_query_of_ten_thousand_signs_is_read_to_its_measure_and_says_so(books):
    found = find("nuôi lợn " * 1112, kind="book")
    assert parse("nuôi lợn " * 1112).cut
    assert [books.books[key].title for key in found.keys] == ["Nuôi lợn"]
    assert "chỉ 24 từ đầu" in found.notes[0]


def test_ten_thousand_brackets_are_read_at_once(books):
    assert find("(" * 5000 + "lợn" + ")" * 5000, kind="book").notes


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("Hai vạn dặm dưới đáy biển", ["20000 dặm", "20.000 dam duoi day bien", "hai van dam"]),
        ("36 phố phường Hà Nội", ["ba mươi sáu phố phường", "ba muoi sau pho phuong", "36 phố"]),
        ("Ba mươi sáu phố phường", ["36 pho phuong"]),
        ("Ba chàng lính ngự lâm", ["3 chàng lính"]),
        ("Lịch sử thế kỷ XX", ["thế kỷ 20", "the ky hai muoi", "thế kỷ xx"]),
        ("Văn kiện Đại hội lần thứ 13", ["đại hội lần thứ XIII", "lan thu muoi ba"]),
        ("Một nghìn lẻ một đêm", ["1001 đêm"]),
    ],
)
def test_a_number_is_found_under_its_other_names(shelf, title, queries):
    shelf.put(title, "Sách khác 7", "Năm học mới ở trường")
    index_now()
    for query in queries:
        found = find(query, kind="book")
        assert [shelf.books[key].title for key in found.keys] == [title], query
        assert not found.relaxed, query


def test_the_form_typed_ranks_before_the_other_form(shelf):
    shelf.put("Ba mươi sáu kế", "36 kế")
    index_now()
    assert shelf.titles("36 kế") == ["36 kế", "Ba mươi sáu kế"]
    assert shelf.titles("ba mươi sáu kế") == ["Ba mươi sáu kế", "36 kế"]


def test_father_and_year_are_no_numbers(shelf):
    shelf.put("Cho ba và mẹ", "Đầu năm đi chùa")
    index_now()
    assert shelf.titles("3") == shelf.titles("5") == []
