"""The steps of intakes, orders, wishes and issues, and which may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IntakeState(models.TextChoices):
    DRAFT = "draft", _("Đang lập")
    ACCEPTING = "accepting", _("Đang vào sổ")
    STOPPED = "stopped", _("Dừng giữa chừng")
    ACCEPTED = "accepted", _("Đã vào sổ")
    UNDONE = "undone", _("Đã rút lại")
    DROPPED = "dropped", _("Đã bỏ")


# Intakes whose copies count as received and whose money as spent.
ENTERED = (IntakeState.ACCEPTING, IntakeState.STOPPED, IntakeState.ACCEPTED)


class OrderState(models.TextChoices):
    DRAFT = "draft", _("Đang lập")
    SENT = "sent", _("Đã gửi")
    CLOSED = "closed", _("Đã nhận xong")
    CANCELLED = "cancelled", _("Đã huỷ")


class WishState(models.TextChoices):
    NEW = "new", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    ORDERED = "ordered", _("Đã đặt mua")
    RECEIVED = "received", _("Đã có sách")
    REFUSED = "refused", _("Không mua")
    MERGED = "merged", _("Gộp vào đề nghị khác")


class CheckedAs(models.TextChoices):
    """What became of an issue at a place; without a row it is awaited."""

    RECEIVED = "received", _("Đã nhận")
    CLAIMED = "claimed", _("Đã khiếu nại")
    MISSING = "missing", _("Thiếu hẳn")
