"""What stands on the record of a transfer, as plain values in official Vietnamese."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tusach.holdings.models import Collection, Transfer, TransferLine
from tusach.holdings.selectors.transfers import amounts_listed, lines_of, titles_listed, total
from tusach.network.api import office, seat
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped

# A longer list goes along as a spreadsheet, which the record says.
MOST_PRINTED = 5000


@in_vietnamese
def transfer_content(transfer: Transfer) -> dict[str, Any]:
    """Everything on the record: parties, sums by collection, and the copies by title in the
    order of syllables. Of a draft it says so."""
    day = transfer.record_on or max(transfer.on, transfer.decided_on or transfer.on)
    sums = amounts_listed(transfer)
    whole = total(sums)
    shown = whole.copies <= MOST_PRINTED
    return {
        "title": "Biên bản bàn giao tài sản",
        "subtitle": "Điều chuyển tài liệu thư viện",
        "draft": transfer.state == Transfer.State.DRAFT,
        "number": transfer.record_number or "…………",
        "giver": {
            **office(transfer.giver, _eve(transfer)),
            "name": transfer.giver_name,
            "post": transfer.giver_post,
            "phone": "",
        },
        "taker": {
            **office(transfer.taker, day),
            "name": transfer.taker_name,
            "post": transfer.taker_post,
            "phone": "",
        },
        "bases": [f"Căn cứ {_decision(transfer)};"],
        "place": transfer.record_place,
        "place_and_day": f"{seat(transfer.giver)}, {day_long(day)}",
        "day_words": day_long(day),
        "on": day_short(transfer.on),
        "register": transfer.register.name if transfer.register else "",
        "sums": [
            {
                "label": str(Collection(row.key).label),
                "titles": grouped(row.titles),
                "copies": grouped(row.copies),
                "value": grouped(row.value),
            }
            for row in sums
        ],
        "titles_text": grouped(titles_listed(transfer)),
        "copies_text": grouped(whole.copies),
        "value_text": grouped(whole.value),
        "value_words": dong_words(whole.value),
        "unpriced": whole.unpriced,
        "shown": shown,
        "rows": [_row(n, line) for n, line in enumerate(_listed(transfer), 1)] if shown else [],
    }


def _eve(transfer: Transfer) -> date:
    """A library that ends with the decision signs under the name it had until then."""
    return transfer.on - timedelta(days=1)


def _decision(transfer: Transfer) -> str:
    if transfer.decided_on is None:
        return transfer.decision
    return f"{transfer.decision} ngày {day_short(transfer.decided_on)}"


def _listed(transfer: Transfer) -> list[TransferLine]:
    return list(
        lines_of(transfer)
        .filter(status__in=[TransferLine.Status.WAITING, TransferLine.Status.MOVED])
        .order_by("copy__record__title_key", "copy__record_id", "position", "pk")
    )


def _row(number: int, line: TransferLine) -> dict[str, Any]:
    record, said = line.copy.record, line.ownership
    return {
        "no": number,
        "old": said.old_accession_no if said else line.copy.accession_no,
        "new": said.accession_no if said and said.is_renumbered else "",
        "barcode": line.copy.barcode,
        "title": record.shown_title,
        "author": record.author,
        "year": str(record.year or ""),
        "price": grouped(line.price) if line.price is not None else "–",
        "condition": str(line.get_condition_display()).capitalize(),
    }
