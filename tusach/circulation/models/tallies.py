"""What was counted at a point and who said so: tallies, and whose word holds where two speak."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.facts.api import Audience, Measure, Mode
from tusach.policy.api import Dated, Period


class TallySource(models.TextChoices):
    """How a count came in."""

    TAP = "tap", _("bấm đếm tại quầy")
    COPY = "copy", _("quét sách đọc tại chỗ")
    DEVICE = "device", _("máy không có mạng gửi về")
    DELIVERY = "delivery", _("giao sách tận nhà")
    SHEET = "sheet", _("phiếu giấy")
    SMS = "sms", _("tin nhắn")
    BOX = "box", _("đợt luân chuyển")


class Family(models.TextChoices):
    """Counts of one family add up; two families that speak of the same days do not."""

    RUNNING = "running", _("đếm ngay khi phục vụ")
    SHEET = "sheet", _("phiếu giấy")
    SMS = "sms", _("tin nhắn")
    BOX = "box", _("thư viện tỉnh đếm theo đợt luân chuyển")


FAMILY_OF = {
    TallySource.TAP: Family.RUNNING,
    TallySource.COPY: Family.RUNNING,
    TallySource.DEVICE: Family.RUNNING,
    TallySource.DELIVERY: Family.RUNNING,
    TallySource.SHEET: Family.SHEET,
    TallySource.SMS: Family.SMS,
    TallySource.BOX: Family.BOX,
}


class Span(models.TextChoices):
    """How long a time one figure speaks of."""

    DAY = "day", _("một ngày")
    MONTH = "month", _("cả tháng")


class TallyState(models.TextChoices):
    LIVE = "live", pgettext_lazy("state of a tally", "đang dùng")
    REPLACED = "replaced", _("đã sửa, có bản mới")
    TAKEN_BACK = "taken_back", _("đã huỷ")


class Tally(models.Model):
    """What one sheet, tap or message says of a point, a day or a month, and a mode.

    Never changed: a correction is a new tally that ``replaces`` this one, whose facts are
    reversed. No person served stands in it. ``key`` tells the same sheet or message when it
    comes again; a device's event is known by (device, seq).
    """

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("điểm")
    )
    month = models.DateField(_("tháng"))
    span = models.CharField(max_length=6, choices=Span)
    mode = models.CharField(_("hình thức"), max_length=20, choices=Mode)
    source = models.CharField(_("cách ghi"), max_length=10, choices=TallySource)
    exact = models.BooleanField(_("đếm được"), default=True)
    # The number or place of the paper, so that it can be found again.
    reference = models.CharField(_("số phiếu, nơi lưu"), max_length=120, blank=True)
    wishes = models.TextField(_("nhu cầu, nguyện vọng"), blank=True)
    # The message as it was pasted, without who sent it.
    text = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80, blank=True)
    device = models.ForeignKey("offline.Device", models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField(null=True)
    # Of copies read in the house: which copy.
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=TallyState, default=TallyState.LIVE
    )
    made_at = models.DateTimeField(_("ghi lúc"))
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    by_account = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(_("huỷ, sửa lúc"), null=True)
    ended_by = models.CharField(_("người huỷ, sửa"), max_length=200, blank=True)
    ended_why = models.CharField(_("lý do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phiếu đếm")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "seq"],
                condition=Q(device__isnull=False),
                name="circulation_tally_of_event",
            ),
            models.UniqueConstraint(
                fields=["point", "key"],
                condition=Q(state="live") & ~Q(key=""),
                name="circulation_tally_key_once",
            ),
            models.CheckConstraint(
                condition=Q(device__isnull=True, seq__isnull=True)
                | Q(device__isnull=False, seq__isnull=False),
                name="circulation_tally_event_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "month", "source"], name="circulation_tally_month"),
            models.Index(fields=["point", "made_at"], name="circulation_tally_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.month:%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("circulation:tally", args=[self.pk])


class TallyPhoto(models.Model):
    """A picture of the paper behind a tally (D12), re-encoded: nothing of the sent file is kept."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="photos")
    picture = models.FileField(upload_to="circulation/tallies/%Y")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_at = models.DateTimeField(_("gửi lúc"))
    made_by = models.CharField(_("người gửi"), max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.tally_id} {self.made_at:%d/%m/%Y}"


class TallyLine(models.Model):
    """One figure of a tally. While ``counts`` a fact of the same quantity stands behind it under
    the key "number:times"; set aside it stands for nothing and is shown with the reason."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="lines")
    # Of the tally, for the questions that are asked of months.
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    month = models.DateField()
    family = models.CharField(max_length=10, choices=Family)
    mode = models.CharField(_("hình thức"), max_length=20, choices=Mode)
    span = models.CharField(max_length=6, choices=Span)
    live = models.BooleanField(default=True)

    day = models.DateField(_("ngày"))
    measure = models.CharField(_("chỉ số"), max_length=20, choices=Measure)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    quantity = models.PositiveIntegerField(_("số lượng"))
    counts = models.BooleanField(_("được tính"), default=False)
    # How often it was counted: part of the key of its fact.
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="circulation_line_counts")
        ]
        indexes = [
            models.Index(
                fields=["point", "month", "measure", "family"],
                condition=Q(live=True),
                name="circulation_line_live",
            ),
            models.Index(
                fields=["month", "point"],
                condition=Q(live=True, counts=False),
                name="circulation_line_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.quantity}"

    @property
    def fact_key(self) -> str:
        return f"{self.pk}:{self.times}"


class CountingRule(Dated):
    """Whose word holds at a point for a mode where two families speak of the same days.

    An empty ``mode`` stands for all. Where no row holds, the order of
    :mod:`tusach.circulation.counting` does.
    """

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("điểm")
    )
    mode = models.CharField(_("hình thức"), max_length=20, choices=Mode, blank=True)
    counts = models.CharField(_("lấy số của"), max_length=10, choices=Family)

    class Meta:
        ordering = ["point", "mode", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="circulation_counting_period",
            ),
            ExclusionConstraint(
                name="circulation_counting_once",
                expressions=[
                    ("point", RangeOperators.EQUAL),
                    ("mode", RangeOperators.EQUAL),
                    (Period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.mode} {self.counts}"


class OverlapChoice(models.Model):
    """What somebody decided of one month, point and measure in which two families speak: whose
    figure counts, or (``BOTH``) that they counted different things. The last row holds."""

    BOTH = "both"
    CHOICES = [*Family.choices, (BOTH, _("tính cả hai: hai bên đếm hai việc khác nhau"))]

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    month = models.DateField()
    measure = models.CharField(max_length=20, choices=Measure)
    counts = models.CharField(_("lấy số của"), max_length=10, choices=CHOICES)
    reason = models.CharField(_("lý do"), max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["point", "month"], name="circulation_choice_month")]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.measure} {self.counts}"


class SmsNumber(models.Model):
    """The number by which a point's monthly message names it: it says nothing of the point, so
    that a message that is read by others gives no unit away. Given once, never again."""

    point = models.OneToOneField("network.ServicePoint", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("số hiệu nhắn tin"), unique=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.number:04d}"
