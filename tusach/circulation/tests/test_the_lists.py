from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.api import close_days, grant_grace, prove
from tusach.circulation.models import OpenLoan, Remark
from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.api import Copy, LedgerAct, Move, State, at_point, move, relocate
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def desk(client: Client, point: ServicePoint) -> Client:
    client.force_login(make_account("commune_librarian", at=point))
    return client


def _late(point: ServicePoint, days: int, count: int = 1, **reader: str) -> list[Copy]:
    at = timezone.now() - timedelta(days=days)
    copies = make_copies(count, owner=point, collection="main", at=at - timedelta(days=9))
    for copy in copies:
        make_loan(copy, point, make_reader("Lò Văn Páo", home=point, **reader), at=at)
    return copies


def test_the_overdue_are_listed_with_what_they_owe(desk: Client, point: ServicePoint) -> None:
    make_rule(point=point, days=5, fine_per_day=500)
    _late(point, 15)
    page = desk.get(reverse("circulation:overdue")).content.decode()
    assert "Lò Văn Páo" in page
    assert "5.000" in page


def test_closed_days_and_grace_are_taken_off(desk: Client, point: ServicePoint) -> None:
    make_rule(point=point, days=5, fine_per_day=500)
    _late(point, 15)
    today = timezone.localdate()
    close_days(
        first=today - timedelta(days=3), last=today - timedelta(days=1), reason="lũ",
        point=point, by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    grant_grace(
        first=today - timedelta(days=20), last=today, days=2, reason="đường sạt", point=point,
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    page = desk.get(reverse("circulation:overdue")).content.decode()
    assert "2.500" in page


def test_the_lists_cost_no_more_for_more_loans(
    desk: Client, point: ServicePoint, django_assert_max_num_queries: object
) -> None:
    make_rule(point=point, days=5)
    _late(point, 15, count=30)
    for name in ("loans", "overdue"):
        with django_assert_max_num_queries(15):  # type: ignore[operator]
            desk.get(reverse(f"circulation:{name}"))


def test_a_place_sees_its_own_loans_only(desk: Client) -> None:
    _late(make_point("commune_library", "Thư viện xã khác"), 30)
    page = desk.get(reverse("circulation:loans")).content.decode()
    assert "Lò Văn Páo" not in page


def test_notices_and_messages_are_ready(desk: Client, point: ServicePoint) -> None:
    _late(point, 30, phone="0912345678")
    paper = desk.get(reverse("circulation:notices"))
    assert paper["Content-Type"] == "application/pdf"
    assert b"".join([paper.content])[:5] == b"%PDF-"
    page = desk.get(reverse("circulation:texts_due")).content.decode()
    assert "0912345678" in page
    assert "Xin mang trả" in page


def test_where_nothing_is_overdue_no_notice_is_offered(desk: Client) -> None:
    address = reverse("circulation:notices")
    assert address not in desk.get(reverse("circulation:overdue")).content.decode()
    answer = desk.get(address, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("circulation:overdue")
    assert "Không có bạn đọc nào có sách quá hạn" in answer.content.decode()


@pytest.mark.parametrize("paper", ["", "a5"])
def test_a_slip_is_printed(desk: Client, point: ServicePoint, paper: str) -> None:
    copy = make_copy(owner=point, collection="main")
    done = make_loan(copy, point, make_reader(home=point))
    answer = desk.get(reverse("circulation:slip", args=[done.statement]), {"kho": paper})
    assert answer.content[:5] == b"%PDF-"


def test_a_loan_whose_copy_stands_elsewhere_is_shown_and_closed(
    desk: Client, point: ServicePoint
) -> None:
    copy = _late(point, 30)[0]
    other = make_point("village_bookcase", "Tủ sách bản")
    # Somebody noted the copy on a shelf while it was out.
    now = timezone.now()
    move([Move(copy.pk, at_point(other.pk), LedgerAct.RECALL, State.IN_SERVICE)], by=HOUSE, at=now)
    page = desk.get(reverse("circulation:settled")).content.decode()
    assert "Tủ sách bản" in page
    desk.post(reverse("circulation:close_loan", args=[copy.pk]), {"once": str(uuid.uuid4())})
    assert not OpenLoan.objects.exists()
    assert prove() == []
    relocate(copies=[copy], to=at_point(point.pk), by=HOUSE, at=timezone.now())


def test_the_pages_of_a_reader_and_a_copy_tell_the_loan(desk: Client, point: ServicePoint) -> None:
    copy = _late(point, 30)[0]
    loan = OpenLoan.objects.get()
    by_reader = desk.get(reverse("circulation:reader_panel", args=[loan.reader_id]))
    assert copy.accession_no in by_reader.content.decode()
    assert (
        "Lò Văn Páo" in desk.get(reverse("circulation:copy_panel", args=[copy.pk])).content.decode()
    )


def test_somebody_of_another_place_sees_the_class_and_not_the_name(
    client: Client, point: ServicePoint
) -> None:
    copy = _late(point, 30)[0]
    other = make_point("commune_library", "Thư viện xã khác")
    client.force_login(make_account("commune_librarian", at=other))
    page = client.get(reverse("circulation:copy_panel", args=[copy.pk])).content.decode()
    assert "Lò Văn Páo" not in page
    assert "Người lớn" in page


def test_remarks_are_noted_as_seen(desk: Client, point: ServicePoint) -> None:
    copy = make_copy(owner=point, collection="main")
    Remark.objects.create(
        statement=1, copy=copy, point=point, happened_at=timezone.now(), kind="unseen"
    )
    page = desk.get(reverse("circulation:settled")).content.decode()
    assert "lượt trước coi như đã trả" in page
    desk.post(reverse("circulation:seen"), {"one": 1, "once": str(uuid.uuid4())})
    assert Remark.objects.get().seen_at is not None
