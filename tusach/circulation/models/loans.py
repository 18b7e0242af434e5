"""What was said of loans, the loans that stand open by it, and what was odd about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.facts.api import Audience


class StatementKind(models.TextChoices):
    LEND = "lend", _("Cho mượn")
    # Lent in another system, and brought here open: a loan that no figure here counts.
    BRING = "bring", _("Chuyển từ hệ thống khác")
    RETURN = "return", pgettext_lazy("loan", "Nhận trả")
    RENEW = "renew", pgettext_lazy("loan", "Gia hạn")
    LOSE = "lose", _("Báo mất")
    # Scanned out of a box that came back: the copy is in the hand, nobody said when it came.
    BACK = "back", _("Về trong thùng luân chuyển")
    UNDO = "undo", _("Hoàn tác")


class Statement(models.Model):
    """Somebody said: this copy was lent, came back, was renewed, was lost, was found in a box that
    came back; or that such a statement was a mistake. Append-only, partitioned by the month of
    ``happened_at``; which loans are open follows from the set of statements
    (docs/decisions/0026, ``fold.py``).

    The one thing that changes is the reader: handed over when two turn out to be one, and
    unlinked when the loan is closed and the time for disputes is over. Only a lending (also one
    brought from another system) names a reader. ``happened_at`` is corrected, ``stated_at`` what
    a device's clock said; ``device_seq`` the number of the device's event. ``amount``: what was to
    be paid by this act, in đồng.
    """

    id = models.BigIntegerField(primary_key=True)  # identity; the table's key is (id, happened_at)
    kind = models.CharField(_("việc"), max_length=10, choices=StatementKind)
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    reader = models.ForeignKey("readers.Reader", models.PROTECT, related_name="+", null=True)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("lúc"))
    stated_at = models.DateTimeField(_("giờ được báo"), null=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    device = models.ForeignKey("offline.Device", models.PROTECT, related_name="+", null=True)
    device_seq = models.BigIntegerField(null=True)
    rule = models.ForeignKey(
        "circulation.LoanRule", models.PROTECT, related_name="+", null=True,
        verbose_name=_("theo quy định"),
    )  # fmt: skip
    due = models.DateField(_("hạn trả"), null=True)
    amount = models.PositiveIntegerField(_("số tiền"), null=True)
    # The statement that this one takes back.
    undoes = models.BigIntegerField(null=True)
    # Why a rule was set aside, or what was said of a loss.
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # What the lending was found to be when its reader was unlinked: "loan" or "repeat".
    unlinked = models.CharField(max_length=10, blank=True)
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.copy_id} {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def key(self) -> str:
        """Names the statement to facts: the same for an event of a device however often it
        comes."""
        return f"{self.device_id}:{self.device_seq}" if self.device_id else str(self.pk)


class OpenLoan(models.Model):
    """A copy that is out: one row for each, which the database holds. It repeats what the
    statements of the copy come to, and is written in their transaction."""

    copy = models.OneToOneField(
        "holdings.Copy", models.PROTECT, related_name="+", primary_key=True,
        verbose_name=_("bản sách"),
    )  # fmt: skip
    lend = models.BigIntegerField()
    reader = models.ForeignKey(
        "readers.Reader", models.PROTECT, related_name="+", null=True, verbose_name=_("bạn đọc")
    )
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("điểm cho mượn")
    )
    rule = models.ForeignKey(
        "circulation.LoanRule", models.PROTECT, related_name="+", null=True, db_index=False
    )
    lent_at = models.DateTimeField(_("mượn lúc"))
    due = models.DateField(_("hạn trả"))
    renewals = models.PositiveSmallIntegerField(_("đã gia hạn"), default=0)
    # When the last statement of this loan happened.
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["point", "due"], name="circulation_due_at_point"),
            models.Index(fields=["due"], name="circulation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.due}"


class RemarkKind(models.TextChoices):
    """What is odd about a statement. "" for one that was odd and is so no longer."""

    REPEAT = "repeat", _("cho cùng người mượn hai lần")
    UNSEEN = "unseen", _("cho mượn khi chưa ghi trả")
    NO_LOAN = "no_loan", _("trả hoặc gia hạn khi không có lượt mượn")
    BOXED = "boxed", _("về trong thùng luân chuyển khi chưa ghi trả")
    UNDONE = "undone", _("đã hoàn tác")


class Remark(models.Model):
    """A statement that a rule had to settle, and how often its being counted was turned: an
    even number of ``turns`` means that it counts."""

    statement = models.BigIntegerField(primary_key=True)
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("lúc"))
    kind = models.CharField(_("điều lạ"), max_length=10, choices=RemarkKind, blank=True)
    turns = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(_("đã xem lúc"), null=True)
    seen_by = models.CharField(_("người xem"), max_length=200, blank=True)

    class Meta:
        ordering = ["-happened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.statement} {self.kind}"
