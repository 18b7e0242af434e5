"""The reasons every installation begins with, put there after each migration (domain: B.5)."""

from __future__ import annotations

from typing import Any

_CIRCULAR = "Thông tư 02/2020/TT-BVHTTDL"
# code, name, English, finder
_FIRST = [
    ("outdated", "Nội dung lạc hậu", "Outdated content", ""),
    ("old_law", "Văn bản pháp luật hết hiệu lực", "Law no longer in force", "old_law"),
    ("function", "Không phù hợp chức năng của thư viện", "Not fitting the library", ""),
    ("textbook", "Sách giáo khoa đã thay", "Replaced textbook", "textbook"),
    ("superseded", "Đã có bản mới hoặc bản số thay thế", "Superseded by a newer or digital edition",
     "superseded"),
    ("periodical", "Báo, tạp chí phổ thông quá hạn giữ", "Old newspaper or magazine", "periodical"),
    ("damaged", "Hư hỏng không phục chế được", "Damaged beyond repair", "damaged"),
    ("surplus", "Bản thừa", "Surplus copy", "surplus"),
    ("unused", "Lâu không có người dùng", "Long unused", "unused"),
    ("lost", "Mất trong phục vụ", "Lost in service", "lost"),
]  # fmt: skip


def ensure_criteria(**_signal: Any) -> None:
    """Add the rows that are missing; touches nothing else."""
    from tusach.upkeep.models import Criterion

    there = set(Criterion.objects.values_list("code", flat=True))
    Criterion.objects.bulk_create(
        Criterion(
            code=code, name=name, name_en=english, finder=finder, basis=_CIRCULAR,
            position=10 * (place + 1),
        )
        for place, (code, name, english, finder) in enumerate(_FIRST)
        if code not in there
    )  # fmt: skip
