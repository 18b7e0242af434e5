"""Which provinces this installation serves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tusach.network.models.units import AdminUnit


class HomeProvince(models.Model):
    """A province that this installation serves: lists, maps and searches begin there."""

    unit = models.OneToOneField(AdminUnit, models.PROTECT, related_name="+")
    # Begins the codes of its points: LC in LC-TVX-007.
    letters = models.CharField(_("chữ đầu của mã điểm"), max_length=6)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.unit.name
