"""The scale of conditions every installation begins with, put there after each migration."""

from __future__ import annotations

from typing import Any

# code, name, English, the condition of the registers, whether it asks for repair
_FIRST = [
    ("as_new", "Như mới", "As new", "new", False),
    ("sound", "Nguyên vẹn", "Sound", "good", False),
    ("worn", "Cũ, còn dùng tốt", "Worn, usable", "worn", False),
    ("loose", "Bong gáy, long bìa", "Loose spine or cover", "damaged", True),
    ("torn", "Rách, rời trang", "Torn or loose pages", "damaged", True),
    ("wet", "Ẩm, mốc, mối mọt", "Damp, mould, insects", "damaged", True),
    ("beyond", "Hỏng, không sửa được", "Beyond repair", "unusable", False),
]


def ensure_grades(**_signal: Any) -> None:
    """Add the rows that are missing; touches nothing else."""
    from tusach.upkeep.models import Grade

    there = set(Grade.objects.values_list("code", flat=True))
    Grade.objects.bulk_create(
        Grade(
            code=code, name=name, name_en=english, condition=condition, repairs=repairs,
            position=10 * (place + 1),
        )
        for place, (code, name, english, condition, repairs) in enumerate(_FIRST)
        if code not in there
    )  # fmt: skip
