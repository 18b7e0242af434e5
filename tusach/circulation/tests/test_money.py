"""What readers owe, pay, are forgiven and leave as a deposit; and the close of a day."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation import money_errors as errors
from tusach.circulation.api import lend, lose, undo
from tusach.circulation.errors import DepositMissing
from tusach.circulation.models import MoneyLine, Statement
from tusach.circulation.money_papers import day_content, receipt_content
from tusach.circulation.selectors import money as reading
from tusach.circulation.services import money
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader
from tusach.ui.api import pdf

pytestmark = pytest.mark.django_db


def _now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def point() -> ServicePoint:
    made = make_point("commune_library", "Thư viện xã Bình Lư")
    make_rule(point=made, days=14, fine_per_day=500, lost_percent=100)
    return made


@pytest.fixture
def reader(point: ServicePoint) -> Reader:
    return make_reader("Lò Thị Mai", home=point)


def _lent(point: ServicePoint, reader: Reader, days: int = 24, price: int | None = None) -> Copy:
    at = timezone.now() - timedelta(days=days)
    copy = make_copy(owner=point, collection="main", at=at - timedelta(days=1))
    if price is not None:
        Copy.objects.filter(pk=copy.pk).update(price=price)
        copy.price = price
    make_loan(copy, point, reader, at=at)
    return copy


def _fined(point: ServicePoint, reader: Reader) -> None:
    """Ten days late: 5,000 đồng."""
    make_return(_lent(point, reader), point)


def _balance(reader: Reader) -> tuple[int, int]:
    found = reading.balance_of(reader.pk)
    return found.owed, found.deposit


def test_a_late_return_is_owed_by_whoever_had_the_book(point: ServicePoint, reader: Reader) -> None:
    _fined(point, reader)
    line = MoneyLine.objects.get()
    assert (line.kind, line.amount, line.reason) == ("fine", 5000, "quá hạn 10 ngày")
    assert _balance(reader) == (5000, 0)


def test_a_lost_book_is_owed_at_the_rules_price(point: ServicePoint, reader: Reader) -> None:
    copy = _lent(point, reader, days=3, price=60_000)
    lose(copy=copy, point=point, reason="trôi suối", **_now())
    assert MoneyLine.objects.get().kind == "compensation"
    assert _balance(reader) == (60_000, 0)


def test_undoing_the_return_takes_back_what_was_owed(point: ServicePoint, reader: Reader) -> None:
    done = make_return(_lent(point, reader), point)
    undo(statement=Statement.objects.get(pk=done.statement), point=point, **_now())
    assert _balance(reader) == (0, 0)
    assert MoneyLine.objects.count() == 2


def test_payments_are_numbered_and_never_more_than_owed(
    point: ServicePoint, reader: Reader
) -> None:
    _fined(point, reader)
    with pytest.raises(errors.MoreThanOwed, match=r"5\.000"):
        money.pay(reader=reader, point=point, amount=5001, **_now())
    with pytest.raises(errors.SumMissing):
        money.pay(reader=reader, point=point, amount=0, **_now())
    first = money.pay(reader=reader, point=point, amount=2000, **_now())
    second = money.pay(reader=reader, point=point, amount=3000, **_now())
    assert (first.number, second.number) == (1, 2)
    assert _balance(reader) == (0, 0)


def test_waiving_wants_a_reason(point: ServicePoint, reader: Reader) -> None:
    _fined(point, reader)
    with pytest.raises(errors.WhyMissing):
        money.waive(reader=reader, point=point, amount=5000, reason=" ", **_now())
    line = money.waive(reader=reader, point=point, amount=5000, reason="đường sạt", **_now())
    assert line.number is None
    assert _balance(reader) == (0, 0)


def test_a_deposit_is_given_back_and_not_twice(point: ServicePoint, reader: Reader) -> None:
    money.take_deposit(reader=reader, point=point, amount=50_000, **_now())
    assert _balance(reader) == (0, 50_000)
    money.give_back_deposit(reader=reader, point=point, amount=50_000, **_now())
    with pytest.raises(errors.MoreThanDeposited):
        money.give_back_deposit(reader=reader, point=point, amount=1, **_now())


def test_a_mistake_is_reversed_once_by_a_line_of_its_own(
    point: ServicePoint, reader: Reader
) -> None:
    line = money.take_deposit(reader=reader, point=point, amount=500_000, **_now())
    made = money.reverse_line(line=line, reason="gõ thừa số 0", **_now())
    assert _balance(reader) == (0, 0)
    for one in (line, made):
        with pytest.raises(errors.ReversedAlready):
            money.reverse_line(line=one, reason="lần nữa", **_now())


def test_a_line_never_changes(point: ServicePoint, reader: Reader) -> None:
    line = money.take_deposit(reader=reader, point=point, amount=50_000, **_now())
    for change in ({"amount": 1}, {"number": 9}, {"reason": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            MoneyLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        line.delete()


def test_a_closed_day_takes_no_more_cash(point: ServicePoint, reader: Reader) -> None:
    _fined(point, reader)
    money.pay(reader=reader, point=point, amount=2000, **_now())
    today = timezone.localdate()
    with pytest.raises(errors.DifferenceUnexplained, match=r"2\.000"):
        money.close_day(point=point, day=today, counted=1000, **_now())
    with pytest.raises(errors.DayToCome):
        money.close_day(point=point, day=today + timedelta(days=1), counted=0, **_now())
    money.close_day(point=point, day=today, counted=1000, reason="thối nhầm", **_now())
    with pytest.raises(errors.DayIsClosed):
        money.pay(reader=reader, point=point, amount=3000, **_now())
    with pytest.raises(errors.DayIsClosed):
        money.close_day(point=point, day=today, counted=2000, **_now())
    # What is owed without cash is written all the same.
    _fined(point, reader)
    assert _balance(reader) == (8000, 0)


def test_after_the_time_for_disputes_no_line_names_a_loan(
    point: ServicePoint, reader: Reader
) -> None:
    _fined(point, reader)
    assert money.part_from_loans(at=timezone.now() + timedelta(days=29)) == 0
    assert money.part_from_loans(at=timezone.now() + timedelta(days=31)) == 1
    assert MoneyLine.objects.get().statement is None


def test_who_owes_is_not_erased_and_who_has_paid_is(point: ServicePoint, reader: Reader) -> None:
    _fined(point, reader)
    assert money.blocks(reader.pk) == ["Còn phải trả 5.000 đ."]
    assert money.erase(reader.pk) == 0
    money.pay(reader=reader, point=point, amount=5000, **_now())
    assert money.erase(reader.pk) == 2
    assert not MoneyLine.objects.filter(reader=reader).exists()
    assert MoneyLine.objects.count() == 2


def test_a_receipt_says_the_sum_in_words(point: ServicePoint, reader: Reader) -> None:
    line = money.take_deposit(reader=reader, point=point, amount=125_000, **_now())
    content = receipt_content(line)
    assert content["heading"] == "PHIẾU THU"
    assert content["words"] == "Một trăm hai mươi lăm nghìn đồng"
    assert content["number"] == f"0001/{timezone.localdate().year}"
    back = money.give_back_deposit(reader=reader, point=point, amount=125_000, **_now())
    assert receipt_content(back)["heading"] == "PHIẾU CHI"
    assert pdf("circulation/receipt.typ", content).startswith(b"%PDF")


def test_the_sheet_of_a_day_adds_up(point: ServicePoint, reader: Reader) -> None:
    _fined(point, reader)
    money.pay(reader=reader, point=point, amount=5000, **_now())
    money.take_deposit(reader=reader, point=point, amount=50_000, **_now())
    money.give_back_deposit(reader=reader, point=point, amount=20_000, **_now())
    today = timezone.localdate()
    lines = reading.cash_lines(point, today)
    content = day_content(point, today, lines, list(reading.other_lines(point, today)), None)
    assert (content["taken"], content["given"], content["expected"]) == (
        "55.000 đ", "20.000 đ", "35.000 đ",
    )  # fmt: skip
    assert reader.name not in str(content)
    assert pdf("circulation/cash_day.typ", content).startswith(b"%PDF")


def test_the_pages_take_money_and_close_the_day(
    client: Client, point: ServicePoint, reader: Reader
) -> None:
    client.force_login(make_account("commune_librarian", at=point))
    _fined(point, reader)
    account = reverse("circulation:account", args=[reader.pk])
    assert "5.000" in client.get(account).content.decode()

    def press(**said: Any) -> None:
        client.post(account, said | {"once": str(uuid.uuid4())})

    press(do="pay", amount="2.000")
    press(do="waive", amount="3000", reason="hộ nghèo")
    press(do="deposit", amount="50.000 đ")
    assert _balance(reader) == (0, 50_000)
    paid = MoneyLine.objects.get(kind="paid")
    answer = client.get(reverse("circulation:receipt", args=[paid.pk]))
    assert answer["Content-Type"] == "application/pdf"
    press(do="reverse", line=str(paid.pk), reason="nhầm người")
    assert _balance(reader) == (2000, 50_000)
    panel = client.get(reverse("circulation:account_panel", args=[reader.pk])).content.decode()
    assert "2.000" in panel
    close = reverse("circulation:close_cash_day") + f"?diem={point.pk}"
    wrong = client.post(close, {"counted": "1", "once": str(uuid.uuid4())})
    assert wrong.status_code == 422
    client.post(close, {"counted": "50000", "once": str(uuid.uuid4())})
    page = client.get(reverse("circulation:cash_day") + f"?diem={point.pk}").content.decode()
    assert "Khoá sổ của ngày" not in page
    answer = client.get(reverse("circulation:cash_paper") + f"?diem={point.pk}")
    assert answer.content.startswith(b"%PDF")


def test_another_librarys_account_is_not_seen(client: Client, reader: Reader) -> None:
    other = make_point("commune_library", "Thư viện xã khác")
    client.force_login(make_account("commune_librarian", at=other))
    assert client.get(reverse("circulation:account", args=[reader.pk])).status_code in (403, 404)


@pytest.fixture
def careful(reader: Reader) -> ServicePoint:
    """A place whose rule asks 50,000 đồng for each book."""
    made = make_point("commune_library", "Thư viện xã Tà Lèng")
    make_rule(point=made, days=14, deposit=50_000)
    return made


def _book(point: ServicePoint) -> Copy:
    return make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))


def test_without_the_deposit_no_book_goes_out_and_with_it_there_is_a_receipt(
    careful: ServicePoint, reader: Reader
) -> None:
    with pytest.raises(DepositMissing, match=r"còn phải gửi 50\.000 đ"):
        make_loan(_book(careful), careful, reader)
    assert not Statement.objects.exists()
    first = lend(copy=_book(careful), point=careful, reader=reader, with_deposit=True, **_now())
    assert MoneyLine.objects.get(pk=first.receipt).number == 1
    # What is held for one book does not do for two.
    with pytest.raises(DepositMissing, match=r"còn phải gửi 50\.000 đ"):
        make_loan(_book(careful), careful, reader)
    back = make_return(first.copy, careful)
    assert (back.spare, _balance(reader)) == (50_000, (0, 50_000))
    # It is held still: the next book goes out on it.
    assert make_loan(_book(careful), careful, reader).receipt is None


def test_a_deposit_that_was_waived_with_a_reason_is_not_asked_again(
    careful: ServicePoint, reader: Reader
) -> None:
    lend(copy=_book(careful), point=careful, reader=reader, override="hộ nghèo", **_now())
    lend(copy=_book(careful), point=careful, reader=reader, with_deposit=True, **_now())
    assert _balance(reader) == (0, 50_000)


def test_the_counter_states_the_deposit_takes_it_and_gives_it_back(
    client: Client, careful: ServicePoint, reader: Reader
) -> None:
    client.force_login(make_account("commune_librarian", at=careful))
    copy = _book(careful)
    page = client.get(
        reverse("circulation:counter") + f"?diem={careful.pk}&ban-doc={reader.pk}"
    ).content.decode()
    desk = re.findall(r'name="quay" value="(\w+)"', page)[0]

    def act(**said: Any) -> str:
        sent = {"diem": careful.pk, "quay": desk, **said}
        return client.post(reverse("circulation:counter_act"), sent).content.decode()

    refused = act(scan=copy.barcode)
    assert "Quy định có tiền cược 50.000 đ" in refused or "50.000 đ" in refused
    assert 'value="deposit_lend"' in refused
    lent = act(copy=copy.pk, what="deposit_lend")
    line = MoneyLine.objects.get()
    assert reverse("circulation:receipt", args=[line.pk]) in lent
    assert _balance(reader) == (0, 50_000)
    back = act(scan=copy.barcode, what="return")
    assert "Còn giữ tiền cược" in back
    assert reverse("circulation:account", args=[reader.pk]) in back


def test_what_may_still_be_fined_is_not_shown_as_owed(
    client: Client, point: ServicePoint, reader: Reader
) -> None:
    client.force_login(make_account("commune_librarian", at=point))
    _fined(point, reader)
    _lent(point, reader, days=16)
    page = client.get(reverse("circulation:account", args=[reader.pk])).content.decode()
    assert "Đã ghi vào sổ, còn phải trả</dt><dd><strong>5.000" in page
    assert "Sách đang quá hạn, nếu trả hôm nay</dt><dd>1.000" in page
