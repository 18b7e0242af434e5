"""Service facts and their exact roll-up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How the service reached the reader."""

    ON_SITE = "on_site", _("tại chỗ")
    HOME = "home", _("mượn về nhà")
    MOBILE = "mobile", _("phục vụ lưu động")
    ROTATION = "rotation", _("sách luân chuyển")
    ONLINE = "online", _("trực tuyến")


class Audience(models.TextChoices):
    """Who was served, as a class: never a person."""

    CHILDREN = "children", _("thiếu nhi")
    PUPILS = "pupils", _("học sinh")
    ADULTS = "adults", _("người lớn")
    ELDERLY = "elderly", _("người cao tuổi")
    SOLDIERS = "soldiers", _("bộ đội, công an")
    PRISONERS = "prisoners", _("phạm nhân")
    UNKNOWN = "unknown", _("không phân loại")


class Measure(models.TextChoices):
    """What is counted. A visit, a loan and an item served are three different things."""

    VISIT = "visit", _("lượt bạn đọc")
    LOAN = "loan", _("lượt mượn")
    RENEWAL = "renewal", _("lượt gia hạn")
    IN_HOUSE = "in_house", _("lượt đọc tại chỗ")
    ITEM_SERVED = "item_served", _("lượt tài liệu phục vụ")
    VIRTUAL_VISIT = "virtual_visit", _("lượt truy cập")
    REQUEST = "request", _("yêu cầu của bạn đọc")
    GUIDANCE = "guidance", _("buổi hướng dẫn")
    COMPUTER = "computer", _("lượt dùng máy tính")


class Source(models.Model):
    """What was already counted: one row for each (kind, key, measure) and its reversal.

    A unique index on the partitioned facts would have to hold the day, and a fact sent again
    with a corrected day would then count twice. So the door stands apart and is never
    partitioned.
    """

    source_kind = models.CharField(max_length=40)
    source_key = models.CharField(max_length=120)
    measure = models.CharField(max_length=20, choices=Measure)
    reversal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_key", "measure", "reversal"],
                name="facts_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_kind}:{self.source_key} {self.measure}"


class ServiceFact(models.Model):
    """What was served at a point on a day: append-only, partitioned by the month of ``day``.

    A correction is a reversing fact (``reverses``, quantity negative), never an update: the
    database refuses one. ``source_kind`` and ``source_key`` say what lies behind the figure
    (a loan, a tally sheet, an event); they carry no name of a person.
    """

    id = models.BigIntegerField(primary_key=True)  # identity; the table's key is (id, day)
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    day = models.DateField(_("ngày"))
    mode = models.CharField(_("hình thức"), max_length=20, choices=Mode)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    measure = models.CharField(_("chỉ số"), max_length=20, choices=Measure)
    quantity = models.IntegerField(_("số lượng"))
    exact = models.BooleanField(_("đếm được"), default=True)
    source_kind = models.CharField(max_length=40)
    source_key = models.CharField(max_length=120)
    reverses = models.BigIntegerField(null=True)
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người ghi"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.quantity}"


class DayTotal(models.Model):
    """The roll-up: the sum of the facts of one point, day, mode, audience and measure.

    Written in the transaction of the facts and equal to them at any time (``rebuild`` proves
    it). Exact and estimated quantities are kept apart.
    """

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    mode = models.CharField(max_length=20, choices=Mode)
    audience = models.CharField(max_length=20, choices=Audience)
    measure = models.CharField(max_length=20, choices=Measure)
    exact = models.BooleanField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day", "mode", "audience", "measure", "exact"],
                name="facts_one_total",
            )
        ]
        indexes = [
            models.Index(fields=["measure", "day"], name="facts_total_by_measure"),
            models.Index(fields=["day"], name="facts_total_by_day", condition=~Q(quantity=0)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.quantity}"


class FactMark(models.Model):
    """A position in the facts at which a figure was frozen."""

    position = models.BigIntegerField()
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position} @ {self.marked_at:%Y-%m-%d %H:%M}"
