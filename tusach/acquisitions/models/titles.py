"""A title as a line names it, before or beside its record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TitleLine(models.Model):
    """What a line of an order, a purchase or a wish knows of its title.

    With ``record`` the record is the truth and the texts are what it said when the line was
    written; without one they are all there is, and ``more`` holds what else the simple form
    of the catalogue would take (language, audience, class number, …).
    """

    record = models.ForeignKey(
        "catalogue.Record",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("biểu ghi"),
    )
    title = models.CharField(_("nhan đề"), max_length=1000)
    author = models.CharField(_("tác giả"), max_length=300, blank=True)
    publisher = models.CharField(_("nhà xuất bản"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("năm xuất bản"), null=True, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    more = models.JSONField(default=dict, blank=True)
    # Title and author without marks, for the search of the list.
    find_text = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title
