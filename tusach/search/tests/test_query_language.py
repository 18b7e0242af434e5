"""Fields, phrases, either, not, beginnings, years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.search.parsing import parse
from tusach.search.testing import index_now


@pytest.fixture
def books(shelf):
    shelf.put_as(
        "1", "Truyện Kiều", author="Nguyễn Du", year=1820, identifiers=["978-604-1-00001-9"]
    )
    shelf.put_as("2", "Dế mèn phiêu lưu ký", author="Tô Hoài", year=1941, subjects=["thiếu nhi"])
    shelf.put_as("3", "Nguyễn Du, cuộc đời", author="Hoài Thanh", year=2015)
    shelf.put_as("4", "Nuôi gà", author="Lò Văn Du", year=2018, text=["thiếu nhi cũng đọc"])
    shelf.put_as("5", "Nuôi lợn và gà", year=2020)
    index_now()
    return shelf


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("nguyễn du", {"1", "3"}),
        ("tác giả: Nguyễn Du", {"1"}),
        ("tac gia:nguyen du", {"1"}),
        ("author: nguyen du", {"1"}),
        ("nhan đề: nguyễn du", {"3"}),
        ('nhan đề:"nguyễn du" tác giả: thanh', {"3"}),
        ("chủ đề: thiếu nhi", {"2"}),
        ("thiếu nhi", {"2", "4"}),
        ('"nuôi gà"', {"4"}),
        ("nuôi gà", {"4", "5"}),
        ("gà -lợn", {"4"}),
        ("gà KHÔNG lợn", {"4"}),
        ("gà NOT lợn", {"4"}),
        ("lợn HOẶC kiều", {"1", "5"}),
        ("lợn OR dế", {"2", "5"}),
        ("nguy*", {"1", "3"}),
        ("năm: 2015", {"3"}),
        ("nam: 2015-2018", {"3", "4"}),
        ("năm: 2018- nuôi", {"4", "5"}),
        ("năm: -1900", {"1"}),
        ("9786041000019", {"1"}),
        ("978-604-1-00001-9", {"1"}),
        ("isbn: 978 604", set()),
        ("", {"1", "2", "3", "4", "5"}),
    ],
)
def test_what_is_asked_is_found(books, query, keys):
    from tusach.search.api import find

    found = find(query, kind="book")
    assert set() if found.relaxed else set(found.keys) == keys


def test_a_query_all_in_capitals_has_no_operators(books):
    assert parse("NUÔI LỢN KHÔNG KHÓ").never == []


def test_time_of_day_and_colons_are_words(books):
    assert [term.words for [term] in parse("sách: 12:30").must] == [("sách",), ("12",), ("30",)]


@given(st.text(max_size=60))
def test_nothing_typed_is_refused(text):
    parsed = parse(text)
    assert sum(len(term.words) for group in parsed.must for term in group) <= 24


SIGNS = ['"', "-", "*", ":", "(", ")", "năm:", "tác giả:", "OR", "NOT", "a", "gà", "^", "\\", "+"]


@pytest.mark.parametrize("seed", range(30))
def test_no_mixture_of_signs_breaks_the_search(books, seed):
    import random

    from tusach.search.api import find

    chosen = random.Random(seed)
    for _ in range(5):
        query = chosen.choice([" ", ""]).join(chosen.choices(SIGNS, k=chosen.randint(1, 7)))
        assert find(query, kind="book", facets=["decade"]).state == "ready", query
