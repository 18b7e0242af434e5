"""Containers: the boxes in which books travel."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Container(models.Model):
    """A box with a label of its own. What is in it stands in ``CopyPlace``."""

    code = models.CharField(_("mã thùng"), max_length=30, unique=True)
    name = models.CharField(_("tên thùng"), max_length=120, blank=True)
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện sở hữu")
    )
    made_at = models.DateTimeField(_("lập lúc"))
    discarded_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("holdings:box", args=[self.pk])

    @property
    def qr(self) -> str:
        """What the square on its label says: a scan of it finds the box."""
        return f"TS:HOP:{self.code}"
