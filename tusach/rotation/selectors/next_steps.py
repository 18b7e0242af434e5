"""What to do next: the bar of steps, and for each destination the acts open to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.people.api import Account
from tusach.rotation.models import Leg, Minutes
from tusach.rotation.rules.states import BEFORE_HAND_OVER, LegState, LineState
from tusach.rotation.rules.steps import may
from tusach.rotation.selectors.batches import boxes_of, line_counts, not_in_box

_BAR: list[tuple[str, str | Promise, set[str]]] = [
    ("plan", _("Lập đợt"), {LegState.PLANNED}),
    ("pack", _("Chọn, đóng thùng"), {LegState.PICKING}),
    ("hand_over", _("Bàn giao"), {LegState.PACKED, LegState.SENT}),
    ("serve", pgettext_lazy("step of a batch", "Phục vụ"), {LegState.IN_SERVICE}),
    ("return", _("Nhận trả"), {LegState.RECALLED}),
    ("inspect", _("Kiểm tra"), {LegState.RETURNED}),
    ("close", _("Kết thúc"), {LegState.INSPECTED}),
]


def way_of(state: str) -> list[dict[str, Any]]:
    """The bar: each step done, current or to come. Empty for a cancelled batch."""
    if state == LegState.CANCELLED:
        return []
    if state == LegState.CLOSED:
        return [{"label": label, "done": True, "current": False} for _k, label, _s in _BAR]
    current = next(n for n, (_key, _label, states) in enumerate(_BAR) if state in states)
    return [
        {"label": label, "done": n < current, "current": n == current}
        for n, (_key, label, _states) in enumerate(_BAR)
    ]


@dataclass(frozen=True)
class Act:
    """A link (``post`` False) or a button on a destination's card."""

    label: str | Promise
    url: str
    post: bool = False
    primary: bool = False
    danger: bool = False
    confirm: str | Promise = ""


@dataclass
class Card:
    """One destination as a page shows it."""

    leg: Leg
    counts: dict[str, int]
    boxes: list[dict[str, Any]]
    papers: list[Minutes]
    acts: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)
    hint: str | Promise = ""

    # Refused because they were not in the box: on paper in the store, to be looked for.
    missing: int = 0

    @property
    def refused(self) -> int:
        return self.counts[LineState.REFUSED]

    @property
    def in_service(self) -> int:
        return self.counts[LineState.IN_SERVICE]

    @property
    def packed(self) -> int:
        return self.counts[LineState.PACKED]

    @property
    def picked(self) -> int:
        return self.counts[LineState.PICKED]

    @property
    def handed(self) -> int:
        return sum(
            self.counts[s]
            for s in (
                LineState.IN_SERVICE, LineState.RETURNED, LineState.LOST, LineState.WITHDRAWN,
                LineState.PASSED_ON,
            )
        )  # fmt: skip


_HINTS: dict[str, str | Promise] = {
    LegState.PLANNED: _("Chọn sách theo nhu cầu của điểm, hoặc quét thẳng vào thùng."),
    LegState.PICKING: _("Quét từng bản vào thùng; xong thì chốt để lập biên bản."),
    LegState.PACKED: _("Lập và in biên bản, rồi xuất kho. Điểm nhận sẽ thấy thùng sắp đến."),
    LegState.SENT: _("Khi hai bên đã ký, ghi bàn giao: sách thuộc trách nhiệm của điểm từ lúc đó."),
    LegState.IN_SERVICE: _("Điểm đang phục vụ. Hằng tháng ghi số lượt; gần hết hạn thì thu hồi "
                           "hoặc gia hạn."),
    LegState.RECALLED: _("Quét từng bản trả về; bản nào không về thì xác nhận mất."),
    LegState.RETURNED: _("Xem kỹ sách trả về rồi ghi kết quả kiểm tra."),
    LegState.INSPECTED: _("Điểm này đã xong. Khi mọi điểm đều xong thì kết thúc đợt."),
}  # fmt: skip


