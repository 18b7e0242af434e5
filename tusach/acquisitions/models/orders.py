"""Orders to suppliers, and claims for what is late."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models.titles import TitleLine
from tusach.acquisitions.rules.states import OrderState


class Order(models.Model):
    """An order of books (đơn đặt) to one supplier, from one fund.

    Once sent its lines stay as they were sent; what will not come is cancelled line by line
    with a reason. It closes itself when nothing is outstanding.
    """

    code = models.CharField(_("số đơn"), max_length=20, unique=True)
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    supplier = models.ForeignKey(
        "acquisitions.Supplier",
        models.PROTECT,
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
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=OrderState, default=OrderState.DRAFT
    )
    discount = models.PositiveSmallIntegerField(_("chiết khấu"), default=0)
    decision = models.CharField(_("quyết định, căn cứ"), max_length=200, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    due_on = models.DateField(_("hẹn giao"), null=True, blank=True)
    sent_on = models.DateField(_("ngày gửi"), null=True)
    over_budget_why = models.CharField(max_length=300, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("đơn đặt")
        verbose_name_plural = _("đơn đặt")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(sent_on__isnull=False),
                name="acquisitions_order_sent",
            ),
            models.CheckConstraint(
                condition=Q(discount__lte=10000), name="acquisitions_order_discount"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state"], name="acquisitions_order_by_owner"),
            models.Index(fields=["fund", "state"], name="acquisitions_order_by_fund"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:order", args=[self.pk])


class OrderLine(TitleLine):
    """So many copies of a title. Received is counted from the intakes, never kept here."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField(_("số bản đặt"), default=1)
    # Đồng for one copy, as expected on the cover.
    list_price = models.PositiveBigIntegerField(_("giá bìa"), null=True, blank=True)
    cancelled = models.PositiveIntegerField(_("số bản huỷ"), default=0)
    cancelled_why = models.CharField(_("lý do huỷ"), max_length=200, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("dòng đặt mua")
        verbose_name_plural = _("dòng đặt mua")
        ordering = ["order_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(cancelled__lte=F("quantity")),
                name="acquisitions_order_line_counts",
            ),
        ]
        indexes = [models.Index(fields=["record"], name="acquisitions_oline_by_record")]


class Claim(models.Model):
    """A letter to a supplier for books or issues that have not come (thư nhắc, khiếu nại).

    ``content`` is what the letter says, as it was sent.
    """

    code = models.CharField(_("số"), max_length=20, unique=True)
    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    supplier = models.ForeignKey(
        "acquisitions.Supplier",
        models.PROTECT,
        related_name="+",
        verbose_name=_("nhà cung cấp"),
    )
    made_on = models.DateField(_("ngày"))
    answer_by = models.DateField(_("xin trả lời trước"), null=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # What came of it, as the supplier said.
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(_("người lập"), max_length=200)

    class Meta:
        verbose_name = _("thư nhắc")
        verbose_name_plural = _("thư nhắc")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:claim", args=[self.pk])


class ClaimLine(models.Model):
    """One thing claimed: copies of an order's line, or an issue at a place."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="claims")
    issue = models.ForeignKey("acquisitions.Issue", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(
        "acquisitions.SubscriptionPlace", models.PROTECT, null=True, related_name="+"
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(order_line__isnull=False, issue=None, place=None)
                | Q(order_line=None, issue__isnull=False, place__isnull=False),
                name="acquisitions_claim_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.quantity}"
