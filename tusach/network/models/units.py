"""Administrative units with an identity of their own, what was true of them and when, and
what became of them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện (đến 30/06/2025)")
    COMMUNE = "commune", _("cấp xã")


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("Tỉnh")
    MUNICIPALITY = "municipality", _("Thành phố trực thuộc trung ương")
    RURAL_DISTRICT = "rural_district", _("Huyện")
    URBAN_DISTRICT = "urban_district", _("Quận")
    TOWN = "town", _("Thị xã")
    CITY = "city", _("Thành phố")
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    TOWNSHIP = "township", _("Thị trấn")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")


class AdminUnit(models.Model):
    """A province, a district (until 30/06/2025) or a commune-level unit.

    Its identity is this row. Code, name, kind and parent are dated facts (:class:`UnitFact`):
    names repeat between provinces and official codes were given anew on 01/07/2025, so
    neither says anything without a date. The columns below that repeat a fact hold the last
    one known, for lists; the loader and the services keep them right.
    """

    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    name = models.CharField(_("tên"), max_length=120)
    bare_name = models.CharField(max_length=120)
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind)
    code = models.CharField(_("mã"), max_length=10, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # The first day on which the unit no longer existed; empty while it exists.
    ended_on = models.DateField(_("không còn từ ngày"), null=True)
    sort_key = models.CharField(max_length=1000, blank=True)
    lat = models.FloatField(_("vĩ độ"), null=True)
    lon = models.FloatField(_("kinh độ"), null=True)
    # Where these come from, when they were set here; empty for those of the reference data.
    # They are one place for the unit's whole life, for drawing it: no fact with a date.
    place_source = models.CharField(_("nguồn toạ độ"), max_length=200, blank=True, default="")
    area_km2 = models.DecimalField(_("diện tích (km²)"), max_digits=10, decimal_places=2, null=True)
    # What the reference data calls it, so that loading twice makes one unit; none for a unit
    # made here by resolution.
    source_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["province", "level", "ended_on"], name="unit_by_province"),
            models.Index(fields=["parent"], name="unit_by_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:unit", args=[self.pk])

    @property
    def is_former(self) -> bool:
        """It no longer exists (or a resolution says when it will not)."""
        return self.ended_on is not None


class UnitFact(models.Model):
    """What was true of a unit in a period: its code, name, kind, and what it belonged to.

    ``valid`` is half-open. A missing lower end means that the sources do not say since when,
    not that it was always so; a missing upper end means that it still holds.
    """

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="facts")
    valid = DateRangeField(_("hiệu lực"))
    level = models.CharField(max_length=10, choices=Level)
    code = models.CharField(_("mã"), max_length=10, blank=True)
    name = models.CharField(_("tên"), max_length=120)
    bare_name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="child_facts")
    # The province it lay in during the period; of a province, itself.
    province = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_name_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="code_means_one_unit_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(code=""),
            ),
            models.CheckConstraint(name="unit_fact_has_days", condition=Q(valid__isempty=False)),
        ]
        indexes = [
            models.Index(
                fields=["folded"], name="unit_fact_folded", opclasses=["text_pattern_ops"]
            ),
            models.Index(fields=["province", "level"], name="unit_fact_by_province"),
            GistIndex(fields=["valid"], name="unit_fact_valid"),
        ]

    def __str__(self) -> str:
        return self.name


class Extent(models.TextChoices):
    WHOLE = "whole", _("toàn bộ")
    MAIN_PART = "main_part", _("phần chính")
    PART = "part", _("một phần")


class UnitChange(models.Model):
    """On a day, a unit (or a part of it) became part of another."""

    from_unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="became")
    to_unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="made_of")
    extent = models.CharField(_("phạm vi"), max_length=10, choices=Extent)
    on = models.DateField(_("từ ngày"))
    legal_basis = models.CharField(_("căn cứ pháp lý"), max_length=300, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_unit", "to_unit", "on"], name="unit_change_said_once"
            ),
            models.CheckConstraint(
                name="unit_does_not_become_itself", condition=~Q(from_unit=F("to_unit"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} → {self.to_unit_id} ({self.on:%Y-%m-%d})"
