"""A school's class list that came as a spreadsheet, and the turn of the school year."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.readers.models.readers import Reader


class ClassList(models.Model):
    """A spreadsheet of pupils of one school: looked at first, then applied, and undone as one.

    Names stand in its lines only until it is applied or dropped.
    """

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", pgettext_lazy("class list", "đang xem trước")
        APPLIED = "applied", pgettext_lazy("class list", "đã ghi")
        UNDONE = "undone", pgettext_lazy("class list", "đã rút lại")
        DROPPED = "dropped", pgettext_lazy("class list", "đã bỏ")

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("năm học"))
    file = models.CharField(_("tệp"), max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKED_AT)
    sent_at = models.DateTimeField(_("gửi lúc"))
    sent_by = models.CharField(_("người gửi"), max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.file

    def get_absolute_url(self) -> str:
        return reverse("readers:class_list", args=[self.pk])


class ClassListLine(models.Model):
    """One pupil of a list and what is to become of the line. ``before``: the class and year the
    reader had, by which an undo puts them back."""

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("pupil of a list", "mới")
        SAME = "same", pgettext_lazy("pupil of a list", "đã có")
        DIFFERS = "differs", pgettext_lazy("pupil of a list", "đổi lớp")
        WRONG = "wrong", pgettext_lazy("pupil of a list", "chưa ghi được")

    class_list = models.ForeignKey(ClassList, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("dòng"))
    name = models.CharField(max_length=120, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    school_class = models.CharField(max_length=20, blank=True)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_phone = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    why = models.CharField(max_length=300, blank=True)
    reader = models.ForeignKey(Reader, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["class_list", "number"]

    def __str__(self) -> str:
        return f"{self.class_list_id}/{self.number}"


class Promotion(models.Model):
    """The turn of a school year: who went up a class and who left. ``moved`` maps a reader's
    primary key to the class before, ``left`` lists those who left and their card acts."""

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("năm học kết thúc"))
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.school_year}"
