"""Numbers and sums of money as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import formats


def number(value: Any) -> str:
    """A number with the language's grouping; nothing for none."""
    return "" if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)


def dong(value: Decimal | int | None) -> str:
    """A sum of money in đồng, without fractions."""
    return "–" if value is None else f"{number(int(value))} đ"
