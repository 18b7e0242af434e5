"""Who sits at the public computers, by class of reader (R-238)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.facts.api import Audience


class ComputerSession(models.Model):
    """One person's time at a public computer of a point. No name stands in it: class of reader
    alone, and for a child whether an adult answers for what is looked at.

    ``minutes``: how long the rule of the day allowed, null where there is no limit. ``tally``: the
    count behind it, taken back where the session was a mistake.
    """

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("điểm")
    )
    machine = models.CharField(_("máy"), max_length=40)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    guided = models.BooleanField(_("có người lớn kèm"), default=False)
    minutes = models.PositiveSmallIntegerField(_("được dùng (phút)"), null=True)
    begun_at = models.DateTimeField(_("bắt đầu"))
    ended_at = models.DateTimeField(pgettext_lazy("computer", "kết thúc"), null=True)
    undone_at = models.DateTimeField(null=True)
    tally = models.OneToOneField("circulation.Tally", models.PROTECT, related_name="+")
    by_name = models.CharField(_("người ghi"), max_length=200, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "machine"],
                condition=Q(ended_at__isnull=True),
                name="circulation_machine_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("begun_at")),
                name="circulation_computer_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["point", "begun_at"], name="circulation_computer_day")]

    def __str__(self) -> str:
        return f"{self.machine} {timezone.localtime(self.begun_at):%d/%m/%Y %H:%M}"
