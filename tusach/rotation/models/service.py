"""While a box serves: extension, guidance, use, and the inspection at the end."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tusach.rotation.models.batch import Leg


class Extension(models.Model):
    """The day of return was moved; by telephone first, the paper may follow (``paper_on``)."""

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="extensions")
    was_due_on = models.DateField(_("hạn cũ"))
    due_on = models.DateField(_("hạn mới"))
    reason = models.CharField(_("lý do"), max_length=300)
    by_phone = models.BooleanField(_("báo qua điện thoại"), default=False)
    paper_on = models.DateField(_("ngày nhận giấy"), null=True, blank=True)
    at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("was_due_on")), name="rotation_extension_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.was_due_on} → {self.due_on}"


class Guidance(models.Model):
    """Provincial staff arranged the books with the local librarian and showed how (R-077)."""

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="guidance")
    day = models.DateField(_("ngày"))
    minutes = models.PositiveSmallIntegerField(_("số phút"), null=True, blank=True)
    staff = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("cán bộ"))
    content = models.TextField(_("nội dung hướng dẫn"))
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day}"


class Photo(models.Model):
    """A picture of the rotation (R-081), re-encoded: nothing of the sent file is kept."""

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="photos")
    picture = models.FileField(upload_to="rotation/photos/%Y")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.caption


class UseCount(models.Model):
    """What a point told of one month's use of a box; each figure also stands in `facts`.

    One row for each destination, month and measure: told again, the row is replaced and the
    facts are reversed and written anew.
    """

    class Measure(models.TextChoices):
        VISIT = "visit", _("Lượt bạn đọc")
        ITEM_SERVED = "item_served", _("Lượt tài liệu phục vụ")

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="use_counts")
    month = models.DateField(_("tháng"))
    measure = models.CharField(_("số liệu"), max_length=20, choices=Measure)
    quantity = models.PositiveIntegerField(_("số lượt"))
    is_exact = models.BooleanField(_("đếm chính xác"), default=True)
    wishes = models.TextField(_("nhu cầu, nguyện vọng"), blank=True)
    # How often it was told: part of the key of the facts behind it.
    times = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["month", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "month", "measure"], name="rotation_use_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.measure}"


class Inspection(models.Model):
    """The check after everything came back: who looked and what was found."""

    leg = models.OneToOneField(Leg, models.PROTECT, related_name="inspection")
    made_on = models.DateField(_("ngày kiểm tra"))
    inspectors = ArrayField(
        models.CharField(max_length=200), default=list, verbose_name=_("người kiểm tra")
    )
    finding = models.TextField(_("kết luận"))
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.made_on}"
