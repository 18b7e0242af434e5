"""Numbers, sums and days as Vietnamese papers write them."""

from __future__ import annotations

from datetime import date

from tusach.vietnamese.numbers import number_words


def grouped(number: int) -> str:
    """1.234.567, as papers write numbers."""
    return f"{number:,}".replace(",", ".")


def day_short(day: date) -> str:
    """05/09/2026."""
    return f"{day:%d/%m/%Y}"


def day_long(day: date) -> str:
    """ngày 05 tháng 9 năm 2026: a zero before days below ten and before months 1 and 2 only
    (Decree 30/2020, appendix I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def dong_words(value: int) -> str:
    """A sum of money in words, as it stands before the signatures."""
    return f"{number_words(value)} đồng"
