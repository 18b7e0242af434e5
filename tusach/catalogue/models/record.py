"""The bibliographic record: one description that serves every library of the province."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """For whom, as MARC 21 field 008 position 22 tells it."""

    PRESCHOOL = "preschool", _("Mầm non")
    PRIMARY = "primary", _("Tiểu học")
    LOWER_SECONDARY = "lower_secondary", _("Trung học cơ sở")
    UPPER_SECONDARY = "upper_secondary", _("Trung học phổ thông")
    JUVENILE = "juvenile", _("Thiếu nhi")
    ADULT = "adult", _("Người lớn")
    SPECIALISED = "specialised", _("Chuyên ngành")
    GENERAL = "general", _("Mọi người")


class Kind(models.TextChoices):
    """What it is, as positions 06 and 07 of the MARC 21 leader tell it."""

    BOOK = "book", _("Sách")
    SERIAL = "serial", _("Báo, tạp chí")
    ARTICLE = "article", _("Bài trích")
    MANUSCRIPT = "manuscript", _("Bản viết tay, luận án")
    SCORE = "score", _("Bản nhạc")
    SOUND = "sound", _("Ghi âm, sách nói")
    VIDEO = "video", _("Phim, băng hình")
    PICTURE = "picture", _("Tranh ảnh")
    MAP = "map", _("Bản đồ")
    ELECTRONIC = "electronic", _("Tài liệu điện tử")
    OTHER = "other", _("Loại khác")


class LivingRecords(models.Manager["Record"]):
    """Without those that were merged into another: they keep their row, their versions and
    their number, but no list, search or choice shows them."""

    def get_queryset(self) -> models.QuerySet[Record]:
        return super().get_queryset().filter(merged_into__isnull=True)


class Record(models.Model):
    """What is drawn from a MARC record to find, sort and show it.

    The MARC content itself is the :class:`RecordVersion` whose number is ``version``; the
    bytes it came from are its :class:`RecordOrigin`. They stand in tables of their own so
    that a list of a thousand titles does not read a megabyte of MARC. Every text here is in
    NFC; the MARC content is as it came.
    """

    # Ours, lasting and unique in the province; the number in field 001 of a record that
    # came from elsewhere is ``source_number`` and may repeat between sources.
    control_number = models.CharField(_("số kiểm soát"), max_length=20, unique=True)
    source_number = models.CharField(_("số kiểm soát nguồn"), max_length=120, blank=True)
    source_agency = models.CharField(_("nguồn"), max_length=120, blank=True)

    kind = models.CharField(
        _("loại tài liệu"), max_length=12, choices=Kind.choices, default=Kind.BOOK
    )
    title = models.TextField(_("nhan đề"), blank=True)
    subtitle = models.TextField(_("phụ đề"), blank=True)
    responsibility = models.TextField(_("thông tin trách nhiệm"), blank=True)
    # In direct order, as a Vietnamese name is always written.
    author = models.TextField(_("tác giả"), blank=True)
    # All of them, the first included.
    authors = ArrayField(models.TextField(), default=list, blank=True)
    edition = models.TextField(_("lần xuất bản"), blank=True)
    publisher = models.TextField(_("nhà xuất bản"), blank=True)
    place_published = models.TextField(_("nơi xuất bản"), blank=True)
    year = models.SmallIntegerField(_("năm xuất bản"), null=True, blank=True)
    # Thirteen digits with a right check digit, or nothing.
    isbn = models.CharField("ISBN", max_length=13, blank=True)
    isbns = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    # ISO 639-2 as MARC 21 writes it (vie, hmn, eng).
    language = models.CharField(_("ngôn ngữ"), max_length=3, blank=True)
    audience = models.CharField(_("đối tượng"), max_length=20, blank=True, choices=Audience.choices)
    class_number = models.CharField(_("ký hiệu phân loại"), max_length=80, blank=True)
    subjects = ArrayField(models.TextField(), default=list, blank=True)
    series = models.TextField(_("tùng thư"), blank=True)
    pages = models.TextField(_("số trang"), blank=True)
    size = models.CharField(_("khổ"), max_length=120, blank=True)
    summary = models.TextField(_("tóm tắt"), blank=True)
    # Of the edition as printed on the cover, in đồng.
    price = models.BigIntegerField(_("giá bìa (đồng)"), null=True, blank=True)

    # Sorts by syllable in code point order (see vietnamese.api.sort_key).
    title_key = models.CharField(max_length=400, blank=True, db_collation="C")
    author_key = models.CharField(max_length=400, blank=True, db_collation="C")
    # Title, author and numbers without marks, for the staff's search.
    find_text = models.TextField(blank=True)
    # Title, author and year folded to one digest: equal for what is likely the same edition.
    match_key = models.CharField(max_length=32, blank=True)
    # The beginning of the title without marks: what may be the same title under another
    # author or year.
    title_words = models.CharField(max_length=160, blank=True, db_collation="C")

    version = models.PositiveIntegerField(default=1)
    is_quick = models.BooleanField(_("chưa biên mục"), default=False)
    is_unsure = models.BooleanField(_("có dữ kiện chưa chắc"), default=False)
    # The places of the MARC content that somebody was not sure of: "260c", "100".
    unsure = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_suppressed = models.BooleanField(_("ẩn khỏi mục lục công cộng"), default=False)
    suppressed_why = models.TextField(_("lý do ẩn"), blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    changed_at = models.DateTimeField(_("sửa lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)
    # The record that took this one in; its number and address lead there for good.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="merged_here",
        db_index=False,
    )

    objects = LivingRecords()
    everything: models.Manager[Record] = models.Manager()

    class Meta:
        verbose_name = _("biểu ghi thư mục")
        verbose_name_plural = _("biểu ghi thư mục")
        indexes = [
            models.Index(fields=["title_key", "id"], name="catalogue_by_title"),
            models.Index(fields=["author_key", "id"], name="catalogue_by_author"),
            models.Index(fields=["-changed_at", "id"], name="catalogue_by_change"),
            models.Index(fields=["match_key"], name="catalogue_by_match"),
            models.Index(fields=["title_words"], name="catalogue_by_title_words"),
            models.Index(fields=["source_number", "source_agency"], name="catalogue_by_source"),
            models.Index(fields=["id"], name="catalogue_quick", condition=models.Q(is_quick=True)),
            models.Index(
                fields=["merged_into"],
                name="catalogue_merged_here",
                condition=models.Q(merged_into__isnull=False),
            ),
            GinIndex(fields=["isbns"], name="catalogue_by_isbn"),
            GinIndex(fields=["find_text"], name="catalogue_find", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.shown_title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:record", args=[self.pk])

    @property
    def shown_title(self) -> str:
        return self.title or gettext("[không có nhan đề]")


class RecordVersion(models.Model):
    """The MARC content of a record from one save to the next. Never changed or deleted."""

    # The constraint below is its index.
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    # MARC-in-JSON, with every field, indicator and subfield in file order, unnormalised.
    marc = models.JSONField()
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("phiên bản biểu ghi")
        verbose_name_plural = _("phiên bản biểu ghi")
        ordering = ["record_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"], name="catalogue_one_version_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}:{self.number}"


class RecordOrigin(models.Model):
    """The bytes a record came from, exactly, and where they stood."""

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="origin"
    )
    # iso2709, marcxml or row (a line of a spreadsheet, as JSON of its cells).
    format = models.CharField(max_length=20)
    charset = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    # Counted from 1.
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("nguồn của biểu ghi")
        verbose_name_plural = _("nguồn của biểu ghi")

    def __str__(self) -> str:
        return f"{self.file_name}:{self.position}"
