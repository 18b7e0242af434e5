"""What devices carry of copies: the shelf of their points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tusach.holdings.models import Alias, Copy
from tusach.offline.api import register_rows

COPIES = "holdings.copies"


def register() -> None:
    register_rows(COPIES, copies_of_points)


def copies_of_points(points: frozenset[int]) -> Iterable[list[Any]]:
    """A row for each copy that these points have now, lent ones too: barcode, accession
    number, title, author, shelf mark, state, owner's point code, collection, aliases, record
    number. By record, so that equal titles stand side by side and pack into little."""
    aliases: dict[int, list[str]] = {}
    for copy, value in (
        Alias.objects.filter(copy__place__point__in=points)
        .order_by("pk")
        .values_list("copy_id", "value")
    ):
        aliases.setdefault(copy, []).append(value)
    rows = (
        Copy.objects.filter(place__point__in=points)
        .order_by("record__title_key", "record_id", "pk")
        .values_list(
            "pk",
            "barcode",
            "accession_no",
            "record__title",
            "record__author",
            "shelf_mark",
            "place__state",
            "owner__code",
            "collection",
            "record__control_number",
        )
    )
    for copy, *row, record in rows.iterator():
        yield [*row, aliases.get(copy, []), record]
