"""What waits for a cataloguer, and what was done by whom; worksheets to begin from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.models.record import Record


class Work(models.Model):
    """Why a record waits for a cataloguer. Closed rows stay: they are what was done a day."""

    class Reason(models.TextChoices):
        QUICK = "quick", _("Chưa biên mục")
        UNSURE = "unsure", _("Có dữ kiện chưa chắc")
        REPAIRED = "repaired", _("Sửa từ biểu ghi hỏng, cần xem lại")
        ASKED = "asked", _("Thư viện xin biên mục")
        CIRCULAR = "circular", _("Bài trích và nguồn trích chỉ vào nhau, cần sửa")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="work")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    since = models.DateTimeField(_("từ lúc"))
    # Of what a library asks for: what, who, for which library, and what was answered.
    note = models.CharField(_("cần gì"), max_length=500, blank=True)
    asked_by = models.CharField(_("người xin"), max_length=200, blank=True)
    asked_account = models.BigIntegerField(null=True)
    asked_for = models.CharField(_("thư viện"), max_length=300, blank=True)
    answer = models.CharField(_("trả lời"), max_length=500, blank=True)
    # Whoever took it on.
    account = models.BigIntegerField(null=True)
    account_name = models.CharField(_("người nhận"), max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True)
    done_account = models.BigIntegerField(null=True)
    done_by = models.CharField(_("người làm"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("việc biên mục")
        verbose_name_plural = _("việc biên mục")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "reason"],
                condition=models.Q(done_at__isnull=True),
                name="catalogue_waits_once_for_a_reason",
            )
        ]
        indexes = [
            models.Index(
                fields=["since", "id"],
                name="catalogue_work_open",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["done_at"],
                name="catalogue_work_done",
                condition=models.Q(done_at__isnull=False),
            ),
            models.Index(
                fields=["asked_account", "-since"],
                name="catalogue_work_asked",
                condition=models.Q(asked_account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.get_reason_display()}"


class Worksheet(models.Model):
    """A record to begin from, kept by the cataloguers of the province under a name."""

    name = models.CharField(_("tên"), max_length=120, unique=True)
    is_authority = models.BooleanField(default=False)
    # In the form the editor edits ("=245 10$a…").
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("mẫu biểu ghi")
        verbose_name_plural = _("mẫu biểu ghi")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
