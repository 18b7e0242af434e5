"""Spreadsheets of points that were sent, kept until they are applied."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PointImport(models.Model):
    """A spreadsheet as it was read: a kill or a closed browser loses nothing, and applying
    it twice is refused."""

    file_name = models.CharField(_("tệp"), max_length=200)
    headings = models.JSONField(default=list)
    # [[number of the row in the file, [cells]], …]
    rows = models.JSONField(default=list)
    # {"0": "name", …}: the column of the file → what it means.
    meanings = models.JSONField(default=dict)
    # The kind for rows that say none.
    kind = models.CharField(max_length=30, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"))
    sent_by = models.CharField(_("người gửi"), max_length=200, blank=True)
    sender = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(_("nhập lúc"), null=True)
    applied_by = models.CharField(_("người nhập"), max_length=200, blank=True)
    made = models.PositiveIntegerField(_("số điểm đã thêm"), default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
