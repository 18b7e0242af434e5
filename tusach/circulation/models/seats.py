"""Sessions at public computers: a seat, how long, which class of reader. No name stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tusach.facts.api import Audience


class SeatSession(models.Model):
    """Somebody sat at a public computer. ``label`` is what the librarian calls them by on the
    day itself ("áo đỏ", a first name); it is emptied when the day is over."""

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    seat = models.CharField(_("máy"), max_length=20)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    under_age = models.BooleanField(_("trẻ em"), default=False)
    consent = models.BooleanField(_("cha mẹ hoặc người giám hộ đồng ý"), default=False)
    label = models.CharField(_("gọi tạm"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("bắt đầu"))
    # The latest moment the rules of the day allow; None: no limit.
    until = models.DateTimeField(_("được ngồi đến"), null=True)
    ended_at = models.DateTimeField(_("kết thúc"), null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    tally = models.OneToOneField(
        "circulation.Tally", models.PROTECT, null=True, related_name="session"
    )
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lượt dùng máy tính")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "seat"],
                condition=Q(ended_at__isnull=True),
                name="circulation_one_at_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="circulation_session_order",
            ),
        ]
        indexes = [models.Index(fields=["point", "started_at"], name="circulation_session_day")]

    def __str__(self) -> str:
        return f"{self.seat} {self.started_at:%d/%m/%Y %H:%M}"
