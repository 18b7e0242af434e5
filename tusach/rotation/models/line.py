"""One copy within one destination of a batch, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.rotation.models.batch import Leg
from tusach.rotation.rules.states import Came, CameBack, LineState, RefusedBecause, ReturnedAs


class Line(models.Model):
    """A copy's part in a batch.

    Where the copy *is* stands in the custody ledger alone; a line says for which batch it is
    there and how that batch answers for it. A copy is in at most one open line (picked,
    packed, in service): the database holds it, so that two people packing at once cannot
    both have it.
    """

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="lines")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, related_name="+")
    box = models.ForeignKey(
        "holdings.Container", models.PROTECT, null=True, related_name="+", verbose_name=_("thùng")
    )
    state = models.CharField(_("tình trạng"), max_length=20, choices=LineState)
    came = models.CharField(_("vào đợt"), max_length=20, choices=Came)
    why = models.CharField(_("lý do chọn"), max_length=300, blank=True)
    # The price as handed over, in đồng: what the papers say stays when the copy is repriced.
    price = models.PositiveBigIntegerField(_("giá (đồng)"), default=0)
    picked_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField(null=True)
    packed_by = models.CharField(max_length=200, blank=True)
    # The receiver has had it in the hand while checking the box against the list.
    seen_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    refused_because = models.CharField(
        _("lý do không nhận"), max_length=20, choices=RefusedBecause, blank=True
    )
    # A refused copy is on the way back until the store says what came of it.
    came_back_at = models.DateTimeField(_("về kho lúc"), null=True)
    came_back_as = models.CharField(
        _("khi về kho"), max_length=20, choices=CameBack, blank=True, default=""
    )
    # When it came back, was lost, withdrawn or passed on.
    settled_at = models.DateTimeField(null=True)
    condition = models.CharField(
        _("khi trả"), max_length=20, choices=ReturnedAs, blank=True, default=""
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    compensation = models.PositiveBigIntegerField(_("bồi thường (đồng)"), default=0)
    answered_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # Lost and found after the batch was closed: the sums of the batch stay as signed.
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["copy"],
                condition=Q(state__in=["picked", "packed", "in_service"]),
                name="rotation_line_copy_once",
            ),
            models.CheckConstraint(
                name="rotation_line_handed",
                condition=Q(
                    state__in=["picked", "packed", "released", "refused"], handed_at__isnull=True
                )
                | Q(
                    state__in=["in_service", "returned", "lost", "withdrawn", "passed_on"],
                    handed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="rotation_line_settled",
                condition=Q(
                    state__in=["returned", "lost", "withdrawn", "passed_on"],
                    settled_at__isnull=False,
                )
                | (
                    ~Q(state__in=["returned", "lost", "withdrawn", "passed_on"])
                    & Q(settled_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="rotation_line_came_back",
                condition=Q(came_back_at__isnull=True, came_back_as="")
                | (Q(state="refused", came_back_at__isnull=False) & ~Q(came_back_as="")),
            ),
            models.CheckConstraint(
                name="rotation_line_condition",
                condition=Q(state="returned") ^ Q(condition=""),
            ),
            models.CheckConstraint(
                name="rotation_line_passed_on",
                condition=(Q(state="passed_on") & Q(answered_by__isnull=False))
                | (~Q(state="passed_on") & Q(answered_by__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["leg", "state"], name="rotation_line_by_leg"),
            models.Index(fields=["copy", "-id"], name="rotation_line_by_copy"),
            models.Index(
                fields=["settled_at"], name="rotation_line_lost", condition=Q(state="lost")
            ),
            models.Index(
                fields=["leg"],
                name="rotation_line_coming_back",
                condition=Q(state="refused", came_back_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leg_id}: {self.copy_id} {self.state}"
