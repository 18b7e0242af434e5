"""Imports: a file, what was found in it line by line, and what became of each line."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.catalogue.models.record import Record
from tusach.ui.api import LongWork


class Import(LongWork, InNameOf):
    """One file on its way into the catalogue.

    mapping → reading → read → applying → done → undoing → undone, or dropped before
    applying, or failed when the file as a whole cannot be read. A worker moves it through
    reading, applying and undoing in batches; how far it came is written in the transaction
    of each batch, so that a kill in the middle loses nothing and doubles nothing.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("Chờ ghép cột")
        READING = "reading", _("Đang đọc")
        READ = "read", _("Chờ duyệt")
        APPLYING = "applying", _("Đang ghi")
        DONE = "done", _("Đã ghi")
        UNDOING = "undoing", _("Đang rút lại")
        UNDONE = "undone", _("Đã rút lại")
        DROPPED = "dropped", _("Đã bỏ")
        FAILED = "failed", _("Không đọc được")

    class Kind(models.TextChoices):
        ISO2709 = "iso2709", _("MARC 21 (ISO 2709)")
        MARCXML = "marcxml", _("MARCXML")
        XLSX = "xlsx", _("Bảng tính Excel")
        XLS = "xls", _("Bảng tính Excel 97–2003")
        CSV = "csv", _("Bảng CSV")

    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("dung lượng"))
    # Below MEDIA_ROOT.
    path = models.CharField(max_length=200)
    kind = models.CharField(_("loại tệp"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices)

    # MARC: "" as each leader says, else utf-8 or marc-8 for the whole file.
    charset = models.CharField(_("bảng mã"), max_length=10, blank=True)
    # Spreadsheets: which sheet, which row holds the headings (from 1), column → what it holds.
    sheet = models.CharField(_("trang tính"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    # What listeners of other rooms asked for, by listener.
    choices = models.JSONField(default=dict)

    # How far: lines read, and where the next begins; lines applied or undone.
    read_to = models.PositiveIntegerField(default=0)
    next_offset = models.PositiveBigIntegerField(default=0)
    applied_to = models.PositiveIntegerField(default=0)
    undone_to = models.PositiveIntegerField(default=0)
    made_count = models.PositiveIntegerField(_("biểu ghi đã lập"), default=0)
    made_at = models.DateTimeField(_("gửi lúc"))
    by_name = models.CharField(_("người nhập"), max_length=200, blank=True)

    UNDER_WAY = frozenset({State.READING, State.APPLYING, State.UNDOING})

    class Meta:
        verbose_name = _("lần nhập")
        verbose_name_plural = _("lần nhập")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:import", args=[self.pk])

    @property
    def is_sheet(self) -> bool:
        return self.kind in (self.Kind.XLSX, self.Kind.XLS, self.Kind.CSV)


class ImportRow(models.Model):
    """One record or line of the file."""

    class Status(models.TextChoices):
        NEW = "new", _("Mới")
        SAME = "same", _("Đã có")
        DAMAGED = "damaged", _("Hỏng")
        OTHER = "other", _("Không nhập")
        SKIPPED = "skipped", _("Bỏ qua")
        KEPT = "kept", _("Giữ lại")
        UNDONE = "undone", _("Đã rút")

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    # Counted from 1 among the records of a file; for a sheet the number of the line itself.
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    offset = models.PositiveBigIntegerField(default=0)
    length = models.PositiveIntegerField(default=0)
    # The bytes of a damaged record: kept even when the file is gone.
    content = models.BinaryField(null=True)
    # Of a sheet: the cells as they stood, and those that are used by what they hold.
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)

    title = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200, blank=True)
    year = models.SmallIntegerField(null=True)
    match_key = models.CharField(max_length=32, blank=True)
    isbn = models.CharField(max_length=13, blank=True)
    source = models.CharField(max_length=250, blank=True)

    # Why it is damaged, the same or kept: {"code": …, "facts": {…}}.
    reason = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    # The record made from it or found the same.
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.BooleanField(default=False)
    # A person decided: make a new record though one like it is there.
    forced = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("dòng nhập")
        verbose_name_plural = _("dòng nhập")
        ordering = ["imported_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "number"], name="catalogue_one_row_of_a_number"
            )
        ]
        indexes = [
            models.Index(fields=["imported", "status", "number"], name="catalogue_rows_by_status"),
            models.Index(fields=["imported", "match_key"], name="catalogue_rows_by_match"),
            models.Index(fields=["imported", "isbn"], name="catalogue_rows_by_isbn"),
            models.Index(fields=["imported", "source"], name="catalogue_rows_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.number}"


class ColumnMapping(models.Model):
    """Which column holds what, remembered by the headings of the sheet."""

    signature = models.CharField(max_length=32, unique=True)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cách ghép cột")
        verbose_name_plural = _("cách ghép cột")

    def __str__(self) -> str:
        return self.signature
