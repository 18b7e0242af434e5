"""Photographs of damage, as devices sent them with what they said."""

from __future__ import annotations

from django.db import models

from tusach.holdings.models.ledger import LedgerEntry


class DamagePhoto(models.Model):
    """A picture that goes with an entry of the ledger, drawn anew: nothing of the sent file is
    kept but what is to be seen. ``sent`` is the SHA-256 by which the device called it."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="photos")
    sent = models.BinaryField(max_length=32)
    picture = models.FileField(upload_to="holdings/damage/%Y")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["entry_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "sent"], name="holdings_damage_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.picture.name}"
