"""Two rows found to be one person."""

from __future__ import annotations

from django.db import models

from tusach.readers.models.readers import Reader


class Merge(models.Model):
    """``gone`` was found to be ``kept``. ``moved`` is what each room said it moved, by which an
    undo moves it back."""

    gone = models.ForeignKey(Reader, models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Reader, models.CASCADE, related_name="merges_here")
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at__isnull=True),
                name="reader_merged_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
