"""Authority records: one form of a name or subject, the other forms, and who uses it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import InNameOf
from tusach.catalogue.models.record import Record
from tusach.ui.api import LongWork


class AuthorityKind(models.TextChoices):
    """What the heading (1XX) is of, as the tag of MARC 21 Authority tells it."""

    PERSON = "person", _("Người")
    CORPORATE = "corporate", _("Tập thể")
    MEETING = "meeting", _("Hội nghị")
    WORK = "work", _("Tác phẩm, nhan đề thống nhất")
    SERIES = "series", _("Tùng thư")
    SUBJECT = "subject", _("Chủ đề")
    PLACE = "place", _("Địa danh")
    PERIOD = "period", _("Thời kỳ")
    GENRE = "genre", _("Thể loại")
    SUBDIVISION = "subdivision", _("Phụ đề của đề mục")


class Authority(models.Model):
    """What is drawn from an authority record to find, sort and link it.

    The MARC content is the :class:`AuthorityVersion` whose number is ``version``.
    """

    control_number = models.CharField(_("số kiểm soát"), max_length=20, unique=True)
    source_number = models.CharField(_("số kiểm soát nguồn"), max_length=120, blank=True)
    source_agency = models.CharField(_("nguồn"), max_length=120, blank=True)
    kind = models.CharField(_("loại tiêu đề"), max_length=12, choices=AuthorityKind.choices)
    # As shown, names in direct order: "Nguyễn Du, 1765-1820", "Lai Châu -- Lịch sử".
    heading = models.TextField(_("tiêu đề"))
    # Of a person only the name; of others the heading.
    name = models.TextField(blank=True)
    note = models.TextField(_("phụ chú"), blank=True)
    heading_key = models.CharField(max_length=400, db_collation="C")
    # A digest of kind and heading, letters and tones kept: equal for the same heading.
    exact_key = models.CharField(max_length=32)
    # Heading and other forms without marks.
    find_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("lập lúc"))
    changed_at = models.DateTimeField(_("sửa lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tiêu đề chuẩn")
        verbose_name_plural = _("tiêu đề chuẩn")
        indexes = [
            models.Index(fields=["heading_key", "id"], name="catalogue_auth_by_heading"),
            models.Index(fields=["kind", "heading_key"], name="catalogue_auth_by_kind"),
            models.Index(fields=["exact_key"], name="catalogue_auth_exact"),
            models.Index(
                fields=["source_number", "source_agency"], name="catalogue_auth_by_source"
            ),
            GinIndex(fields=["find_text"], name="catalogue_auth_find", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("catalogue:authority", args=[self.pk])


class AuthorityVersion(models.Model):
    """The MARC content from one save to the next. Never changed or deleted."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # MARC-in-JSON, unnormalised.
    marc = models.JSONField()
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("phiên bản tiêu đề chuẩn")
        verbose_name_plural = _("phiên bản tiêu đề chuẩn")
        ordering = ["authority_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="catalogue_one_auth_version_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority_id}:{self.number}"


class AuthorityOrigin(models.Model):
    """The bytes an authority record came from, exactly, and where they stood."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, primary_key=True, related_name="origin"
    )
    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    # Counted from 1.
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("nguồn của tiêu đề chuẩn")
        verbose_name_plural = _("nguồn của tiêu đề chuẩn")

    def __str__(self) -> str:
        return f"{self.file_name}:{self.position}"


class Reference(models.Model):
    """Another form (4XX: see) or a neighbour (5XX: see also), drawn from the MARC content."""

    class Kind(models.TextChoices):
        SEE = "see", _("Xem")
        ALSO = "also", pgettext_lazy("link between headings", "Xem thêm")
        EARLIER = "earlier", _("Tên trước đây")
        LATER = "later", _("Tên về sau")
        BROADER = "broader", _("Rộng hơn")
        NARROWER = "narrower", _("Hẹp hơn")

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="references")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    sort_key = models.CharField(max_length=400, db_collation="C")
    exact_key = models.CharField(max_length=32)
    # Of a neighbour: its own record, once there is one.
    target = models.ForeignKey(
        Authority, on_delete=models.SET_NULL, null=True, related_name="pointed_at_by"
    )

    class Meta:
        verbose_name = _("tham chiếu")
        verbose_name_plural = _("tham chiếu")
        indexes = [
            models.Index(fields=["sort_key", "id"], name="catalogue_ref_by_text"),
            models.Index(fields=["exact_key"], name="catalogue_ref_exact"),
        ]

    def __str__(self) -> str:
        return self.text


class AuthorityLink(models.Model):
    """A field of a record that uses a heading: it says so by $0, or has its text or one of its
    other forms. Drawn from the content."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="authority_links")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="links")
    tag = models.CharField(max_length=3)
    # The digest of the heading as the field has it; another than the authority's own while the
    # record still has an older or another form.
    written = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("liên kết tiêu đề")
        verbose_name_plural = _("liên kết tiêu đề")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "authority", "tag"], name="catalogue_linked_once_by_a_tag"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.tag} {self.authority_id}"


