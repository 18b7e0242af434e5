"""Taking stock (kiểm kê): what should stand at a place, what was seen there, what follows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.holdings.models.copies import Collection, Copy
from tusach.holdings.models.ledger import LedgerEntry
from tusach.ui.api import LongWork


class Stocktake(LongWork, InNameOf):
    """A count of the shelves of one place, by as many people as there are hands.

    counting → closing → closed; closed → reopening → counting; while it counts it may be
    dropped. What should stand there is noted when it begins (its lines); closing, the worker
    writes into the ledger what the count found, batch by batch, and reopening it takes back
    what nobody has touched since.
    """

    class State(models.TextChoices):
        COUNTING = "counting", _("Đang kiểm kê")
        CLOSING = "closing", _("Đang ghi kết quả")
        CLOSED = "closed", _("Đã khoá")
        REOPENING = "reopening", _("Đang mở lại")
        DROPPED = "dropped", _("Đã bỏ")

    UNDER_WAY = frozenset({State.CLOSING, State.REOPENING})

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi kiểm kê")
    )
    name = models.CharField(_("tên đợt"), max_length=200)
    # Which of the copies at the place: of these collections (none: all), whose shelf mark
    # lies from the one to the other, both included with what begins like them.
    collections = ArrayField(
        models.CharField(max_length=20, choices=Collection), default=list, blank=True
    )
    shelf_from = models.CharField(_("từ ký hiệu"), max_length=80, blank=True)
    shelf_to = models.CharField(_("đến ký hiệu"), max_length=80, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.COUNTING)
    opened_at = models.DateTimeField(_("bắt đầu lúc"))
    # Asked when it is closed: are the missing written as lost, and are copies that the ledger
    # has elsewhere written as being here?
    lose_missing = models.BooleanField(_("ghi mất các bản thiếu"), default=True)
    keep_strays = models.BooleanField(_("ghi các bản lạc là đang ở đây"), default=False)
    # The last line that the worker came to.
    worked_to = models.BigIntegerField(default=0)

    # What the printed record says beside the figures.
    record_number = models.CharField(_("số biên bản"), max_length=60, blank=True)
    record_on = models.DateField(_("ngày lập biên bản"), null=True, blank=True)
    decision = models.CharField(_("quyết định lập hội đồng"), max_length=200, blank=True)
    council = models.TextField(_("thành phần"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["point", "state"], name="holdings_stocktake_place")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("holdings:stocktake", args=[self.pk])


class Finding(models.TextChoices):
    """What a count says of a copy."""

    FOUND = "found", _("có mặt")
    MISSING = "missing", _("thiếu")
    # Not seen, but somebody lent, moved or reported it while shelves were being counted.
    MEANWHILE = "meanwhile", _("có việc khác trong lúc kiểm kê")
    # Lost by the ledger, and there.
    REGAINED = "regained", _("tìm lại được")
    STRAY = "stray", _("lạc chỗ")


class StocktakeLine(models.Model):
    """One copy of a stocktake: expected, seen, or both."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines")
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+")
    expected = models.BooleanField()
    # The copy's last entry when it was noted here, or when it was seen. Another one at the
    # close says that something happened to it since.
    entry_then = models.BigIntegerField()
    seen_at = models.DateTimeField(_("thấy lúc"), null=True)
    seen_account = models.BigIntegerField(null=True)
    seen_name = models.CharField(_("người quét"), max_length=200, blank=True)
    damaged = models.BooleanField(_("hư hỏng"), default=False)
    # Written by the close; empty while shelves are being counted.
    finding = models.CharField(max_length=10, choices=Finding, blank=True)
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "copy"], name="holdings_counted_once")
        ]
        indexes = [models.Index(fields=["copy"], name="holdings_counts_of_copy")]

    def __str__(self) -> str:
        return f"{self.stocktake_id}:{self.copy_id}"


class UnknownCode(models.Model):
    """A code that was scanned and belongs to no copy."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="unknown_codes")
    code = models.CharField(_("mã"), max_length=60)
    times = models.PositiveIntegerField(_("số lần"), default=1)
    seen_at = models.DateTimeField(_("thấy lúc"))
    seen_name = models.CharField(_("người quét"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "code"], name="holdings_unknown_once")
        ]

    def __str__(self) -> str:
        return self.code
