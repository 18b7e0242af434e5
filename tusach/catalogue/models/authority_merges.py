"""Authorities that were taken into another."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.models.authorities import Authority


class AuthorityMerge(models.Model):
    """One authority taken into another; all that is needed to make it again under its number.

    The row of the one that is gone is gone: its number leads here to the one that took it.
    """

    # None while the one that took it in is itself gone; ``kept_number`` says which that was.
    kept = models.ForeignKey(Authority, on_delete=models.SET_NULL, null=True, related_name="merges")
    kept_number = models.CharField(max_length=20, db_index=True)
    gone_number = models.CharField(max_length=20, db_index=True)
    gone_heading = models.TextField()
    # Its columns, versions and origin.
    gone = models.JSONField(encoder=DjangoJSONEncoder)
    # The records that used it.
    records = models.JSONField(default=list)
    # Versions of the kept authority before and after.
    version_before = models.PositiveIntegerField()
    version_after = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    # Sentences: what could not simply be put back.
    undo_notes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lần gộp tiêu đề chuẩn")
        verbose_name_plural = _("lần gộp tiêu đề chuẩn")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.gone_number} → {self.kept_id}"
