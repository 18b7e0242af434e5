"""What waits for a person: her destinations whose next step is due, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tusach.people.api import Account
from tusach.rotation.models import Leg, UseCount
from tusach.rotation.rules.states import AT_POINT, LegState
from tusach.rotation.selectors.batches import board_for
from tusach.rotation.selectors.next_steps import Act, Card, cards

# What leaves, or is due back, within so many days is worth a line on the desk.
_LEAVES_WITHIN = timedelta(days=14)
_DUE_WITHIN = timedelta(days=30)
SHOWN = 12


@dataclass(frozen=True)
class Waiting:
    """One line: where, what about it, and the act that comes next."""

    card: Card
    what: str
    is_late: bool
    act: Act | None


_WHAT: dict[str, str | Promise] = {
    LegState.SENT: gettext_lazy("thùng đang trên đường"),
    LegState.RETURNED: gettext_lazy("sách đã về, chờ kiểm tra"),
}


def waiting_for(user: Account, today: date) -> list[Waiting]:
    """At most :data:`SHOWN` lines; late ones first, then by day."""
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    told = UseCount.objects.filter(leg=OuterRef("pk"), month=last_month)
    theirs = user.places_for("rotation.receive").exclude(
        pk__in=user.places_for("rotation.hand_over").values("pk")
    )
    legs = (
        board_for(user)
        .filter(
            Q(state__in=[LegState.PLANNED, LegState.PICKING, LegState.PACKED],
              batch__leaves_on__lte=today + _LEAVES_WITHIN)
            | Q(state__in=[LegState.SENT, LegState.RECALLED, LegState.RETURNED])
            | Q(state=LegState.IN_SERVICE, due_on__lte=today + _DUE_WITHIN)
            # Whoever only receives is asked for the month's figures.
            | (Q(state=LegState.IN_SERVICE, point__in=theirs.values("pk"),
                 handed_over_at__date__lt=today.replace(day=1)) & ~Exists(told))
        )
        .prefetch_related("extensions", "use_counts", "minutes")
    )  # fmt: skip
    ordered = sorted(legs, key=lambda leg: (_day(leg), leg.pk))[:SHOWN]
    found = []
    for card in cards(ordered, user):
        leg = card.leg
        act = card.next[0] if card.next else None
        is_late = leg.state != LegState.RETURNED and _day(leg) < today
        found.append(Waiting(card, _what(leg, today), is_late, act))
    return found


def _day(leg: Leg) -> date:
    """The day by which something should have been done."""
    return leg.due_on if leg.state in AT_POINT | {LegState.RETURNED} else leg.batch.leaves_on


def _what(leg: Leg, today: date) -> str:
    if leg.state in _WHAT:
        return str(_WHAT[leg.state])
    if leg.state not in AT_POINT:
        return _("đi ngày %(day)s") % {"day": f"{leg.batch.leaves_on:%d/%m/%Y}"}
    days = (today - leg.due_on).days
    if days > 0:
        return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", days) % {"days": days}
    if leg.due_on <= today + _DUE_WITHIN or leg.state == LegState.RECALLED:
        return _("trả trước hết %(day)s") % {"day": f"{leg.due_on:%d/%m/%Y}"}
    return _("chưa có số lượt tháng trước")
