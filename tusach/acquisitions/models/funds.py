"""Money to buy with: a fund of a library for a period, and what was allocated to it when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Fund(models.Model):
    """One source of money for one budget period, as "Ngân sách tỉnh mua sách 2026".

    ``ends_on`` is the first day after the period (half-open), as everywhere.
    """

    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    name = models.CharField(_("tên"), max_length=160)
    # What copies bought from it say of their origin.
    source = models.ForeignKey(
        "holdings.Source", models.PROTECT, related_name="+", verbose_name=_("nguồn")
    )
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến trước ngày"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("khoản kinh phí")
        verbose_name_plural = _("khoản kinh phí")
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="acquisitions_fund_period"
            ),
            models.UniqueConstraint(
                fields=["owner", "name", "starts_on"], name="acquisitions_fund_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:fund", args=[self.pk])


class Allocation(models.Model):
    """Money given to a fund, or taken from it, by a decision on a day. Never changed: a
    mistake is put right by a further row."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="allocations")
    # Đồng; below zero when a decision takes money back.
    amount = models.BigIntegerField(_("số tiền"))
    decision = models.CharField(_("quyết định"), max_length=200)
    on = models.DateField(_("ngày"))
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người ghi"), max_length=200)

    class Meta:
        verbose_name = _("lần cấp kinh phí")
        verbose_name_plural = _("lần cấp kinh phí")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="acquisitions_allocation_of_money")
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.amount}"
