"""What devices carry of copies: the shelf of their points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from tusach.holdings.models import Alias, Copy
from tusach.offline.api import register_rows

COPIES = "holdings.copies"


def register() -> None:
    register_rows(COPIES, copies_of_points)


def copies_of_points(points: frozenset[int]) -> Iterable[list[Any]]:
    """A row for each copy that these points have now, lent ones too: barcode, accession
    number, title, author, shelf mark, state, owner's point code, collection, aliases, record
    number. By record, so that equal titles stand side by side and pack into little."""
    yield from rows_of_copies(Copy.objects.filter(place__point__in=points).values("pk"))


def rows_of_copies(copies: QuerySet[Any, Any]) -> Iterable[list[Any]]:
    """The rows of these copies (a query of their numbers), as :func:`copies_of_points` has them:
    for a room above whose devices carry copies that are not at the point yet."""
    aliases: dict[int, list[str]] = {}
    for copy, value in (
        Alias.objects.filter(copy__in=copies).order_by("pk").values_list("copy_id", "value")
    ):
        aliases.setdefault(copy, []).append(value)
    rows = (
        Copy.objects.filter(pk__in=copies)
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
