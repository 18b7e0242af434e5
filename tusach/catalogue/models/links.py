"""Links between records: an article and its newspaper, a volume and its set, a series."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.models.record import Record


class Undrawn(models.Model):
    """A record of an import whose links and headings the worker has yet to draw.

    One narrow row instead of half a dozen: what is drawn of them is not needed to find the
    record, and would make every import slower.
    """

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        verbose_name = _("biểu ghi chưa rút liên kết")
        verbose_name_plural = _("biểu ghi chưa rút liên kết")

    def __str__(self) -> str:
        return str(self.record_id)


class RecordLink(models.Model):
    """What a linking field (773, 8XX, 76X to 78X) of a record points at; drawn from the content.

    ``host`` is the record it names by $w, once that is in the catalogue; until then ``key``
    waits for it. A link that would close a circle of hosts (only a file from elsewhere can
    bring one) is kept, marked, and not followed.
    """

    class Relation(models.TextChoices):
        HOST = "host", _("Nằm trong")
        SERIES = "series", _("Thuộc tùng thư")
        PART = "part", _("Gồm phần")
        EARLIER = "earlier", _("Tiếp theo của")
        LATER = "later", _("Được tiếp tục bởi")
        SUPPLEMENT = "supplement", _("Phụ trương của")
        TRANSLATION = "translation", _("Bản dịch của")
        OTHER_EDITION = "edition", _("Lần xuất bản khác")
        OTHER_FORM = "form", _("Dạng khác")
        RELATED = "related", _("Có liên quan")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="links_out")
    host = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="links_in")
    tag = models.CharField(max_length=3)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    # The control number in $w, with its agency in brackets if one is named.
    key = models.CharField(max_length=250, blank=True)
    title = models.TextField(blank=True)
    # A digest of the title: equal for the volumes of one series.
    title_key = models.CharField(max_length=32, blank=True)
    # Volume, issue, pages: $g of 773, $v of a series.
    place = models.TextField(blank=True)
    # Puts number 9 before number 10.
    place_key = models.CharField(max_length=200, blank=True, db_collation="C")
    is_circular = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("liên kết biểu ghi")
        verbose_name_plural = _("liên kết biểu ghi")
        indexes = [
            models.Index(fields=["host", "relation", "place_key"], name="catalogue_links_in"),
            models.Index(
                fields=["title_key", "place_key"],
                name="catalogue_links_series",
                condition=models.Q(relation="series"),
            ),
            models.Index(
                fields=["key"],
                name="catalogue_links_waiting",
                condition=models.Q(host__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.tag} {self.key or self.title}"
