"""Which parts of the demonstration are in."""

from __future__ import annotations

from django.db import models


class LoadedPart(models.Model):
    """A part that was loaded whole: written in the part's own transaction, so that a start
    which was cut off goes on where it stopped, and a second one does nothing."""

    name = models.CharField(max_length=40, unique=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
