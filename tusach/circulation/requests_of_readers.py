"""What requests hold of a reader, for the room readers: handed over, erased, moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.audit.api import HOUSE
from tusach.circulation.models import Request
from tusach.circulation.request_states import may
from tusach.circulation.services.requests import cancel
from tusach.readers.api import holds


def register() -> None:
    holds(
        "circulation.requests",
        label=gettext_lazy("Yêu cầu mượn"),
        hand_over=hand_over,
        erase=erase,
        merged=merged,
        parted=parted,
    )


def hand_over(reader: int) -> Sequence[dict[str, Any]]:
    """The open requests of a reader; those that ended name nobody."""
    return [
        {
            _("nhan đề"): one.title,
            _("nơi lấy sách"): one.point.name,
            _("yêu cầu lúc"): timezone.localtime(one.made_at).strftime("%d/%m/%Y %H:%M"),
            _("tình trạng"): one.get_state_display(),
        }
        for one in Request.objects.filter(reader=reader).select_related("point")
    ]


def erase(reader: int) -> int:
    """End what the reader waits for and take the name off the rest; returns how many."""
    found = list(Request.objects.filter(reader=reader))
    for one in found:
        if may("cancel", one.state):
            cancel(request=one, why=_("Bạn đọc thôi sử dụng"), by=HOUSE, at=timezone.now())
    Request.objects.filter(reader=reader).update(reader=None, note="")
    return len(found)


def merged(gone: int, kept: int) -> Any:
    """Move the requests to the reader who stands for both; one that both wait for stays."""
    there = Request.objects.filter(reader=kept, ended_at=None).values("record")
    moving = Request.objects.filter(reader=gone).exclude(record__in=there)
    numbers = list(moving.values_list("pk", flat=True))
    Request.objects.filter(pk__in=numbers).update(reader=kept)
    return numbers


def parted(gone: int, kept: int, moved: Any) -> None:
    Request.objects.filter(pk__in=moved, reader=kept).update(reader=gone)
