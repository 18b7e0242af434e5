"""What stands on the record of a stocktake, as plain values in official Vietnamese."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.holdings.models import Collection, Finding, Stocktake, StocktakeLine
from tusach.holdings.selectors.stocktakes import figures_of, lines_of
from tusach.network.api import office, seat
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped

# A longer list goes along as a spreadsheet, which the record says.
MOST_PRINTED = 3000
_EXPECTED = (Finding.FOUND, Finding.MISSING, Finding.MEANWHILE)


@in_vietnamese
def stocktake_content(stocktake: Stocktake) -> dict[str, Any]:
    """Everything on the record: who sat, what was counted, sums by collection, the missing
    and the damaged copies in the order of shelf marks. While shelves are counted: a draft."""
    end = stocktake.finished_at or timezone.now()
    day = stocktake.record_on or timezone.localdate(end)
    figures = figures_of(stocktake)
    sums, by_collection = figures.by_finding(), figures.by_collection()
    lines = lines_of(stocktake).order_by("copy__shelf_mark", "copy__register_id", "copy__number")
    missing = lines.filter(finding=Finding.MISSING)
    damaged = lines.filter(damaged=True)
    shown = sums[Finding.MISSING].copies + sum(o.damaged for o in sums.values()) <= MOST_PRINTED
    return {
        "title": "Biên bản kiểm kê",
        "subtitle": f"Tài liệu thư viện – {stocktake.name}",
        "draft": stocktake.state != Stocktake.State.CLOSED,
        "number": stocktake.record_number or "…………",
        "giver": {**office(stocktake.point, day)},
        "bases": [f"Căn cứ {stocktake.decision};"] if stocktake.decision else [],
        "place_and_day": f"{seat(stocktake.point)}, {day_long(day)}",
        "day_words": day_long(day),
        "from": day_short(timezone.localdate(stocktake.opened_at)),
        "to": day_short(timezone.localdate(end)),
        "place": stocktake.point.name,
        "scope": _scope(stocktake),
        "council": [line.strip() for line in stocktake.council.splitlines() if line.strip()],
        "rows": [
            _sum_row(str(Collection(key).label), found) for key, found in by_collection.items()
        ],
        "total": _sum_row("Cộng", sums),
        "missing_copies": grouped(sums[Finding.MISSING].copies),
        "missing_value": grouped(sums[Finding.MISSING].value),
        "missing_words": dong_words(sums[Finding.MISSING].value),
        "regained": grouped(sums[Finding.REGAINED].copies),
        "stray": grouped(sums[Finding.STRAY].copies),
        "unlabelled": grouped(stocktake.lines.filter(needs_label=True).count()),
        "unknown": grouped(stocktake.unknown_codes.count()),
        "shown": shown,
        "missing": [_row(n, line) for n, line in enumerate(missing, 1)] if shown else [],
        "damaged": [_row(n, line) for n, line in enumerate(damaged, 1)] if shown else [],
    }


def _scope(stocktake: Stocktake) -> str:
    names = [str(Collection(key).label) for key in stocktake.collections]
    text = ", ".join(names) or "tất cả các kho"
    if stocktake.shelf_from:
        text += f", từ ký hiệu {stocktake.shelf_from}"
    if stocktake.shelf_to:
        text += f" đến ký hiệu {stocktake.shelf_to}"
    return text


def _sum_row(label: str, found: dict[str, Any]) -> dict[str, str]:
    def copies(*findings: str) -> int:
        return sum(found[key].copies for key in findings if key in found)

    return {
        "label": label,
        "expected": grouped(copies(*_EXPECTED)),
        "found": grouped(copies(Finding.FOUND)),
        "missing": grouped(copies(Finding.MISSING)),
        "meanwhile": grouped(copies(Finding.MEANWHILE)),
        "damaged": grouped(sum(one.damaged for one in found.values())),
        "value": grouped(found[Finding.MISSING].value if Finding.MISSING in found else 0),
    }


def _row(number: int, line: StocktakeLine) -> dict[str, Any]:
    copy, record = line.copy, line.copy.record
    return {
        "no": number,
        "accession_no": copy.accession_no,
        "shelf_mark": copy.shelf_mark,
        "title": record.shown_title,
        "author": record.author,
        "price": grouped(line.price) if line.price is not None else "–",
    }
