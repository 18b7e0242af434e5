"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tusach.acquisitions.models import Fund, Intake, IntakeLine, Supplier
from tusach.acquisitions.services.accepting import accept, work
from tusach.acquisitions.services.drafting import add_line, start_intake
from tusach.acquisitions.services.funding import open_fund
from tusach.acquisitions.services.suppliers import add_supplier
from tusach.acquisitions.services.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, RecordFields
from tusach.holdings.api import sources
from tusach.holdings.testing import make_register, make_store
from tusach.network.api import ServicePoint

SUPPLIER = "Công ty Cổ phần Sách Tây Bắc"


def make_supplier(name: str = SUPPLIER, **more: Any) -> Supplier:
    """The supplier of that name, made once."""
    return Supplier.objects.filter(name=name).first() or add_supplier(
        name=name, by=HOUSE, at=timezone.now(), **more
    )


def make_fund(
    owner: ServicePoint | None = None,
    amount: int = 100_000_000,
    *,
    name: str = "Ngân sách mua sách",
    source: str = "budget",
    year: int | None = None,
) -> Fund:
    """A fund of a calendar year (default: this one) with one allocation."""
    year = year or timezone.localdate().year
    return open_fund(
        owner=owner or make_store(),
        name=name,
        source=sources().get(code=source),
        starts_on=date(year, 1, 1),
        ends_on=date(year + 1, 1, 1),
        amount=amount,
        decision=f"Quyết định số 12/QĐ-UBND ngày 05/01/{year}",
        by=HOUSE,
        at=timezone.now(),
    )


def make_intake(
    lines: Sequence[tuple[Record | str, int]] = (("Đất rừng phương Nam", 3),),
    *,
    kind: str = "purchase",
    owner: ServicePoint | None = None,
    price: int | None = 50_000,
    at: datetime | None = None,
    accepted: bool = False,
    **more: Any,
) -> Intake:
    """A draft, or with ``accepted`` one whose copies are in the register.

    ``lines``: (a record, or the title of one that is not there yet; copies).
    """
    at = at or timezone.now()
    owner = owner or make_store()
    if kind == "purchase":
        more.setdefault("supplier", make_supplier())
    else:
        more.setdefault("donor_name", "Hội Khuyến học phường Tân Phong")
    intake = start_intake(
        kind=kind,
        owner=owner,
        received_on=timezone.localdate(at),
        source=sources().get(code="budget" if kind == "purchase" else "gift_organisation"),
        register=more.pop("register", None) or make_register(owner),
        by=HOUSE,
        at=at,
        **more,
    )
    for title, quantity in lines:
        make_line(intake, title, quantity, price=price)
    if accepted:
        accept(intake=intake, version=intake.version, by=HOUSE, at=at)
        work(intake.pk)
        intake.refresh_from_db()
    return intake


def make_line(
    intake: Intake,
    title: Record | str,
    quantity: int = 1,
    *,
    price: int | None = 50_000,
    **more: Any,
) -> IntakeLine:
    """One line of a draft; a title given by name has no record yet."""
    meant = (
        Title(fields=RecordFields(title=title)) if isinstance(title, str) else Title(record=title)
    )
    return add_line(
        intake=intake,
        title=meant,
        quantity=quantity,
        list_price=price,
        by=HOUSE,
        at=timezone.now(),
        **more,
    ).line
