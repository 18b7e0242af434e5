"""How books came in lately: bought, given, ordered, wished for, and the newspapers.

The titles are true; suppliers, sums, donors and what came or not are invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tusach.acquisitions.api import Place, check_in
from tusach.acquisitions.testing import (
    SUPPLIER,
    bind_first,
    make_fund,
    make_intake,
    make_line,
    make_order,
    make_serial,
    make_subscription,
    make_supplier,
    make_wish,
)
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record
from tusach.demo.places import Map
from tusach.holdings.api import Collection, Register, registers_of

POST = "Bưu điện tỉnh (phát hành báo chí)"
DONOR = "Câu lạc bộ Sách và Bạn"
# Titles that no library here has yet, as somebody would wish for them.
_WISHED = ("Kỹ thuật trồng cây mắc ca", "Sổ tay chăn nuôi trâu bò", "Cẩm nang trồng chè")


def build(places: Map, at: datetime) -> None:
    """Acquisitions of the provincial library and the rotation store in the last weeks."""
    books = list(Record.objects.filter(source_agency="").order_by("pk")[:40])
    store, library = places.store, places.library
    _buy(places, books, at)
    make_intake(
        [(books[20], 4), (books[21], 6), (books[22], 5)],
        kind="gift",
        owner=library,
        register=Register.objects.get(owner=library, name="Sổ ĐKCB kho chính"),
        donor_name=DONOR,
        donor_kind="organisation",
        at=at - timedelta(days=20),
        accepted=True,
    )
    for title in _WISHED:
        make_wish(title, library, for_whom="Bạn đọc làm nông nghiệp", quantity=3)
    make_wish(books[25], store, approved=True, quantity=20, why="Các trường hỏi nhiều")
    _newspapers(places, at)


def _buy(places: Map, books: list[Record], at: datetime) -> None:
    store = places.store
    today = timezone.localdate(at)
    supplier = make_supplier(SUPPLIER)
    fund = make_fund(store, 60_000_000, name="Ngân sách tỉnh cấp mua sách luân chuyển")
    register = Register.objects.get(owner=store)
    rotation: dict[str, Any] = {"register": register, "collection": Collection.ROTATION}
    make_intake(
        [(book, 10) for book in books[:8]],
        owner=store,
        supplier=supplier,
        fund=fund,
        invoice_no="0000412",
        invoice_total=4_000_000,
        at=at - timedelta(days=30),
        accepted=True,
        **rotation,
    )
    # One order is overdue; of another a part lies on the table, not yet in the register.
    make_order(
        [(book, 15) for book in books[8:11]],
        owner=store,
        supplier=supplier,
        fund=fund,
        due_on=today - timedelta(days=15),
        sent_on=today - timedelta(days=60),
    )
    order = make_order(
        [(book, 10) for book in books[11:15]],
        owner=store,
        supplier=supplier,
        fund=fund,
        due_on=today + timedelta(days=10),
        sent_on=today - timedelta(days=25),
    )
    draft = make_intake(
        [], owner=store, supplier=supplier, fund=fund, invoice_no="0000437",
        invoice_total=1_200_000, at=at, **rotation,
    )  # fmt: skip
    for line, count in zip(order.lines.order_by("position"), (10, 10, 4), strict=False):
        assert line.record is not None  # each was ordered by its record
        make_line(draft, line.record, count, price=line.list_price, order_line=line)


def _newspapers(places: Map, at: datetime) -> None:
    """A daily and a weekly for some places; what should have come lately came, but for some."""
    today = timezone.localdate(at)
    start = today - timedelta(days=28)
    readers = [places.library, *places.communes[:3], *places.schools[:2]]
    terms = [
        make_subscription(
            make_serial("Nhân Dân", start=start, frequency="daily", numbering="dated"),
            owner=places.library,
            supplier=make_supplier(POST),
            starts_on=start,
            places=[Place(point) for point in readers[:4]],
            price=4_800_000,
        ),
        make_subscription(
            make_serial("Nhi đồng", start=start, frequency="weekly", numbering="dated"),
            owner=places.library,
            supplier=make_supplier(POST),
            starts_on=start,
            places=[Place(point, copies=2) for point in readers],
            price=2_600_000,
        ),
    ]
    for term in terms:
        issues = list(term.serial.issues.filter(on__lt=today).order_by("on"))
        for number, place in enumerate(term.places.order_by("pk")):
            for issue in issues[: len(issues) - number % 3]:
                if (issue.on.toordinal() + number) % 23:
                    check_in(issue=issue, place=place, on=issue.on, by=HOUSE, at=at)
    if register := registers_of(places.library.pk).first():
        bind_first(terms[0].serial, places.library, 20, register, at=at)
