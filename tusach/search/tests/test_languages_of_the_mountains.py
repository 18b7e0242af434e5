"""Titles in Tai Viet, in the Latin letters of Mông and Hà Nhì, in Nôm: found as they are typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.search.api import find, suggest
from tusach.search.testing import index_now

TAI = "ꪁꪫꪱꪣ ꪼꪕ ꪒꪾ"


@pytest.fixture
def books(shelf):
    shelf.put_as("1", TAI, author="Cầm Trọng", facets={"language": ["tai"]})
    shelf.put_as("2", "Sống chụ son sao", text=["ꪎꪴ꪿ꪉ ꪋꪴ꪿ ꪎꪮꪙ ꪎꪱꪫ"], facets={"language": ["tai"]})
    shelf.put_as("3", "Zaj nkauj Hmoob", facets={"language": ["hmn"]})
    shelf.put_as("4", "傳翹", subjects=["Truyện Nôm"], facets={"language": ["vie"]})
    shelf.put_as("5", "H'Mông học", facets={"language": ["vie"]})
    index_now()
    return shelf


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (TAI, {"1"}),
        ("ꪼꪕ", {"1"}),
        ("ꪼꪕ ꪁꪫꪱꪣ", {"1"}),
        ('"ꪼꪕ ꪒꪾ"', {"1"}),
        ("ꪎꪴ꪿ꪉ ꪋꪴ꪿", {"2"}),
        ("ꪁꪫ*", {"1"}),
        ("zaj hmoob", {"3"}),
        ("翹", {"4"}),
        ("hmong hoc", {"5"}),
    ],
)
def test_what_is_written_so_is_found_so(books, query, keys):
    found = find(query, kind="book")
    assert set() if found.relaxed else set(found.keys) == keys


def test_the_language_is_a_choice(books):
    found = find("", kind="book", facets=["language"])
    assert {one.value: one.count for one in found.facets["language"]} == {
        "tai": 2, "vie": 2, "hmn": 1,
    }  # fmt: skip
    assert set(find("", kind="book", filters={"language": ["tai"]}).keys) == {"1", "2"}


def test_typing_in_tai_viet_is_continued_with_the_whole_title(books):
    """No sign of a syllable is cut off."""
    assert suggest("ꪁꪫ", kind="book") == [TAI]


_PIECES = st.sampled_from(
    ['"', "(", ")", "-", "*", ":", "HOẶC", "KHÔNG", "OR", "năm: 19", "tác giả:", "nhan đề:(",
     "isbn:", "hmoob", "ꪼꪕ", "học", "a*", "*", "\u0301", "\u200d", "\x00", "~", "[", "{", "^", "$"]
)  # fmt: skip


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=14), st.sampled_from([" ", ""]))
def test_whatever_is_typed_is_answered(books, pieces, between):
    query = between.join(pieces)
    found = find(query, kind="book", facets=["language"], counts={"x": {"language": ["vie"]}})
    assert found.state == "ready", query
    assert found.total <= 5
    assert found.counts.get("x", 0) <= 2
    assert suggest(query, kind="book") is not None
