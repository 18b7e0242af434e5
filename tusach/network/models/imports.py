"""Spreadsheets of points that were sent, kept until they are applied."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.network.models.points import PointKind
from tusach.ui.api import LongWork


class PointImport(LongWork, InNameOf):
    """A spreadsheet on its way into the registry, sent by and in the name of one person.

    columns → checking → checked → applying → done. The worker checks row after row, and makes
    the points in one transaction: all of them or none, however often it is killed.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", _("Chờ chọn cột")
        CHECKING = "checking", _("Đang kiểm từng dòng")
        CHECKED = "checked", _("Đã kiểm, chờ nhập")
        APPLYING = "applying", _("Đang nhập")
        DONE = "done", _("Đã nhập")

    UNDER_WAY = frozenset({State.CHECKING.value, State.APPLYING.value})

    file_name = models.CharField(_("tệp"), max_length=200)
    headings = models.JSONField(default=list)
    # {"0": "name", …}: the column of the file → what it means.
    meanings = models.JSONField(default=dict)
    # The kind for rows that say none.
    kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.COLUMNS)
    # Counts the checks: a worker that is at an older one stops.
    check_number = models.PositiveIntegerField(default=0)
    # The language that errors are written in: that of whoever asked for the check.
    language = models.CharField(max_length=10, default="vi")
    row_count = models.PositiveIntegerField(_("số dòng"), default=0)
    checked_to = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(_("dòng có lỗi"), default=0)
    sent_at = models.DateTimeField(_("gửi lúc"))
    made = models.PositiveIntegerField(_("số điểm đã thêm"), default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("network:import_preview", args=[self.pk])


class PointImportRow(models.Model):
    """A row of the file, and what the last check found."""

    sent = models.ForeignKey(PointImport, models.CASCADE, related_name="rows")
    # In the file; the first row of a sheet is 1.
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    commune = models.CharField(max_length=200, blank=True)
    # [[column, sentence], …]
    errors = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sent", "number"], name="point_import_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.sent_id}:{self.number}"

    @property
    def kind_label(self) -> str:
        """Empty where the kind is not known."""
        return str(PointKind(self.kind).label) if self.kind else ""
