"""Weeding (thanh lọc): a round at a library, its list of copies, what became of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.holdings.api import Condition
from tusach.ui.api import LongWork


class Criterion(models.Model):
    """A reason for which a copy may be weeded (Circular 02/2020), as a row: reasons come and go.

    ``finder`` names how candidates are found by the system; empty: people name them.
    """

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    finder = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=50)
    is_used = models.BooleanField(_("còn dùng"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class WeedingState(models.TextChoices):
    DRAFT = "draft", _("Đang lập danh sách")
    SUBMITTED = "submitted", _("Chờ thẩm định")
    APPRAISED = "appraised", _("Đã thẩm định")
    DECIDED = "decided", _("Đã có quyết định")
    CARRYING_OUT = "carrying", _("Đang xuất sổ")
    CARRIED_OUT = "carried_out", _("Đã xuất sổ")
    CLOSED = "closed", _("Đã kết thúc")
    CANCELLING = "cancelling", _("Đang ghi lại vào sổ")
    CANCELLED = "cancelled", _("Đã huỷ quyết định")
    DROPPED = "dropped", _("Đã bỏ")


class Weeding(LongWork, InNameOf):
    """One round of weeding at a library.

    draft → submitted → appraised → decided → carrying out → carried out → closed. Before the
    decision it may go back to the draft or be dropped; a decision may be taken back until it
    is carried out, and be cancelled by another one afterwards: what is still there is then
    entered anew (``rules.py`` holds the table).
    """

    State = WeedingState
    UNDER_WAY = frozenset({WeedingState.CARRYING_OUT, WeedingState.CANCELLING})

    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    name = models.CharField(_("tên đợt"), max_length=200)
    reason = models.TextField(_("lý do thanh lọc"), max_length=2000, blank=True)
    state = models.CharField(_("tình trạng"), max_length=12, choices=WeedingState)
    opened_at = models.DateTimeField(_("lập lúc"))

    request_number = models.CharField(_("số tờ trình"), max_length=60, blank=True)
    requested_on = models.DateField(_("ngày trình"), null=True, blank=True)
    # What the share was reckoned from when it was submitted: the copies the library owned, and
    # the most per cent of them that the rule of that day allowed.
    base_count = models.PositiveIntegerField(_("tổng số bản"), default=0)
    most_percent = models.PositiveSmallIntegerField(default=0)
    share_basis = models.CharField(max_length=300, blank=True)

    council_decision = models.CharField(_("quyết định lập hội đồng"), max_length=200, blank=True)
    council_on = models.DateField(_("ngày lập hội đồng"), null=True, blank=True)
    # One person a line: name, post, part in the council.
    council = models.TextField(_("thành phần hội đồng"), max_length=2000, blank=True)
    appraisal_number = models.CharField(_("số biên bản thẩm định"), max_length=60, blank=True)
    appraised_on = models.DateField(_("ngày thẩm định"), null=True, blank=True)
    conclusion = models.TextField(_("kết luận của hội đồng"), max_length=2000, blank=True)

    decision = models.CharField(_("quyết định thanh lọc"), max_length=120, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_by = models.CharField(_("người ký"), max_length=120, blank=True)
    carried_out_at = models.DateTimeField(_("xuất sổ lúc"), null=True, blank=True)
    struck_count = models.PositiveIntegerField(_("số bản xuất sổ"), default=0)
    # Đồng; copies without a price count as none.
    struck_value = models.PositiveBigIntegerField(_("giá trị xuất sổ"), default=0)
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)

    cancel_decision = models.CharField(_("quyết định huỷ"), max_length=120, blank=True)
    cancelled_on = models.DateField(_("ngày huỷ"), null=True, blank=True)
    # Where what is entered anew gets its numbers.
    register = models.ForeignKey(
        "holdings.Register", models.PROTECT, related_name="+", null=True, blank=True
    )
    # The last line that the worker came to.
    worked_to = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "state"], name="upkeep_weeding_of_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("upkeep:weeding", args=[self.pk])


class Fate(models.TextChoices):
    """What becomes of weeded books."""

    DESTROYED = "destroyed", _("tiêu huỷ")
    GIVEN = "given", _("cho, tặng")
    EXCHANGED = "exchanged", _("trao đổi")
    SOLD_BOOKS = "sale", _("bán sách")
    SOLD = "sold", _("bán giấy vụn")
    TO_PROVINCE = "province", _("chuyển về thư viện tỉnh")


class Disposal(models.Model):
    """Struck copies leave the house: how, to whom, by which paper."""

    weeding = models.ForeignKey(Weeding, models.PROTECT, related_name="disposals")
    fate = models.CharField(_("xử lý"), max_length=12, choices=Fate)
    to_whom = models.CharField(_("bên nhận"), max_length=200, blank=True)
    on = models.DateField(_("ngày"))
    paper = models.CharField(_("số biên bản, hoá đơn"), max_length=120, blank=True)
    # Đồng received for books or paper sold.
    amount = models.PositiveBigIntegerField(_("số tiền thu được"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_fate_display()} {self.on}"


class WeedingLine(models.Model):
    """One copy of a round: why it is on the list, and what became of it."""

    class Status(models.TextChoices):
        LISTED = "listed", _("đề nghị thanh lọc")
        KEPT = "kept", _("hội đồng giữ lại")
        STRUCK = "struck", _("đã xuất sổ")
        REFUSED = "refused", _("không xuất được")
        BACK = "back", _("đã ghi lại vào sổ")

    weeding = models.ForeignKey(Weeding, models.CASCADE, related_name="lines")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("lý do")
    )
    status = models.CharField(_("kết quả"), max_length=8, choices=Status, default=Status.LISTED)
    # While true, no other round may list the copy.
    is_open = models.BooleanField(default=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # As they were when it was listed.
    price = models.PositiveBigIntegerField(_("giá"), null=True)
    condition = models.CharField(_("tình trạng"), max_length=10, choices=Condition)
    # Why it was not struck: a code of ``rules.WHY_NOT``.
    why = models.CharField(max_length=20, blank=True)
    entry = models.ForeignKey(
        "holdings.LedgerEntry", models.PROTECT, related_name="+", null=True, db_index=False
    )
    disposal = models.ForeignKey(Disposal, models.SET_NULL, related_name="lines", null=True)
    # The copy under whose new number the book stands again after a cancelling decision.
    again = models.ForeignKey(
        "holdings.Copy", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["weeding", "copy"], name="upkeep_weeded_once"),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(is_open=True), name="upkeep_in_one_round"
            ),
        ]
        indexes = [models.Index(fields=["copy"], name="upkeep_rounds_of_copy")]

    def __str__(self) -> str:
        return f"{self.weeding_id}:{self.copy_id}"


class FileKind(models.TextChoices):
    """The papers of a round's file (Circular 02/2020)."""

    REQUEST = "request", _("Tờ trình")
    LIST = "list", _("Danh mục đề nghị thanh lọc")
    MINUTES = "minutes", _("Biên bản thẩm định của hội đồng")
    DECISION = "decision", _("Quyết định thanh lọc")
    DISPOSAL = "disposal", _("Biên bản xử lý sách thanh lọc")
    OTHER = "other", _("Giấy tờ khác")


class WeedingFile(models.Model):
    """A paper of the file: made by the system at its step, or a scan of what was signed."""

    weeding = models.ForeignKey(Weeding, models.PROTECT, related_name="files")
    kind = models.CharField(_("loại giấy tờ"), max_length=10, choices=FileKind)
    name = models.CharField(_("tên tệp"), max_length=200)
    content = models.FileField(upload_to="upkeep/weeding/%Y")
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("cỡ"))
    sha256 = models.CharField(max_length=64)
    is_scan = models.BooleanField(_("bản chụp"), default=True)
    made_at = models.DateTimeField(_("lưu lúc"))
    made_by = models.CharField(_("người lưu"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
