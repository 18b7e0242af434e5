"""What to do next: the bar of steps, and for each destination the acts open to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.circulation.api import Riding, WantedTitle, wanted_titles
from tusach.network.api import ServicePoint
from tusach.people.api import Account
from tusach.rotation.models import Leg, Minutes, UseCount
from tusach.rotation.rules.states import (
    AT_POINT,
    BEFORE_HAND_OVER,
    HANDED_LINES,
    LegState,
    LineState,
)
from tusach.rotation.rules.steps import may
from tusach.rotation.selectors.batches import boxes_of, is_named_to, line_counts, names_for
from tusach.rotation.selectors.coming_back import counts_coming_back

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
    """A link (``post`` False) or a button on a destination's card. ``confirm`` is asked first."""

    label: str | Promise
    url: str
    post: bool = False
    confirm: str | Promise = ""


@dataclass
class Month:
    """What a point told of one month; None where it told nothing of a measure."""

    first: date
    visits: int | None = None
    served: int | None = None
    is_estimate: bool = False
    wishes: str = ""


@dataclass
class Card:
    """One destination as a page shows it: what comes next, and what else may be done.

    Of a point that the person may not know, ``name`` does not tell which it is, and there are
    neither acts nor papers.
    """

    leg: Leg
    name: str
    counts: dict[str, int]
    is_known: bool = True
    boxes: list[dict[str, Any]] = field(default_factory=list)
    papers: list[Minutes] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    next: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)
    hint: str | Promise = ""
    # Refused copies that the store has not taken back yet, and whether this person may do so.
    coming_back: int = 0
    may_take_in: bool = False
    # What its readers wait for, while the boxes have not left; whether this person may pick it.
    asked: list[WantedTitle] = field(default_factory=list)
    # Copies in its boxes that somebody there asked for, where the page tells of them.
    riding: list[Riding] = field(default_factory=list)
    may_pick: bool = False

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
        return sum(self.counts[state] for state in HANDED_LINES)

    @property
    def days_over(self) -> int:
        """Days past the day of return, while the point still has the books."""
        if self.leg.state not in AT_POINT:
            return 0
        return max(0, (timezone.localdate() - self.leg.due_on).days)

    @property
    def wishes(self) -> list[Month]:
        """The months in which readers wished for something."""
        return [month for month in self.months if month.wishes]

    @property
    def visits(self) -> int:
        return sum(month.visits or 0 for month in self.months)

    @property
    def served(self) -> int:
        return sum(month.served or 0 for month in self.months)


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
    ids = [leg.pk for leg in legs]
    counts = line_counts(ids)
    on_the_way = counts_coming_back(ids)
    name = names_for(user)
    made = []
    for leg in legs:
        card = Card(leg, name(leg.point), counts[leg.pk], is_named_to(user, leg.point))
        card.months = months_of(list(leg.use_counts.all()))
        if card.is_known:
            card.boxes = boxes_of(leg) if leg.state in BEFORE_HAND_OVER else []
            card.papers = sorted(leg.minutes.all(), key=lambda m: -m.pk)
            card.hint = _HINTS.get(leg.state, "")
            card.coming_back = on_the_way.get(leg.pk, 0)
            card.may_take_in = user.has_perm("rotation.return", leg.batch.store)
            if may("pick", leg.state) or may("pack", leg.state):
                card.asked = wanted_titles([leg.point_id])
                card.may_pick = user.has_perm("rotation.pack", leg.batch.store)
            _offer(card, user)
        made.append(card)
    return made


def months_of(counts: list[UseCount]) -> list[Month]:
    """The monthly figures, one row a month, the earliest first."""
    found: dict[date, Month] = {}
    for one in sorted(counts, key=lambda x: x.month):
        row = found.setdefault(one.month, Month(one.month))
        if one.measure == UseCount.Measure.VISIT:
            row.visits = one.quantity
        else:
            row.served = one.quantity
        row.is_estimate = row.is_estimate or not one.is_exact
        row.wishes = row.wishes or one.wishes
    return list(found.values())


