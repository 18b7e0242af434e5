"""Numbers of the room's papers: BS-2026-014."""

from __future__ import annotations

from tusach.acquisitions.models import YearNumber

# Purchase, gift, order, claim, subscription.
PURCHASE, GIFT, ORDER, CLAIM, SUBSCRIPTION = "BS", "BT", "DH", "KN", "DM"


def next_code(kind: str, year: int) -> str:
    """The next number of a kind of paper in a year; locks that row until the transaction ends."""
    YearNumber.objects.get_or_create(kind=kind, year=year)
    row = YearNumber.objects.select_for_update().get(kind=kind, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{kind}-{year}-{row.last:03d}"
