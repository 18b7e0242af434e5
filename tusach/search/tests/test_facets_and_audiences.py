"""Facets count and narrow; what is for staff stays with staff."""

from datetime import date

import pytest

from tusach.search.api import extend_source, find
from tusach.search.testing import index_now


@pytest.fixture
def books(shelf):
    for number in range(12):
        shelf.put_as(
            str(number),
            f"Sách {number}",
            facets={
                "language": ["vie"] if number % 3 else ["eng", "vie"],
                "subject": ["Nông nghiệp"] if number % 2 else ["Văn học"],
            },
            staff_facets={"place": ["bien-phong"]},
            staff_text=["ghi chú kín"],
            year=2010 + number,
            added=date(2026, 1, 1 + number),
            sort_key=f"{12 - number:02d}",
            public=number != 11,
        )
    index_now()
    return shelf


def counts(found, name):
    return {one.value: one.count for one in found.facets[name]}


def test_facets_count_what_was_found(books):
    found = find("sách", kind="book", facets=["language", "subject", "decade", "place"])
    assert found.total == 11
    assert counts(found, "language") == {"vie": 11, "eng": 4}
    assert counts(found, "subject") == {"Văn học": 6, "Nông nghiệp": 5}
    assert counts(found, "decade") == {"2020": 1, "2010": 10}
    assert counts(found, "place") == {}


def test_choosing_narrows_all_but_its_own_counts(books):
    found = find(
        "sách",
        kind="book",
        filters={"subject": ["Văn học"], "decade": ["2010"]},
        facets=["language", "subject", "decade"],
    )
    assert found.total == 5
    assert counts(found, "subject") == {"Văn học": 5, "Nông nghiệp": 5}
    assert counts(found, "decade") == {"2020": 1, "2010": 5}
    assert [one.chosen for one in found.facets["subject"]] == [True, False]


def test_values_of_one_facet_are_joined(books):
    chosen = {"subject": ["Văn học", "Nông nghiệp"], "language": ["eng"]}
    assert find("sách", kind="book", filters=chosen).total == 4


def test_a_chosen_value_that_finds_nothing_stays_to_be_taken_away(books):
    found = find("sách", kind="book", filters={"language": ["fre"]}, facets=["language"])
    assert found.total == 0
    assert counts(found, "language")["fre"] == 0


def test_staff_see_what_the_public_does_not(books):
    public = find("ghi chú kín", kind="book", facets=["place"])
    staff = find("ghi chú kín", kind="book", audience="staff", facets=["place"])
    assert (public.total, staff.total) == (0, 12)
    assert counts(staff, "place") == {"bien-phong": 12}
    assert find("", kind="book", filters={"place": ["bien-phong"]}).total == 0


def test_lists_are_ordered_as_asked(books):
    def keys(sort):
        return find("sách", kind="book", sort=sort, size=3).keys

    assert keys("title") == ["10", "9", "8"]
    assert keys("newest") == ["10", "9", "8"]
    assert keys("oldest") == ["0", "1", "2"]
    assert keys("added") == ["10", "9", "8"]
    assert find("", kind="book", size=2).keys == ["10", "9"]


def test_pages_follow_one_another(books):
    pages = [find("sách", kind="book", sort="oldest", size=4, page=n).keys for n in (1, 2, 3, 4)]
    assert pages == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10"], []]
    assert find("sách", kind="book", page=100_000).hits == []


def test_a_higher_room_adds_to_a_document_and_may_hide_it(shelf):
    extend_source(
        "book",
        extra=lambda keys: {
            key: {
                "facets": {"place": ["tv-tinh"]},
                "identifiers": ["LC000017"],
                "public": key == "1",
            }
            for key in keys
        },
    )
    shelf.put("Một", "Hai")
    index_now()
    assert find("LC-000017", kind="book").keys == ["1"]
    assert find("", kind="book", filters={"place": ["tv-tinh"]}).total == 1
    assert find("", kind="book", audience="staff").total == 2
