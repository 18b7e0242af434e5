"""The kinds of source every installation begins with (R-071), put there after each migration.

A province adds its own rows; these are never changed once they stand.
"""

from __future__ import annotations

from typing import Any

# code, name, English, group
_FIRST = [
    ("budget", "Ngân sách được cấp", "Allocated budget", "budget"),
    ("national_programme", "Chương trình mục tiêu quốc gia",
     "National target programme", "programme"),
    ("gift_publisher", "Biếu tặng của nhà xuất bản", "Gift of a publisher", "gift"),
    ("gift_organisation", "Biếu tặng của tổ chức", "Gift of an organisation", "gift"),
    ("gift_person", "Biếu tặng của cá nhân", "Gift of a person", "gift"),
    ("exchange", "Trao đổi", "Exchange", "exchange"),
    ("transfer", "Điều chuyển", "Transfer", "transfer"),
    ("legal_deposit", "Lưu chiểu", "Legal deposit", "other"),
    ("compensation", "Bạn đọc đền", "Compensation by a reader", "other"),
    ("unknown", "Không rõ nguồn", "Unknown", "other"),
]  # fmt: skip


def ensure_sources(**_signal: Any) -> None:
    """Add the rows that are missing; touches nothing else."""
    from tusach.holdings.models import Source

    there = set(Source.objects.values_list("code", flat=True))
    Source.objects.bulk_create(
        Source(code=code, name=name, name_en=english, group=group, position=10 * (place + 1))
        for place, (code, name, english, group) in enumerate(_FIRST)
        if code not in there
    )
