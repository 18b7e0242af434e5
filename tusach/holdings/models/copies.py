"""Copies, the registers they are entered in, and where they came from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Folded


class Collection(models.TextChoices):
    """Which part of the stock a copy belongs to."""

    MAIN = "main", _("Kho chính")
    ROTATION = "rotation", _("Kho luân chuyển")
    CHILDREN = "children", _("Kho thiếu nhi")
    REFERENCE = "reference", _("Kho đọc, tra cứu")
    LOCAL = "local_studies", _("Kho địa chí")
    RARE = "rare", _("Tài liệu quý hiếm")


class Condition(models.TextChoices):
    NEW = "new", _("mới")
    GOOD = "good", _("tốt")
    WORN = "worn", _("cũ")
    DAMAGED = "damaged", _("hư hỏng")
    UNUSABLE = "unusable", _("không dùng được")


class SourceGroup(models.TextChoices):
    """The three sources that the registers tell apart (R-071), and the others."""

    BUDGET = "budget", _("ngân sách")
    PROGRAMME = "programme", _("chương trình mục tiêu")
    GIFT = "gift", _("xã hội hóa, biếu tặng")
    EXCHANGE = "exchange", _("trao đổi")
    TRANSFER = "transfer", _("điều chuyển")
    OTHER = "other", _("khác")


class Source(models.Model):
    """A kind of source, as a row, since programmes come and go."""

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    group = models.CharField(_("nhóm"), max_length=12, choices=SourceGroup)
    position = models.PositiveSmallIntegerField(default=50)
    since = models.DateField(_("từ ngày"), null=True, blank=True)
    until = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class RegisterKind(models.TextChoices):
    """What a register is kept for. Schools keep textbooks, teachers' books and reference books
    apart, and newspapers from books."""

    BOOKS = "books", _("Sách")
    TEXTBOOKS = "textbooks", _("Sách giáo khoa")
    TEACHING = "teaching", _("Sách nghiệp vụ (giáo viên)")
    REFERENCE = "reference", _("Sách tham khảo")
    SERIALS = "serials", _("Báo, tạp chí")
    OTHER = "other", _("Tài liệu khác")


class Register(models.Model):
    """An individual accession register (sổ đăng ký cá biệt) of a library.

    Its numbers run on across years and are never used twice; ``next_number`` is taken under
    a lock on this row.
    """

    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    name = models.CharField(_("tên sổ"), max_length=120)
    kind = models.CharField(
        _("loại sổ"), max_length=10, choices=RegisterKind, default=RegisterKind.BOOKS
    )
    prefix = models.CharField(_("ký hiệu trước số"), max_length=20, blank=True)
    width = models.PositiveSmallIntegerField(_("số chữ số"), default=6)
    next_number = models.PositiveBigIntegerField(_("số tiếp theo"), default=1)
    closed_on = models.DateField(_("khoá sổ ngày"), null=True, blank=True)

    class Meta:
        ordering = ["owner_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="holdings_register_name"),
            models.UniqueConstraint(fields=["owner", "prefix"], name="holdings_register_prefix"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="holdings_register_next"),
        ]

    def __str__(self) -> str:
        return self.name

    def accession_no(self, number: int) -> str:
        """How number ``number`` of this register is written on the book."""
        return f"{self.prefix}{number:0{self.width}d}"


class Copy(models.Model):
    """One book in the hand: a row of an accession register.

    Where it is stands in :class:`CopyPlace` and, for any day, in the ledger; whose it is and
    by which number here, and for any day in :class:`Ownership`. The row is made by
    ``accession`` alone, which also writes the first entry of its chain.
    """

    record = models.ForeignKey(
        "catalogue.Record", models.PROTECT, related_name="+", verbose_name=_("biểu ghi")
    )
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện sở hữu")
    )
    register = models.ForeignKey(
        Register, models.PROTECT, related_name="+", verbose_name=_("sổ đăng ký")
    )
    number = models.PositiveBigIntegerField(_("số"))
    accession_no = models.CharField(_("số ĐKCB"), max_length=40)
    barcode = models.CharField(_("mã vạch"), max_length=10, unique=True)
    # When it entered the ledger: no entry of its chain is older (a trigger checks it).
    accessioned_at = models.DateTimeField(_("vào sổ lúc"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("nguồn"))
    fund = models.CharField(_("kinh phí, quyết định"), max_length=200, blank=True)
    # Đồng; none: the price is not known.
    price = models.PositiveBigIntegerField(_("giá"), null=True, blank=True)
    condition = models.CharField(
        pgettext_lazy("copy", "tình trạng"),
        max_length=10,
        choices=Condition,
        default=Condition.GOOD,
    )
    collection = models.CharField(
        _("kho"), max_length=20, choices=Collection, default=Collection.MAIN
    )
    shelf_mark = models.CharField(_("ký hiệu xếp giá"), max_length=80, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # The line of an imported list that made it.
    list_line = models.ForeignKey(
        "holdings.ListLine", models.PROTECT, related_name="copies", null=True, db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["register_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "register", "number"], name="holdings_number_once"
            ),
            models.UniqueConstraint(fields=["register", "number"], name="holdings_register_once"),
            # The check digits of the barcode are checked by the database too: migration 0002.
            models.CheckConstraint(condition=Q(number__gte=1), name="holdings_number_positive"),
        ]
        indexes = [
            models.Index(fields=["accession_no"], name="holdings_by_accession_no"),
            # In locale C the database knows no capital of đ: "đ.12" is found by this one.
            models.Index(Folded("accession_no"), name="holdings_by_folded_no"),
            models.Index(fields=["owner", "collection"], name="holdings_by_collection"),
            models.Index(
                fields=["list_line"],
                name="holdings_by_list_line",
                condition=Q(list_line__isnull=False),
            ),
            # New books of a period, of the network and of one library, the latest first.
            models.Index(fields=["accessioned_at"], name="holdings_by_entry"),
            models.Index(fields=["owner", "accessioned_at"], name="holdings_by_owner_entry"),
            # A shelf is leafed through from a mark on.
            models.Index(
                fields=["shelf_mark", "id"],
                name="holdings_by_shelf_mark",
                condition=~Q(shelf_mark=""),
            ),
        ]

    def __str__(self) -> str:
        return self.accession_no

    def get_absolute_url(self) -> str:
        return reverse("holdings:copy", args=[self.pk])


class Alias(models.Model):
    """A barcode or number that a copy brought along: unique within its library, no more."""

    copy = models.ForeignKey(Copy, models.CASCADE, related_name="aliases")
    owner = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    value = models.CharField(_("mã cũ"), max_length=60)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "value"], name="holdings_alias_in_library")
        ]
        indexes = [models.Index(fields=["value"], name="holdings_by_alias")]

    def __str__(self) -> str:
        return self.value
