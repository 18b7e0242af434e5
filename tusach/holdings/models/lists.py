"""Lines of imported lists and what became of their copies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.holdings.models.copies import Register


class ListBranch(models.Model):
    """Which library of ours is meant by a name that a file gives its libraries.

    Kept with the import, and proposed again when another file names the same. No ``point``:
    the copies of that library are left out.
    """

    imported = models.ForeignKey("catalogue.Import", models.CASCADE, related_name="+")
    name = models.CharField(_("tên trong tệp"), max_length=200, blank=True)
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "name"], name="holdings_list_branch_once")
        ]
        indexes = [models.Index(fields=["name", "-id"], name="holdings_list_branch_again")]

    def __str__(self) -> str:
        return self.name


class ListPrefix(models.Model):
    """Into which register the numbers go that begin so at one library of a file.

    ``last`` is the highest of them: copies without a number are given those after it.
    """

    branch = models.ForeignKey(ListBranch, models.CASCADE, related_name="prefixes")
    prefix = models.CharField(_("ký hiệu trước số"), max_length=60, blank=True)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", db_index=False)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "prefix"], name="holdings_list_prefix_once")
        ]

    def __str__(self) -> str:
        return self.prefix


class ListLine(models.Model):
    """One line of an imported list: the copies it made, or why it made none.

    ``fingerprint`` says what the line asked for, apart from its record: an equal line of
    another list asks for the same books again (``lists.py``).
    """

    class Status(models.TextChoices):
        ENTERED = "entered", _("đã ghi sổ")
        REFUSED = "refused", _("chưa ghi sổ")
        BACK = "back", _("đã rút lại")
        KEPT = "kept", _("giữ lại")

    imported = models.ForeignKey("catalogue.Import", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("dòng số"))
    record = models.ForeignKey("catalogue.Record", models.SET_NULL, null=True, related_name="+")
    # The record was made by this import.
    is_new = models.BooleanField(default=False)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    status = models.CharField(_("kết quả"), max_length=8, choices=Status)
    count = models.PositiveIntegerField(_("số bản"), default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    # The ledger's last entry once the line was written: what follows is somebody's work with
    # its copies. None: they have nothing but their accession.
    last_entry = models.BigIntegerField(null=True)
    # Why no copies were entered, or why they stay: [{"code": …, "facts": {…}}, …].
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["imported_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="holdings_list_line_once")
        ]
        indexes = [
            models.Index(
                fields=["record", "fingerprint"],
                name="holdings_list_line_again",
                condition=Q(status="entered"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.number}"
