"""What the stock should look like, as dated rows: shares by subject, titles of the press."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class StockPolicy(models.Model):
    """The balance wished between groups of books (R-083), from a day until another.

    ``owner`` None holds for every library that has none of its own on the day.
    """

    owner = models.ForeignKey(
        "network.ServicePoint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("thư viện"),
    )
    name = models.CharField(_("tên"), max_length=200)
    basis = models.CharField(_("căn cứ"), max_length=300)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cơ cấu mong muốn")
        verbose_name_plural = _("cơ cấu mong muốn")
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="acquisitions_policy_period",
            ),
            models.UniqueConstraint(
                fields=["owner", "valid_from"],
                nulls_distinct=False,
                name="acquisitions_policy_from",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:policy", args=[self.pk])


class StockShare(models.Model):
    """One group and its share. A copy is of the first group, by position, that it fits.

    It fits when its class number begins with one of ``classes`` (none named: any), its
    audience is one of ``audiences`` (none: any) and a subject is one of ``subjects`` (none:
    any).
    """

    policy = models.ForeignKey(StockPolicy, models.CASCADE, related_name="shares")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("nhóm"), max_length=120)
    # Thousandths of the stock.
    permille = models.PositiveSmallIntegerField(_("tỷ lệ"))
    classes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    audiences = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    subjects = ArrayField(models.CharField(max_length=100), default=list, blank=True)

    class Meta:
        verbose_name = _("nhóm sách")
        verbose_name_plural = _("nhóm sách")
        ordering = ["policy_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "position"], name="acquisitions_share_position"
            ),
            models.CheckConstraint(
                condition=Q(permille__lte=1000), name="acquisitions_share_permille"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def percent(self) -> float:
        return self.permille / 10
