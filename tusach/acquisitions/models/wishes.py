"""What somebody would like the library to buy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models.titles import TitleLine
from tusach.acquisitions.rules.states import WishState


class Wish(TitleLine):
    """A suggestion (đề nghị bổ sung): a title for a point, and why.

    Asked for again it is not written twice: ``asked`` counts, or the new row is merged into
    the one that is there. A reader's wish names no reader.
    """

    class Channel(models.TextChoices):
        STAFF = "staff", _("Cán bộ thư viện")
        READER = "reader", _("Bạn đọc, qua cán bộ")
        PUBLIC = "public", _("Bạn đọc, qua trang công cộng")

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("cho thư viện")
    )
    channel = models.CharField(_("ai đề nghị"), max_length=8, choices=Channel)
    why = models.CharField(_("vì sao"), max_length=500, blank=True)
    for_whom = models.CharField(_("cho ai"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("số bản"), default=1)
    price = models.PositiveBigIntegerField(_("giá ước tính"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("số lần đề nghị"), default=1)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=WishState, default=WishState.NEW
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    order_line = models.ForeignKey(
        "acquisitions.OrderLine", models.PROTECT, null=True, related_name="wishes"
    )
    # Why it was refused or approved, for whoever asks.
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    decided_by = models.CharField(_("người duyệt"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("duyệt lúc"), null=True)
    match_key = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(_("đề nghị lúc"))
    # Staff only; empty for what readers send.
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("đề nghị mua")
        verbose_name_plural = _("đề nghị mua")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(asked__gte=1), name="acquisitions_wish_counts"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="acquisitions_wish_merged",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "state"], name="acquisitions_wish_by_point"),
            models.Index(fields=["match_key"], name="acquisitions_wish_by_match"),
            models.Index(fields=["record"], name="acquisitions_wish_by_record"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:wish", args=[self.pk])
