"""Interconnection agreements: which points lend to which others, by which document, since when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.api import Collection
from tusach.network.api import PointKind


class Agreement(models.Model):
    """Each party lends to each other. ``valid_to`` is the first day on which it no longer holds.
    ``collections``: what may be asked for; empty: all that may be lent."""

    name = models.CharField(_("tên thoả thuận"), max_length=200)
    document = models.CharField(_("số, ngày văn bản"), max_length=200)
    collections = ArrayField(
        models.CharField(max_length=20, choices=Collection), verbose_name=_("được hỏi mượn"),
        default=list, blank=True,
    )  # fmt: skip
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True)
    made_at = models.DateTimeField(_("ghi lúc"))
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    ended_by = models.CharField(_("người ghi hết hiệu lực"), max_length=200, blank=True)
    ended_why = models.CharField(_("lý do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thoả thuận liên thông")
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="circulation_agreement_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("circulation:agreement", args=[self.pk])


class AgreementParty(models.Model):
    """A point with all below it, or every point of a kind."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True,
        verbose_name=_("điểm"),
    )  # fmt: skip
    kind = models.CharField(_("loại điểm"), max_length=30, choices=PointKind, blank=True)

    class Meta:
        verbose_name = _("bên tham gia thoả thuận")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(point=None) & ~Q(kind="") | Q(point__isnull=False, kind=""),
                name="circulation_party_is_one",
            ),
            models.UniqueConstraint(
                fields=["agreement", "point", "kind"],
                nulls_distinct=False,
                name="circulation_party_once",
            ),
        ]

    def __str__(self) -> str:
        return self.point.public_name if self.point is not None else str(self.get_kind_display())
