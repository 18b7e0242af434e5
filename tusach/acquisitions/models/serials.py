"""Newspapers and magazines: how they appear, who gets them, what came, what was bound."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.rules.states import CheckedAs


class _Period(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Frequency(models.TextChoices):
    """How often an issue appears. ``WEEKLY`` takes any set of days of the week."""

    DAILY = "daily", _("Hằng ngày")
    WEEKLY = "weekly", _("Hằng tuần, theo thứ")
    FORTNIGHTLY = "fortnightly", _("Hai tuần một số")
    MONTHLY = "monthly", _("Hằng tháng, theo ngày")
    BIMONTHLY = "bimonthly", _("Hai tháng một số")
    QUARTERLY = "quarterly", _("Ba tháng một số")
    IRREGULAR = "irregular", _("Không định kỳ")


class Numbering(models.TextChoices):
    RUNNING = "running", _("Số chạy liên tục qua các năm (Số 7.412)")
    YEARLY = "yearly", _("Số đếm lại từ 1 mỗi năm (Số 5/2026)")
    BOTH = "both", _("Cả hai: Số 5/2026 (412)")
    DATED = "dated", _("Không số, gọi theo ngày")


class Serial(models.Model):
    """A newspaper or magazine (đầu báo, tạp chí) of the shared catalogue, as one that is
    subscribed to. An electronic one has an address and no issues to check in (R-165, R-241)."""

    record = models.OneToOneField(
        "catalogue.Record", models.PROTECT, related_name="+", verbose_name=_("biểu ghi")
    )
    issn = models.CharField("ISSN", max_length=9, blank=True)
    is_electronic = models.BooleanField(_("báo, tạp chí điện tử"), default=False)
    url = models.URLField(_("địa chỉ"), max_length=300, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("đầu báo, tạp chí")
        verbose_name_plural = _("đầu báo, tạp chí")
        constraints = [
            models.UniqueConstraint(
                fields=["issn"], condition=~Q(issn=""), name="acquisitions_issn_once"
            )
        ]

    def __str__(self) -> str:
        return self.record.shown_title

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:serial", args=[self.pk])


class Pattern(models.Model):
    """When issues appear and how they are numbered, from a day until another (half-open)."""

    serial = models.ForeignKey(Serial, models.CASCADE, related_name="patterns")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    frequency = models.CharField(_("định kỳ"), max_length=12, choices=Frequency)
    # ISO: Monday is 1. Of a daily the days on which it appears, of a weekly its days.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # Days of the month, of monthly and rarer; 31 means the last.
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # Of bimonthly and quarterly: the months in which it appears.
    months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    numbering = models.CharField(_("cách đánh số"), max_length=8, choices=Numbering)
    # The numbers of the first issue on or after ``valid_from``.
    first_number = models.PositiveIntegerField(_("số đầu tiên"), null=True, blank=True)
    first_in_year = models.PositiveIntegerField(_("số trong năm đầu tiên"), null=True, blank=True)
    # Đồng for one copy of an issue.
    price = models.PositiveIntegerField(_("giá một số"), null=True, blank=True)

    class Meta:
        verbose_name = _("định kỳ")
        verbose_name_plural = _("định kỳ")
        ordering = ["serial_id", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="acquisitions_pattern_period",
            ),
            ExclusionConstraint(
                name="acquisitions_pattern_once",
                expressions=[
                    ("serial", RangeOperators.EQUAL),
                    (_Period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial_id}: {self.frequency}"


class Break(models.Model):
    """Days on which the pattern does not hold.

    ``NONE``: no issue from ``starts_on`` to ``ends_on`` (both included), as over Tết.
    ``COMBINED``: the issues of those days appear as one, on ``on``, with all their numbers.
    ``EXTRA``: one more issue on ``on``, with a name and no number (số Tết, đặc san).
    """

    class Kind(models.TextChoices):
        NONE = "none", _("Nghỉ, không ra báo")
        COMBINED = "combined", _("Số gộp")
        EXTRA = "extra", _("Số đặc biệt, ra thêm")

    serial = models.ForeignKey(Serial, models.CASCADE, related_name="breaks")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))
    on = models.DateField(_("ngày ra"), null=True, blank=True)
    label = models.CharField(_("tên số"), max_length=80, blank=True)
    price = models.PositiveIntegerField(_("giá"), null=True, blank=True)

    class Meta:
        verbose_name = _("kỳ nghỉ, số gộp")
        verbose_name_plural = _("kỳ nghỉ, số gộp")
        ordering = ["serial_id", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="acquisitions_break_period"
            ),
            models.CheckConstraint(
                condition=Q(kind="none", on=None) | (~Q(kind="none") & Q(on__isnull=False)),
                name="acquisitions_break_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial_id}: {self.starts_on}"


class Issue(models.Model):
    """One issue, predicted or seen: shared by every library that gets the title."""

    serial = models.ForeignKey(Serial, models.CASCADE, related_name="issues")
    on = models.DateField(_("ngày ra"))
    label = models.CharField(_("số"), max_length=80)
    # The numbers it carries; a combined one has several.
    number = models.PositiveIntegerField(null=True)
    last_number = models.PositiveIntegerField(null=True)
    in_year = models.PositiveIntegerField(null=True)
    last_in_year = models.PositiveIntegerField(null=True)
    is_special = models.BooleanField(default=False)
    price = models.PositiveIntegerField(null=True)
    # Entered by hand: prediction leaves it alone.
    by_hand = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("số báo")
        verbose_name_plural = _("số báo")
        ordering = ["serial_id", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["serial", "on", "label"], name="acquisitions_issue_once"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Subscription(models.Model):
    """A title ordered for a term (đặt mua), or got without paying (tặng, miễn phí)."""

    class Way(models.TextChoices):
        BOUGHT = "bought", _("Đặt mua")
        FREE = "free", _("Miễn phí, được tặng")

    code = models.CharField(_("số phiếu"), max_length=20, unique=True)
    serial = models.ForeignKey(Serial, models.PROTECT, related_name="subscriptions")
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện đặt")
    )
    way = models.CharField(_("hình thức"), max_length=8, choices=Way, default=Way.BOUGHT)
    supplier = models.ForeignKey(
        "acquisitions.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nơi phát hành"),
    )
    fund = models.ForeignKey(
        "acquisitions.Fund",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kinh phí"),
    )
    starts_on = models.DateField(_("từ ngày"))
    # The first day after the term.
    ends_on = models.DateField(_("đến trước ngày"))
    # Đồng for the whole term and all places.
    price = models.PositiveBigIntegerField(_("tổng tiền"), default=0)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    cancelled_on = models.DateField(_("dừng từ ngày"), null=True, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    renews = models.OneToOneField("self", models.PROTECT, null=True, related_name="renewed_by")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người lập"), max_length=200)

    class Meta:
        verbose_name = _("phiếu đặt báo")
        verbose_name_plural = _("phiếu đặt báo")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="acquisitions_subscription_term"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "ends_on"], name="acquisitions_sub_by_owner"),
            models.Index(fields=["fund"], name="acquisitions_sub_by_fund"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:subscription", args=[self.pk])


class SubscriptionPlace(models.Model):
    """Where issues of a subscription go, and how many copies of each."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="places")
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("điểm nhận")
    )
    copies = models.PositiveSmallIntegerField(_("số bản mỗi số"), default=1)
    # Days that the post takes to this place; later than that an issue is late.
    delay = models.PositiveSmallIntegerField(_("số ngày báo đến chậm"), default=3)

    class Meta:
        verbose_name = _("nơi nhận báo")
        verbose_name_plural = _("nơi nhận báo")
        ordering = ["subscription_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "point"], name="acquisitions_place_once"
            )
        ]
        indexes = [models.Index(fields=["point"], name="acquisitions_place_by_point")]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.point_id}"


