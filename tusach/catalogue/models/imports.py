"""Imports: a file, what was found in it line by line, and what became of each line."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.catalogue.models.record import Record
from tusach.ui.api import LongWork


class Difference(models.TextChoices):
    """What becomes of a record that is there and that the file describes otherwise."""

    KEEP = "keep", _("Giữ biểu ghi đang có")
    FILL = "fill", _("Chỉ điền những trường còn thiếu")
    TAKE = "take", _("Lấy theo tệp")


class ImportProfile(models.Model):
    """How the files of one system are read: which of its fields become which of ours.

    ``rules`` are rows for ``importing.profiles``; those we ship are put there after each
    migration and may be edited like any other. An import keeps the rules it was read with.
    """

    class Shape(models.TextChoices):
        ITEMS = "items", _("Trường bản sách trong MARC")
        ISIS = "isis", _("Nhãn trường của CDS/ISIS")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    shape = models.CharField(_("dạng"), max_length=6, choices=Shape.choices)
    rules = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("cách đọc tệp")
        verbose_name_plural = _("cách đọc tệp")
        ordering = ["shape", "name"]

    def __str__(self) -> str:
        return self.name


class MatchPoints(models.Model):
    """What a part of likeness counts, and the two thresholds (``scoring.DEFAULT_POINTS``)."""

    part = models.CharField(max_length=30, primary_key=True)
    points = models.SmallIntegerField()
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("điểm so trùng")
        verbose_name_plural = _("điểm so trùng")

    def __str__(self) -> str:
        return f"{self.part}: {self.points}"


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
        MARCJSON = "marcjson", _("MARC-in-JSON")
        ISIS = "isis", _("CDS/ISIS (ISO 2709)")
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

    # MARC: "" as each leader says, else utf-8, marc-8 or an older code for the whole file.
    # Sheets: by the number of the column, where it is not Unicode.
    charsets = models.JSONField(default=dict)
    charset = models.CharField(_("bảng mã"), max_length=10, blank=True)
    # Spreadsheets: which sheet, which row holds the headings (from 1), column → what it holds.
    sheet = models.CharField(_("trang tính"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    # A second sheet that came with it and tells of the copies, joined by what both hold.
    items_name = models.CharField(max_length=255, blank=True)
    items_path = models.CharField(max_length=200, blank=True)
    items_kind = models.CharField(max_length=10, blank=True)
    items_header = models.JSONField(default=list)
    items_mapping = models.JSONField(default=dict)
    items_key = models.CharField(max_length=20, blank=True)

    # How fields of copies (MARC) or all fields (ISIS) are read, as chosen for this file.
    profile = models.ForeignKey(ImportProfile, on_delete=models.SET_NULL, null=True)
    rules = models.JSONField(default=list)
    on_difference = models.CharField(
        max_length=4, choices=Difference.choices, default=Difference.KEEP
    )
    # Accepted by somebody who does not catalogue: what it makes waits for a cataloguer.
    is_quick = models.BooleanField(default=False)
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
        """Whether its columns are fitted: a list, or the tags of a CDS/ISIS database."""
        return self.kind in (self.Kind.XLSX, self.Kind.XLS, self.Kind.CSV, self.Kind.ISIS)


class ImportRow(models.Model):
    """One record or line of the file."""

    class Status(models.TextChoices):
        NEW = "new", _("Mới")
        SAME = "same", _("Đã có")
        DIFFERS = "differs", _("Đã có, khác")
        DAMAGED = "damaged", _("Hỏng")
        OTHER = "other", _("Không phải sách")
        SKIPPED = "skipped", _("Bỏ qua")
        KEPT = "kept", _("Giữ lại")
        UNDONE = "undone", _("Đã rút")

    # Every other index of the table begins with it.
    imported = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
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
    # Of a MARC or ISIS record: what it says of each copy, by what it holds.
    copies = models.JSONField(default=list)

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
    # Of a row that differs: one of Difference; "" for what holds for the whole import.
    decision = models.CharField(max_length=4, blank=True)
    # What it came to is written; applying passes it by.
    settled = models.BooleanField(default=False)
    # The version of the record that this row wrote over it.
    version_made = models.PositiveIntegerField(null=True)
    # Of a damaged record that was mended: the mending steps, and in which code it was read.
    repair = models.JSONField(default=dict)

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
            models.Index(
                fields=["imported", "number"],
                name="catalogue_rows_unsettled",
                condition=models.Q(settled=False),
            ),
            models.Index(fields=["imported", "match_key"], name="catalogue_rows_by_match"),
            models.Index(
                fields=["imported", "isbn"],
                name="catalogue_rows_by_isbn",
                condition=~models.Q(isbn=""),
            ),
            models.Index(
                fields=["imported", "source"],
                name="catalogue_rows_by_source",
                condition=~models.Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.number}"


class ImportContent(models.Model):
    """What was read of a row, until it is written: its MARC content and the keys drawn from it.

    Kept apart from the rows so that a list of them stays small; gone once the row is written.
    """

    row = models.OneToOneField(
        ImportRow, on_delete=models.CASCADE, primary_key=True, related_name="read"
    )
    marc = models.JSONField()
    drawn = models.JSONField()

    class Meta:
        verbose_name = _("nội dung chờ ghi")
        verbose_name_plural = _("nội dung chờ ghi")

    def __str__(self) -> str:
        return str(self.row_id)


class ImportItem(models.Model):
    """A line of the sheet of copies that came with an import, until the import is read."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    values = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["imported", "key"], name="catalogue_items_by_key")]

    def __str__(self) -> str:
        return self.key


class ColumnMapping(models.Model):
    """Which column holds what, remembered by the headings of the sheet."""

    signature = models.CharField(max_length=32, unique=True)
    mapping = models.JSONField()
    charsets = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cách ghép cột")
        verbose_name_plural = _("cách ghép cột")

    def __str__(self) -> str:
        return self.signature
