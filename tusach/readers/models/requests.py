"""What people ask about the data that is held of them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.readers.models.consents import Consent
from tusach.readers.models.readers import Reader


class PrivacyRequest(models.Model):
    """A person's request about their own data, with the day by which it must be answered
    (a rule: two working days after receipt, Decree 356/2025/NĐ-CP)."""

    class Kind(models.TextChoices):
        SEE = "see", _("xem dữ liệu")
        EXPORT = "export", _("nhận bản sao dữ liệu")
        CORRECT = "correct", _("sửa dữ liệu")
        ERASE = "erase", _("xoá dữ liệu")

    class State(models.TextChoices):
        OPEN = "open", _("chờ trả lời")
        DONE = "done", _("đã làm")
        REFUSED = "refused", _("không làm được")

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="requests")
    kind = models.CharField(_("yêu cầu"), max_length=10, choices=Kind)
    asked_by = models.CharField(_("người yêu cầu"), max_length=10, choices=Consent.Giver)
    what = models.CharField(_("nội dung"), max_length=500, blank=True)
    received_on = models.DateField(_("nhận ngày"))
    due_on = models.DateField(_("hạn trả lời"))
    basis = models.CharField(_("căn cứ của hạn"), max_length=300, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("trả lời"), max_length=500, blank=True)
    answered_on = models.DateField(_("trả lời ngày"), null=True, blank=True)
    answered_by = models.CharField(_("người trả lời"), max_length=200, blank=True)
    noted_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="privacy_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("readers:request", args=[self.pk])

    def is_late_on(self, day: date) -> bool:
        """Whether it is answered too late: not yet, and the day is past, or after it."""
        return (self.answered_on or day) > self.due_on
