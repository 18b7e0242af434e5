"""Tables that are data: groups of subjects for the registers, marks for the shelves.

Some come with the house and never change; a library chooses which it goes by, and whoever
keeps the tables uploads others.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TableKind(models.TextChoices):
    SUBJECTS = "subjects", _("Bảng môn loại")
    MARKS = "marks", _("Bảng ký hiệu tên sách, tác giả")


class MarkWay(models.TextChoices):
    """How a mark is made of a name."""

    # The first consonant, the number of the first syllable's rhyme, the next consonant.
    RHYME = "rhyme", _("theo vần: chữ đầu, số của vần, chữ đầu âm tiết thứ hai")
    # The number of the nearest opening before the name, as Cutter's tables do.
    OPENING = "opening", _("theo chữ mở đầu gần nhất đứng trước (kiểu Cutter)")
    # The first letters of the first three syllables, no table.
    LETTERS = "letters", _("ba chữ cái")


class Table(models.Model):
    """A table of subject groups or of marks."""

    code = models.CharField(_("mã"), max_length=30, unique=True)
    kind = models.CharField(_("loại bảng"), max_length=10, choices=TableKind)
    name = models.CharField(_("tên bảng"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    basis = models.CharField(_("căn cứ, nguồn"), max_length=300, blank=True)
    # Of marks alone.
    way = models.CharField(_("cách lập ký hiệu"), max_length=8, choices=MarkWay, blank=True)
    # A rhyme or an opening as it is compared (``tables.key_of``) → what stands for it.
    marks = models.JSONField(default=dict)
    # It came with the house.
    shipped = models.BooleanField(default=False)
    made_at = models.DateTimeField(_("nạp lúc"))
    made_by = models.CharField(_("người nạp"), max_length=200, blank=True)
    retired_at = models.DateTimeField(_("thôi dùng từ"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "-shipped", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class SubjectGroup(models.Model):
    """A column of the summary register. A title is of the first group, by position, that it
    fits: its class number begins with one of ``classes`` (none named: any) and it is for one
    of ``audiences`` (none: for any)."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("môn loại"), max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    classes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    audiences = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        ordering = ["table_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["table", "position"], name="holdings_group_position")
        ]

    def __str__(self) -> str:
        return self.label_en if self.label_en and get_language() == "en" else self.label


class LibraryHabit(models.Model):
    """What a library goes by: its tables, and the month with which its year begins."""

    owner = models.OneToOneField("network.ServicePoint", models.PROTECT, related_name="+")
    subjects = models.ForeignKey(
        Table, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("bảng môn loại"),
    )  # fmt: skip
    marks = models.ForeignKey(
        Table, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("bảng ký hiệu tên sách, tác giả"),
    )  # fmt: skip
    # The mark is of the title even where there is an author.
    by_title = models.BooleanField(_("lập ký hiệu theo nhan đề"), default=False)
    with_year = models.BooleanField(_("ghi năm xuất bản sau ký hiệu"), default=True)
    # None: what its kind begins with (a school in September, all others in January).
    year_begins = models.PositiveSmallIntegerField(
        _("năm sổ sách bắt đầu từ tháng"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(year_begins__isnull=True) | Q(year_begins__range=(1, 12)),
                name="holdings_habit_month",
            )
        ]

    def __str__(self) -> str:
        return str(self.owner_id)


class PrinterMargin(models.Model):
    """By how much a person's printer misses a sheet of labels, in tenths of a millimetre."""

    account = models.BigIntegerField()
    sheet = models.CharField(max_length=20)
    right = models.SmallIntegerField(default=0)
    down = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "sheet"], name="holdings_margin_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.right} {self.down}"
