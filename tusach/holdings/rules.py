"""The states of a copy, the acts that change them, and which act follows which state."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    IN_STORE = "in_store", _("trong kho")
    PACKED = "packed", _("đã đóng thùng")
    IN_TRANSIT = "in_transit", _("đang chuyển")
    # A point is "đang phục vụ" too, and other words stand for that in other languages.
    IN_SERVICE = "in_service", pgettext_lazy("state of a copy", "đang phục vụ")
    ON_LOAN = "on_loan", _("đang cho mượn")
    LOST = "lost", _("mất")
    DAMAGED = "damaged", _("hư hỏng")
    QUARANTINE = "quarantine", _("chờ kiểm tra")
    WITHDRAWN = "withdrawn", _("đã xuất khỏi sổ")


# A reader who stands before the shelf can have it.
THERE = frozenset({State.IN_STORE, State.IN_SERVICE})


class LedgerAct(models.TextChoices):
    ACCESSION = "accession", _("Ghi sổ")
    PACK = "pack", _("Đóng vào thùng")
    UNPACK = "unpack", _("Lấy ra khỏi thùng")
    SEND = "send", _("Gửi đi")
    HAND_OVER = "hand_over", _("Bàn giao")
    RECEIVE = "receive", _("Nhận")
    PUT_IN_SERVICE = "put_in_service", _("Đưa ra phục vụ")
    LEND = "lend", _("Cho mượn")
    RETURN = "return", pgettext_lazy("loan", "Nhận trả")
    PASS_ON = "pass_on", _("Chuyển tiếp")
    RECALL = "recall", _("Thu hồi")
    SEND_BACK = "send_back", _("Gửi trả")
    TAKE_BACK = "take_back", _("Nhận lại")
    LOSE = "lose", _("Báo mất")
    FIND = "find", _("Tìm thấy")
    DAMAGE = "damage", _("Báo hư hỏng")
    MEND = "mend", _("Phục chế")
    WITHDRAW = "withdraw", _("Xuất khỏi sổ")
    SETTLE = "settle", _("Giải quyết")
    MOVE = "move", _("Chuyển chỗ")
    TRANSFER = "transfer", _("Điều chuyển")


_PRESENT = frozenset(
    {State.IN_STORE, State.PACKED, State.IN_TRANSIT, State.IN_SERVICE, State.DAMAGED,
     State.QUARANTINE}
)  # fmt: skip
_HELD = _PRESENT | {State.ON_LOAN, State.LOST}

# From which states each act may come. A copy that was reported lost and turns up in a box or
# on a shelf is found by that act too, so physical acts also follow "lost".
AFTER: dict[str, frozenset[str]] = {
    LedgerAct.ACCESSION: frozenset(),
    LedgerAct.PACK: frozenset({State.IN_STORE, State.IN_SERVICE, State.QUARANTINE, State.DAMAGED}),
    LedgerAct.UNPACK: frozenset({State.PACKED, State.IN_TRANSIT}),
    LedgerAct.SEND: frozenset({State.PACKED, State.IN_STORE, State.IN_SERVICE, State.DAMAGED}),
    LedgerAct.HAND_OVER: _PRESENT,
    LedgerAct.RECEIVE: _PRESENT | {State.LOST},
    LedgerAct.PUT_IN_SERVICE: frozenset(
        {State.IN_STORE, State.PACKED, State.IN_TRANSIT, State.IN_SERVICE, State.QUARANTINE}
    ),
    LedgerAct.LEND: frozenset({State.IN_STORE, State.IN_SERVICE}),
    LedgerAct.RETURN: frozenset({State.ON_LOAN, State.LOST}),
    LedgerAct.PASS_ON: _PRESENT,
    LedgerAct.RECALL: _PRESENT | {State.ON_LOAN},
    LedgerAct.SEND_BACK: _PRESENT,
    LedgerAct.TAKE_BACK: _HELD,
    LedgerAct.LOSE: _PRESENT | {State.ON_LOAN},
    LedgerAct.FIND: frozenset({State.LOST}),
    LedgerAct.DAMAGE: _PRESENT | {State.ON_LOAN},
    LedgerAct.MEND: frozenset({State.DAMAGED, State.QUARANTINE}),
    LedgerAct.WITHDRAW: _HELD,
    LedgerAct.SETTLE: _HELD,
    LedgerAct.MOVE: _PRESENT | {State.LOST},
    # With the library's stock goes what is answered for: copies lent and copies lost too.
    LedgerAct.TRANSFER: _HELD,
}

# What a device may report. The others are decisions made at a desk.
FROM_DEVICES = frozenset(LedgerAct.values) - {
    LedgerAct.ACCESSION,
    LedgerAct.WITHDRAW,
    LedgerAct.SETTLE,
    LedgerAct.TRANSFER,
}


def may_follow(act: str, state: str) -> bool:
    """Whether ``act`` may be done on a copy in ``state``."""
    return state in AFTER[act]


# Two desks that do not see each other lend a copy twice, or take it back twice. Whose loan it is
# is settled by the statements of the room that lends (docs/decisions/0026); the copy is where
# the last of them says, and nobody needs to look for it.
_SETTLED_BY_LENDING = (
    (LedgerAct.LEND, State.ON_LOAN),
    (LedgerAct.RETURN, State.IN_STORE),
    (LedgerAct.RETURN, State.IN_SERVICE),
)


def allowed_pairs() -> list[str]:
    """``act:state`` for each act that may follow a state, as the chain query takes them.

    Settling and withdrawal are decisions: they say where the copy is, whatever came before.
    """
    return sorted(
        {
            f"{act}:{state}"
            for act, states in AFTER.items()
            for state in (_HELD if act in {LedgerAct.SETTLE, LedgerAct.WITHDRAW} else states)
        }
        | {f"{act}:{state}" for act, state in _SETTLED_BY_LENDING}
    )
