"""What stands on a paper, as plain values: official Vietnamese, whatever the screen speaks.

The values are kept with the paper; PDF and DOCX are both made from them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from tusach.holdings.api import Condition
from tusach.network.api import ServicePoint, office, seat
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import Came, LineState, ReturnedAs
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped


def row_of(number: int, line: Line, last: str = "") -> dict[str, Any]:
    """One copy in a list. ``last`` is the text of the last column."""
    record = line.copy.record
    return {
        "no": number,
        "copy": line.copy_id,
        "barcode": line.copy.barcode,
        "accession": line.copy.accession_no,
        "title": record.shown_title,
        "author": record.author,
        "publisher": record.publisher,
        "year": str(record.year or ""),
        "price": grouped(line.price) if line.price else "–",
        "condition": last,
        "box": line.box.code if line.box else "",
    }


def rows(lines: Iterable[Line], last: Callable[[Line], str]) -> list[dict[str, Any]]:
    """The rows of a list, numbered in the order given (by syllable: ``lines_of``)."""
    return [row_of(n, line, last(line)) for n, line in enumerate(lines, 1)]


def _condition() -> Callable[[Line], str]:
    """What to say of a copy's condition: five words, asked for once and not for each row."""
    words = {value: str(label).capitalize() for value, label in Condition.choices}
    return lambda line: words[line.copy.condition]


def _plan_base(reference: str) -> str:
    text = reference.strip().rstrip(".;")
    return f"{text if text.lower().startswith('căn cứ') else f'Căn cứ {text}'};"


def bases(leg: Leg, legal: str) -> list[str]:
    """The "căn cứ" lines: the dated rule's source and the plan."""
    found = [f"Căn cứ {legal};"] if legal else []
    if leg.batch.plan_reference:
        found.append(_plan_base(leg.batch.plan_reference))
    return found


@in_vietnamese
def hand_over_content(
    leg: Leg,
    lines: list[Line],
    refused: list[Line],
    *,
    number: str,
    version: int,
    since: int,
    made_on: date,
    place: str,
    giver: dict[str, str],
    receiver: dict[str, str],
    legal: str,
) -> dict[str, Any]:
    """Everything on a hand-over record (form no. 02 of the Circular, fields of B.4)."""
    added = [line for line in lines if line.came in {Came.DOOR, Came.LATER}]
    condition = _condition()
    value = sum(line.price for line in lines)
    titles = len({line.copy.record_id for line in lines})
    boxes: dict[str, int] = {}
    for line in lines:
        if line.box is not None:
            boxes[line.box.code] = boxes.get(line.box.code, 0) + 1
    worn = sum(line.copy.condition not in {"new", "good"} for line in lines)
    store = leg.batch.store
    owner = office(leg.batch.return_to, made_on)["unit"]
    return {
        "title": "Biên bản bàn giao",
        "subtitle": f"Tài liệu luân chuyển đợt {leg.batch.code}",
        "number": number,
        "version": version,
        "batch": leg.batch.code,
        "giver": {**office(store, made_on), **giver},
        "receiver": {**office(leg.point, made_on), **receiver},
        "bases": bases(leg, legal),
        "place": place,
        "place_and_day": f"{seat(store)}, {day_long(made_on)}",
        "day_words": day_long(made_on),
        "titles_text": grouped(titles),
        "copies_text": grouped(len(lines)),
        "value_text": grouped(value),
        "value_words": dong_words(value),
        "titles": titles,
        "copies": len(lines),
        "value": value,
        "boxes": [{"code": code, "copies": count} for code, count in sorted(boxes.items())],
        "condition": (
            f"Tài liệu sử dụng tốt; {worn} bản cũ hoặc hư hỏng nhẹ ghi ở cột tình trạng của "
            "danh mục."
            if worn
            else "Tài liệu nguyên vẹn, sử dụng tốt."
        ),
        "from": f"ngày {day_short(_since(leg, made_on))}",
        "due": f"ngày {day_short(leg.due_on)}",
        "owner": owner,
        "differences": {
            "since": since,
            "refused": rows(refused, lambda x: str(x.get_refused_because_display())),
            "added": rows(added, condition),
        },
        "rows": rows(lines, condition),
    }


