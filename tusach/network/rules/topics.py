"""What a value of each topic looks like, checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tusach.network.errors import BadFact
from tusach.network.models.points import AreaClass, Connectivity, LegalForm, PointKind, Topic

# Vietnam with its islands, in degrees (WGS 84). A place outside is a slip of the finger.
LATITUDES = (6.0, 24.0)
LONGITUDES = (102.0, 118.0)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"^\s*(\d{1,2})[:h](\d{2})?\s*[-–]\s*(\d{1,2})[:h](\d{2})?\s*$", re.IGNORECASE)
# RELATIONS stand in columns of their own, not in the value.
RELATIONS = frozenset({Topic.COMMUNE, Topic.PARENT})


def clean(topic: str, value: Any) -> Any:
    """The value as it is kept. None where there is nothing to keep (an empty text, no class).

    Refuses :class:`BadFact` with the topic and the reason.
    """
    topic = Topic(topic)
    if value is None or topic in RELATIONS:
        return value
    return _CLEANERS[topic](topic, value)


def _refuse(topic: Topic, why: str) -> BadFact:
    return BadFact(topic=topic.label, why=why)


def _text(limit: int) -> Callable[[Topic, Any], str | None]:
    def clean_text(topic: Topic, value: Any) -> str | None:
        text = " ".join(str(value).split())
        if len(text) > limit:
            raise _refuse(topic, _("dài quá %(limit)s chữ") % {"limit": limit})
        return text or None

    return clean_text


def _name(topic: Topic, value: Any) -> str:
    text = _text(200)(topic, value)
    if not text:
        raise _refuse(topic, _("chưa có tên"))
    return text


def _one_of(choices: type[Any]) -> Callable[[Topic, Any], str | None]:
    def clean_choice(topic: Topic, value: Any) -> str | None:
        if value == "":
            return None
        if value not in choices.values:
            raise _refuse(topic, _("không có giá trị “%(value)s”") % {"value": value})
        return str(value)

    return clean_choice


def _classes(topic: Topic, value: Any) -> list[str] | None:
    wanted = {str(one) for one in value}
    if unknown := wanted - set(AreaClass.values):
        raise _refuse(topic, _("không có vùng “%(value)s”") % {"value": ", ".join(unknown)})
    return [one for one in AreaClass.values if one in wanted] or None


def _whole(limit: int) -> Callable[[Topic, Any], int | None]:
    def clean_whole(topic: Topic, value: Any) -> int | None:
        if value == "":
            return None
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise _refuse(topic, _("“%(value)s” không phải số") % {"value": value}) from None
        if not 0 <= number <= limit:
            raise _refuse(topic, _("phải từ 0 đến %(limit)s") % {"limit": limit})
        return number

    return clean_whole


def _square_metres(topic: Topic, value: Any) -> float | None:
    if value == "":
        return None
    try:
        area = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        raise _refuse(topic, _("“%(value)s” không phải số") % {"value": value}) from None
    if not 0 < area <= 100_000:
        raise _refuse(topic, _("phải lớn hơn 0 và không quá 100.000 m²"))
    return float(round(area, 1))


def _yes_no(topic: Topic, value: Any) -> bool | None:
    return None if value == "" else bool(value)


def _email(topic: Topic, value: Any) -> str | None:
    text = _text(200)(topic, value)
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise _refuse(topic, _("“%(value)s” không phải địa chỉ thư điện tử") % {"value": text})
    return text


def _position(topic: Topic, value: Any) -> dict[str, float]:
    try:
        lat, lon = (float(value[key]) for key in ("lat", "lon"))
    except (KeyError, TypeError, ValueError):
        raise _refuse(topic, _("cần vĩ độ và kinh độ bằng số")) from None
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        raise _refuse(
            topic,
            _("vĩ độ %(lat)s, kinh độ %(lon)s ở ngoài Việt Nam; có phải đã đổi chỗ cho nhau?")
            % {"lat": lat, "lon": lon},
        )
    return {"lat": round(lat, 6), "lon": round(lon, 6)}


def parse_spans(text: str) -> list[list[str]]:
    """Opening hours of a day: "7:30-11:30, 13h30-17h" as [["07:30","11:30"],["13:30","17:00"]].

    Raises ValueError when a piece is no span, runs backwards or overlaps the one before.
    """
    spans: list[list[str]] = []
    for piece in filter(str.strip, re.split(r"[,;]", text)):
        found = _SPAN.match(piece)
        if not found:
            raise ValueError(piece.strip())
        start = time(int(found[1]), int(found[2] or 0))
        end = time(int(found[3]), int(found[4] or 0))
        begin, close = start.strftime("%H:%M"), end.strftime("%H:%M")
        if begin >= close or (spans and begin < spans[-1][1]):
            raise ValueError(piece.strip())
        spans.append([begin, close])
    return spans


def _hours(topic: Topic, value: Any) -> dict[str, Any] | None:
    """{"mon": [["07:30", "11:30"]], …, "note": "…"}; a day may come as text."""
    if not isinstance(value, Mapping):
        raise _refuse(topic, _("cần giờ của từng ngày"))
    kept: dict[str, Any] = {}
    for day in WEEKDAYS:
        spans = value.get(day) or []
        text = spans if isinstance(spans, str) else ", ".join("-".join(one) for one in spans)
        try:
            parsed = parse_spans(text)
        except ValueError as error:
            raise _refuse(
                topic,
                _("không hiểu “%(value)s”; hãy viết như 7:30-11:30, 13:30-17:00")
                % {"value": error.args[0]},
            ) from None
        if parsed:
            kept[day] = parsed
    if note := _text(200)(topic, value.get("note") or ""):
        kept["note"] = note
    return kept or None


_CLEANERS: dict[Topic, Callable[[Topic, Any], Any]] = {
    Topic.NAME: _name,
    Topic.KIND: _one_of(PointKind),
    Topic.OWNER: _text(200),
    Topic.LEGAL_FORM: _one_of(LegalForm),
    Topic.AREA_CLASSES: _classes,
    Topic.CONNECTIVITY: _one_of(Connectivity),
    Topic.HOURS: _hours,
    Topic.HOST: _text(200),
    Topic.CONTACT: _text(200),
    Topic.PHONE: _text(60),
    Topic.EMAIL: _email,
    Topic.ADDRESS: _text(300),
    Topic.FLOOR_AREA: _square_metres,
    Topic.SEATS: _whole(10_000),
    Topic.COMPUTERS: _whole(10_000),
    Topic.ACCESSIBLE: _yes_no,
    Topic.POSITION: _position,
}
