"""What readers owe, pay and leave as a deposit, and the close of a day's cash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MoneyKind(models.TextChoices):
    FINE = "fine", pgettext_lazy("money", "phạt quá hạn")
    COMPENSATION = "compensation", pgettext_lazy("money", "bồi thường")
    PAID = "paid", pgettext_lazy("money", "đã nộp")
    WAIVED = "waived", pgettext_lazy("money", "được miễn")
    DEPOSIT = "deposit", pgettext_lazy("money", "nộp tiền cược")
    DEPOSIT_BACK = "deposit_back", pgettext_lazy("money", "trả lại tiền cược")
    REVERSED = "reversed", pgettext_lazy("money", "huỷ dòng ghi nhầm")


class MoneyLine(models.Model):
    """One line of a reader's account at a point. Append-only: a mistake is reversed by a line of
    its own. The database lets only the names go: ``reader`` and ``statement``, in time.

    ``amount`` in đồng, never negative: the kind says which way. ``number`` with the year: that of
    the receipt, for lines by which cash came or went.
    """

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    reader = models.ForeignKey("readers.Reader", models.PROTECT, related_name="+", null=True)
    kind = models.CharField(_("khoản"), max_length=14, choices=MoneyKind)
    amount = models.PositiveIntegerField(_("số tiền"))
    day = models.DateField(_("ngày"))
    at = models.DateTimeField(_("lúc"))
    # The act at the counter for which it is owed, until the loan is unlinked.
    statement = models.BigIntegerField(null=True)
    # How often it was reckoned anew, for what devices say late.
    reckoning = models.PositiveSmallIntegerField(default=0)
    reverses = models.OneToOneField("self", models.PROTECT, related_name="reversal", null=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(pgettext_lazy("money", "số phiếu"), null=True)
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "year", "number"], name="circulation_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "kind", "reckoning"],
                condition=Q(statement__isnull=False),
                name="circulation_owed_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="circulation_money_is_some"),
            models.CheckConstraint(
                condition=Q(kind="reversed", reverses__isnull=False)
                | (~Q(kind="reversed") & Q(reverses__isnull=True)),
                name="circulation_reversal_names_its_line",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["waived", "reversed"]) | ~Q(reason=""),
                name="circulation_waived_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["reader"], name="circulation_money_of"),
            models.Index(fields=["point", "day"], name="circulation_money_on"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class CashClosing(models.Model):
    """The cash of a point's day, counted: what the lines come to (``expected``, đồng, out taken
    from in) and what was in the box."""

    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    day = models.DateField(_("ngày"))
    expected = models.IntegerField(_("theo sổ"))
    counted = models.IntegerField(_("kiểm đếm"))
    reason = models.CharField(_("lý do chênh lệch"), max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day"], name="circulation_day_closed_once"),
            models.CheckConstraint(
                condition=Q(expected=models.F("counted")) | ~Q(reason=""),
                name="circulation_difference_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.day}"
