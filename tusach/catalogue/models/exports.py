"""Exports: a file of records written by the worker, to be fetched when it is whole."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.ui.api import LongWork


class Export(LongWork, InNameOf):
    """A file on its way out of the catalogue.

    writing → done → gone (its file was thrown away), or failed. The worker writes part after part
    and says in the transaction of each how many bytes are whole: what a killed one wrote behind
    them is cut off before the next goes on.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Đang ghi tệp")
        DONE = "done", _("Đã ghi xong")
        FAILED = "failed", _("Không ghi được")
        GONE = "gone", _("Tệp đã được xoá")

    UNDER_WAY = frozenset({State.WRITING})

    # What is in it, as its list was called and searched.
    what = models.CharField(_("nội dung"), max_length=300)
    # One of ``exporting.FORMS``.
    form = models.CharField(_("dạng"), max_length=10)
    # Who puts something into the records ("" the catalogue alone), and how it was asked to.
    source = models.CharField(max_length=40, blank=True)
    options = models.JSONField(default=dict)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=State.choices, default=State.WRITING
    )
    made_at = models.DateTimeField(_("xin lúc"))
    # Below MEDIA_ROOT, without the ending.
    path = models.CharField(max_length=200)
    total = models.PositiveIntegerField(_("số biểu ghi"), default=0)
    done_to = models.PositiveIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)
    # Records too long for ISO 2709 stand in a second file, as MARCXML.
    left_out = models.PositiveIntegerField(default=0)
    left_out_written = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("lần xuất")
        verbose_name_plural = _("lần xuất")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by_account"], name="catalogue_export_by")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("catalogue:export", args=[self.pk])


class ExportPart(models.Model):
    """The records of one stretch of the list, in its order, as it was when it was asked for."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    records = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="catalogue_export_part")
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.number}"
