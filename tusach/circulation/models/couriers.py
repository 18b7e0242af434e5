"""Papers that go with books on their way between two points."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CourierPaper(models.Model):
    """One paper for one load, numbered within the point that sends and the year. Who carried it
    stands on paper alone."""

    lender = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi gửi")
    )
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi nhận")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(pgettext_lazy("courier", "số giấy"))
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("giấy gửi sách")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lender", "year", "number"], name="circulation_courier_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:04d}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("circulation:courier", args=[self.pk])


class CourierLine(models.Model):
    """A book on a paper. It stays there whatever becomes of the request."""

    paper = models.ForeignKey(CourierPaper, models.PROTECT, related_name="lines")
    request = models.ForeignKey("circulation.Request", models.PROTECT, related_name="+")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "request"], name="circulation_once_on_a_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.request_id}"
