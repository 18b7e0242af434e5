"""What somebody asked for: a title or a copy, to be fetched at a point."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.circulation.request_states import HOLDING, OPEN, RequestState


class Request(models.Model):
    """A request of a reader, or of a point that knows no readers by name.

    ``record`` is empty while a wish is known by its words only (``title``). ``copy`` is the one
    promised, ``only_copy`` the one that alone will do. The reader is unlinked when the request
    has ended (see the registry of the room readers).
    """

    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi lấy sách")
    )
    record = models.ForeignKey(
        "catalogue.Record", models.PROTECT, related_name="+", null=True, verbose_name=_("nhan đề")
    )
    title = models.CharField(_("nhan đề"), max_length=400)
    only_copy = models.ForeignKey(
        "holdings.Copy", models.PROTECT, related_name="+", null=True, verbose_name=_("đúng bản")
    )
    reader = models.ForeignKey(
        "readers.Reader", models.PROTECT, related_name="+", null=True, verbose_name=_("bạn đọc")
    )
    at_home = models.BooleanField(_("giao tận nhà"), default=False)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=RequestState, default=RequestState.WAITING
    )
    copy = models.ForeignKey(
        "holdings.Copy", models.PROTECT, related_name="+", null=True, verbose_name=_("bản sách")
    )
    # Where the promised copy is taken from.
    lender = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True,
        verbose_name=_("lấy từ"),
    )  # fmt: skip
    # Where a copy stands that no agreement lets travel here; and what the province said of it.
    beyond = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", null=True,
        verbose_name=_("có ở nơi chưa có thoả thuận"),
    )  # fmt: skip
    decision = models.CharField(
        _("quyết định"), max_length=8, blank=True,
        choices=[("allowed", _("cho gửi")), ("refused", _("không cho gửi"))],
    )  # fmt: skip
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    decided_by = models.CharField(_("người quyết định"), max_length=200, blank=True)
    decided_why = models.CharField(_("lý do"), max_length=300, blank=True)
    # The batch of the rotation in whose box it comes, as the point knows it.
    coming_with = models.CharField(_("đến theo đợt"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("yêu cầu lúc"))
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    ready_at = models.DateTimeField(_("đến lúc"), null=True)
    # The last day on which it is kept.
    ready_until = models.DateField(_("giữ đến ngày"), null=True)
    ended_at = models.DateTimeField(_("xong lúc"), null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_why = models.CharField(_("lý do"), max_length=300, blank=True)
    # The lending that ended it: should that be undone, the request goes on.
    lent_by = models.BigIntegerField(null=True, db_index=True)
    device = models.ForeignKey("offline.Device", models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("yêu cầu")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["copy"],
                condition=Q(state__in=HOLDING),
                name="circulation_copy_promised_once",
            ),
            models.UniqueConstraint(
                fields=["reader", "record"],
                condition=Q(state__in=OPEN, reader__isnull=False, record__isnull=False),
                name="circulation_asked_once",
            ),
            models.UniqueConstraint(
                fields=["device", "seq"],
                condition=Q(device__isnull=False),
                name="circulation_request_of_event",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING) | Q(copy__isnull=False, lender__isnull=False),
                name="circulation_promise_has_copy",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "state"], name="circulation_request_point"),
            models.Index(fields=["lender", "state"], name="circulation_request_lender"),
            models.Index(fields=["record", "state"], name="circulation_request_record"),
        ]

    def __str__(self) -> str:
        return self.title
