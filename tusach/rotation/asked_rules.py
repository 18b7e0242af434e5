"""What this room asks the room `policy`, and the rows every installation begins with.

The Circular came into force on 01/12/2018. Nobody has compared these numbers with its full
text yet, and a newer circular is known to exist: so none is marked as verified.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.policy.api import First, Question, Unit, ask
from tusach.rotation.rules.dated import RuleKind

_CIRCULAR = "Thông tư 33/2018/TT-BVHTTDL, Điều 6"
_HOUSE = "Lệ của thư viện, chưa có văn bản"
_FIRST = date(2018, 12, 1)
_QUESTIONS = [
    (RuleKind.STAY_MONTHS, Unit.MONTHS, 6, _CIRCULAR),
    (RuleKind.COPIES_PER_TITLE, Unit.COPIES, 3, _CIRCULAR),
    (RuleKind.STAFF, Unit.PEOPLE, 2,
     "Thông tư 33/2018/TT-BVHTTDL (ít nhất 2 người đối với thư viện tỉnh)"),
    (RuleKind.SAME_TITLE_YEARS, Unit.YEARS, 3, _HOUSE),
    (RuleKind.SILENT_DAYS, Unit.DAYS, 90, _HOUSE),
    (RuleKind.COPY_GRAMS, Unit.GRAMS, 350, "Ước tính: khổ 14,5 × 20,5 cm, khoảng 250 trang"),
    (RuleKind.BOX_KILOS, Unit.KILOS, 25, _HOUSE),
]  # fmt: skip


def ask_rules() -> None:
    """Called when the room starts."""
    for kind, unit, value, basis in _QUESTIONS:
        ask(
            Question(
                key=f"rotation.{kind}",
                label=kind.label,
                unit=unit,
                group=_("Luân chuyển"),
                first=First(value, basis, _FIRST),
                warns=True,
            )
        )
