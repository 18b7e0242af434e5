"""What the papers of lending say: slips, and notices of what is overdue. Papers are written in
Vietnamese, whatever the language of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tusach.circulation.models import OpenLoan, Statement, StatementKind
from tusach.circulation.selectors.loans import Lateness, loan_of_copy, loans_of
from tusach.readers.api import Reader
from tusach.ui.api import dong, in_vietnamese

_LENT = (StatementKind.LEND, StatementKind.BRING, StatementKind.RENEW)


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M")


@in_vietnamese
def slip_content(one: Statement, *, paper: str, at: datetime) -> dict[str, Any]:
    """The slip of an act: for a lending or a renewal all that the reader has, for a return the
    copy that came back."""
    loan = loan_of_copy(one.copy_id)
    reader = loan.reader if loan is not None else None
    rows: list[dict[str, str]] = []
    if one.kind in _LENT and loan is not None:
        held = list(loans_of(reader)) if reader is not None else [loan]
        rows = [_row(row) for row in held]
        heading = "PHIẾU MƯỢN SÁCH"
    else:
        heading = "PHIẾU BÁO MẤT SÁCH" if one.kind == StatementKind.LOSE else "PHIẾU TRẢ SÁCH"
        rows = [
            {
                "title": one.copy.record.shown_title,
                "accession_no": one.copy.accession_no,
                "due": "",
                "returned": _moment(one.happened_at),
            }
        ]
    sums = {}
    if one.amount:
        label = "Bồi thường" if one.kind == StatementKind.LOSE else "Phạt quá hạn"
        sums[label] = dong(one.amount)
    rule = loan.rule if loan is not None else one.rule
    if one.kind == StatementKind.LEND and rule is not None and rule.deposit and not one.note:
        sums["Tiền cược"] = dong(rule.deposit)
    return {
        "paper": paper,
        "library": one.point.name,
        "heading": heading,
        "reader": reader.name if reader is not None else "",
        "number": str(reader.number) if reader is not None else "",
        "at": _moment(at),
        "rows": rows,
        "sums": list(sums.items()),
        "rule": f"Theo: {rule.basis}" if rule is not None else "",
    }


def _row(loan: OpenLoan) -> dict[str, str]:
    return {
        "title": loan.copy.record.shown_title,
        "accession_no": loan.copy.accession_no,
        "due": f"{loan.due:%d/%m/%Y}",
        "returned": "",
    }


def _by_reader(rows: Iterable[OpenLoan]) -> list[tuple[Reader, list[OpenLoan]]]:
    """Loans with a name, by who has them and where, in the order of the rows."""
    found: dict[tuple[int, int], tuple[Reader, list[OpenLoan]]] = {}
    for row in rows:
        if row.reader is not None:
            held = found.setdefault((row.point_id, row.reader.pk), (row.reader, []))
            held[1].append(row)
    return list(found.values())


@in_vietnamese
def notices_content(rows: Iterable[OpenLoan], day: date) -> dict[str, Any]:
    """A notice for each reader and place: what is due, how late, what is owed."""
    late = Lateness(day)
    notices = []
    for reader, held in _by_reader(rows):
        answers = getattr(reader, "guardian", None)
        notices.append(
            {
                "library": held[0].point.name,
                "reader": reader.name,
                "group": reader.school_class,
                "guardian": answers.name if answers is not None else "",
                "rows": [
                    {
                        **_row(row),
                        "late": late.of(row).days,
                        "owed": dong(owed) if (owed := late.of(row).owed) else "",
                    }
                    for row in held
                ],
            }
        )
    return {"day": f"Ngày {day.day} tháng {day.month} năm {day.year}", "notices": notices}


@in_vietnamese
def texts_due(rows: Iterable[OpenLoan], day: date) -> list[dict[str, Any]]:
    """For each reader whose telephone or e-mail is known, a short message and a letter, ready to
    be sent by whoever has the means."""
    late = Lateness(day)
    found = []
    for reader, held in _by_reader(rows):
        if not reader.phone and not reader.email:
            continue
        titles = "; ".join(f"{row.copy.record.shown_title} (hạn {row.due:%d/%m})" for row in held)
        short = f"{held[0].point.name}: {len(held)} sách quá hạn: {titles}. Xin mang trả."
        letter = "\n".join(
            [
                f"Kính gửi {reader.name},",
                "",
                f"{held[0].point.name} đề nghị bạn đọc mang trả những cuốn đã quá hạn:",
                *(
                    f"- {row.copy.record.shown_title} (số ĐKCB {row.copy.accession_no}), "
                    f"hạn trả {row.due:%d/%m/%Y}, quá {late.of(row).days} ngày"
                    for row in held
                ),
                "",
                "Nếu đường sá, thời tiết chưa cho phép đến, xin báo để thư viện gia hạn.",
                "Xin cảm ơn.",
            ]
        )
        found.append({"reader": reader, "sms": short, "letter": letter})
    return found
