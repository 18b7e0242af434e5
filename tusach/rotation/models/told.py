"""What a device told of a box, kept as it was said, also where it does not fit."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.rotation.models.batch import Leg

# How a device's word stands to what others said, as staff and the device read it.
WHY = {
    "received-before": _("thùng đã được ghi nhận từ trước, như lời này"),
    "received-otherwise": _("thùng đã được ghi nhận từ trước, với danh mục khác"),
    "box-gone-back": _("thùng đã thu hồi hoặc trả về"),
    "copies-differ": _("có bản không khớp danh mục"),
    "not-received": _("không ghi nhận thùng được"),
    "handed-on-before": _("đã ghi chuyển tiếp từ trước"),
    "not-handed-on": _("không ghi chuyển tiếp được"),
    "extended-already": _("hạn trả đã muộn như thế rồi"),
}


class Told(models.Model):
    """One word of a device on a destination: received, handed on, a longer stay wished for.

    Who gave and who received is not kept here: names stand on the signed paper alone. What
    does not fit what others said (``why`` says how) changes nothing and waits, as a wish does,
    until a person has looked at it.
    """

    class Kind(models.TextChoices):
        RECEIVE = "receive", _("Nhận thùng")
        HAND_ON = "hand_on", _("Chuyển tiếp")
        EXTEND = "extend", _("Xin gia hạn")

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="told")
    device = models.ForeignKey("offline.Device", models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    # By the device's clock, put right.
    happened_at = models.DateTimeField()
    # Codes of copies by what was said of them, and the like; no name of a person.
    said = models.JSONField(default=dict)
    why = models.CharField(max_length=60, blank=True)
    # The codes of the copies that do not fit, and the sentence with which it was refused.
    odd = models.JSONField(default=list)
    sentence = models.CharField(max_length=500, blank=True)
    waits = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="rotation_told_once"),
            models.CheckConstraint(
                condition=Q(waits=False) | Q(settled_at__isnull=True),
                name="rotation_told_waits_or_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["leg"], name="rotation_told_waiting", condition=Q(waits=True))
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq} {self.kind}"

    @property
    def figures(self) -> list[tuple[str, int]]:
        """How many copies it said came, are missing, were not taken, are torn, are beyond the
        list; what is nought is left out."""
        said = self.said
        rows = [
            (gettext("có trong thùng"), said.get("present", 0)),
            (gettext("thiếu"), len(said.get("missing", ()))),
            (gettext("không nhận"), len(said.get("refused", ()))),
            (gettext("hỏng"), len(said.get("damaged", ()))),
            (gettext("ngoài danh mục"), len(said.get("extra", ()))),
            (gettext("chuyển đi"), said.get("copies", 0)),
        ]
        return [(name, count) for name, count in rows if count]

    @property
    def due(self) -> date | None:
        """Until when a longer stay is wished for."""
        asked = self.kind == self.Kind.EXTEND
        return date.fromisoformat(self.said["due"]) if asked else None

    @property
    def why_in_words(self) -> str:
        return str(WHY.get(self.why, self.why))
