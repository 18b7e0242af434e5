"""What stands on the room's papers of counting: always in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tusach.circulation.classes import classes_at
from tusach.circulation.models import CourierLine, CourierPaper, Request, SmsNumber
from tusach.circulation.request_states import RequestState
from tusach.circulation.services.tallies import last_of
from tusach.circulation.text_code import EXAMPLE, point_code, write_code
from tusach.facts.api import Audience, Measure, Mode
from tusach.network.api import ServicePoint, Topic, facts_of, office
from tusach.ui.api import in_vietnamese


@in_vietnamese
def sheet_content(point: ServicePoint, month: date, mode: str) -> dict[str, Any]:
    """An empty tally sheet. A point of army, police or a prison goes by its code alone."""
    return {
        "title": "Phiếu đếm lượt phục vụ",
        "point": point.name if point.is_public else "",
        "code": point.code,
        "unit": office(point, month)["superior"] if point.is_public else "",
        "month": f"{month:%m/%Y}",
        "mode": str(Mode(mode).label),
        "days": list(range(1, last_of(month).day + 1)),
        "weekends": [
            d for d in range(1, last_of(month).day + 1) if month.replace(day=d).weekday() >= 5
        ],
        "classes": [{"key": one, "label": str(Audience(one).label)} for one in classes_at(point)],
        "rest": [{"key": m.value, "label": str(m.label)} for m in (Measure.IN_HOUSE, Measure.LOAN)],
    }


@in_vietnamese
def card_content(held: SmsNumber, to: str) -> dict[str, Any]:
    """The card that explains the monthly message: the point stands on it by its number only."""
    code = point_code(held.number)
    return {
        "title": "Thẻ nhắn tin số lượt phục vụ",
        "code": code,
        "to": to,
        "letters": list(code),
        "example": write_code(held.number, 11, **EXAMPLE),
        "visit": EXAMPLE["visits"],
        "loan": EXAMPLE["loans"],
        "in_house": EXAMPLE["in_house"],
        "sum": sum(EXAMPLE.values()),
        "check": sum(EXAMPLE.values()) % 10,
    }


@in_vietnamese
def pull_content(rows: Sequence[Request], at: datetime) -> dict[str, Any]:
    """The list of what to pull, in the order of the shelf. No name of a reader stands on it."""
    return {
        "title": "Lấy sách theo yêu cầu",
        "printed": f"{at:%H:%M %d/%m/%Y}",
        "rows": [
            {
                "no": number,
                "shelf": one.copy.shelf_mark if one.copy else "",
                "title": one.title,
                "author": one.record.author if one.record else "",
                "barcode": one.copy.barcode if one.copy else "",
                "lender": one.lender.name if one.lender else "",
                "to": "" if one.lender_id == one.point_id else one.point.name,
                "request": one.pk,
            }
            for number, one in enumerate(rows, 1)
        ],
    }


@in_vietnamese
def request_slip_content(one: Request, *, named: bool, at: datetime) -> dict[str, Any]:
    """The slip of one request. ``named``: whether the reader's name may stand on it; a telephone
    number never does."""
    here = one.lender_id in (None, one.point_id) or one.state in (
        RequestState.READY, RequestState.FETCHED,
    )  # fmt: skip
    reader = one.reader.name if one.reader is not None and named and here else ""
    return {
        "title": "Phiếu giữ sách" if here else "Phiếu gửi sách theo yêu cầu",
        "number": one.pk,
        "library": one.point.name if here or one.lender is None else one.lender.name,
        "to": "" if here else one.point.name,
        "reader": reader,
        "at_home": one.at_home,
        "until": f"{one.ready_until:%d/%m/%Y}" if one.ready_until else "",
        "state": str(RequestState(one.state).label),
        "book": one.title,
        "author": one.record.author if one.record else "",
        "barcode": one.copy.barcode if one.copy else "",
        "accession_no": one.copy.accession_no if one.copy else "",
        "asked": f"{timezone.localtime(one.made_at):%d/%m/%Y}",
        "printed": f"{at:%H:%M %d/%m/%Y}",
    }


@in_vietnamese
def courier_content(
    paper: CourierPaper,
    lines: Sequence[CourierLine],
    *,
    way: Any,
    carrier: str,
    phone: str,
    again: datetime | None = None,
) -> dict[str, Any]:
    """The paper of one load: from where to where, who carries it; ``again``: when it is printed
    once more. A point of army, police or a prison goes by its public name, without its
    telephone."""
    day = timezone.localdate(paper.made_at)

    def number(point: ServicePoint) -> str:
        return str(facts_of(point, day).get(Topic.PHONE, "")) if point.is_public else ""

    return {
        "title": "Giấy gửi sách theo yêu cầu",
        "unit": office(paper.lender, day)["unit"] if paper.lender.is_public else "",
        "number": str(paper),
        "again": f"In lại ngày {again:%d/%m/%Y}" if again is not None else "",
        "day": f"Ngày {day.day} tháng {day.month} năm {day.year}",
        "lender": paper.lender.public_name,
        "lender_phone": number(paper.lender),
        "point": paper.point.public_name,
        "point_phone": number(paper.point),
        "way": str(way),
        "carrier": carrier.strip(),
        "phone": phone.strip(),
        "total": len(lines),
        "rows": [
            {
                "no": place,
                "title": one.request.title,
                "author": one.copy.record.author,
                "accession_no": one.copy.accession_no,
                "barcode": one.copy.barcode,
                "request": one.request_id,
            }
            for place, one in enumerate(lines, 1)
        ],
    }
