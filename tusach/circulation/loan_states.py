"""How a copy stands to a desk, and what each act at the desk makes of it: the table of steps for
loans, which the services keep to and a test walks act by act.

A step is the state that follows, or the code of the refusal. What the rules of lending refuse
besides (``rules.py``) leaves every state as it is.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class LoanState(models.TextChoices):
    HERE = "here", pgettext_lazy("copy at the desk", "trên giá ở đây")
    LENT = "lent", pgettext_lazy("copy at the desk", "chính bạn đọc này mượn")
    LENT_OTHER = "lent_other", pgettext_lazy("copy at the desk", "người khác mượn")
    ELSEWHERE = "elsewhere", pgettext_lazy("copy at the desk", "ở nơi khác theo sổ")
    LOST = "lost", pgettext_lazy("copy at the desk", "đã ghi mất")
    DAMAGED = "damaged", pgettext_lazy("copy at the desk", "hư hỏng")


_S = LoanState
_NOBODY = "not-on-loan"

# act → state → the state that follows, or the code of the refusal
STEPS: dict[str, dict[str, str]] = {
    "lend": {
        _S.HERE: _S.LENT,
        _S.LENT: "on-loan-already",
        _S.LENT_OTHER: "on-loan-to-another",
        _S.ELSEWHERE: "copy-not-here",
        _S.LOST: "copy-not-for-loan",
        _S.DAMAGED: "copy-not-for-loan",
    },
    "return": {
        _S.HERE: _NOBODY,
        _S.LENT: _S.HERE,
        _S.LENT_OTHER: _S.HERE,
        _S.ELSEWHERE: _NOBODY,
        _S.LOST: _S.HERE,
        _S.DAMAGED: _NOBODY,
    },
    "renew": {
        _S.HERE: _NOBODY,
        _S.LENT: _S.LENT,
        _S.LENT_OTHER: _S.LENT_OTHER,
        _S.ELSEWHERE: _NOBODY,
        _S.LOST: _NOBODY,
        _S.DAMAGED: _NOBODY,
    },
    "lose": {
        _S.HERE: _NOBODY,
        _S.LENT: _S.LOST,
        _S.LENT_OTHER: _S.LOST,
        _S.ELSEWHERE: _NOBODY,
        _S.LOST: _NOBODY,
        _S.DAMAGED: _NOBODY,
    },
    "close": {
        _S.HERE: _NOBODY,
        _S.LENT: "still-out",
        _S.LENT_OTHER: "still-out",
        _S.ELSEWHERE: _NOBODY,
        _S.LOST: _NOBODY,
        _S.DAMAGED: _NOBODY,
    },
}


def as_table(steps: dict[str, dict[str, str]] = STEPS) -> str:
    """The table as the README shows it: a line for each act, a column for each state."""
    states = list(LoanState.values)
    lines = ["| | " + " | ".join(f"`{one}`" for one in states) + " |", "|---" * 7 + "|"]
    for act, row in steps.items():
        cells = [
            f"**{row[one]}**" if row[one] in states else f"refused: {row[one]}" for one in states
        ]
        lines.append(f"| `{act}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)
