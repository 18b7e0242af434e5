"""Accounts with which readers see their own loans."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.readers.models.readers import Reader


class ReaderAccount(models.Model):
    """An account sees what is kept about a reader: the reader's own (``own``), or the one of a
    parent to whom the library showed the child's card."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="accounts")
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    own = models.BooleanField(default=True)
    made_at = models.DateTimeField(_("mở lúc"))
    made_by = models.CharField(_("người mở"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    ended_by = models.CharField(_("người đóng"), max_length=200, blank=True)

    class Meta:
        ordering = ["-own", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reader"],
                condition=Q(ended_at__isnull=True),
                name="reader_shown_to_an_account_once",
            ),
            models.UniqueConstraint(
                fields=["reader"],
                condition=Q(ended_at__isnull=True, own=True),
                name="reader_has_one_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → #{self.reader_id}"