def is_soon(leg: Leg) -> bool:
    """Whether a serving destination is due within a month, or overdue."""
    soon = timezone.localdate() + timedelta(days=30)
    return leg.state == LegState.IN_SERVICE and leg.due_on <= soon


def cards(legs: list[Leg], user: Account) -> list[Card]:
    counts = line_counts([leg.pk for leg in legs])
    missing = not_in_box([leg.pk for leg in legs])
    made = []
    for leg in legs:
        boxes = boxes_of(leg) if leg.state in BEFORE_HAND_OVER else []
        papers = sorted(leg.minutes.all(), key=lambda m: -m.pk)
        card = Card(
            leg,
            counts[leg.pk],
            boxes,
            papers,
            hint=_HINTS.get(leg.state, ""),
            missing=missing.get(leg.pk, 0),
        )
        _offer(card, user)
        made.append(card)
    return made


def _offer(card: Card, user: Account) -> None:
    leg = card.leg
    store, back, point = leg.batch.store, leg.batch.return_to, leg.point

    def url(name: str) -> str:
        return reverse(f"rotation:{name}", args=[leg.pk])

    def offer(act: str, right: str, place: Any, made: Act) -> None:
        if may(act, leg.state) and user.has_perm(right, place):
            (card.acts if made.primary else card.more).append(made)

    first = leg.state == LegState.PLANNED
    serving = leg.state == LegState.IN_SERVICE
    offer("pick", "rotation.pack", store, Act(_("Chọn sách"), url("pick"), primary=first))
    offer(
        "pack",
        "rotation.pack",
        store,
        Act(_("Đóng thùng bằng máy quét"), url("pack"), primary=True),
    )
    offer(
        "reopen_packing",
        "rotation.pack",
        store,
        Act(_("Mở lại thùng"), url("reopen_packing"), post=True),
    )
    offer(
        "draw_up",
        "rotation.hand_over",
        store,
        Act(_("Biên bản bàn giao"), url("hand_over"), primary=True),
    )
    if card.papers:
        offer(
            "send",
            "rotation.hand_over",
            store,
            Act(_("Xuất kho"), url("send"), post=True, primary=True),
        )
        offer(
            "hand_over",
            "rotation.receive",
            point,
            Act(_("Kiểm và nhận"), url("receive"), primary=True),
        )
    offer(
        "turn_back",
        "rotation.hand_over",
        store,
        Act(
            _("Quay về kho"),
            url("turn_back"),
            post=True,
            confirm=_("Thùng quay về kho, chưa bàn giao?"),
        ),
    )
    offer(
        "change_at_door",
        "rotation.hand_over",
        store,
        Act(_("Thay đổi tại nơi bàn giao"), url("door")),
    )
    offer(
        "take_back",
        "rotation.return",
        back,
        Act(_("Nhận trả bằng máy quét"), url("take_back"), primary=leg.state == LegState.RECALLED),
    )
    offer(
        "recall",
        "rotation.hand_over",
        store,
        Act(_("Thu hồi"), url("recall"), primary=is_soon(leg)),
    )
    offer(
        "count_use",
        "rotation.receive",
        point,
        Act(_("Ghi số lượt"), url("count_use"), primary=serving),
    )
    offer("extend", "rotation.hand_over", store, Act(_("Gia hạn"), url("extend")))
    offer("add_later", "rotation.hand_over", store, Act(_("Bổ sung sách"), url("add_later")))
    offer("pass_on", "rotation.receive", point, Act(_("Chuyển tiếp"), url("pass_on")))
    offer("guide", "rotation.hand_over", store, Act(_("Ghi buổi hướng dẫn"), url("guide")))
    offer("guide", "rotation.receive", point, Act(_("Thêm ảnh"), url("add_photo")))
    offer(
        "reopen_return",
        "rotation.return",
        back,
        Act(_("Nhận trả tiếp"), url("reopen_return"), post=True),
    )
    offer("inspect", "rotation.inspect", back, Act(_("Ghi kiểm tra"), url("inspect"), primary=True))
