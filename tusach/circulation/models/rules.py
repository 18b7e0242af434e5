"""The dated rules of lending, the days on which a place is closed, and extra days of grace."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.api import Collection
from tusach.network.api import PointKind
from tusach.policy.api import Dated, Period


class LoanRule(Dated):
    """How one class of readers borrows from one part of the stock at one place, from a day on.

    An empty class, collection or place stands for all of them; which of several rules answers
    is said in :func:`tusach.circulation.rules.choose`. Money is in đồng.
    """

    # The code of a class of the room readers.
    reader_class = models.CharField(_("lớp bạn đọc"), max_length=40, blank=True)
    collection = models.CharField(_("kho"), max_length=20, choices=Collection, blank=True)
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("riêng cho điểm"),
    )  # fmt: skip
    point_kind = models.CharField(
        _("riêng cho loại điểm"), max_length=30, choices=PointKind, blank=True
    )
    most_copies = models.PositiveSmallIntegerField(_("nhiều nhất bao nhiêu bản"), default=3)
    days = models.PositiveSmallIntegerField(_("số ngày mượn"), default=15)
    renewals = models.PositiveSmallIntegerField(_("số lần gia hạn"), default=1)
    renewal_days = models.PositiveSmallIntegerField(_("số ngày mỗi lần gia hạn"), default=7)
    in_house_only = models.BooleanField(_("chỉ đọc tại chỗ"), default=False)
    other_libraries = models.BooleanField(_("nhận thẻ của thư viện khác"), default=True)
    deposit = models.PositiveIntegerField(_("tiền cược"), default=0)
    fine_per_day = models.PositiveIntegerField(_("phạt mỗi ngày quá hạn"), default=0)
    fine_most = models.PositiveIntegerField(_("phạt nhiều nhất"), default=0)
    grace_days = models.PositiveSmallIntegerField(_("số ngày châm chước"), default=0)
    # What a lost copy costs, in hundredths of its price: 400 is four times (domain B.11).
    lost_percent = models.PositiveSmallIntegerField(_("đền khi mất (% giá)"), default=100)

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="circulation_rule_period",
            ),
            models.CheckConstraint(
                condition=Q(point__isnull=True) | Q(point_kind=""), name="circulation_rule_scope"
            ),
            ExclusionConstraint(
                name="circulation_rule_once_at_a_time",
                expressions=[
                    ("reader_class", RangeOperators.EQUAL),
                    ("collection", RangeOperators.EQUAL),
                    (Coalesce("point", Value(0)), RangeOperators.EQUAL),
                    ("point_kind", RangeOperators.EQUAL),
                    (Period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_class or '*'} · {self.collection or '*'} · {self.valid_from}"

    def get_absolute_url(self) -> str:
        return reverse("circulation:rule", args=[self.pk])


class DaysAt(models.Model):
    """Days from the first to the last, both counted, at one point, at a kind of point, or
    everywhere."""

    first = models.DateField(_("từ ngày"))
    last = models.DateField(_("đến hết ngày"))
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("riêng cho điểm"),
    )  # fmt: skip
    reason = models.CharField(_("lý do"), max_length=200)
    made_at = models.DateTimeField(_("ghi lúc"), null=True)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["first", "pk"]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}: {self.reason}"


class ClosedDays(DaysAt):
    """Days without service (Tết, a flood, a move): nothing falls due on them, and none of them
    counts as late."""

    class Meta(DaysAt.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="circulation_closed_period"
            )
        ]


class Grace(DaysAt):
    """Days that are forgiven to whatever was due in a time when roads or weather kept people
    from coming."""

    days = models.PositiveSmallIntegerField(_("thêm số ngày"))

    class Meta(DaysAt.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="circulation_grace_period"
            )
        ]
