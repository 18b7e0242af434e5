"""Orders: gathered, sent within the money, received in parts, cancelled, claimed."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tusach.acquisitions import errors
from tusach.acquisitions.models import Claim, Intake, Order, Wish
from tusach.acquisitions.rules.states import OrderState, WishState
from tusach.acquisitions.selectors.funds import Balance, balances
from tusach.acquisitions.selectors.orders import lines_of
from tusach.acquisitions.services.claiming import answer_claim, claim_order
from tusach.acquisitions.services.ordering import (
    add_order_line,
    cancel_lines,
    cancel_order,
    change_order,
    change_order_line,
    order_wishes,
    remove_order_line,
    send_order,
)
from tusach.acquisitions.services.suppliers import change_supplier
from tusach.acquisitions.services.undoing import undo_intake
from tusach.acquisitions.testing import (
    make_fund,
    make_order,
    make_supplier,
    make_wish,
    receive_order,
    take_in,
)
from tusach.acquisitions.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def today() -> Any:
    return timezone.localdate()


def outstanding(order: Order) -> list[int]:
    return [line.outstanding for line in lines_of(order)]


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def test_suggestions_of_several_libraries_for_one_title_become_one_line() -> None:
    book = make_record("Truyện Kiều")
    school = make_point(parent=make_store())
    one, two = make_wish(book, approved=True), make_wish(book, school, approved=True, quantity=2)
    three = make_wish("Sách mới", approved=True)
    order = make_order([])
    assert order_wishes(order=order, wishes=[one, two, three], **by()) == 2
    assert [line.quantity for line in lines_of(order)] == [3, 1]
    assert set(Wish.objects.values_list("state", flat=True)) == {WishState.ORDERED}


def test_a_suggestion_is_ordered_once() -> None:
    wish = make_wish(approved=True)
    order_wishes(order=make_order([]), wishes=[wish], **by())
    with pytest.raises(errors.WishAnswered):
        order_wishes(order=make_order([]), wishes=[wish], **by())


def test_a_line_taken_out_lets_its_suggestion_wait_again() -> None:
    wish, order = make_wish(approved=True), make_order([])
    order_wishes(order=order, wishes=[wish], **by())
    remove_order_line(line=order.lines.get(), **by())
    wish.refresh_from_db()
    assert (wish.state, wish.order_line) == (WishState.APPROVED, None)


def test_sending_commits_the_money_and_receiving_spends_it() -> None:
    fund = make_fund(amount=1_000_000)
    order = make_order([("A", 4), ("B", 2)], fund=fund, discount=2000, sent=True)
    assert balances([fund.pk])[fund.pk] == Balance(1_000_000, 240_000, 0)
    take_in(receive_order(order, [3, 0]))
    assert balances([fund.pk])[fund.pk] == Balance(1_000_000, 120_000, 150_000)


def test_an_order_beyond_the_fund_is_refused_until_the_reason_is_written() -> None:
    fund = make_fund(amount=100_000)
    order = make_order([("A", 3)], fund=fund)
    with pytest.raises(errors.OverBudget, match=r"150\.000.*100\.000"):
        send_order(order=order, version=order.version, on=today(), **by())
    send_order(
        order=order, version=order.version, on=today(), over_budget_why="Chờ cấp bổ sung", **by()
    )
    assert balances([fund.pk])[fund.pk].left == -50_000


def test_two_orders_cannot_both_spend_the_last_of_a_fund() -> None:
    fund = make_fund(amount=200_000)
    make_order([("A", 3)], fund=fund, sent=True)
    with pytest.raises(errors.OverBudget, match=r"50\.000"):
        make_order([("B", 3)], fund=fund, sent=True)


def test_partial_receipts_leave_the_rest_awaited_and_the_last_closes_the_order() -> None:
    order = make_order([("A", 5), ("B", 2)], sent=True)
    take_in(receive_order(order, [2, 2]))
    assert outstanding(order) == [3, 0]
    assert state_of(order) == OrderState.SENT
    last = take_in(receive_order(order))
    assert outstanding(order) == [0, 0]
    assert state_of(order) == OrderState.CLOSED
    undo_intake(intake=last, reason="Nhầm sổ", **by())
    assert outstanding(order) == [3, 0]
    assert state_of(order) == OrderState.SENT


def test_two_who_receive_the_same_order_are_told_who_was_first() -> None:
    order = make_order([("A", 5)], sent=True)
    one, two = receive_order(order), receive_order(order)
    take_in(one)
    with pytest.raises(errors.MoreThanOrdered, match=r"còn chờ 0 bản, không nhận được 5"):
        take_in(two)


def test_the_wish_behind_a_line_is_fulfilled_when_a_copy_comes() -> None:
    wish, order = make_wish(approved=True, quantity=3), make_order([])
    order_wishes(order=order, wishes=[wish], **by())
    send_order(order=order, version=order.version, on=today(), **by())
    intake = take_in(receive_order(order, [1]))
    wish.refresh_from_db()
    assert wish.state == WishState.RECEIVED
    undo_intake(intake=intake, reason="Nhầm", **by())
    wish.refresh_from_db()
    assert wish.state == WishState.ORDERED


def test_what_will_not_come_is_cancelled_and_its_money_is_free() -> None:
    fund = make_fund(amount=1_000_000)
    order = make_order([("A", 5)], fund=fund, sent=True)
    line = order.lines.get()
    with pytest.raises(errors.CancelTooMany, match="5 bản, không huỷ được 6"):
        cancel_lines(order=order, counts={line.pk: 6}, reason="Hết hàng", **by())
    with pytest.raises(errors.ReasonMissing):
        cancel_lines(order=order, counts={line.pk: 1}, reason="", **by())
    cancel_lines(order=order, counts={line.pk: 2}, reason="Hết hàng", **by())
    assert balances([fund.pk])[fund.pk].committed == 150_000
    take_in(receive_order(order))
    assert state_of(order) == OrderState.CLOSED


def test_cancelling_all_of_a_line_lets_its_suggestion_be_ordered_elsewhere() -> None:
    wish, order = make_wish(approved=True), make_order([])
    order_wishes(order=order, wishes=[wish], **by())
    send_order(order=order, version=order.version, on=today(), **by())
    cancel_order(order=order, reason="Không giao được", **by())
    wish.refresh_from_db()
    assert wish.state == WishState.APPROVED
    assert state_of(order) == OrderState.CANCELLED


def test_an_order_of_which_something_came_is_closed_and_not_cancelled() -> None:
    order = make_order([("A", 5)], sent=True)
    take_in(receive_order(order, [1]))
    cancel_order(order=order, reason="Hết hàng", **by())
    assert state_of(order) == OrderState.CLOSED
    assert outstanding(order) == [0]


def test_a_sent_order_stays_as_it_was_sent() -> None:
    order = make_order(sent=True)
    with pytest.raises(errors.NotNow):
        add_order_line(order=order, title=Title(record=make_record()), **by())
    with pytest.raises(errors.NotNow):
        change_order_line(line=order.lines.get(), version=1, quantity=9, **by())
    with pytest.raises(errors.NotNow):
        send_order(order=order, version=order.version, on=today(), **by())
    changed = change_order(
        order=order, version=order.version, due_on=today() + timedelta(days=9), discount=5000,
        **by(),
    )  # fmt: skip
    assert (changed.due_on, changed.discount) == (today() + timedelta(days=9), 0)


def test_bad_orders_are_refused_by_name() -> None:
    with pytest.raises(errors.NothingToOrder):
        send_order(order=make_order([]), version=1, on=today(), **by())
    early = make_order(due_on=today() - timedelta(days=1))
    with pytest.raises(errors.DueTooEarly):
        send_order(order=early, version=early.version, on=today(), **by())
    old = make_order(fund=make_fund(year=2019))
    with pytest.raises(errors.FundNotThen):
        send_order(order=old, version=old.version, on=today(), **by())
    stale = make_order()
    change_order(order=stale, version=1, note="x", **by())
    with pytest.raises(errors.ChangedMeanwhile):
        send_order(order=stale, version=1, on=today(), **by())


def test_a_supplier_that_is_closed_gets_no_order() -> None:
    supplier = make_supplier()
    change_supplier(supplier=supplier, version=1, is_closed=True, **by())
    supplier.refresh_from_db()
    with pytest.raises(errors.SupplierIsClosed):
        make_order(supplier=supplier)


def test_a_claim_names_what_is_still_awaited_as_it_was_that_day() -> None:
    order = make_order([("A", 5), ("B", 2)], sent=True)
    take_in(receive_order(order, [2, 2]))
    claim = claim_order(order=order, on=today(), note="Cần trước khai giảng", **by())
    assert [row["title"] for row in claim.content["rows"]] == ["A"]
    assert claim.content["rows"][0] | {"author": ""} == {
        "title": "A", "author": "", "ordered": 5, "received": 2, "missing": 3,
    }  # fmt: skip
    take_in(receive_order(order))
    claim.refresh_from_db()
    assert claim.content["rows"][0]["missing"] == 3
    with pytest.raises(errors.NotNow):
        claim_order(order=order, on=today(), **by())


def test_an_answer_to_a_claim_is_not_older_than_the_letter() -> None:
    claim = claim_order(order=make_order(sent=True), on=today(), **by())
    with pytest.raises(errors.ReasonMissing):
        answer_claim(claim=claim, answer=" ", on=today(), **by())
    with pytest.raises(errors.PeriodTurnedRound):
        answer_claim(claim=claim, answer="Gửi bù", on=today() - timedelta(days=1), **by())
    assert answer_claim(claim=claim, answer="Gửi bù", on=today(), **by()).answered_on == today()


# On the page


@pytest.fixture
def buyer(client: Client) -> Client:
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    return client


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    url = reverse(f"acquisitions:{name}", args=args)
    return client.post(url, {"once": str(uuid.uuid4()), **data}, follow=True)


def test_an_order_is_drawn_up_sent_and_received_on_the_page(buyer: Client) -> None:
    store, supplier, fund = make_store(), make_supplier(), make_fund()
    book = make_record("Truyện Kiều", price=60_000)
    wish = make_wish("Nuôi ong", approved=True, quantity=2)
    post(buyer, "new_order", owner=store.pk, supplier=supplier.pk, fund=fund.pk, discount="20",
         due_on=(today() + timedelta(days=20)).isoformat())  # fmt: skip
    order = Order.objects.get()
    post(buyer, "scan_order", order.pk, scan="truyen kieu", record=book.pk)
    post(buyer, "add_to_order", order.pk, title="Sách chưa có", quantity="3", list_price="10.000",
         language="vie")  # fmt: skip
    assert "Nuôi ong" in buyer.get(reverse("acquisitions:from_wishes", args=[order.pk])).text
    post(buyer, "from_wishes", order.pk, wish=[wish.pk])
    assert order.lines.count() == 3
    page = buyer.get(order.get_absolute_url()).text
    assert "72.000" in page
    post(buyer, "send_order", order.pk, version=order.version, on=today().isoformat())
    assert state_of(order) == OrderState.SENT
    from tusach.holdings.testing import make_register

    data = {"supplier": supplier.pk, "register": make_register().pk, "fund": fund.pk,
            "received_on": today().isoformat(), "collection": "main",
            "register_price": "list", "once": str(uuid.uuid4())}  # fmt: skip
    url = reverse("acquisitions:new_intake", args=["mua"]) + f"?don={order.pk}"
    answer = buyer.post(url, data, follow=True)
    assert "Lấy từ đơn đặt" in answer.text
    intake = Intake.objects.get()
    counts = {f"count-{line.pk}": "1" for line in order.lines.all()}
    post(buyer, "from_orders", intake.pk, **counts)
    take_in(intake)
    assert outstanding(order) == [0, 2, 1]


def test_the_printed_order_and_its_table_say_the_same(buyer: Client) -> None:
    order = make_order([("Truyện Kiều", 3)], discount=1000, due_on=today())
    answer = buyer.get(reverse("acquisitions:order_paper", args=[order.pk]))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in ("ĐƠN ĐẶT MUA SÁCH", "Truyện Kiều", "135.000", "Bản nháp"):
        assert words in text
    table = buyer.get(reverse("acquisitions:order_table", args=[order.pk]), {"export": "csv"})
    assert "Truyện Kiều" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_late_order_is_found_and_claimed_by_letter(buyer: Client) -> None:
    late_day = today() - timedelta(days=30)
    order = make_order(sent_on=late_day, due_on=late_day + timedelta(days=10))
    on_time = make_order(sent=True)
    page = buyer.get(reverse("acquisitions:orders"), {"cham": "1"}).text
    assert order.code in page
    assert on_time.code not in page
    assert "20 ngày" in buyer.get(order.get_absolute_url()).text
    post(buyer, "claim_order", order.pk, on=today().isoformat(), note="")
    claim = Claim.objects.get()
    letter = buyer.get(reverse("acquisitions:claim_paper", args=[claim.pk]))
    text = PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()
    assert order.code in text
    assert "Đất rừng phương Nam" in text
    post(buyer, "answer_claim", claim.pk, answer="Tuần sau giao", on=today().isoformat())
    assert "Tuần sau giao" in buyer.get(claim.get_absolute_url()).text


def test_a_refused_sending_keeps_what_was_typed(buyer: Client) -> None:
    order = make_order([("A", 3)], fund=make_fund(amount=1))
    answer = post(buyer, "send_order", order.pk, version=order.version, on=today().isoformat())
    assert answer.status_code == 422
    assert "chỉ còn 1 đ" in answer.text


def test_lists_and_pages_of_orders_cost_the_same_whatever_their_length(
    buyer: Client, django_assert_max_num_queries: Any
) -> None:
    orders = [make_order([(make_record(f"Sách {n}"), 1)]) for n in range(25)]
    with django_assert_max_num_queries(20):
        buyer.get(reverse("acquisitions:orders"))
    for n in range(40):
        add_order_line(order=orders[0], title=Title(record=make_record(f"Khác {n}")), **by())
    with django_assert_max_num_queries(30):
        buyer.get(orders[0].get_absolute_url())
