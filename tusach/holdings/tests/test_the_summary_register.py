"""The summary register tells what came, what left and what is there, as the ledger has it."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy, withdraw
from tusach.holdings.models import SubjectGroup, Table
from tusach.holdings.selectors.changes import changes
from tusach.holdings.selectors.summary import (
    Asked,
    Cell,
    Figures,
    Summary,
    columns_of,
    copies_behind,
    summary,
)
from tusach.holdings.services.accession import accession
from tusach.holdings.services.registers import open_register
from tusach.holdings.services.transferring import work
from tusach.holdings.services.transfers import decide
from tusach.holdings.subjects import classes_of
from tusach.holdings.testing import make_copies, make_transfer
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def library() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bản Bo")


def _asked(library: ServicePoint, first: date = FIRST, last: date = LAST) -> Asked:
    groups = list(SubjectGroup.objects.filter(table__code="ddc"))
    return Asked(library.pk, first, last, groups=groups)


def _fill(library: ServicePoint) -> list[Copy]:
    """Two books in 2024; in 2025 three of one purchase, two of a gift; one withdrawn in 2025."""
    pigs = make_record(title="Kỹ thuật nuôi lợn bản", class_number="636.4", language="vie")
    law = make_record(title="Luật Đất đai", class_number="346.597", language="vie")
    tale = make_record(title="The Tale", class_number="823", language="eng", audience="primary")
    old = make_copies(2, pigs, library, price=30000, at=_noon(2024, 5, 2))
    for record, count, price in ((pigs, 1, 40000), (law, 2, 50000)):
        make_copies(
            count, record, library, price=price, at=_noon(2025, 3, 4), fund="PN2025-1; QĐ 12"
        )
    make_copies(2, tale, library, price=None, source="gift_person", at=_noon(2025, 6, 7))
    withdraw(
        copies=old[:1], decision="QĐ 7/2025", reason="rách nát", by=HOUSE,
        at=_noon(2025, 9, 1),
    )  # fmt: skip
    return old


def _named(asked: Asked, found: Summary, figures: Figures) -> dict[str, int]:
    names = dict(columns_of(list(asked.groups), found))
    return {names[number]: count for number, count in figures.by_group.items()}


def test_each_batch_is_a_line_and_the_parts_add_up(library: ServicePoint) -> None:
    _fill(library)
    asked = _asked(library)
    found = summary(asked)
    bought, given = found.came
    assert (bought.day, bought.document) == (date(2025, 3, 4), "PN2025-1; QĐ 12")
    assert (bought.figures.titles, bought.figures.copies) == (2, 3)
    assert bought.figures.value == 140000
    assert _named(asked, found, bought.figures) == {"Nông, lâm, ngư nghiệp": 1, "Pháp luật": 2}
    # An audience comes before the class: an English tale for pupils is a children's book.
    assert _named(asked, found, given.figures) == {"Thiếu nhi": 2}
    assert given.figures.by_language == {"eng": 2}
    assert (given.figures.value, given.figures.unpriced) == (0, 2)
    (out,) = found.left
    assert (out.kind, out.document) == ("withdrawn", "QĐ 7/2025: rách nát")
    assert out.figures.value == 30000
    assert (found.opening.titles, found.opening.copies, found.opening.value) == (1, 2, 60000)
    assert (found.closing.titles, found.closing.copies) == (3, 6)
    assert found.closing.by_language == {"vie": 4, "eng": 2}
    assert found.closes


def test_it_says_what_the_yearly_changes_say(library: ServicePoint) -> None:
    _fill(library)
    found, there = summary(_asked(library)), changes(library.pk, FIRST, LAST)
    assert found.came_in_all.copies == there.increase.copies == 5
    assert found.left_in_all.copies == there.decrease.copies == 1
    assert found.closing.copies == there.closing.copies
    assert found.closing.value == there.closing.value


def test_as_of_a_day_nothing_later_counts(library: ServicePoint) -> None:
    _fill(library)
    found = summary(_asked(library, last=date(2025, 5, 31)))
    assert [one.figures.copies for one in found.came] == [3]
    assert found.left == []
    assert found.closing.copies == 5


def test_each_figure_leads_to_its_copies(library: ServicePoint) -> None:
    old = _fill(library)
    asked = _asked(library)
    found = summary(asked)
    for part, total in (
        ("came", found.came_in_all),
        ("left", found.left_in_all),
        ("opening", found.opening),
        ("closing", found.closing),
    ):
        assert copies_behind(asked, Cell(part)).count() == total.copies
        for group, count in total.by_group.items():
            assert copies_behind(asked, Cell(part, group=group)).count() == count
        for language, count in total.by_language.items():
            assert copies_behind(asked, Cell(part, language=language)).count() == count
    for one in found.came:
        cell = Cell("came", one.kind, one.day, one.copy)
        assert copies_behind(asked, cell).count() == one.figures.copies
    assert list(copies_behind(asked, Cell("left"))) == old[:1]


def test_a_transfer_leaves_one_register_and_comes_into_the_other(library: ServicePoint) -> None:
    _fill(library)
    other = make_point("commune_library", "Thư viện xã Khổng Lào")
    moved = make_transfer(library, other, on=date(2025, 10, 1), whole=True)
    decide(transfer=moved, by=HOUSE, at=timezone.now())
    work(moved.pk)
    gave, took = summary(_asked(library)), summary(_asked(other))
    assert [one.kind for one in gave.left] == ["withdrawn", "given"]
    assert (gave.closing.copies, took.closing.copies) == (0, 6)
    (came,) = took.came
    assert took.transfers[came.transfer or 0].giver == library
    assert gave.closes
    assert took.closes


def test_the_registers_of_a_school_are_kept_apart(library: ServicePoint) -> None:
    school = make_point("school_library", "Trường Tiểu học Bản Bo")
    book = make_record(title="Toán 3", class_number="372.7")
    make_copies(2, book, school, at=_noon(2025, 10, 1))
    textbooks = open_register(
        owner=school, name="SGK", prefix="GK.", kind="textbooks", by=HOUSE, at=timezone.now()
    )
    accession(
        book, school, textbooks, 3, 20000, "budget", "main", by=HOUSE,
        at=timezone.now(), happened_at=_noon(2025, 10, 2),
    )  # fmt: skip
    asked = _asked(school)
    both = summary(asked)
    only = summary(Asked(school.pk, FIRST, LAST, (textbooks.pk,), asked.groups))
    assert (both.closing.copies, only.closing.copies) == (5, 3)


def test_a_class_range_is_written_out() -> None:
    assert classes_of("33 340-342; V") == ["33", "340", "341", "342", "V"]
    with pytest.raises(ValueError, match="349-340"):
        classes_of("349-340")


def test_two_queries_however_many_batches(library: ServicePoint) -> None:
    _fill(library)
    asked = _asked(library)
    with CaptureQueriesContext(connection) as few:
        summary(asked)
    for day in range(1, 20):
        make_copies(1, None, library, at=_noon(2025, 2, day), fund=f"PN {day}")
    with CaptureQueriesContext(connection) as many:
        summary(asked)
    assert len(many) == len(few) <= 2


@pytest.fixture
def librarian(client: Client, library: ServicePoint) -> Client:
    client.force_login(make_account("commune_librarian", at=library))
    return client


def test_the_page_shows_the_year_and_its_figures_open(
    librarian: Client, library: ServicePoint
) -> None:
    _fill(library)
    answer = librarian.get(reverse("holdings:summary"), {"nam": "2025"})
    page = answer.content.decode()
    assert "PN2025-1; QĐ 12" in page
    assert "rách nát" in page
    query = answer.context["parts"][0]["rows"][0]["cells"]
    count, link = next(cell for cell in query if cell[0])
    rows = librarian.get(reverse("holdings:summary_rows") + "?" + link)
    assert rows.context["listing"].page.paginator.count == count


def test_a_school_year_begins_in_september(client: Client) -> None:
    school = make_point("school_library", "Trường THCS Bản Bo")
    make_copies(1, make_record(), school, at=_noon(2025, 3, 1))
    make_copies(2, make_record(), school, at=_noon(2025, 10, 1))
    client.force_login(make_account("school_librarian", at=school))
    answer = client.get(reverse("holdings:summary"), {"nam": "2025"})
    assert answer.context["year"] == "2025–2026"
    assert answer.context["found"].opening.copies == 1
    assert answer.context["found"].came_in_all.copies == 2


def test_the_paper_and_the_workbook_say_the_same(
    librarian: Client, library: ServicePoint, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    _fill(library)
    paper = librarian.get(reverse("holdings:summary_file"), {"nam": "2025"})
    assert paper.headers["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages]
    assert "PN2025-1; QĐ 12" in pages[0]
    assert "QĐ 7/2025" in pages[1]
    assert "Còn đến hết ngày 31/12/2025" in pages[2].replace("\n", " ")
    book = librarian.get(reverse("holdings:summary"), {"nam": "2025", "export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(book.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[-1][4:7] == (3, 6, 30000 + 140000)


def test_a_mistyped_figure_is_not_found(librarian: Client, library: ServicePoint) -> None:
    _fill(library)
    for bad in (
        "phan=x",
        "phan=came&lo=a.b.c",
        "phan=came&nhom=x",
        "phan=came&lo=entered.2025-13-1.4",
    ):
        assert librarian.get(reverse("holdings:summary_rows") + f"?{bad}").status_code == 404


def test_a_retired_table_is_offered_no_more(librarian: Client, library: ServicePoint) -> None:
    _fill(library)
    Table.objects.filter(code="19-lop").update(retired_at=timezone.now())
    assert "19 lớp" not in librarian.get(reverse("holdings:summary")).content.decode()
