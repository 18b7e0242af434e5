"""The papers of an exchange: the list that is sent round, and the minutes of a hand-over to a
library outside the network. Within the network ``holdings`` prints the record of the transfer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from tusach.network.api import office, seat
from tusach.ui.api import in_vietnamese, pdf
from tusach.upkeep.models import Exchange, ExchangeLine, ExchangeRequest
from tusach.upkeep.selectors.exchanges import lines_of
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped

_LAW = "Căn cứ Luật Thư viện số 46/2019/QH14 ngày 21 tháng 11 năm 2019;"


@in_vietnamese
def list_content(exchange: Exchange) -> dict[str, Any]:
    """The list that other libraries get: what may still be asked for, in the order of titles."""
    lines = list(lines_of(exchange).filter(request=None).order_by("copy__record__title_key", "pk"))
    day = timezone.localdate(exchange.opened_at) if exchange.opened_at else timezone.localdate()
    return {
        **_head(exchange, day),
        "kind": "list",
        "title": "Danh mục",
        "subtitle": "Tài liệu đề nghị trao đổi giữa các thư viện",
        "number": "…………",
        "bases": [],
        "draft": exchange.state == Exchange.State.DRAFT,
        "until": day_short(exchange.until) if exchange.until else "",
        "wish": exchange.note,
        **_listed(lines),
    }


@in_vietnamese
def minutes_content(asked: ExchangeRequest) -> dict[str, Any]:
    """The minutes of one request: both parties, the decision, the books."""
    day = asked.decided_on or timezone.localdate()
    lines = list(
        lines_of(asked.exchange).filter(request=asked).order_by("copy__record__title_key", "pk")
    )
    named = "" if asked.decision.casefold().startswith("quyết định") else "Quyết định "
    decision = f"{named}{asked.decision} ngày {day_short(day)}"
    return {
        **_head(asked.exchange, day),
        "kind": "minutes",
        "title": "Biên bản giao nhận",
        "subtitle": "Trao đổi tài liệu giữa các thư viện",
        "number": "…………",
        "bases": [_LAW, f"Căn cứ {decision};"],
        "draft": asked.state != ExchangeRequest.State.DECIDED,
        "taker": asked.to_whom,
        "note": asked.note,
        "day_words": day_long(day),
        **_listed(lines),
    }


def _head(exchange: Exchange, day: date) -> dict[str, Any]:
    return {
        "version": 0,
        "giver": office(exchange.owner, day),
        "place_and_day": f"{seat(exchange.owner)}, {day_long(day)}",
        "library": exchange.owner.name,
        "name": exchange.name,
    }


def _listed(lines: Sequence[ExchangeLine]) -> dict[str, Any]:
    value = sum(line.price or 0 for line in lines)
    return {
        "titles": grouped(len({line.copy.record_id for line in lines})),
        "copies": grouped(len(lines)),
        "value": grouped(value),
        "value_words": dong_words(value),
        "unpriced": sum(line.price is None for line in lines),
        "lines": [_row(n, line) for n, line in enumerate(lines, 1)],
    }


def _row(number: int, line: ExchangeLine) -> dict[str, str]:
    record = line.copy.record
    return {
        "no": str(number),
        "accession_no": line.accession_no,
        "title": f"{record.shown_title} / {record.author}" if record.author else record.shown_title,
        "issued": ", ".join(part for part in (record.publisher, str(record.year or "")) if part),
        "price": grouped(line.price) if line.price is not None else "–",
        "condition": str(line.get_condition_display()),
    }


def list_pdf(exchange: Exchange) -> bytes:
    return pdf("upkeep/exchange.typ", list_content(exchange))


def minutes_pdf(asked: ExchangeRequest) -> bytes:
    return pdf("upkeep/exchange.typ", minutes_content(asked))
