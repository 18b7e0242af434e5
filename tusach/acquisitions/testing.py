"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tusach.acquisitions.models import Fund, Intake, IntakeLine, LineFile, Supplier
from tusach.acquisitions.services.accepting import accept, work
from tusach.acquisitions.services.drafting import add_line, start_intake
from tusach.acquisitions.services.files import take_file
from tusach.acquisitions.services.funding import open_fund
from tusach.acquisitions.services.suppliers import add_supplier
from tusach.acquisitions.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, RecordFields
from tusach.holdings.api import sources
from tusach.holdings.testing import make_register, make_sources, make_store
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
    make_sources()
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
    make_sources()
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


def make_file(intake: Intake, content: bytes = b"", name: str = "danh-muc.csv") -> LineFile:
    """A supplier's list beside a draft, its columns fitted by their headings."""
    content = content or "Tên sách,Số lượng,Giá bìa\nTruyện Kiều,2,45000\n".encode()
    return take_file(
        intake=intake, file=io.BytesIO(content), name=name, by=HOUSE, at=timezone.now()
    )


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): things of ``world.place``."""
    draft = make_intake(owner=world.place)
    line = draft.lines.get()
    kept = make_file(draft)
    gift = make_intake(kind="gift", owner=world.place)
    of_intake = (
        "intake", "edit_intake", "intake_progress", "intake_ask_again", "accept", "drop", "undo",
        "again", "scan", "add_new", "from_orders", "send_file", "intake_paper",
    )  # fmt: skip
    of_line = {"pk": draft.pk, "line": line.pk}
    of_file = {"pk": draft.pk, "file": kept.pk}
    supplier = {"pk": make_supplier().pk}
    of_fund = {"pk": make_fund(world.place).pk}
    return {
        **{name: {"pk": draft.pk} for name in of_intake},
        **dict.fromkeys(("line", "counts", "tie_record", "remove_line"), of_line),
        **dict.fromkeys(("line_file", "take_file", "drop_file"), of_file),
        **dict.fromkeys(("supplier", "edit_supplier"), supplier),
        **dict.fromkeys(("fund", "allocate"), of_fund),
        "thanks": {"pk": gift.pk},
        "new_intake": {"kind": "mua"},
    }
