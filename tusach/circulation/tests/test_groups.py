"""A class set and a list for a village: out together, back together, and what is missing."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation import group_errors as errors
from tusach.circulation.api import prove
from tusach.circulation.group_papers import group_content
from tusach.circulation.models import GroupLoan, OpenLoan
from tusach.circulation.selectors import groups as reading
from tusach.circulation.services import groups
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.facts import api as facts
from tusach.holdings.api import Copy, State, place_of
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.api import Reader, bar
from tusach.readers.testing import make_reader
from tusach.ui.api import pdf

pytestmark = pytest.mark.django_db


def _now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def point() -> ServicePoint:
    made = make_point("school_library", "Trường Tiểu học San Thàng")
    make_rule(point=made, days=14, most_copies=2)
    return made


@pytest.fixture
def teacher(point: ServicePoint) -> Reader:
    return make_reader("Hoàng Thị Giáo", home=point)


def _copies(point: ServicePoint, count: int) -> list[Copy]:
    at = timezone.now() - timedelta(days=9)
    return make_copies(count, owner=point, collection="main", at=at)


def _opened(point: ServicePoint, teacher: Reader, **more: Any) -> GroupLoan:
    said = {"name": "Lớp 4A", "audience": "pupils", "due": _in(60)} | more
    return groups.open_group(point=point, reader=teacher, **said, **_now())


def test_a_class_set_goes_out_beyond_the_limit_of_a_reader(
    point: ServicePoint, teacher: Reader
) -> None:
    group = _opened(point, teacher)
    copies = _copies(point, 5)
    for copy in copies:
        groups.lend_to_group(group=group, copy=copy, **_now())
    loans = OpenLoan.objects.filter(reader=teacher)
    assert {loan.due for loan in loans} == {_in(60)}
    assert loans.count() == 5
    assert place_of([copies[0].pk])[copies[0].pk].state == State.ON_LOAN
    # Read by pupils, though a teacher answers for them.
    by_class = facts.totals_by("audience", "loan", _in(-1), _in(1))
    assert by_class == {"pupils": 5}
    assert prove() == []


def test_it_comes_back_together_and_is_closed(point: ServicePoint, teacher: Reader) -> None:
    group = _opened(point, teacher)
    copies = _copies(point, 3)
    for copy in copies:
        groups.lend_to_group(group=group, copy=copy, **_now())
    for copy in copies[:2]:
        groups.take_from_group(group=group, copy=copy, **_now())
    # The third comes back at the counter like any other book.
    make_return(copies[2], point)
    assert reading.out_of([group]) == {}
    closed = groups.close_group(group=group, **_now())
    assert (closed.state, closed.missing) == ("closed", 0)


def test_what_is_missing_is_counted_and_stays_with_who_answers(
    point: ServicePoint, teacher: Reader
) -> None:
    group = _opened(point, teacher)
    copies = _copies(point, 3)
    for copy in copies:
        groups.lend_to_group(group=group, copy=copy, **_now())
    groups.take_from_group(group=group, copy=copies[0], **_now())
    with pytest.raises(errors.StillMissing, match="2"):
        groups.close_group(group=group, **_now())
    closed = groups.close_group(group=group, why="hai em nghỉ học mang về", **_now())
    assert closed.missing == 2
    assert OpenLoan.objects.filter(reader=teacher).count() == 2
    with pytest.raises(errors.NotOpen):
        groups.lend_to_group(group=group, copy=copies[0], **_now())


def test_a_group_of_nothing_is_dropped(point: ServicePoint, teacher: Reader) -> None:
    assert groups.close_group(group=_opened(point, teacher), **_now()).state == "dropped"


def test_each_refusal_by_name(point: ServicePoint, teacher: Reader) -> None:
    group = _opened(point, teacher)
    mine, lent, away = _copies(point, 1)[0], _copies(point, 1)[0], None
    groups.lend_to_group(group=group, copy=mine, **_now())
    make_loan(lent, point, make_reader("Người khác", home=point))
    other = make_point("commune_library", "Thư viện xã")
    away = make_copy(make_record(title="Ở xa"), other, collection="main",
                     at=timezone.now() - timedelta(days=9))  # fmt: skip
    for copy, refusal in (
        (mine, errors.CopyOfThisGroup), (lent, errors.CopyLent), (away, errors.CopyNotFree),
    ):  # fmt: skip
        with pytest.raises(refusal):
            groups.lend_to_group(group=group, copy=copy, **_now())
    with pytest.raises(errors.NotOfThisGroup):
        groups.take_from_group(group=group, copy=lent, **_now())
    make_rule(point=point, collection="main", in_house_only=True, since=_in(0))
    with pytest.raises(errors.NotForLoan, match="tại chỗ"):
        groups.lend_to_group(group=group, copy=_copies(point, 1)[0], **_now())


@pytest.mark.parametrize("days", [0, -1, 400])
def test_the_day_of_return_is_ahead_and_within_a_year(
    point: ServicePoint, teacher: Reader, days: int
) -> None:
    with pytest.raises(errors.DueNotAhead):
        _opened(point, teacher, due=_in(days))


def test_who_is_barred_answers_for_nobody(point: ServicePoint, teacher: Reader) -> None:
    bar(reader=teacher, reason="chưa đền sách", since=_in(0), until=None, **_now())
    with pytest.raises(errors.ReaderMayNot, match="chưa đền sách"):
        _opened(point, teacher)


def test_who_answered_is_unlinked_when_all_is_over(point: ServicePoint, teacher: Reader) -> None:
    done, missing = _opened(point, teacher), _opened(point, teacher, name="Lớp 4B")
    first, second = _copies(point, 2)
    groups.lend_to_group(group=done, copy=first, **_now())
    groups.lend_to_group(group=missing, copy=second, **_now())
    groups.take_from_group(group=done, copy=first, **_now())
    groups.close_group(group=done, **_now())
    groups.close_group(group=missing, why="thất lạc", **_now())
    assert groups.unlink_groups(before=timezone.now() + timedelta(days=1)) == 1
    assert GroupLoan.objects.get(pk=done.pk).reader is None
    assert GroupLoan.objects.get(pk=missing.pk).reader == teacher


def test_a_set_is_scanned_out_and_back_in_the_pages(
    client: Client, point: ServicePoint, teacher: Reader
) -> None:
    client.force_login(make_account("school_librarian", at=point))
    said = {
        "point": point.name, "point_id": point.pk, "reader": str(teacher.number),
        "name": "Lớp 4A", "audience": "pupils", "due": f"{_in(60):%d/%m/%Y}",
        "once": str(uuid.uuid4()),
    }  # fmt: skip
    client.post(reverse("circulation:group_loans"), said)
    group = GroupLoan.objects.get()
    copies = _copies(point, 2)
    scan = reverse("circulation:group_scan", args=[group.pk])
    for copy in copies:
        page = client.post(scan, {"scan": copy.barcode}, follow=True).content.decode()
        assert "Đã cho mượn" in page
    page = client.post(scan, {"scan": copies[0].barcode}, follow=True).content.decode()
    assert "đã quét cho nhóm này" in page
    page = client.post(scan, {"scan": "KHÔNG-CÓ"}, follow=True).content.decode()
    assert "Không có bản sách nào" in page
    client.post(scan, {"scan": copies[0].barcode, "tra": "1"})
    assert reading.out_of([group]) == {group.pk: 1}
    close = reverse("circulation:close_group", args=[group.pk])
    page = client.post(close, {"why": ""}, follow=True).content.decode()
    assert "Còn thiếu 1 bản" in page
    client.post(close, {"why": "bị ướt"})
    assert GroupLoan.objects.get().missing == 1
    assert "bị ướt" in client.get(group.get_absolute_url()).content.decode()
    assert "Lớp 4A" in client.get(reverse("circulation:group_loans")).content.decode()


def test_the_list_to_sign_counts_each_title(point: ServicePoint, teacher: Reader) -> None:
    group = _opened(point, teacher)
    for copy in _copies(point, 3):
        groups.lend_to_group(group=group, copy=copy, **_now())
    content = group_content(group, reading.copies_of_group(group), timezone.now())
    assert (content["total"], content["out"]) == (3, 3)
    assert sum(row["count"] for row in content["rows"]) == 3
    assert pdf("circulation/group.typ", content).startswith(b"%PDF")
