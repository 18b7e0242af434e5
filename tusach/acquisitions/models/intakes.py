"""An intake: books that came in together, bought or given, on their way into a register."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models.titles import TitleLine
from tusach.acquisitions.rules.states import IntakeState
from tusach.audit.api import InNameOf
from tusach.holdings.api import Collection
from tusach.ui.api import LongWork


class Intake(LongWork, InNameOf):
    """A purchase (đợt bổ sung) or a gift (đợt tiếp nhận biếu tặng).

    draft → accepting → accepted → undone; a draft may be dropped, and accepting may stop and
    be taken up again. Accepting takes a run of numbers in the register at once and then enters
    the copies in batches; each batch says in its own transaction which lines it did. It is
    done in the name of whoever accepted it.
    """

    UNDER_WAY = frozenset({IntakeState.ACCEPTING.value})

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("Mua")
        GIFT = "gift", _("Biếu tặng")

    class DonorKind(models.TextChoices):
        PERSON = "person", _("Cá nhân")
        ORGANISATION = "organisation", _("Cơ quan, tổ chức, doanh nghiệp")
        PUBLISHER = "publisher", _("Nhà xuất bản")

    class RegisterPrice(models.TextChoices):
        LIST = "list", _("Giá bìa")
        PAID = "paid", _("Giá mua")

    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    code = models.CharField(_("số đợt"), max_length=20, unique=True)
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    received_on = models.DateField(_("ngày nhận"))
    register = models.ForeignKey(
        "holdings.Register",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("sổ đăng ký cá biệt"),
    )
    source = models.ForeignKey(
        "holdings.Source", models.PROTECT, related_name="+", verbose_name=_("nguồn")
    )
    collection = models.CharField(
        _("kho"), max_length=20, choices=Collection, default=Collection.MAIN
    )
    decision = models.CharField(_("quyết định, căn cứ"), max_length=200, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    # Of a purchase
    supplier = models.ForeignKey(
        "acquisitions.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nhà cung cấp"),
    )
    fund = models.ForeignKey(
        "acquisitions.Fund",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kinh phí"),
    )
    invoice_no = models.CharField(_("số hoá đơn"), max_length=40, blank=True)
    invoice_date = models.DateField(_("ngày hoá đơn"), null=True, blank=True)
    # Đồng, as the invoice says.
    invoice_total = models.PositiveBigIntegerField(_("tổng tiền hoá đơn"), null=True, blank=True)
    extra_cost = models.PositiveBigIntegerField(_("chi phí khác (vận chuyển, thuế)"), default=0)
    difference_why = models.CharField(_("lý do chênh lệch"), max_length=300, blank=True)
    # Hundredths of a per cent: 2500 is 25 %.
    discount = models.PositiveSmallIntegerField(_("chiết khấu"), default=0)
    register_price = models.CharField(
        _("giá ghi sổ"), max_length=4, choices=RegisterPrice, default=RegisterPrice.LIST
    )

    # Of a gift
    donor_name = models.CharField(_("người, đơn vị tặng"), max_length=200, blank=True)
    donor_kind = models.CharField(
        _("loại người tặng"), max_length=12, choices=DonorKind, default=DonorKind.PERSON
    )
    donor_address = models.CharField(_("địa chỉ người tặng"), max_length=300, blank=True)
    # Not named on lists, copies or public pages; the paper that is signed names them.
    donor_hidden = models.BooleanField(_("giấu tên người tặng"), default=False)

    state = models.CharField(
        _("tình trạng"), max_length=10, choices=IntakeState, default=IntakeState.DRAFT
    )
    first_number = models.PositiveBigIntegerField(null=True)
    last_number = models.PositiveBigIntegerField(null=True)
    accepted_at = models.DateTimeField(_("vào sổ lúc"), null=True)
    undone_because = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("đợt nhập sách")
        verbose_name_plural = _("đợt nhập sách")
        constraints = [
            models.CheckConstraint(
                condition=Q(discount__lte=10000), name="acquisitions_intake_discount"
            ),
            models.CheckConstraint(
                condition=Q(kind="purchase", donor_name="") | Q(kind="gift", supplier=None),
                name="acquisitions_intake_of_one_kind",
            ),
            # Numbers are taken when it is accepted, and only then.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], first_number=None, last_number=None)
                | Q(first_number__isnull=False, last_number__gte=F("first_number")),
                name="acquisitions_intake_numbers",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-received_on"], name="acquisitions_intake_by_owner"),
            models.Index(fields=["fund", "state"], name="acquisitions_intake_by_fund"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:intake", args=[self.pk])

    @property
    def is_gift(self) -> bool:
        return self.kind == self.Kind.GIFT


class IntakeLine(TitleLine):
    """One title of an intake.

    ``quantity`` copies are taken in. ``refused`` more stand on the invoice or the donor's
    list and are not: damaged, missing, outdated.
    """

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField(_("số bản"), default=1)
    refused = models.PositiveIntegerField(_("không nhận"), default=0)
    refused_why = models.CharField(_("lý do không nhận"), max_length=200, blank=True)
    # Đồng for one copy: as printed on the cover (of a gift: as estimated), and as paid.
    list_price = models.PositiveBigIntegerField(_("giá bìa"), null=True, blank=True)
    paid_price = models.PositiveBigIntegerField(_("giá mua"), null=True, blank=True)
    collection = models.CharField(_("kho"), max_length=20, choices=Collection, blank=True)
    shelf_mark = models.CharField(_("ký hiệu xếp giá"), max_length=80, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # Described well enough to need no further cataloguing; else its record is a quick one.
    is_described = models.BooleanField(_("đã mô tả đủ"), default=False)
    order_line = models.ForeignKey(
        "acquisitions.OrderLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="intake_lines",
        verbose_name=_("dòng đặt"),
    )
    first_number = models.PositiveBigIntegerField(null=True)
    entered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("dòng nhập sách")
        verbose_name_plural = _("dòng nhập sách")
        ordering = ["intake_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1) | Q(refused__gte=1),
                name="acquisitions_line_of_copies",
            ),
            models.UniqueConstraint(
                fields=["intake", "position"],
                name="acquisitions_line_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            models.Index(fields=["record"], name="acquisitions_line_by_record"),
            models.Index(
                fields=["intake", "position"],
                condition=Q(entered_at=None),
                name="acquisitions_line_waiting",
            ),
        ]

    @property
    def on_invoice(self) -> int:
        """Copies that the invoice or the donor's list names."""
        return self.quantity + self.refused


class LineCopy(models.Model):
    """Which line a copy came in by."""

    line = models.ForeignKey(IntakeLine, models.PROTECT, related_name="copies")
    copy = models.OneToOneField("holdings.Copy", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id}:{self.copy_id}"


class LineFile(models.Model):
    """A supplier's list on its way into an intake: its rows as text, and which column holds
    what. Kept after it was taken in: it says where the lines came from."""

    class State(models.TextChoices):
        FITTING = "fitting", _("Chờ ghép cột")
        TAKEN = "taken", _("Đã lấy vào")
        DROPPED = "dropped", _("Đã bỏ")

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=255)
    # Of the headings: what the mapping is remembered by.
    signature = models.CharField(max_length=32, default="")
    header_row = models.PositiveIntegerField()
    header = models.JSONField(default=list)
    # [number of the row, [cells]], the rows below the headings.
    rows = models.JSONField(default=list)
    # Column (as text) → what it holds.
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.FITTING)
    taken = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("danh mục gửi lên")
        verbose_name_plural = _("danh mục gửi lên")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class SheetMapping(models.Model):
    """Which column of a supplier's list holds what, remembered by its headings."""

    signature = models.CharField(max_length=32, unique=True)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature
