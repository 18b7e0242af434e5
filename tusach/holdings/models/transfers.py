"""Whose a copy was and when; the transfers by which it passed to another library."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.holdings.models.copies import Collection, Condition, Copy, Register
from tusach.holdings.models.ledger import LedgerEntry
from tusach.ui.api import Folded, LongWork


class Transfer(LongWork, InNameOf):
    """Copies pass from one library to another by a decision (điều chuyển tài sản).

    draft → waiting until its day, or at once applying → done → undoing → undone; a draft may
    be dropped. A worker writes the passing in batches; how far it came is written in the
    transaction of each, so that a kill loses nothing and doubles nothing.

    Which copies: those of its lines. ``whole`` and ``collections`` say what is still to be
    added when it begins: all that the giver then owns, or all of these collections, but for
    what a sister transfer of the same reorganisation names by its lines or its collections.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang lập")
        WAITING = "waiting", _("Chờ đến ngày")
        APPLYING = "applying", _("Đang ghi")
        DONE = "done", _("Đã điều chuyển")
        UNDOING = "undoing", _("Đang rút lại")
        UNDONE = "undone", _("Đã rút lại")
        DROPPED = "dropped", _("Đã bỏ")

    UNDER_WAY = frozenset({State.APPLYING, State.UNDOING})

    giver = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện giao")
    )
    taker = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện nhận")
    )
    decision = models.CharField(_("quyết định"), max_length=200)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    # The first day on which the copies are the taker's.
    on = models.DateField(_("từ ngày"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    # Where the copies get new numbers; none: they keep those they have.
    register = models.ForeignKey(
        Register, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("sổ cấp số mới"),
    )  # fmt: skip
    # What stands at the giver's own place goes to the taker's; what is out stays where it is.
    with_custody = models.BooleanField(_("giao cả sách đang ở bên giao"), default=True)
    whole = models.BooleanField(default=False)
    collections = ArrayField(
        models.CharField(max_length=20, choices=Collection), default=list, blank=True
    )
    # The giver's boxes go along.
    takes_boxes = models.BooleanField(default=False)
    # The giver closes: its registers take no more numbers.
    closes = models.BooleanField(default=False)
    reorganisation = models.ForeignKey(
        "network.Reorganisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField(_("lập lúc"))
    # Lines numbered in the order of the registers: not yet while they may still change.
    filled_at = models.DateTimeField(null=True)
    applied_to = models.PositiveIntegerField(default=0)
    undone_to = models.PositiveIntegerField(default=0)
    moved_count = models.PositiveIntegerField(_("số bản"), default=0)
    # Đồng; copies without a price count as none.
    moved_value = models.PositiveBigIntegerField(_("giá trị"), default=0)
    # What went along, for undoing: {"boxes": [numbers], "registers": [numbers]}.
    along = models.JSONField(default=dict)

    # What the printed record says beside the list.
    record_number = models.CharField(_("số biên bản"), max_length=60, blank=True)
    record_on = models.DateField(_("ngày lập biên bản"), null=True, blank=True)
    record_place = models.CharField(_("tại"), max_length=200, blank=True)
    giver_name = models.CharField(_("đại diện bên giao"), max_length=120, blank=True)
    giver_post = models.CharField(_("chức vụ bên giao"), max_length=120, blank=True)
    taker_name = models.CharField(_("đại diện bên nhận"), max_length=120, blank=True)
    taker_post = models.CharField(_("chức vụ bên nhận"), max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")), name="holdings_transfer_to_another"
            )
        ]
        indexes = [models.Index(fields=["reorganisation"], name="holdings_transfer_reorganised")]

    def __str__(self) -> str:
        return self.decision

    def get_absolute_url(self) -> str:
        return reverse("holdings:transfer", args=[self.pk])


class Ownership(models.Model):
    """From a day on, a copy was another library's. Append-only.

    Its number in the registers, old and new, stands here too: equal where the copy kept it.
    A row that ``undoes`` another says that the transfer was taken back: neither counts from
    then on. Whose a copy was on a day, as known at a moment, is the last row that counts with
    ``since`` up to the day; before any, the giver of its first row (``owners.py``).

    Numbers of these rows run on with those of the ledger's entries and ``recorded_at`` is the
    server's (migration 0004), so that a frozen position means both.
    """

    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    former = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    since = models.DateField(_("từ ngày"))
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()
    accession_no = models.CharField(_("số ĐKCB"), max_length=40)
    old_register = models.ForeignKey(Register, models.PROTECT, related_name="+", db_index=False)
    old_number = models.PositiveBigIntegerField()
    old_accession_no = models.CharField(_("số ĐKCB cũ"), max_length=40)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, related_name="undone_by", null=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(owner=F("former")), name="holdings_owner_changes")
        ]
        indexes = [
            models.Index(fields=["copy", "since", "id"], name="holdings_owners_of_copy"),
            models.Index(Folded("old_accession_no"), name="holdings_by_folded_old_no"),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.former_id} → {self.owner_id} {self.since}"

    @property
    def is_renumbered(self) -> bool:
        return (self.register_id, self.number) != (self.old_register_id, self.old_number)


class TransferLine(models.Model):
    """One copy of a transfer and what became of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("chờ")
        MOVED = "moved", _("đã chuyển")
        REFUSED = "refused", _("không chuyển")
        BACK = "back", _("đã rút lại")
        KEPT = "kept", _("giữ lại")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines")
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    status = models.CharField(_("kết quả"), max_length=8, choices=Status, default=Status.WAITING)
    # As they were when it passed, or when the draft was made.
    price = models.PositiveBigIntegerField(_("giá"), null=True)
    condition = models.CharField(_("tình trạng"), max_length=10, choices=Condition)
    # Why it did not pass, or was not taken back: {"code": …, "facts": {…}}.
    reason = models.JSONField(default=dict)
    ownership = models.ForeignKey(Ownership, models.PROTECT, related_name="+", null=True)
    # The entry of the ledger that took it to the taker's place; none where it stayed out.
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        ordering = ["transfer_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "copy"], name="holdings_line_once")
        ]
        indexes = [models.Index(fields=["transfer", "position"], name="holdings_line_position")]

    def __str__(self) -> str:
        return f"{self.transfer_id}:{self.position}"


class RegisterLine(models.Model):
    """A number of a register and the copy it was given to: a view of the database.

    Numbers that copies have now, those they had before they got another, and those that were
    given by a transfer since taken back. So a register shows every number it ever gave.
    """

    register = models.ForeignKey(Register, models.DO_NOTHING, related_name="+")
    number = models.PositiveBigIntegerField()
    accession_no = models.CharField(_("số ĐKCB"), max_length=40)
    copy = models.ForeignKey(Copy, models.DO_NOTHING, related_name="+")
    # False: the copy has another number now.
    is_current = models.BooleanField()

    class Meta:
        managed = False
        db_table = "holdings_registerline"
        ordering = ["register_id", "number"]

    def __str__(self) -> str:
        return self.accession_no