class Volume(models.Model):
    """Issues bound together, entered in the register as one copy."""

    serial = models.ForeignKey(Serial, models.PROTECT, related_name="volumes")
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    label = models.CharField(_("tập"), max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    missing = models.CharField(_("thiếu"), max_length=300, blank=True)
    copy = models.OneToOneField("holdings.Copy", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    # Taken apart again: its copy was struck out, its issues are single ones.
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("tập báo đóng")
        verbose_name_plural = _("tập báo đóng")
        ordering = ["serial_id", "starts_on", "pk"]
        indexes = [models.Index(fields=["point", "serial"], name="acquisitions_volume_at")]

    def __str__(self) -> str:
        return self.label


class CheckIn(models.Model):
    """What became of an issue at a place. ``copies`` are those that came."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="check_ins")
    place = models.ForeignKey(SubscriptionPlace, models.PROTECT, related_name="check_ins")
    state = models.CharField(max_length=10, choices=CheckedAs)
    copies = models.PositiveSmallIntegerField(default=0)
    on = models.DateField(_("ngày nhận"), null=True)
    note = models.CharField(max_length=200, blank=True)
    # One copy of it is in this volume.
    volume = models.ForeignKey(Volume, models.PROTECT, null=True, related_name="issues")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("lần nhận báo")
        verbose_name_plural = _("lần nhận báo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "place"], name="acquisitions_check_in_once"),
            models.CheckConstraint(
                condition=Q(state="received", copies__gte=1, on__isnull=False)
                | (~Q(state="received") & Q(volume=None)),
                name="acquisitions_check_in_came",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="acquisitions_checkin_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}@{self.place_id}: {self.state}"


class OlderHoldings(models.Model):
    """What a place has from before its issues were checked in here, in words: "1998–2019"."""

    serial = models.ForeignKey(Serial, models.CASCADE, related_name="older")
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    statement = models.CharField(_("đã có"), max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serial", "point"], name="acquisitions_older_once")
        ]

    def __str__(self) -> str:
        return self.statement
