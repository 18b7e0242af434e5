"""Readers, their classes, guardians and bars."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tusach.facts.api import Audience

# Soldiers and prisoners are counted where they are; nobody of them stands in this room.
AUDIENCES = (
    Audience.CHILDREN,
    Audience.PUPILS,
    Audience.ADULTS,
    Audience.ELDERLY,
    Audience.UNKNOWN,
)


class ReaderClass(models.Model):
    """A class of readers, as a row, since a house makes its own and gives them up again.

    ``audience`` is the class under which figures count its readers (facts). A row is offered
    from ``since`` until before ``until``; readers who have it keep it.
    """

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    audience = models.CharField(
        _("đối tượng phục vụ"), max_length=12, choices=[(a.value, a.label) for a in AUDIENCES]
    )
    position = models.PositiveSmallIntegerField(default=50)
    since = models.DateField(_("từ ngày"), null=True, blank=True)
    until = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Reader(models.Model):
    """A person who uses a library.

    ``number`` is ours, shown to people and known to devices; ``device`` and ``seq`` name the
    event by which a device registered the person. Of the day of birth only the year is kept.
    ``merged_into``: this row was found to be the same person as that one, which stands for
    both from then on. ``erased_at``: nothing personal is left in the row.
    """

    number = models.BigIntegerField(_("số bạn đọc"), unique=True, editable=False)
    name = models.CharField(_("họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1200)
    folded = models.CharField(max_length=120)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True, blank=True)
    reader_class = models.ForeignKey(
        ReaderClass, models.PROTECT, related_name="+", verbose_name=_("nhóm bạn đọc")
    )
    audience = models.CharField(
        _("đối tượng phục vụ"), max_length=12, choices=[(a.value, a.label) for a in AUDIENCES]
    )
    home = models.ForeignKey(
        "network.ServicePoint",
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("of a reader", "điểm phục vụ"),
    )
    school_class = models.CharField(pgettext_lazy("of pupils", "lớp"), max_length=20, blank=True)
    # The calendar year in which the school year of ``school_class`` begins.
    school_year = models.PositiveSmallIntegerField(_("năm học"), null=True, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), max_length=200, blank=True)
    address = models.CharField(_("chỗ ở"), max_length=200, blank=True)
    language = models.CharField(_("ngôn ngữ của giấy báo"), max_length=5, default="vi")
    # Reads by means for people with disabilities (Decree 93): who saw that it is so, and when.
    accessible_by = models.CharField(_("người xác nhận"), max_length=200, blank=True)
    accessible_on = models.DateField(_("ngày xác nhận"), null=True, blank=True)
    registered_on = models.DateField(_("ngày đăng ký"))
    left_on = models.DateField(_("thôi sử dụng từ ngày"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    erased_at = models.DateTimeField(_("xoá lúc"), null=True, blank=True)
    device = models.ForeignKey(
        "offline.Device", models.PROTECT, null=True, blank=True, related_name="+"
    )
    seq = models.BigIntegerField(null=True, blank=True)
    # Made up for the demonstration; pages say so.
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["home", "sort_key", "id"], name="reader_by_home"),
            models.Index(fields=["folded", "birth_year"], name="reader_alike"),
            models.Index(fields=["phone"], name="reader_by_phone", condition=~Q(phone="")),
            models.Index(
                fields=["home", "school_year", "school_class"],
                name="reader_by_school_class",
                condition=~Q(school_class=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="reader_registered_once"),
            models.CheckConstraint(
                condition=Q(device__isnull=True, seq__isnull=True)
                | Q(device__isnull=False, seq__gt=0),
                name="reader_of_an_event",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=[a.value for a in AUDIENCES]),
                name="reader_is_no_soldier_or_prisoner",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="reader_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__gte=1900, birth_year__lte=2200),
                name="reader_birth_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("readers:reader", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Neither merged into another nor erased: somebody who may be served."""
        return self.merged_into_id is None and self.erased_at is None


class Relation(models.TextChoices):
    """What a guardian is to the child."""

    FATHER = "father", _("cha")
    MOTHER = "mother", _("mẹ")
    GRANDPARENT = "grandparent", _("ông, bà")
    RELATIVE = "relative", _("người thân khác")
    GUARDIAN = "guardian", _("người giám hộ được cử")
    SCHOOL = "school", _("nhà trường")


class Guardian(models.Model):
    """Who answers for a child. ``school``: the school that lends to its own pupils does, for
    lending alone (see the room's README); then there is neither name nor telephone."""

    reader = models.OneToOneField(Reader, models.CASCADE, related_name="guardian")
    relation = models.CharField(_("quan hệ"), max_length=12, choices=Relation, blank=True)
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relation="school") | ~Q(name=""), name="guardian_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(Relation(self.relation).label)

    @property
    def is_school(self) -> bool:
        return self.relation == Relation.SCHOOL


class Bar(models.Model):
    """A reader is not served for a time, for a stated reason.

    ``until`` is the last day; without one until somebody lifts it. ``source`` names the room
    that barred by itself (``circulation.overdue``), and is empty for a person's decision.
    """

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="bars")
    reason = models.CharField(_("lý do"), max_length=300)
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người khoá"), max_length=200, blank=True)
    lifted_at = models.DateTimeField(_("mở lúc"), null=True, blank=True)
    lifted_by = models.CharField(_("người mở"), max_length=200, blank=True)
    lifted_why = models.CharField(_("lý do mở"), max_length=300, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(
                fields=["reader"], name="reader_barred", condition=Q(lifted_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="bar_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["reader", "source"],
                condition=Q(lifted_at__isnull=True) & ~Q(source=""),
                name="bar_once_by_a_room",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def holds_on(self, day: date) -> bool:
        return (
            self.lifted_at is None
            and self.since <= day
            and (self.until is None or day <= self.until)
        )


class NotTheSame(models.Model):
    """Two readers who look alike and were found to be two people: not listed again."""

    first = models.ForeignKey(Reader, models.CASCADE, related_name="+")
    second = models.ForeignKey(Reader, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="reader_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="reader_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
