"""Publishers, places and series as records have them, counted for suggestions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountedWord(models.Model):
    """How many records have a publisher (with a place beside it) or a series.

    Counted anew by the worker whenever records changed (``offering/counting``); what one save
    brings that is new is put there at once. It is never the truth about a record.
    """

    class Kind(models.TextChoices):
        PUBLISHER = "publisher", _("Nhà xuất bản")
        SERIES = "series", _("Tùng thư")

    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.TextField()
    # Of a publisher its place; of a series its publisher.
    beside = models.TextField(blank=True)
    # Without marks, capitals and the word "Nxb.".
    plain = models.CharField(max_length=160, db_collation="C")
    records = models.IntegerField(default=1)
    # None for what a save brought since the last count.
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("từ để gợi ý")
        verbose_name_plural = _("từ để gợi ý")
        indexes = [models.Index(fields=["kind", "plain"], name="catalogue_counted_word")]

    def __str__(self) -> str:
        return f"{self.text} ({self.records})"
