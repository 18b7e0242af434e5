"""Rules of rotation as dated rows: law and policy change, the program does not."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from tusach.rotation.rules.dated import RuleKind, Strictness


class _Period(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class RotationRule(models.Model):
    """One number that law or the house sets, from a day until another (half-open).

    ``basis`` names the document and its article. ``is_verified`` says that somebody of the
    library has compared it with the full text; until then every page marks it.
    """

    kind = models.CharField(_("quy định"), max_length=30, choices=RuleKind)
    value = models.PositiveIntegerField(_("giá trị"))
    strictness = models.CharField(
        _("khi không giữ đúng"), max_length=10, choices=Strictness, default=Strictness.WARN
    )
    basis = models.CharField(_("căn cứ"), max_length=300)
    is_verified = models.BooleanField(_("đã đối chiếu với toàn văn"), default=False)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="rotation_rule_period",
            ),
            ExclusionConstraint(
                name="rotation_rule_once_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (_Period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
