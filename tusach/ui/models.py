"""The little that the look itself remembers."""

from __future__ import annotations

import uuid

from django.db import models


class SentForm(models.Model):
    """A form that was acted upon. Written in the transaction of the act, so a form that was
    refused can be sent again and one that succeeded cannot succeed twice."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    # The address that its sender was led to; empty when a page was shown at once.
    led_to = models.CharField(max_length=1000, blank=True, default="")

    def __str__(self) -> str:
        return str(self.token)
