"""What a decision or a resolution changed at once, and what came after what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.network.models.points import ServicePoint
from tusach.network.models.units import AdminUnit


class Reorganisation(models.Model):
    """One decision applied in one transaction.

    ``before`` holds, for undoing, what each touched row said; ``after`` the version each
    touched point had when the decision was through: a point changed since then stands in the
    way of undoing.
    """

    class Kind(models.TextChoices):
        DISSOLVE = "dissolve", _("giải thể")
        MERGE = "merge", _("sáp nhập")
        SPLIT = "split", _("chia tách")
        BOUNDARY = "boundary", _("thay đổi địa giới hành chính")

    kind = models.CharField(_("việc"), max_length=10, choices=Kind)
    title = models.CharField(_("nội dung"), max_length=300)
    legal_basis = models.CharField(_("căn cứ pháp lý"), max_length=300)
    on = models.DateField(_("từ ngày"))
    applied_at = models.DateTimeField(_("ghi lúc"))
    applied_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    # Where: the province of the first point, or of the resolution.
    province = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("huỷ lúc"), null=True)
    undone_by = models.CharField(_("người huỷ"), max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # For the page: what was moved, in words, as it was then.
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("network:reorganisation", args=[self.pk])


class Succession(models.Model):
    """From a day on, a point took over another or a part of it."""

    from_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="successors")
    to_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="predecessors")
    on = models.DateField(_("từ ngày"))
    by = models.ForeignKey(Reorganisation, models.CASCADE, related_name="successions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_point", "to_point", "on"], name="succession_said_once"
            ),
            models.CheckConstraint(
                name="point_does_not_succeed_itself", condition=~Q(from_point=F("to_point"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_point_id} → {self.to_point_id}"
