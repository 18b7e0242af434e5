"""What this room keeps at a point, told when the point is to be dissolved or split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.models import Container, Copy, CopyPlace
from tusach.holdings.rules import State
from tusach.network.api import Dependent, ServicePoint, register_dependents


def register() -> None:
    register_dependents(at_point)


def at_point(point: ServicePoint, on: date) -> Sequence[Dependent]:
    """Copies now in the point's custody, copies it owns, and its boxes. A day to come is
    answered with what is there today: nobody knows what will have moved by then."""
    page = reverse("holdings:at_point", args=[point.pk])
    return [
        Dependent(
            _("bản sách đang ở đây"),
            CopyPlace.objects.filter(point=point).exclude(state=State.WITHDRAWN).count(),
            _("Sổ lưu giữ vẫn ghi điểm này giữ cho đến khi sách được chuyển chỗ."),
            page,
        ),
        Dependent(
            _("bản sách thuộc về đây, ở bất cứ nơi nào"),
            Copy.objects.filter(owner=point).exclude(place__state=State.WITHDRAWN).count(),
            _("Số đăng ký giữ nguyên; đơn vị kế tục chịu trách nhiệm theo biên bản."),
        ),
        Dependent(
            _("thùng sách của điểm"),
            Container.objects.filter(owner=point).count(),
            _("Giữ nguyên mã thùng."),
        ),
    ]
