"""Orders and claims as they go to a supplier."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.acquisitions.documents.common import base, head, money, percent
from tusach.acquisitions.models import Claim, Order, Supplier
from tusach.acquisitions.rules.money import after_discount
from tusach.acquisitions.rules.states import OrderState
from tusach.acquisitions.selectors.orders import lines_of, sums_of
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_short, dong_words, grouped


def _addressed(supplier: Supplier) -> dict[str, str]:
    return {
        "name": supplier.name,
        "address": supplier.address,
        "tax_code": supplier.tax_code,
        "contact": supplier.contact,
        "phone": supplier.phone,
        "email": supplier.email,
    }


@in_vietnamese
def order_content(order: Order) -> dict[str, Any]:
    """The order (đơn đặt mua): what, how many, at what price, until when."""
    rows: list[dict[str, Any]] = []
    for line in lines_of(order):
        count = line.quantity - line.cancelled
        if not count:
            continue
        price = None if line.list_price is None else after_discount(line.list_price, order.discount)
        rows.append(
            {
                "no": len(rows) + 1,
                "title": line.title,
                "author": line.author,
                "publisher": line.publisher,
                "year": str(line.year or ""),
                "isbn": line.isbn,
                "quantity": grouped(count),
                "list_price": money(line.list_price),
                "amount": money(None if price is None else price * count),
                "note": line.note,
            }
        )
    sums = sums_of(order)
    on = order.sent_on or timezone.localdate()
    return head(order.owner, on, title="Đơn đặt mua sách", subtitle="", number=order.code) | {
        "bases": [base(order.decision)] if order.decision else [],
        "supplier": _addressed(order.supplier),
        "owner": order.owner.name,
        "rows": rows,
        "titles": grouped(len(rows)),
        "copies": grouped(sums.copies),
        "total": grouped(sums.kept),
        "total_words": dong_words(sums.kept),
        "unpriced": sums.unpriced,
        "discount": percent(order.discount),
        "due": day_short(order.due_on) if order.due_on else "",
        "note": order.note,
        "is_draft": order.state == OrderState.DRAFT,
    }


@in_vietnamese
def claim_content(claim: Claim) -> dict[str, Any]:
    """The letter of a claim, from what was kept with it when it was made."""
    return head(
        claim.owner,
        claim.made_on,
        title="",
        subtitle="",
        number=claim.code,
    ) | {
        "title": f"Nhắc giao hàng {claim.code}",
        "supplier": _addressed(claim.supplier),
        "owner": claim.owner.name,
        "answer_by": day_short(claim.answer_by) if claim.answer_by else "",
        "note": claim.note,
        **claim.content,
    }