@dataclass(frozen=True)
class _Offer:
    """An act of the table, the right it needs, where, and what its button says and does."""

    act: str
    right: str
    place: ServicePoint
    label: str | Promise
    url_name: str
    post: bool = False
    confirm: str | Promise = ""


def _offers(leg: Leg, has_paper: bool) -> list[_Offer]:
    """Everything that can be done with a destination, in the order of its way."""
    store, back, point = leg.batch.store, leg.batch.return_to, leg.point
    on_the_road = leg.state == LegState.SENT
    found = [
        _Offer("pick", "rotation.pack", store, _("Chọn sách"), "pick"),
        _Offer("pack", "rotation.pack", store, _("Đóng thùng bằng máy quét"), "pack"),
        _Offer(
            "draw_up", "rotation.hand_over", store,
            _("Ghi hai bên đã ký") if on_the_road else _("Biên bản bàn giao"), "hand_over",
        ),
        _Offer("change_at_door", "rotation.hand_over", store,
               _("Thay đổi tại nơi bàn giao"), "door"),
        _Offer("turn_back", "rotation.hand_over", store, _("Quay về kho"), "turn_back",
               post=True, confirm=_("Thùng quay về kho, chưa bàn giao?")),
        _Offer("reopen_packing", "rotation.pack", store, _("Mở lại thùng"), "reopen_packing",
               post=True),
        _Offer("count_use", "rotation.receive", point, _("Ghi số lượt"), "count_use"),
        _Offer("take_back", "rotation.return", back, _("Nhận trả bằng máy quét"), "take_back"),
        _Offer("recall", "rotation.hand_over", store, _("Thu hồi"), "recall"),
        _Offer("extend", "rotation.hand_over", store, _("Gia hạn"), "extend"),
        _Offer("add_later", "rotation.hand_over", store, _("Bổ sung sách"), "add_later"),
        _Offer("pass_on", "rotation.receive", point, _("Chuyển tiếp"), "pass_on"),
        _Offer("guide", "rotation.hand_over", store, _("Ghi buổi hướng dẫn"), "guide"),
        _Offer("guide", "rotation.receive", point, _("Thêm ảnh"), "add_photo"),
        _Offer("reopen_return", "rotation.return", back, _("Nhận trả tiếp"), "reopen_return",
               post=True),
        _Offer("inspect", "rotation.inspect", back, _("Ghi kiểm tra"), "inspect"),
    ]  # fmt: skip
    if has_paper:
        found += [
            _Offer("send", "rotation.hand_over", store, _("Xuất kho"), "send", post=True),
            _Offer("hand_over", "rotation.receive", point, _("Kiểm và nhận"), "receive"),
        ]
    return found


def _wanted(card: Card) -> tuple[str, ...]:
    """The pages that bring a destination on, the likeliest first: at most two are shown."""
    if is_soon(card.leg):
        return ("recall", "extend", "count_use")
    if card.leg.state == LegState.PACKED and not card.papers:
        return ("hand_over",)
    return {
        LegState.PLANNED: ("pick", "pack"),
        LegState.PICKING: ("pack", "pick"),
        LegState.PACKED: ("send", "hand_over", "receive"),
        LegState.SENT: ("hand_over", "receive"),
        LegState.IN_SERVICE: ("count_use",),
        LegState.RECALLED: ("take_back",),
        LegState.RETURNED: ("inspect",),
    }.get(LegState(card.leg.state), ())


_AT_ONCE = 2


def _offer(card: Card, user: Account) -> None:
    leg = card.leg
    open_to = {
        one.url_name: Act(
            one.label, reverse(f"rotation:{one.url_name}", args=[leg.pk]), one.post, one.confirm
        )
        for one in _offers(leg, bool(card.papers))
        if may(one.act, leg.state) and user.has_perm(one.right, one.place)
    }
    first = [name for name in _wanted(card) if name in open_to][:_AT_ONCE]
    card.next = [open_to.pop(name) for name in first]
    card.more = list(open_to.values())
