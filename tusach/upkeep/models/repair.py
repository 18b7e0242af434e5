"""Condition and repair: what a copy was found to be, what waits for repair, who has it, what came
back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tusach.holdings.api import Condition


class Grade(models.Model):
    """A step of the scale by which condition is told, as a row: houses keep scales of their own.

    ``condition`` is what it means in the registers; ``repairs``: whoever finds it asks for repair.
    """

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    condition = models.CharField(_("tình trạng"), max_length=10, choices=Condition)
    repairs = models.BooleanField(_("cần sửa"), default=False)
    position = models.PositiveSmallIntegerField(default=50)
    is_used = models.BooleanField(_("còn dùng"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Inspection(models.Model):
    """Somebody looked at a copy: its condition, in a grade and in words. Never changed."""

    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("mức"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    at = models.DateTimeField(_("lúc"))
    by_name = models.CharField(_("người xem"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.copy_id}: {self.grade_id}"


class Trip(models.Model):
    """Copies are given to a workshop, the library's own or a binder's (phiếu gửi sửa)."""

    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    in_house = models.BooleanField(_("tự sửa"), default=True)
    # Who holds the copies meanwhile, as the ledger names it.
    holder = models.CharField(_("nơi sửa"), max_length=120)
    sent_on = models.DateField(_("ngày gửi"))
    due_on = models.DateField(_("hẹn trả"), null=True, blank=True)
    note = models.CharField(_("yêu cầu, ghi chú"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("sent_on")),
                name="upkeep_trip_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.sent_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("upkeep:trip", args=[self.pk])


class RepairState(models.TextChoices):
    WAITING = "waiting", _("Chờ sửa")
    OUT = "out", _("Đang sửa")
    MENDED = "mended", _("Đã sửa xong")
    BEYOND = "beyond", _("Không sửa được")
    DROPPED = "dropped", _("Thôi không sửa")


class Repair(models.Model):
    """One copy that needs repair, from being found until it came back."""

    State = RepairState

    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    owner = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    state = models.CharField(_("tình trạng"), max_length=8, choices=RepairState)
    trip = models.ForeignKey(Trip, models.PROTECT, related_name="repairs", null=True)
    back_on = models.DateField(_("ngày nhận lại"), null=True)
    # Đồng for this copy.
    cost = models.PositiveBigIntegerField(_("chi phí"), null=True)
    outcome = models.CharField(_("kết quả, ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["copy"], condition=Q(state__in=["waiting", "out"]),
                name="upkeep_repaired_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", trip=None) | Q(state="dropped")
                | (Q(state__in=["out", "mended", "beyond"]) & Q(trip__isnull=False)),
                name="upkeep_repair_with_whom",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner", "state"], name="upkeep_repairs_of_owner")]

    def __str__(self) -> str:
        return f"{self.copy_id}: {self.state}"
