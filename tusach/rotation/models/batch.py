"""A rotation batch (đợt luân chuyển) and its destinations.

Three words that are easily taken for one another (R-287, R-291): a *batch* is one sending
with its papers; a *rotation point* is a place that receives; a *trip* is the drive. "Over
twenty rotations a year" counts batches.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.rotation.rules.states import LegState


class YearSerial(models.Model):
    """The last number given in a year; locked while a batch takes the next one."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Batch(models.Model):
    """One sending of copies from a store to one or more points.

    ``store`` hands the copies over; ``return_to`` gets them back: another place only when
    the batch passes on what a third place owns. ``state`` is that of the slowest destination
    (:func:`rules.steps.batch_state`), kept here so that lists can filter and sort by it.
    """

    year = models.PositiveSmallIntegerField(_("năm"))
    serial = models.PositiveIntegerField(_("số thứ tự"))
    code = models.CharField(_("số đợt"), max_length=20, unique=True)
    store = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi gửi")
    )
    return_to = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi nhận lại")
    )
    purpose = models.CharField(_("mục đích"), max_length=300, blank=True)
    plan_reference = models.CharField(_("căn cứ kế hoạch"), max_length=300, blank=True)
    leaves_on = models.DateField(_("ngày đi"))
    staff = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("người đi"))
    note = models.TextField(_("ghi chú"), blank=True)
    state = models.CharField(
        _("tình trạng"), max_length=20, choices=LegState, default=LegState.PLANNED
    )
    cancelled_because = models.CharField(_("lý do huỷ"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người lập"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="rotation_batch_number"),
        ]
        indexes = [models.Index(fields=["store", "state"], name="rotation_batch_by_store")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("rotation:batch", args=[self.pk])

    @property
    def is_onward(self) -> bool:
        """Whether it passes on copies that belong elsewhere."""
        return self.return_to_id != self.store_id


class Leg(models.Model):
    """One destination of a batch: its copies, its papers, its own day of return."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="legs")
    point = models.ForeignKey(
        "network.ServicePoint",
        models.PROTECT,
        related_name="+",
        verbose_name=_("điểm luân chuyển"),
    )
    due_on = models.DateField(_("hạn trả"))
    state = models.CharField(
        _("tình trạng"), max_length=20, choices=LegState, default=LegState.PLANNED
    )
    needs = models.TextField(_("nhu cầu của điểm"), blank=True)
    sent_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(_("bàn giao lúc"), null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.CharField(max_length=300, blank=True)
    returned_at = models.DateTimeField(_("nhận trả xong lúc"), null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "point"], name="rotation_leg_once"),
            # A hand-over has a moment, and only a hand-over has one.
            models.CheckConstraint(
                name="rotation_leg_handed_over",
                condition=Q(
                    state__in=["planned", "picking", "packed", "sent", "cancelled"],
                    handed_over_at__isnull=True,
                )
                | Q(
                    state__in=["in_service", "recalled", "returned", "inspected", "closed"],
                    handed_over_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="rotation_leg_closed",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="rotation_leg_returned_after",
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=F("handed_over_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["point", "state"], name="rotation_leg_by_point"),
            models.Index(fields=["due_on"], name="rotation_leg_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.point_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('rotation:batch', args=[self.batch_id])}#diem-{self.pk}"
