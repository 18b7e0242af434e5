"""Numbers of papers that run within a year."""

from __future__ import annotations

from django.db import models


class YearNumber(models.Model):
    """The last number given to a kind of paper in a year; locked while the next is taken."""

    kind = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="acquisitions_number_of_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}: {self.last}"