class Heading(models.Model):
    """A heading as records have it, whether it is under control or not: what readers browse.

    ``records`` and ``public`` count its uses; triggers on :class:`HeadingUse` keep them.
    """

    class Index(models.TextChoices):
        AUTHOR = "author", _("Tác giả")
        SUBJECT = "subject", _("Chủ đề")
        CLASS = "class", _("Ký hiệu phân loại")
        WORK = "work", _("Nhan đề thống nhất, tùng thư")

    index = models.CharField(max_length=8, choices=Index.choices)
    # An AuthorityKind; of a class number its scheme (ddc, udc, lcc, other).
    kind = models.CharField(max_length=12)
    text = models.TextField(_("tiêu đề"))
    sort_key = models.CharField(max_length=400, db_collation="C")
    exact_key = models.CharField(max_length=32)
    # Without marks, for the beginnings that are typed.
    plain = models.CharField(max_length=160, db_collation="C")
    authority = models.ForeignKey(
        Authority, on_delete=models.SET_NULL, null=True, related_name="headings"
    )
    records = models.IntegerField(default=0)
    public = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tiêu đề trong mục lục")
        verbose_name_plural = _("tiêu đề trong mục lục")
        constraints = [
            models.UniqueConstraint(fields=["index", "exact_key"], name="catalogue_heading_once")
        ]
        indexes = [
            models.Index(
                fields=["index", "sort_key", "id"],
                name="catalogue_heading_public",
                condition=models.Q(public__gt=0),
            ),
            models.Index(
                fields=["index", "-records", "id"],
                name="catalogue_heading_free",
                condition=models.Q(authority__isnull=True, records__gt=0),
            ),
            models.Index(fields=["plain", "index"], name="catalogue_heading_plain"),
            models.Index(fields=["exact_key"], name="catalogue_heading_exact"),
        ]

    def __str__(self) -> str:
        return self.text


class HeadingUse(models.Model):
    """A record has a heading. Drawn from its content; none for a record that was merged."""

    heading = models.ForeignKey(
        Heading, on_delete=models.CASCADE, related_name="uses", db_index=False
    )
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="heading_uses", db_index=False
    )
    is_public = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("tiêu đề của biểu ghi")
        verbose_name_plural = _("tiêu đề của biểu ghi")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "heading"], name="catalogue_heading_once_in_a_record"
            )
        ]
        indexes = [models.Index(fields=["heading", "-record"], name="catalogue_uses_newest")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.heading_id}"


class HeadingJob(LongWork, InNameOf):
    """Carrying a heading into the records that use it: previewed, done by a worker, undone.

    preview → applying → done → undoing → undone, or dropped. How far it came is written in
    the transaction of each batch.
    """

    UNDER_WAY = frozenset({"applying", "undoing"})

    class Kind(models.TextChoices):
        RENAME = "rename", _("Sửa tiêu đề trong các biểu ghi đã nối")
        LINK = "link", _("Nối các biểu ghi có cùng tiêu đề")
        BODIES = "bodies", _("Chuyển tên cơ quan, hội nghị khỏi trường của người")
        APART = "apart", _("Nối lại các biểu ghi sau khi tách tiêu đề")

    class State(models.TextChoices):
        PREVIEW = "preview", _("Chờ duyệt")
        APPLYING = "applying", _("Đang sửa")
        DONE = "done", _("Đã sửa")
        UNDOING = "undoing", _("Đang trả lại")
        UNDONE = "undone", _("Đã trả lại")
        DROPPED = "dropped", _("Đã bỏ")

    # None of a job that turns bodies that stood as persons: it is of many names.
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    # The heading written, as [[code, text]…], and the version of the authority it is of; of
    # bodies to be turned their names.
    heading = models.JSONField()
    authority_version = models.PositiveIntegerField()
    # How far it came: the last row done or undone.
    done_to = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("đợt sửa tiêu đề")
        verbose_name_plural = _("đợt sửa tiêu đề")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def title(self) -> str:
        """What it is of: the heading, or of bodies what is done."""
        return self.authority.heading if self.authority else str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("catalogue:heading_job", args=[self.pk])


class HeadingJobRow(models.Model):
    """One record of the job and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ sửa")
        LEFT_OUT = "left_out", _("Không sửa")
        DONE = "done", _("Đã sửa")
        NOTHING = "nothing", _("Không còn gì để sửa")
        UNDONE = "undone", _("Đã trả lại")
        KEPT = "kept", _("Giữ nguyên")

    job = models.ForeignKey(HeadingJob, on_delete=models.CASCADE, related_name="rows")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    # The fields before and after, as the job wrote them: [[before, after]…] in MARC-in-JSON.
    fields = models.JSONField(default=list)

    class Meta:
        verbose_name = _("biểu ghi của đợt sửa tiêu đề")
        verbose_name_plural = _("biểu ghi của đợt sửa tiêu đề")
        ordering = ["job_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "record"], name="catalogue_once_in_a_job")
        ]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.record_id}"


class ClassCaption(models.Model):
    """What a table of classes calls a number, from a day on."""

    # ddc, udc, lcc; lop19: the table of nineteen classes.
    scheme = models.CharField(max_length=12)
    number = models.CharField(_("ký hiệu phân loại"), max_length=40)
    caption = models.TextField(_("tên lớp"))
    english = models.TextField(blank=True)
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến ngày"), null=True)
    source = models.TextField(_("nguồn"), blank=True)

    class Meta:
        verbose_name = _("tên lớp phân loại")
        verbose_name_plural = _("tên lớp phân loại")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "number", "since"], name="catalogue_caption_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.caption}"
