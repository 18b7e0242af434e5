"""The append-only record of acts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Act(models.Model):
    """One act: who did what, on what, where, when, and which fields changed.

    Rows are only ever inserted: the database refuses an update or a delete (migration
    0002), and the server's database role holds neither right. Of a reader only the number
    and the names of the changed fields stand here, never the personal values.
    """

    act = models.CharField(_("việc"), max_length=80)
    at = models.DateTimeField(_("lúc"))
    account = models.BigIntegerField(null=True)
    name = models.CharField(_("người làm"), max_length=200, blank=True)
    post = models.CharField(_("vị trí"), max_length=200, blank=True)
    place = models.BigIntegerField(null=True)
    # What it was done on: "holdings.copy" and its number.
    on_kind = models.CharField(max_length=60, blank=True)
    on_key = models.CharField(max_length=60, blank=True)
    on_label = models.CharField(
        pgettext_lazy("record of acts", "đối tượng"), max_length=300, blank=True
    )
    # Person and thing without marks, a line each, for search: in locale C the database does
    # not know Đ for the capital of đ.
    folded = models.TextField(blank=True, editable=False)
    changes = models.JSONField(_("thay đổi"), default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["on_kind", "on_key", "-id"], name="audit_by_object"),
            models.Index(fields=["place", "-id"], name="audit_by_place"),
            models.Index(fields=["account", "-id"], name="audit_by_account"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {self.act} {self.on_label}"
