"""What stands on the papers of a round, as plain values in official Vietnamese."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from tusach.network.api import office, seat
from tusach.ui.api import in_vietnamese, pdf
from tusach.upkeep.models import FileKind, Weeding, WeedingLine
from tusach.upkeep.selectors.weedings import (
    by_criterion,
    counted,
    disposals_of,
    lines_of,
    received,
    share_of,
    sums,
)
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped

# A longer list goes along as a spreadsheet, which the paper says.
MOST_PRINTED = 5000
_BLANK = "…………"
_LAW = [
    "Căn cứ Luật Thư viện số 46/2019/QH14 ngày 21 tháng 11 năm 2019;",
    "Căn cứ Thông tư số 02/2020/TT-BVHTTDL của Bộ trưởng Bộ Văn hoá, Thể thao và Du lịch;",
]
_TITLES = {
    FileKind.REQUEST: ("Tờ trình", "Về việc thanh lọc tài nguyên thông tin"),
    FileKind.LIST: ("Danh mục", "Tài nguyên thông tin đề nghị thanh lọc"),
    FileKind.MINUTES: ("Biên bản thẩm định", "Của hội đồng thanh lọc tài nguyên thông tin"),
    FileKind.DECISION: ("Quyết định", "Về việc thanh lọc tài nguyên thông tin"),
    FileKind.DISPOSAL: ("Biên bản", "Xử lý tài nguyên thông tin đã thanh lọc"),
}


def _when(weeding: Weeding, kind: str) -> date:
    said = {
        FileKind.REQUEST: weeding.requested_on,
        FileKind.LIST: weeding.requested_on,
        FileKind.MINUTES: weeding.appraised_on,
        FileKind.DECISION: weeding.decided_on,
        FileKind.DISPOSAL: weeding.closed_on,
    }[FileKind(kind)]
    return said or timezone.localdate()


def _number(weeding: Weeding, kind: str) -> str:
    said = {
        FileKind.REQUEST: weeding.request_number,
        FileKind.LIST: weeding.request_number,
        FileKind.MINUTES: weeding.appraisal_number,
        FileKind.DECISION: weeding.decision,
    }.get(FileKind(kind), "")
    return said or _BLANK


@in_vietnamese
def weeding_content(weeding: Weeding, kind: str) -> dict[str, Any]:
    """Everything on one of the papers: its heading, sums by reason, the council, the list."""
    day = _when(weeding, kind)
    title, subtitle = _TITLES[FileKind(kind)]
    lines = counted(weeding)
    whole, share = sums(lines), share_of(weeding)
    with_list = whole.copies <= MOST_PRINTED and kind != FileKind.REQUEST
    listed = (
        lines_of(weeding)
        .filter(pk__in=lines.values("pk"))
        .order_by("criterion__position", "copy__register_id", "copy__number")
    )
    return {
        "kind": str(kind),
        "title": title,
        "subtitle": subtitle,
        "number": _number(weeding, kind),
        "version": 0,
        "draft": weeding.state == Weeding.State.DRAFT,
        "giver": office(weeding.owner, day),
        "place_and_day": f"{seat(weeding.owner)}, {day_long(day)}",
        "day_words": day_long(day),
        "bases": [*_LAW, *_own_bases(weeding, kind)],
        "library": weeding.owner.name,
        "reason": weeding.reason,
        "base": grouped(share.base),
        "percent": share.percent,
        "percent_now": f"{whole.copies * 100 / share.base:.1f}".replace(".", ",")
        if share.base
        else "0",
        "titles": grouped(whole.titles),
        "copies": grouped(whole.copies),
        "value": grouped(whole.value),
        "value_words": dong_words(whole.value),
        "unpriced": whole.unpriced,
        "rows": [
            {"label": str(one.name), "copies": grouped(count), "value": grouped(value)}
            for one, count, value in by_criterion(weeding)
        ],
        "council": [line.strip() for line in weeding.council.splitlines() if line.strip()],
        "council_decision": _dated(weeding.council_decision, weeding.council_on),
        "conclusion": weeding.conclusion,
        "kept": grouped(weeding.lines.filter(status=WeedingLine.Status.KEPT).count()),
        "signer": weeding.decided_by,
        "disposals": [
            {
                "fate": str(one.get_fate_display()),
                "to": one.to_whom,
                "on": day_short(one.on),
                "paper": one.paper,
                "copies": grouped(one.copies),  # type: ignore[attr-defined]
                "amount": grouped(one.amount) if one.amount is not None else "–",
            }
            for one in disposals_of(weeding)
        ],
        "received": grouped(received(weeding)),
        "received_words": dong_words(received(weeding)),
        "shown": with_list or kind == FileKind.REQUEST,
        "lines": [_row(n, line) for n, line in enumerate(listed, 1)] if with_list else [],
    }


def _dated(paper: str, day: date | None) -> str:
    return f"{paper} ngày {day_short(day)}" if paper and day else paper


def _own_bases(weeding: Weeding, kind: str) -> list[str]:
    found = []
    if kind in {FileKind.MINUTES, FileKind.DECISION} and weeding.council_decision:
        found.append(f"Căn cứ {_dated(weeding.council_decision, weeding.council_on)};")
    if kind == FileKind.DECISION:
        number = weeding.appraisal_number or "thẩm định"
        found.append(f"Căn cứ Biên bản {number} {_on(weeding.appraised_on)}của hội đồng;")
    if kind == FileKind.DISPOSAL:
        found.append(f"Căn cứ Quyết định {_dated(weeding.decision, weeding.decided_on)};")
    return found


def _on(day: date | None) -> str:
    return f"ngày {day_short(day)} " if day else ""


def _row(number: int, line: WeedingLine) -> dict[str, Any]:
    copy, record = line.copy, line.copy.record
    return {
        "no": number,
        "accession_no": copy.accession_no,
        "title": f"{record.shown_title} / {record.author}" if record.author else record.shown_title,
        "year": str(record.year or ""),
        "price": grouped(line.price) if line.price is not None else "–",
        "condition": str(line.get_condition_display()),
        "reason": line.criterion.name,
    }


def weeding_pdf(weeding: Weeding, kind: str) -> bytes:
    """One of the papers of a round as PDF."""
    return pdf("upkeep/weeding.typ", weeding_content(weeding, kind))
