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
    """One copy of a stocktake: expected, seen, or both.

    In the order of the shelves as they were when it began; what was not expected follows in
    the order of scanning. Triggers (migration 0014) keep ``finding``, ``price`` and
    ``collection`` true while shelves are counted, and add every change up in
    :class:`StocktakeSum`.
    """

    # Every index of a stocktake's lines begins with it.
    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines", db_index=False)
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+")
    expected = models.BooleanField()
    # The copy's last entry when it was noted here, or when it was seen. Another one at the
    # close says that something happened to it since.
    entry_then = models.BigIntegerField()
    seen_at = models.DateTimeField(_("thấy lúc"), null=True)
    seen_account = models.BigIntegerField(null=True)
    seen_name = models.CharField(_("người quét"), max_length=200, blank=True)
    damaged = models.BooleanField(_("hư hỏng"), default=False)
    # It has no label or one that cannot be read; the moment a new one was put on.
    needs_label = models.BooleanField(_("cần nhãn"), default=False, db_default=False)
    labelled_at = models.DateTimeField(_("đã dán nhãn lúc"), null=True)
    # What the count says now; after the close, what it said then.
    finding = models.CharField(max_length=10, choices=Finding)
    # The copy's own, as they are until the close and as they were then: a signed record
    # must not change with them.
    price = models.PositiveBigIntegerField(_("giá"), null=True)
    collection = models.CharField(max_length=20, choices=Collection)
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "copy"], name="holdings_counted_once")
        ]
        indexes = [
            models.Index(fields=["copy"], name="holdings_counts_of_copy"),
            models.Index(fields=["stocktake", "id"], name="holdings_counted_in_order"),
            models.Index(fields=["stocktake", "finding", "id"], name="holdings_counted_found"),
            models.Index(
                fields=["stocktake", "id"],
                name="holdings_counted_damaged",
                condition=models.Q(damaged=True),
            ),
            models.Index(
                fields=["stocktake", "id"],
                name="holdings_counted_unlabelled",
                condition=models.Q(needs_label=True),
            ),
            models.Index(
                fields=["stocktake", "seen_account", "-seen_at", "-id"],
                name="holdings_counted_by",
                condition=models.Q(seen_at__isnull=False),
            ),
            models.Index(fields=["stocktake", "seen_at", "id"], name="holdings_counted_when"),
        ]

    def __str__(self) -> str:
        return f"{self.stocktake_id}:{self.copy_id}"


class StocktakeSum(models.Model):
    """So many lines more, or fewer, of one kind: of a collection and a finding, damaged or not,
    seen by somebody. Written by triggers in the transaction of the line, so that a page costs
    the same for fifty copies and for fifty thousand; ``counted_anew`` proves them.

    Two who scan at once make two rows of one kind: it is named for Django alone, and the table
    has no key.
    """

    pk = models.CompositePrimaryKey("stocktake_id", "collection", "finding", "damaged", "seen_name")
    stocktake_id = models.BigIntegerField()
    # Đồng; a copy without a price adds none.
    value = models.BigIntegerField()
    n = models.IntegerField()
    damaged = models.BooleanField()
    collection = models.TextField(choices=Collection)
    finding = models.TextField(choices=Finding)
    seen_name = models.TextField()

    def __str__(self) -> str:
        return f"{self.stocktake_id} {self.collection} {self.finding}: {self.n:+}"


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
