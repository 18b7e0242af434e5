"""Suppliers, and money that is allocated, committed and spent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.selectors.funds import Balance, balances
from tusach.acquisitions.services.funding import allocate, open_fund
from tusach.acquisitions.services.suppliers import add_supplier, change_supplier
from tusach.acquisitions.services.undoing import undo_intake
from tusach.acquisitions.testing import make_fund, make_intake, make_line, make_supplier
from tusach.audit.api import HOUSE
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def test_a_supplier_stands_once_by_name_and_by_tax_code() -> None:
    make_supplier("Nhà sách Tiến Thọ", tax_code="0100109106")
    with pytest.raises(errors.SupplierExists, match="Tiến Thọ"):
        add_supplier(name="Nhà sách Tiến Thọ", **by())
    with pytest.raises(errors.SupplierExists, match="Tiến Thọ"):
        add_supplier(name="Tiến Thọ 2", tax_code="0100109106", **by())


@pytest.mark.parametrize("text", ["123", "01001091066", "0100109106-1", "mã số"])
def test_a_tax_code_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(errors.TaxCodeWrong):
        add_supplier(name="X", tax_code=text, **by())


@pytest.mark.parametrize("text", ["", "0100109106", "0100109106-001", "012345678901"])
def test_companies_branches_and_households_have_their_tax_codes(text: str) -> None:
    assert add_supplier(name="X", tax_code=text, **by()).tax_code == text


def test_an_older_version_of_a_supplier_is_refused() -> None:
    supplier = make_supplier()
    change_supplier(supplier=supplier, version=1, phone="0213", **by())
    with pytest.raises(errors.ChangedMeanwhile):
        change_supplier(supplier=supplier, version=1, phone="0214", **by())


def test_money_is_spent_when_the_copies_are_entered_and_free_again_when_they_are_undone() -> None:
    fund = make_fund(amount=1_000_000)
    intake = make_intake([("A", 2)], fund=fund, discount=1000, extra_cost=15_000)
    assert balances([fund.pk])[fund.pk] == Balance(1_000_000, 0, 0)
    from tusach.acquisitions.services.accepting import accept, work

    accept(intake=intake, version=1, **by())
    work(intake.pk)
    assert balances([fund.pk])[fund.pk] == Balance(1_000_000, 0, 2 * 45_000 + 15_000)
    undo_intake(intake=intake, reason="Nhầm", **by())
    assert balances([fund.pk])[fund.pk].spent == 0


def test_the_sum_in_the_database_agrees_with_the_sum_on_the_page() -> None:
    fund = make_fund()
    intake = make_intake([], fund=fund, discount=1234)
    for n, price in enumerate((33_333, 45_001, 7, None), 1):
        make_line(intake, f"Sách {n}", n, price=price)
    make_line(intake, "Giá riêng", 3, price=50_000, paid_price=41_999)
    from tusach.acquisitions.services.accepting import accept, sums_of, work

    accept(intake=intake, version=1, **by())
    work(intake.pk)
    assert balances([fund.pk])[fund.pk].spent == sums_of(intake)["sums"].kept  # type: ignore[attr-defined]


def test_a_decision_may_add_money_and_take_back_only_what_is_free() -> None:
    fund = make_fund(amount=100_000)
    allocate(fund=fund, amount=50_000, decision="QĐ 2", on=date(2026, 5, 1), **by())
    make_intake([("A", 2)], fund=fund, accepted=True)
    with pytest.raises(errors.NothingLeft, match=r"100\.000"):
        allocate(fund=fund, amount=-60_000, decision="QĐ 3", on=date(2026, 6, 1), **by())
    allocate(fund=fund, amount=-50_000, decision="QĐ 3", on=date(2026, 6, 1), **by())
    assert balances([fund.pk])[fund.pk].left == 0


def test_an_allocation_needs_a_sum_and_a_decision() -> None:
    fund = make_fund()
    with pytest.raises(errors.AmountMissing):
        allocate(fund=fund, amount=0, decision="QĐ", on=date(2026, 1, 1), **by())
    with pytest.raises(errors.ReasonMissing):
        allocate(fund=fund, amount=5, decision=" ", on=date(2026, 1, 1), **by())


def test_a_fund_of_the_same_name_and_a_period_turned_round_are_refused() -> None:
    fund = make_fund()
    with pytest.raises(errors.FundExists):
        make_fund()
    with pytest.raises(errors.PeriodTurnedRound):
        open_fund(
            owner=fund.owner, name="X", source=fund.source, starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 1), **by(),
        )  # fmt: skip


def test_the_director_opens_a_fund_and_sees_what_is_left(client: Client) -> None:
    fund = make_fund(amount=5_000_000)
    make_intake([("A", 1)], fund=fund, accepted=True)
    client.force_login(make_account("director", at=fund.owner))
    assert "4.950.000" in client.get(fund.get_absolute_url()).text
    assert "4.950.000" in client.get(reverse("acquisitions:funds")).text
    table = client.get(reverse("acquisitions:funds"), {"export": "csv"})
    assert "4950000" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]


def test_the_page_of_a_supplier_tells_what_was_bought_there(client: Client) -> None:
    intake = make_intake(accepted=True)
    client.force_login(make_account("cataloguer", at=intake.owner))
    assert intake.supplier is not None
    assert intake.code in client.get(intake.supplier.get_absolute_url()).text
    page = client.get(reverse("acquisitions:suppliers"), {"q": "tay bac"}).text
    assert intake.supplier.name in page
