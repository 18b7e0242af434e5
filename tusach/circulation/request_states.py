"""The states of a request, and which act leads from which to which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class RequestState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("state of a request", "đang chờ")
    ASSIGNED = "assigned", pgettext_lazy("state of a request", "có bản, chờ lấy trên giá")
    COMING = (
        "coming",
        pgettext_lazy("state of a request", "đã xếp vào thùng, đến theo đợt luân chuyển"),
    )
    ON_THE_WAY = "on_the_way", pgettext_lazy("state of a request", "đang gửi đến")
    READY = "ready", pgettext_lazy("state of a request", "chờ bạn đọc đến lấy")
    FETCHED = "fetched", pgettext_lazy("state of a request", "đã lấy")
    EXPIRED = "expired", pgettext_lazy("state of a request", "quá hạn giữ")
    CANCELLED = "cancelled", pgettext_lazy("state of a request", "đã huỷ")


_S = RequestState
OPEN = (_S.WAITING, _S.ASSIGNED, _S.COMING, _S.ON_THE_WAY, _S.READY)
# A copy is promised in these.
HOLDING = (_S.ASSIGNED, _S.COMING, _S.ON_THE_WAY, _S.READY)

# act → (from, to)
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "assign": ((_S.WAITING,), _S.ASSIGNED),
    "release": ((_S.ASSIGNED, _S.READY), _S.WAITING),
    # In a box of the rotation: packed, taken out again, handed over at the point.
    "ride": ((_S.WAITING, _S.ASSIGNED), _S.COMING),
    "stay": ((_S.COMING,), _S.WAITING),
    "come": ((_S.COMING,), _S.READY),
    "fulfil": ((_S.COMING,), _S.FETCHED),
    "send": ((_S.ASSIGNED,), _S.ON_THE_WAY),
    "hold": ((_S.ASSIGNED,), _S.READY),
    "arrive": ((_S.ON_THE_WAY,), _S.READY),
    "fetch": ((_S.READY,), _S.FETCHED),
    # At the counter: lent to whoever asked, perhaps another copy; and that lending undone.
    "serve": ((_S.WAITING, _S.ASSIGNED, _S.READY), _S.FETCHED),
    "resume": ((_S.FETCHED,), _S.WAITING),
    "expire": ((_S.READY,), _S.EXPIRED),
    "cancel": ((_S.WAITING, _S.ASSIGNED, _S.COMING, _S.READY), _S.CANCELLED),
}


def may(act: str, state: str) -> bool:
    """Whether a request in ``state`` may undergo ``act``."""
    return state in ACTS[act][0]


def as_table() -> str:
    """The table as the README shows it: a line for each act, a column for each state."""
    states = list(RequestState.values)
    lines = [
        "| | " + " | ".join(f"`{one}`" for one in states) + " |",
        "|---" * (len(states) + 1) + "|",
    ]
    for act, (before, after) in ACTS.items():
        cells = [f"**{after}**" if one in before else "–" for one in states]
        lines.append(f"| `{act}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)
