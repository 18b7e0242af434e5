"""Decisions without a database: which step may follow which, which copies cannot be weeded."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.holdings.api import Collection, State
from tusach.upkeep.models.weeding import WeedingState as S

# Step → the states in which it may be taken.
STEPS: Mapping[str, frozenset[str]] = {
    "list": frozenset({S.DRAFT}),
    "submit": frozenset({S.DRAFT}),
    "keep": frozenset({S.SUBMITTED}),
    "appraise": frozenset({S.SUBMITTED}),
    "send_back": frozenset({S.SUBMITTED, S.APPRAISED}),
    "decide": frozenset({S.APPRAISED}),
    "take_back": frozenset({S.DECIDED}),
    "carry_out": frozenset({S.DECIDED}),
    "dispose": frozenset({S.CARRIED_OUT}),
    "cancel": frozenset({S.CARRIED_OUT}),
    "close": frozenset({S.CARRIED_OUT}),
    "drop": frozenset({S.DRAFT, S.SUBMITTED, S.APPRAISED}),
    "ask_again": frozenset({S.CARRYING_OUT, S.CANCELLING}),
}


def may(step: str, state: str) -> bool:
    """Whether a round in ``state`` may take ``step``."""
    return state in STEPS[step]


# Never weeded, whatever the reason: local history and rare documents (R-091, Circular 02/2020).
NEVER = frozenset({Collection.LOCAL, Collection.RARE})
# What a council can look at: on the shelves of its library, or lost.
AT_HAND = frozenset({State.IN_STORE, State.IN_SERVICE, State.DAMAGED, State.QUARANTINE, State.LOST})

# Why a copy cannot be on a list, or was not struck.
WHY_NOT: dict[str, str | Promise] = {
    "local": _("tài liệu địa chí không thanh lọc"),
    "rare": _("tài liệu quý hiếm không thanh lọc"),
    "not-theirs": _("thuộc thư viện khác (sách luân chuyển, ký gửi)"),
    "withdrawn": _("đã xuất khỏi sổ"),
    "on_loan": _("đang cho mượn"),
    "packed": _("đang trong thùng"),
    "in_transit": _("đang trên đường luân chuyển"),
    "elsewhere": _("đang ở nơi khác; hãy thu hồi trước"),
    "picked": _("đã chọn cho một đợt luân chuyển"),
    "lost": _("đang ghi là mất"),
    "in-exchange": _("đang trong một danh mục trao đổi"),
    "in-round": _("đang trong một đợt thanh lọc khác"),
}


def why_not(*, owner: int, copy_owner: int, collection: str, state: str, point: int | None) -> str:
    """Why a copy cannot be weeded by ``owner``, as a code of :data:`WHY_NOT`; "" if it can."""
    if copy_owner != owner:
        return "not-theirs"
    if collection == Collection.LOCAL:
        return "local"
    if collection == Collection.RARE:
        return "rare"
    if state not in AT_HAND:
        return state
    if state != State.LOST and point != owner:
        return "elsewhere"
    return ""


def most_of(base: int, percent: int) -> int:
    """How many copies are at most so many per cent of ``base``."""
    return base * percent // 100
