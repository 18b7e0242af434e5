"""Receipts and the sheet of a day's cash, in the form offices use; always in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from tusach.circulation.models import CashClosing, MoneyKind, MoneyLine
from tusach.circulation.selectors.money import cash_of, expected_cash
from tusach.network.api import ServicePoint, office, seat
from tusach.ui.api import dong, in_vietnamese
from tusach.vietnamese.api import day_long, dong_words

_WHY = {
    MoneyKind.PAID: "Nộp tiền phạt, bồi thường sách thư viện",
    MoneyKind.DEPOSIT: "Nộp tiền cược mượn sách",
    MoneyKind.DEPOSIT_BACK: "Trả lại tiền cược mượn sách",
}


def receipt_number(line: MoneyLine) -> str:
    return f"{line.number:04d}/{line.year}" if line.number is not None else ""


def _in_words(amount: int) -> str:
    words = dong_words(amount)
    return words[:1].upper() + words[1:]


@in_vietnamese
def receipt_content(line: MoneyLine) -> dict[str, Any]:
    """A receipt for cash taken (phiếu thu) or given (phiếu chi)."""
    taken = cash_of(line) > 0
    what = line.reverses.kind if line.reverses is not None else line.kind
    why = _WHY.get(MoneyKind(what), "")
    if line.reverses is not None:
        why = f"Huỷ phiếu số {receipt_number(line.reverses)}: {line.reason}"
    return {
        **office(line.point, line.day),
        "heading": "PHIẾU THU" if taken else "PHIẾU CHI",
        "number": receipt_number(line),
        "taken": taken,
        "day": day_long(line.day),
        "seat": seat(line.point),
        "reader": line.reader.name if line.reader is not None else "",
        "card": str(line.reader.number) if line.reader is not None else "",
        "why": why,
        "sum": dong(line.amount),
        "words": _in_words(line.amount),
        "by": line.by_name,
    }


@in_vietnamese
def day_content(
    point: ServicePoint,
    day: date,
    lines: Sequence[MoneyLine],
    others: Sequence[MoneyLine],
    closing: CashClosing | None,
) -> dict[str, Any]:
    """The sheet of a day: each receipt, the sums, and what was counted. Readers stand on it by
    their number."""
    sums: dict[str, int] = {}
    for line in others:
        sums[str(line.get_kind_display())] = sums.get(str(line.get_kind_display()), 0) + line.amount
    cash_in = sum(cash_of(one) for one in lines if cash_of(one) > 0)
    expected = expected_cash(lines)
    return {
        **office(point, day),
        "seat": seat(point),
        "day": day_long(day),
        "rows": [
            {
                "number": receipt_number(line),
                "at": timezone.localtime(line.at).strftime("%H:%M"),
                "reader": str(line.reader.number) if line.reader is not None else "",
                "kind": str(line.get_kind_display()),
                "taken": dong(cash_of(line)) if cash_of(line) > 0 else "",
                "given": dong(-cash_of(line)) if cash_of(line) < 0 else "",
                "by": line.by_name,
            }
            for line in lines
        ],
        "taken": dong(cash_in),
        "given": dong(cash_in - expected),
        "expected": dong(expected),
        "words": _in_words(expected) if expected >= 0 else "",
        "counted": dong(closing.counted) if closing is not None else "",
        "reason": closing.reason if closing is not None else "",
        "closed_by": closing.by_name if closing is not None else "",
        "others": [{"kind": kind, "sum": dong(total)} for kind, total in sums.items()],
    }
