"""What every paper of the room begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from tusach.network.api import ServicePoint, office, seat
from tusach.vietnamese.api import day_long, grouped


def head(
    owner: ServicePoint, on: date, *, title: str, subtitle: str, number: str
) -> dict[str, Any]:
    """The keys that ``/ui/forms/official.typ`` asks for."""
    return {
        "title": title,
        "subtitle": subtitle,
        "number": number,
        "version": 0,
        "giver": office(owner, on),
        "place_and_day": f"{seat(owner)}, {day_long(on)}",
        "day_words": day_long(on),
        "bases": [],
    }


def base(reference: str) -> str:
    """A "căn cứ" line."""
    text = reference.strip().rstrip(".;")
    return f"{text if text.lower().startswith('căn cứ') else f'Căn cứ {text}'};"


def money(value: int | None) -> str:
    return "–" if value is None else grouped(value)


def percent(discount: int) -> str:
    """2500 as "25 %", 1250 as "12,5 %"; nothing for none."""
    return f"{discount / 100:g}".replace(".", ",") + " %" if discount else ""
