"""A count finds books without a label: marked at the shelf, their labels printed afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy
from tusach.holdings.errors import StocktakeIsElsewhere
from tusach.holdings.models import Stocktake
from tusach.holdings.selectors.stocktakes import unlabelled
from tusach.holdings.services.stocktake_closing import work
from tusach.holdings.services.stocktaking import (
    begin,
    close,
    drop,
    labelled,
    needs_no_label,
    see,
    unsee,
)
from tusach.holdings.stocktake_paper import stocktake_content
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> ServicePoint:
    return make_point("school_library", "Trường Tiểu học San Thàng")


def _begin(point: ServicePoint) -> Stocktake:
    return begin(point=point, name="Kiểm kê 2026", by=HOUSE, at=timezone.now())


def _mark(stocktake: Stocktake, copy: Copy, *, needs_label: bool = True) -> None:
    see(
        stocktake=stocktake, codes=[copy.accession_no], needs_label=needs_label, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip


def _waiting(stocktake: Stocktake) -> list[int]:
    return list(unlabelled(stocktake).filter(labelled_at=None).values_list("copy", flat=True))


def test_a_mark_is_a_sighting_and_goes_with_it(school: ServicePoint) -> None:
    first, second = make_copies(2, owner=school)
    stocktake = _begin(school)
    _mark(stocktake, first)
    _mark(stocktake, second, needs_label=False)
    assert _waiting(stocktake) == [first.pk]
    # Scanned once more without the mark, it still needs one.
    _mark(stocktake, first, needs_label=False)
    assert _waiting(stocktake) == [first.pk]
    unsee(stocktake=stocktake, code=first.barcode)
    assert _waiting(stocktake) == []


def test_labels_are_put_on_after_the_close_too(school: ServicePoint) -> None:
    copies = make_copies(3, owner=school)
    stocktake = _begin(school)
    for one in copies:
        _mark(stocktake, one)
    assert stocktake_content(stocktake)["unlabelled"] == "3"
    close(stocktake=stocktake, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    work(stocktake.pk)
    first, second, _third = unlabelled(stocktake)
    assert labelled(stocktake=stocktake, lines=[first.pk], at=timezone.now()) == 1
    assert needs_no_label(stocktake=stocktake, lines=[second.pk]) == 1
    assert labelled(stocktake=stocktake, lines=None, at=timezone.now()) == 1
    assert labelled(stocktake=stocktake, lines=None, at=timezone.now()) == 0
    assert _waiting(stocktake) == []
    assert stocktake_content(stocktake)["unlabelled"] == "2"


def test_a_label_that_came_off_again_waits_again(school: ServicePoint) -> None:
    copy = make_copy(owner=school)
    stocktake = _begin(school)
    _mark(stocktake, copy)
    labelled(stocktake=stocktake, lines=None, at=timezone.now())
    _mark(stocktake, copy)
    assert _waiting(stocktake) == [copy.pk]


def test_a_dropped_count_marks_no_more(school: ServicePoint) -> None:
    make_copy(owner=school)
    stocktake = _begin(school)
    drop(stocktake=stocktake, by=HOUSE, at=timezone.now())
    with pytest.raises(StocktakeIsElsewhere):
        labelled(stocktake=stocktake, lines=None, at=timezone.now())
    with pytest.raises(StocktakeIsElsewhere):
        needs_no_label(stocktake=stocktake, lines=[1])


@pytest.mark.django_db(transaction=True)
def test_two_who_note_the_same_labels_note_each_once() -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    copies = make_copies(30, owner=school)
    stocktake = _begin(school)
    for one in copies:
        _mark(stocktake, one)
    counted: list[int] = []

    def note() -> None:
        counted.append(labelled(stocktake=stocktake, lines=None, at=timezone.now()))

    assert together(note, note) == [None, None]
    assert sum(counted) == 30


def test_found_by_title_marked_and_printed_in_one_press(
    client: Client, school: ServicePoint
) -> None:
    copies = make_copies(2, make_record("Dế Mèn phiêu lưu ký"), owner=school)
    other = make_copy(make_record("Dế choắt"), owner=make_point("village_bookcase", "Bản 1"))
    client.force_login(make_account("school_librarian", school))
    stocktake = _begin(school)
    page = f"{stocktake.get_absolute_url()}can-nhan/"
    assert "Chưa có bản nào cần nhãn" in client.get(page).content.decode()
    shown = client.get(page, {"cuon": "de men"}).content.decode()
    assert copies[0].accession_no in shown
    assert copies[1].accession_no in shown
    # A book of another library is offered to nobody who may not see it.
    assert other.accession_no not in client.get(page, {"cuon": "de choat"}).content.decode()
    client.post(f"{page}them/", {"copy": copies[0].pk})
    client.post(f"{page}them/", {"copy": other.pk})
    assert _waiting(stocktake) == [copies[0].pk]
    client.post(f"{stocktake.get_absolute_url()}quet/", {"scan": copies[1].barcode, "label": "1"})
    shown = client.get(page).content.decode()
    assert "In nhãn cho 2 bản" in shown
    labels = client.get("/kho/nhan/", {"kiemke": stocktake.pk}).content.decode()
    assert "Nhãn cho 2 bản" in labels
    assert client.get("/kho/nhan/tep/", {"kiemke": stocktake.pk}).content.startswith(b"%PDF")
    line = unlabelled(stocktake).first()
    assert line is not None
    client.post(f"{page}xong/", {"line": [line.pk]})
    assert len(_waiting(stocktake)) == 1
    client.post(f"{page}xong/", {"all": "1"})
    assert _waiting(stocktake) == []
    said = client.post(f"{page}xong/", {}, follow=True).content.decode()
    assert "Chưa chọn bản nào" in said


def test_labels_of_another_schools_count_are_not_to_be_had(
    client: Client, school: ServicePoint
) -> None:
    other = make_point("school_library", "Trường Tiểu học Bản Giang")
    copy = make_copy(owner=other)
    stocktake = _begin(other)
    _mark(stocktake, copy)
    client.force_login(make_account("school_librarian", school))
    assert client.get(f"{stocktake.get_absolute_url()}can-nhan/").status_code == 404
    assert client.get("/kho/nhan/tep/", {"kiemke": stocktake.pk}).status_code == 400
