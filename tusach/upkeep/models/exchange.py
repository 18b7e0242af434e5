"""Exchange between libraries (trao đổi, R-117): books offered, asked for, passed on by decision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.api import Condition


class ExchangeState(models.TextChoices):
    DRAFT = "draft", _("Đang lập danh mục")
    OPEN = "open", _("Đang chào")
    CLOSED = "closed", _("Đã khoá")
    DROPPED = "dropped", _("Đã bỏ")


class Exchange(models.Model):
    """Books that one library offers to others (danh mục trao đổi).

    draft → open → closed; a closed one may be opened again, one without requests be dropped.
    """

    State = ExchangeState

    owner = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện chào")
    )
    name = models.CharField(_("tên danh mục"), max_length=200)
    note = models.CharField(_("muốn nhận lại, ghi chú"), max_length=500, blank=True)
    # The last day on which it may be asked for; none: until it is closed.
    until = models.DateField(_("nhận đề nghị đến hết ngày"), null=True, blank=True)
    state = models.CharField(_("tình trạng"), max_length=8, choices=ExchangeState)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("chào từ"), null=True, blank=True)
    closed_at = models.DateTimeField(_("khoá lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "state"], name="upkeep_exchange_of_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("upkeep:exchange", args=[self.pk])


class RequestState(models.TextChoices):
    ASKED = "asked", _("Chờ quyết định")
    DECIDED = "decided", _("Đã có quyết định")
    DECLINED = "declined", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ExchangeRequest(models.Model):
    """A library asks for some of the books; by a decision they pass to it.

    Within the network they pass by a transfer of ``holdings``, with numbers of the taker's
    register. A library outside it has no register here: the books are struck out of the giver's.
    """

    State = RequestState

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="requests")
    taker = models.ForeignKey(
        "network.ServicePoint",
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("thư viện nhận"),
    )
    outside = models.CharField(_("thư viện ngoài mạng lưới"), max_length=200, blank=True)
    register = models.ForeignKey(
        "holdings.Register",
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("sổ nhận"),
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=RequestState)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    asked_by = models.CharField(_("người đề nghị"), max_length=200, blank=True)
    # Why it was declined or taken back.
    why = models.CharField(_("lý do"), max_length=300, blank=True)
    decision = models.CharField(_("quyết định trao đổi"), max_length=120, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True)
    decided_by = models.CharField(_("người ký"), max_length=120, blank=True)
    transfer = models.OneToOneField(
        "holdings.Transfer", models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taker__isnull=False, outside="")
                | (Q(taker__isnull=True) & ~Q(outside="")),
                name="upkeep_exchange_with_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id}:{self.pk}"

    @property
    def to_whom(self) -> str:
        return self.taker.name if self.taker is not None else self.outside


class ExchangeLine(models.Model):
    """One book of a list, and the request it was promised to."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="lines")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    request = models.ForeignKey(ExchangeRequest, models.PROTECT, related_name="lines", null=True)
    # While true, no other list may offer the copy and no weeding may list it.
    is_open = models.BooleanField(default=True)
    # As they were when it was listed: the number is struck when the book has passed.
    accession_no = models.CharField(_("số ĐKCB"), max_length=40)
    price = models.PositiveBigIntegerField(_("giá"), null=True)
    condition = models.CharField(_("tình trạng"), max_length=10, choices=Condition)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "copy"], name="upkeep_offered_once"),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(is_open=True), name="upkeep_in_one_offer"
            ),
        ]
        indexes = [models.Index(fields=["copy"], name="upkeep_offers_of_copy")]

    def __str__(self) -> str:
        return f"{self.exchange_id}:{self.copy_id}"
