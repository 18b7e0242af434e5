"""Lists: search, sorting, paging, export."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.test import RequestFactory

from tusach.ui.listing import Column, Filter, Listing, plain_cell

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def _listing(query: str) -> Listing:
    return Listing(
        RequestFactory().get(f"/?{query}"),
        Group.objects.all(),
        columns=[
            Column("name", "Tên", sort="name"),
            Column("length", "Dài", value=lambda group: len(group.name), kind="number"),
            Column("at", "Lúc", value=lambda group: NOON, kind="moment"),
        ],
        search=lambda found, words: found.filter(name__icontains=words),
        filters=[
            Filter(
                "first",
                "Chữ đầu",
                [("D", "D"), ("S", "S")],
                lambda found, value: found.filter(name__startswith=value),
            )
        ],
        default_sort="name",
        page_size=2,
    )


@pytest.fixture
def _groups(db):
    for name in ["Số đỏ", "=SUM(A1)", "Dế mèn"]:
        Group.objects.create(name=name)


def _names(listing: Listing) -> list[str]:
    return [row[0].value for row in listing.body]


@pytest.mark.usefixtures("_groups")
class TestListing:
    def test_rows_come_page_by_page_in_the_default_order(self):
        assert _names(_listing("")) == ["=SUM(A1)", "Dế mèn"]
        assert _names(_listing("page=2")) == ["Số đỏ"]

    def test_a_list_of_codes_gives_its_first_column_no_room_for_titles(self):
        assert _listing("").begins_short
        Group.objects.create(name="Bánh trôi nước và những bài thơ khác")
        assert not _listing("").begins_short

    def test_an_empty_list_that_nobody_narrowed_has_nothing_to_filter(self):
        Group.objects.filter(name="Số đỏ").delete()
        full, narrowed = _listing(""), _listing("first=S")
        assert "<search" in render_to_string("ui/listing.html", {"listing": full}, full.request)
        shown = render_to_string("ui/listing.html", {"listing": narrowed}, narrowed.request)
        assert "<search" in shown
        Group.objects.all().delete()
        empty = _listing("")
        shown = render_to_string("ui/listing.html", {"listing": empty}, empty.request)
        assert "<search" not in shown

    def test_a_page_beyond_the_last_shows_the_last(self):
        assert _names(_listing("page=99")) == ["Số đỏ"]
        assert _names(_listing("page=x")) == ["=SUM(A1)", "Dế mèn"]

    def test_a_sort_that_is_not_offered_is_not_taken(self):
        assert _listing("sort=password").sort == "name"
        assert _listing("sort=at").sort == "name"
        assert _names(_listing("sort=-name"))[0] == "Số đỏ"

    def test_search_and_filter_narrow_the_list(self):
        assert _names(_listing("q=đỏ")) == ["Số đỏ"]
        assert _names(_listing("first=D")) == ["Dế mèn"]
        assert _listing("first=nonsense").page.paginator.count == 3

    def test_an_export_holds_all_rows_and_no_formula(self):
        answer = _listing("export=csv").export()
        text = b"".join(answer.streaming_content).decode()
        assert text.startswith("\ufeffTên,Dài,Lúc\r\n")
        assert len(text.splitlines()) == 4
        assert "'=SUM(A1),8,01/05/2026 12:00" in text
        book = openpyxl.load_workbook(io.BytesIO(_listing("export=xlsx").export().content))
        assert [cell.value for cell in book.active["A"]] == ["Tên", "'=SUM(A1)", "Dế mèn", "Số đỏ"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\x01=1+1"])
def test_text_that_a_spreadsheet_would_reckon_is_made_text(text):
    assert plain_cell(text).startswith("'")


def test_signs_that_no_workbook_holds_do_not_stop_an_export(db):
    Group.objects.create(name="Lượm\x0b\x1f và bạn")
    answer = _listing("export=xlsx").export()
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.active["A2"].value == "Lượm và bạn"
