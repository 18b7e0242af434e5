"""Lines of imported lists and what became of their copies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.holdings.models.copies import Register


class ListLine(models.Model):
    """One line of an imported list: the copies it made, or why it made none.

    ``fingerprint`` says what the line asked for, apart from its record: an equal line of
    another list asks for the same books again (``lists.py``).
    """

    class Status(models.TextChoices):
        ENTERED = "entered", _("đã ghi sổ")
        REFUSED = "refused", _("chưa ghi sổ")
        BACK = "back", _("đã rút lại")
        KEPT = "kept", _("giữ lại")

    imported = models.ForeignKey("catalogue.Import", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("dòng số"))
    record = models.ForeignKey("catalogue.Record", models.SET_NULL, null=True, related_name="+")
    # The record was made by this import.
    is_new = models.BooleanField(default=False)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    status = models.CharField(_("kết quả"), max_length=8, choices=Status)
    count = models.PositiveIntegerField(_("số bản"), default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    # Why no copies were entered, or why they stay: [{"code": …, "facts": {…}}, …].
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["imported_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="holdings_list_line_once")
        ]
        indexes = [
            models.Index(
                fields=["record", "fingerprint"],
                name="holdings_list_line_again",
                condition=Q(status="entered"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.number}"
