"""What this room does when others act: records are merged, or are to be deleted."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.acquisitions.models import IntakeLine, OrderLine, Serial, Wish
from tusach.acquisitions.rules.states import IntakeState
from tusach.catalogue.api import (
    MergeListener,
    Record,
    Wanted,
    follow,
    on_record_deletion,
    on_record_merge,
    on_wanted,
)

_LINES = ("acquisitions.IntakeLine", "acquisitions.OrderLine", "acquisitions.Wish")


def listen() -> None:
    """Called when the room starts."""
    for model in _LINES:
        on_record_merge(follow(model))
    simple = follow("acquisitions.Serial")
    on_record_merge(
        MergeListener(simple.name, simple.move, simple.put_back, refuse_serials, simple.says)
    )
    on_record_deletion("acquisitions", uses)
    on_wanted(Wanted("acquisitions", gettext_lazy("sách đang vào sổ"), being_entered))


def being_entered() -> QuerySet[IntakeLine, int | None]:
    """Records on the lines of intakes that are open: their books lie on a table."""
    ended = (IntakeState.ACCEPTED, IntakeState.UNDONE, IntakeState.DROPPED)
    lines = IntakeLine.objects.exclude(intake__state__in=ended).exclude(record=None)
    return lines.values_list("record", flat=True)


def refuse_serials(gone: int, kept: int) -> list[str]:
    """A title that is subscribed to stands once: two of them are not merged here."""
    if Serial.objects.filter(record__in=[gone, kept]).count() < 2:
        return []
    titles = Record.objects.filter(pk__in=[gone, kept]).order_by("pk")
    names = " / ".join(one.shown_title for one in titles)
    return [_("%(titles)s: cả hai đang được theo dõi như báo, tạp chí.") % {"titles": names}]


def uses(records: Sequence[int]) -> dict[int, str]:
    """Records that stand on lines, orders, wishes or subscriptions cannot be deleted."""
    found: dict[int, str] = {}
    for model, words in (
        (IntakeLine, _("có trong %(count)s dòng nhập sách")),
        (OrderLine, _("có trong %(count)s dòng đặt mua")),
        (Wish, _("có trong %(count)s đề nghị mua")),
        (Serial, _("đang được theo dõi như báo, tạp chí")),
    ):
        rows = model._default_manager.filter(record__in=records).order_by().values("record")
        for row in rows.annotate(count=Count("pk")):
            found.setdefault(row["record"], words % {"count": row["count"]})
    return found
