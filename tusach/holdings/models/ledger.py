"""The custody ledger: where every copy was, is, and was known to be."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.holdings.holder import Holder
from tusach.holdings.models.boxes import Container
from tusach.holdings.models.copies import Copy
from tusach.holdings.rules import LedgerAct, State


def _one(prefix: str) -> Q:
    """Exactly one holder is set."""
    names = [f"{prefix}{kind}__isnull" for kind in ("point", "container", "post")]
    return (
        Q(**{names[0]: False, names[1]: True, names[2]: True})
        | Q(**{names[0]: True, names[1]: False, names[2]: True})
        | Q(**{names[0]: True, names[1]: True, names[2]: False})
    )


def _none(prefix: str) -> Q:
    return Q(**{f"{prefix}{kind}__isnull": True for kind in ("point", "container", "post")})


class LedgerEntry(models.Model):
    """One entry: this copy went from there to here. Append-only (docs/decisions/0013).

    Within a copy's chain the order is (final, happened_at, device, device_seq, id), so that
    where a copy is follows from the *set* of its entries and not from the order in which
    they arrived. The last entry in that order tells the place: a book seen somewhere is
    there, whatever was believed. Withdrawal by decision is final and comes last.

    ``happened_at`` is the corrected time, ``stated_at`` what the device or the paper said,
    ``recorded_at`` the server's clock at writing (set by a trigger, never by a client).
    """

    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(_("việc"), max_length=20, choices=LedgerAct)
    from_point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, db_index=False
    )
    from_container = models.ForeignKey(
        Container, models.PROTECT, related_name="+", null=True, db_index=False
    )
    from_post = models.CharField(max_length=120, null=True)
    to_point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, db_index=False
    )
    to_container = models.ForeignKey(
        Container, models.PROTECT, related_name="+", null=True, db_index=False
    )
    to_post = models.CharField(max_length=120, null=True)
    state = models.CharField(_("trạng thái"), max_length=20, choices=State)
    happened_at = models.DateTimeField(_("lúc"))
    stated_at = models.DateTimeField(_("giờ được báo"), null=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người làm"), max_length=200, blank=True)
    device = models.ForeignKey(
        "offline.Device", models.PROTECT, related_name="+", null=True, db_index=False
    )
    device_seq = models.BigIntegerField(null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    settles = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_index=False)
    final = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(act="accession") & _none("from_"))
                | (~Q(act="accession") & _one("from_")),
                name="holdings_ledger_from",
            ),
            models.CheckConstraint(
                condition=(Q(final=True, act="withdraw", state="withdrawn") & _none("to_"))
                | (Q(final=False) & ~Q(act="withdraw") & ~Q(state="withdrawn") & _one("to_")),
                name="holdings_ledger_to",
            ),
            models.CheckConstraint(
                condition=Q(device__isnull=True, device_seq__isnull=True)
                | Q(device__isnull=False, device_seq__isnull=False, stated_at__isnull=False),
                name="holdings_ledger_device",
            ),
            models.CheckConstraint(
                condition=Q(settles__isnull=True) | Q(act="settle"), name="holdings_ledger_settles"
            ),
            models.UniqueConstraint(
                fields=["device", "device_seq", "copy", "act"],
                condition=Q(device__isnull=False),
                name="holdings_ledger_event_once",
            ),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(act="accession"), name="holdings_accession_once"
            ),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(final=True), name="holdings_withdrawn_once"
            ),
            models.UniqueConstraint(
                fields=["settles"], condition=Q(settles__isnull=False), name="holdings_settled_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.act} {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def origin(self) -> Holder:
        return Holder(self.from_point_id, self.from_container_id, self.from_post)

    @property
    def holder(self) -> Holder:
        return Holder(self.to_point_id, self.to_container_id, self.to_post)


class CopyPlace(models.Model):
    """Where a copy is now: the last entry of its chain, written in the entry's transaction.

    One row for each copy, withdrawn ones too (no holder). All writers lock it, in the order
    of copies. ``prove`` compares every row with the ledger.
    """

    copy = models.OneToOneField(Copy, models.PROTECT, related_name="place", primary_key=True)
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, db_index=False
    )
    container = models.ForeignKey(
        Container, models.PROTECT, related_name="+", null=True, db_index=False
    )
    post = models.CharField(max_length=120, null=True)
    state = models.CharField(max_length=20, choices=State)
    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # How many entries of its chain do not fit and are not settled.
    unsettled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="withdrawn") & _none("")) | (~Q(state="withdrawn") & _one("")),
                name="holdings_place_one",
            )
        ]
        indexes = [
            models.Index(fields=["point", "state"], name="holdings_place_point"),
            models.Index(
                fields=["container"],
                name="holdings_place_container",
                condition=Q(container__isnull=False),
            ),
            models.Index(
                fields=["post"], name="holdings_place_post", condition=Q(post__isnull=False)
            ),
            models.Index(
                fields=["copy"], name="holdings_place_unsettled", condition=Q(unsettled__gt=0)
            ),
            models.Index(fields=["since"], name="holdings_place_since"),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.state}"

    @property
    def holder(self) -> Holder:
        return Holder(self.point_id, self.container_id, self.post)


class LedgerMark(models.Model):
    """A position in the ledger at which something was frozen."""

    position = models.BigIntegerField()
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position} @ {self.marked_at:%Y-%m-%d %H:%M}"


class DatedSum(models.Model):
    """So many copies more, or fewer, from ``day`` on at a holder in a state, by the entries
    that were recorded on one day and after one freeze. Written by a trigger, in the entry's
    transaction (docs/decisions/0019); read by ``sums.py``, proven by ``prove_sums``.

    ``holder`` is :attr:`Holder.key`, ``after`` the position of the freeze, 0 before the
    first. Two who write at once make two rows of one key: it is named for Django alone, and
    the table has none.
    """

    pk = models.CompositePrimaryKey("holder", "day", "recorded_on", "after", "state")
    after = models.BigIntegerField()
    n = models.IntegerField()
    day = models.DateField()
    recorded_on = models.DateField()
    state = models.TextField()
    holder = models.TextField()

    def __str__(self) -> str:
        return f"{self.holder} {self.state} {self.day}: {self.n:+}"
