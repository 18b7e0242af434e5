"""How far a person's printer misses a sheet of labels: a habit of theirs, remembered."""

from __future__ import annotations

from tusach.holdings.labels import Margin
from tusach.holdings.models import PrinterMargin


def margin_of(account: int, sheet: str) -> Margin:
    """What was remembered for this sheet; nothing: not at all."""
    found = PrinterMargin.objects.filter(account=account, sheet=sheet).first()
    return Margin(found.right / 10, found.down / 10) if found else Margin()


def keep_margin(*, account: int, sheet: str, margin: Margin) -> None:
    """Remember it, to a tenth of a millimetre."""
    PrinterMargin.objects.update_or_create(
        account=account,
        sheet=sheet,
        defaults={"right": round(margin.right * 10), "down": round(margin.down * 10)},
    )