def _since(leg: Leg, made_on: date) -> date:
    return timezone.localdate(leg.handed_over_at) if leg.handed_over_at else made_on


@in_vietnamese
def return_content(
    leg: Leg,
    lines: list[Line],
    *,
    number: str,
    version: int,
    made_on: date,
    place: str,
    giver: dict[str, str],
    receiver: dict[str, str],
    legal: str,
    figures: list[dict[str, Any]],
) -> dict[str, Any]:
    """What came back from a point: the point gives, the library takes back."""
    back = [x for x in lines if x.state == LineState.RETURNED]
    lost = [x for x in lines if x.state == LineState.LOST]
    started = _since(leg, made_on)
    return {
        "title": "Biên bản nhận trả",
        "subtitle": f"Tài liệu luân chuyển đợt {leg.batch.code}",
        "number": number,
        "version": version,
        "batch": leg.batch.code,
        "giver": {**office(leg.point, made_on), **giver},
        "receiver": {**office(leg.batch.return_to, made_on), **receiver},
        "bases": bases(leg, legal),
        "place": place,
        "place_and_day": f"{seat(leg.batch.return_to)}, {day_long(made_on)}",
        "day_words": day_long(made_on),
        "from": day_short(started),
        "titles": len({x.copy.record_id for x in back}),
        "copies": len(back),
        "value": sum(x.price for x in back),
        "figures": figures,
        "rows": rows(back, returned_as),
        "lost": rows(lost, paid),
        "loss_text": grouped(sum(x.price for x in lost)),
    }


def returned_as(line: Line) -> str:
    return str(ReturnedAs(line.condition).label) if line.condition else ""


def paid(line: Line) -> str:
    return grouped(line.compensation) if line.compensation else "–"


@in_vietnamese
def closing_content(
    lines: list[Line],
    *,
    code: str,
    number: str,
    made_on: date,
    place: str,
    store: ServicePoint,
    leaves_on: date,
    reference: str,
    legal: str,
    points: list[dict[str, str]],
    figures: list[dict[str, Any]],
    use: str,
    findings: list[str],
    giver_name: str,
    receiver_name: str,
) -> dict[str, Any]:
    """The end of a batch: who got what, what came back, what did not."""
    by_state = {state: [x for x in lines if x.state == state] for state in LineState}
    lost, back = by_state[LineState.LOST], by_state[LineState.RETURNED]
    worn = [x for x in back if x.condition != ReturnedAs.GOOD]
    legal_bases = [f"Căn cứ {legal};"] if legal else []
    if reference:
        legal_bases.append(_plan_base(reference))
    return {
        "title": "Biên bản thanh lý",
        "subtitle": f"Kết thúc đợt luân chuyển tài liệu {code}",
        "number": number,
        "version": 1,
        "batch": code,
        "giver": {**office(store, made_on), "name": giver_name},
        "receiver": {"name": receiver_name},
        "bases": legal_bases,
        "place": place,
        "place_and_day": f"{seat(store)}, {day_long(made_on)}",
        "day_words": day_long(made_on),
        "from": day_short(leaves_on),
        "titles": len({x.copy.record_id for x in lines}),
        "copies": len(lines),
        "value": sum(x.price for x in lines),
        "points": points,
        "figures": figures,
        "agreement": (
            "Số bản bàn giao bằng tổng số bản đã trả, mất, xuất khỏi sổ và chuyển tiếp; hai bên "
            "không còn nghĩa vụ về tài liệu của đợt này, trừ phần bồi thường ghi trong phụ lục "
            "(nếu có)."
        ),
        "use": use,
        "findings": findings,
        "lost": rows(lost, paid),
        "loss_text": grouped(sum(x.price for x in lost)),
        "damaged": rows(worn, returned_as),
        "passed": rows(
            by_state[LineState.PASSED_ON],
            lambda x: x.answered_by.leg.batch.code if x.answered_by else "",
        ),
    }
