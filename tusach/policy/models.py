"""Rules as dated rows: law and policy change, the program does not."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.network.api import PointKind


class Period(Func):
    """A period of days, half-open, for constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Strictness(models.TextChoices):
    """What happens when a rule is not kept."""

    WARN = "warn", _("Nhắc")
    REFUSE = "refuse", _("Không cho")


class Dated(models.Model):
    """What every rule says beside its value: from when until when (half-open), by which
    document, and whether somebody of the library has compared it with the full text."""

    basis = models.CharField(_("căn cứ"), max_length=300)
    is_verified = models.BooleanField(_("đã đối chiếu với toàn văn"), default=False)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    # None: laid by the installation, or by a version that did not note it.
    made_at = models.DateTimeField(_("ghi lúc"), null=True)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Rule(Dated):
    """The value that answers a question from a day on: everywhere, at points of a kind, or at
    one point."""

    key = models.CharField(_("quy định"), max_length=60)
    value = models.PositiveBigIntegerField(_("giá trị"))
    strictness = models.CharField(
        _("khi không giữ đúng"), max_length=10, choices=Strictness, default=Strictness.WARN
    )
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("riêng cho điểm"),
    )  # fmt: skip
    point_kind = models.CharField(
        _("riêng cho loại điểm"), max_length=30, choices=PointKind, blank=True
    )

    class Meta:
        ordering = ["key", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="policy_rule_period",
            ),
            models.CheckConstraint(
                condition=Q(point__isnull=True) | Q(point_kind=""), name="policy_rule_scope"
            ),
            ExclusionConstraint(
                name="policy_rule_once_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (Coalesce("point", Value(0)), RangeOperators.EQUAL),
                    ("point_kind", RangeOperators.EQUAL),
                    (Period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"

    def get_absolute_url(self) -> str:
        return reverse("policy:question", args=[self.key])


class OfficialDay(models.Model):
    """A day on which offices do not keep the week's order: a public holiday or a day given for
    one, or a Saturday or Sunday that is worked in the place of a weekday."""

    day = models.DateField(_("ngày"), unique=True)
    is_working = models.BooleanField(_("làm việc"), default=False)
    name = models.CharField(_("tên ngày"), max_length=120)
    basis = models.CharField(_("căn cứ"), max_length=300)
    made_at = models.DateTimeField(_("ghi lúc"), null=True)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("policy:official_day", args=[self.pk])
