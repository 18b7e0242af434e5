"""What class numbers are called: rows with the days between which a table said so.

A caption is found for a number or, where it has none of its own, for the longest beginning of
it that has one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from tusach.catalogue.models import ClassCaption

GIVEN = Path(__file__).parent / "data" / "class_captions.tsv"
# Of a number that no scheme is told for, the table that Vietnamese libraries used before DDC.
_OLDER = "lop19"
_LONGEST = 20


def captions_of(
    numbers: Sequence[tuple[str, str]], *, on: date | None = None
) -> dict[tuple[str, str], str]:
    """(scheme, number) → its caption on a day (today), in the language of the page; one query.
    "" where no table says anything."""
    day = on or timezone.localdate()
    asked: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for scheme, number in numbers:
        table = scheme if scheme == "ddc" else _OLDER if scheme == "other" else scheme
        asked[scheme, number] = [(table, one) for one in _beginnings(table, number)]
    wanted = {one for ones in asked.values() for one in ones}
    rows = ClassCaption.objects.filter(
        Q(until=None) | Q(until__gte=day),
        since__lte=day,
        scheme__in={scheme for scheme, _number in wanted},
        number__in={number for _scheme, number in wanted},
    ).order_by("since")
    is_english = (get_language() or "vi").startswith("en")
    held = {(one.scheme, one.number): (is_english and one.english) or one.caption for one in rows}
    return {
        key: next((held[one] for one in ones if one in held), "") for key, ones in asked.items()
    }


def _beginnings(scheme: str, number: str) -> Iterable[str]:
    """The number and all that it begins with, longest first; of DDC the divisions and main
    classes as they are written (895.9 → 895 → 890 → 800)."""
    number = number.strip().upper()[:_LONGEST]
    for length in range(len(number), 0, -1):
        yield number[:length].rstrip(".")
    if scheme == "ddc" and len(number) >= 3 and number[:3].isdigit():
        yield f"{number[:2]}0"
        yield f"{number[:1]}00"


@transaction.atomic
def load_captions(rows: Iterable[dict[str, Any]]) -> int:
    """Puts captions there that are not; what stands there with the same day is replaced.
    Columns: scheme, number, caption, english, since (year-month-day), source."""
    made = [
        ClassCaption(
            scheme=row["scheme"],
            number=row["number"].strip().upper(),
            caption=row["caption"],
            english=row.get("english") or "",
            since=date.fromisoformat(row["since"]),
            source=row.get("source") or "",
        )
        for row in rows
    ]
    ClassCaption.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["scheme", "number", "since"],
        update_fields=["caption", "english", "source"],
    )
    return len(made)


def read_captions(path: Path) -> list[dict[str, Any]]:
    """The rows of a table of captions, columns between tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def ensure_captions(**_more: Any) -> None:
    """After each migration: those we ship, where none are."""
    if not ClassCaption.objects.exists():
        load_captions(read_captions(GIVEN))
