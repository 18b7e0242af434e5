"""What stands on the shelves of a library, by shelf mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tusach.catalogue.api import BrowsePlace, Record, leaf
from tusach.holdings.api import Copy
from tusach.network.api import ServicePoint

# Copies that stand there, or come back there when a reader returns them.
_STANDING = ("in_store", "in_service", "on_loan")


@dataclass(frozen=True)
class Standing:
    """A title under a shelf mark; ``copies`` of it stand together."""

    mark: str
    record: Record
    copies: int


@dataclass(frozen=True)
class Shelf:
    rows: Sequence[Standing]
    before: BrowsePlace | None
    after: BrowsePlace | None


def shelf_of(
    point: ServicePoint,
    *,
    typed: str = "",
    after: BrowsePlace | None = None,
    before: BrowsePlace | None = None,
) -> Shelf:
    """A page of the shelf from a mark on. Three queries."""
    found = (
        Copy.objects.filter(
            place__point=point, place__state__in=_STANDING, record__is_suppressed=False
        )
        .exclude(shelf_mark="")
        .select_related("record")
    )
    page = leaf(found, "shelf_mark", start=typed.strip()[:80], after=after, before=before)
    rows: list[Standing] = []
    for copy in page.rows:
        if rows and (rows[-1].mark, rows[-1].record) == (copy.shelf_mark, copy.record):
            rows[-1] = Standing(copy.shelf_mark, copy.record, rows[-1].copies + 1)
        else:
            rows.append(Standing(copy.shelf_mark, copy.record, 1))
    return Shelf(rows, page.before, page.after)
