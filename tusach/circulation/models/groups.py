"""Loans to a group: a class set, or a list that one reader takes for others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.facts.api import Audience


class GroupLoan(models.Model):
    """Books that go out together and come back together: thirty copies of a title for a class, a
    list for a village. One reader answers for all, and each copy is a loan of its own.

    open → closed, when all is back or what is missing was told; one of which nothing was lent
    may be dropped. The reader is unlinked some time after the close (see the registry of the room
    readers).
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("group loan", "đang mượn")
        CLOSED = "closed", pgettext_lazy("group loan", "đã kết thúc")
        DROPPED = "dropped", pgettext_lazy("group loan", "đã bỏ")

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    reader = models.ForeignKey("readers.Reader", models.PROTECT, related_name="+", null=True)
    name = models.CharField(_("cho nhóm, lớp"), max_length=120)
    audience = models.CharField(_("người đọc là"), max_length=20, choices=Audience)
    due = models.DateField(_("hạn trả"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    # How many were missing at the close, and what was said of them.
    missing = models.PositiveIntegerField(null=True)
    missing_why = models.CharField(_("về những bản còn thiếu"), max_length=300, blank=True)

    class Meta:
        ordering = ["state", "due", "pk"]
        indexes = [models.Index(fields=["point", "state"], name="circulation_groups_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(missing__isnull=True) | Q(missing=0) | ~Q(missing_why=""),
                name="circulation_missing_explained",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("circulation:group_loan", args=[self.pk])


class GroupLoanCopy(models.Model):
    """One copy of a group's loan, by the statement that lent it."""

    group = models.ForeignKey(GroupLoan, models.CASCADE, related_name="copies")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    statement = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.copy_id}"
