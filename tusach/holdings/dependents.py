"""What this room keeps at a point, told when the point is to be dissolved or split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.models import Container, CopyPlace
from tusach.holdings.selectors.transfers import stock_of
from tusach.network.api import Dependent, ServicePoint, register_dependents


def register() -> None:
    register_dependents(at_point)


def at_point(point: ServicePoint, on: date) -> Sequence[Dependent]:
    """Copies it owns, copies of others now in its custody, and its boxes. A day to come is
    answered with what is there today: nobody knows what will have moved by then."""
    page = reverse("holdings:at_point", args=[point.pk])
    mine = stock_of(point.pk)
    others = CopyPlace.objects.filter(point=point).exclude(copy__owner=point)
    return [
        Dependent(
            _("bản sách thuộc về đây, ở bất cứ nơi nào"),
            mine.count(),
            _("Giao cho nơi nhận như chọn dưới đây; bản đang ở điểm khác vẫn ở đó."),
        ),
        Dependent(
            _("bản sách của thư viện khác đang ở đây"),
            others.count(),
            _("Sổ lưu giữ vẫn ghi điểm này giữ cho đến khi sách được trả hoặc chuyển tiếp."),
            page,
        ),
        Dependent(
            _("thùng sách của điểm"),
            Container.objects.filter(owner=point, discarded_at=None).count(),
            _("Giữ nguyên mã thùng, sang nơi nhận."),
        ),
    ]
