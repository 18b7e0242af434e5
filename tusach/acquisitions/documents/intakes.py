"""Receipts of purchases and gifts, and the letter of thanks."""

from __future__ import annotations

from typing import Any

from tusach.acquisitions.documents.common import base, head, money, percent
from tusach.acquisitions.models import Intake, IntakeLine
from tusach.acquisitions.rules.money import Priced, paid_of, sum_up
from tusach.acquisitions.rules.states import ENTERED
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped


def _row(number: int, line: IntakeLine, intake: Intake) -> dict[str, Any]:
    price = paid_of(line.list_price, line.paid_price, intake.discount)
    return {
        "no": number,
        "title": line.title,
        "author": line.author,
        "publisher": line.publisher,
        "year": str(line.year or ""),
        "quantity": grouped(line.quantity),
        "list_price": money(line.list_price),
        "price": money(price),
        "amount": money(None if price is None else price * line.quantity),
        "value": money(None if line.list_price is None else line.list_price * line.quantity),
        "refused": grouped(line.refused),
        "why": line.refused_why,
    }


def _lines(intake: Intake) -> list[IntakeLine]:
    return list(intake.lines.order_by("position"))


@in_vietnamese
def purchase_content(intake: Intake) -> dict[str, Any]:
    """The record of receiving bought books (biên bản nhập sách): list, sums, signatures."""
    lines = _lines(intake)
    sums = sum_up(
        (Priced(x.quantity, x.refused, x.list_price, x.paid_price) for x in lines),
        intake.discount,
    )
    register, first, last = intake.register, intake.first_number, intake.last_number
    run = ""
    if intake.state in ENTERED and register is not None and first and last:
        run = f"{register.accession_no(first)} – {register.accession_no(last)}"
    supplier = intake.supplier
    total = sums.kept + intake.extra_cost
    return head(
        intake.owner,
        intake.received_on,
        title="Biên bản nhập sách",
        subtitle=f"Đợt bổ sung {intake.code}",
        number=f"{intake.code}/BBNS",
    ) | {
        "bases": [base(intake.decision)] if intake.decision else [],
        "supplier": {
            "name": supplier.name if supplier else "",
            "address": supplier.address if supplier else "",
            "tax_code": supplier.tax_code if supplier else "",
            "contact": supplier.contact if supplier else "",
        },
        "owner": intake.owner.name,
        "invoice": intake.invoice_no,
        "invoice_date": day_short(intake.invoice_date) if intake.invoice_date else "",
        "invoice_total": money(intake.invoice_total) if intake.invoice_total else "",
        "fund": intake.fund.name if intake.fund else str(intake.source),
        "discount": percent(intake.discount),
        "rows": [_row(n, x, intake) for n, x in enumerate((x for x in lines if x.quantity), 1)],
        "refused": [_row(n, x, intake) for n, x in enumerate((x for x in lines if x.refused), 1)],
        "titles": grouped(sum(1 for x in lines if x.quantity)),
        "copies": grouped(sums.copies),
        "list_value": grouped(sums.list_value),
        "kept": grouped(sums.kept),
        "extra": grouped(intake.extra_cost) if intake.extra_cost else "",
        "total": grouped(total),
        "total_words": dong_words(total),
        "difference_why": intake.difference_why,
        "register": register.name if register else "",
        "run": run,
        "is_draft": intake.state not in ENTERED,
    }


@in_vietnamese
def gift_content(intake: Intake) -> dict[str, Any]:
    """The record of taking in a gift (biên bản tiếp nhận): what was given, what was taken."""
    lines = _lines(intake)
    value = sum(x.quantity * (x.list_price or 0) for x in lines)
    content = purchase_content(intake)
    return content | {
        "title": "Biên bản tiếp nhận tài liệu biếu tặng",
        "subtitle": "",
        "number": f"{intake.code}/BBTN",
        "donor": {
            "name": intake.donor_name,
            "kind": str(intake.get_donor_kind_display()),
            "address": intake.donor_address,
            "hidden": intake.donor_hidden,
            "is_person": intake.donor_kind == Intake.DonorKind.PERSON,
        },
        "given": grouped(sum(x.on_invoice for x in lines)),
        "value": grouped(value),
        "value_words": dong_words(value),
        "refused_copies": grouped(sum(x.refused for x in lines)),
    }


@in_vietnamese
def thanks_content(intake: Intake) -> dict[str, Any]:
    """The letter of thanks (thư cảm ơn)."""
    lines = _lines(intake)
    on = intake.received_on
    return head(intake.owner, on, title="Thư cảm ơn", subtitle="", number=f"{intake.code}/TCO") | {
        "donor": intake.donor_name,
        "is_person": intake.donor_kind == Intake.DonorKind.PERSON,
        "address": intake.donor_address,
        "received": day_long(on),
        "titles": grouped(sum(1 for x in lines if x.quantity)),
        "copies": grouped(sum(x.quantity for x in lines)),
        "refused_copies": grouped(sum(x.refused for x in lines)),
        "owner": intake.owner.name,
        "use": str(intake.get_collection_display()).lower(),
    }
