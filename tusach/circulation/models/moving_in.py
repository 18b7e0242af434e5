"""Lists of readers and open loans that come from another system."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import InNameOf
from tusach.ui.api import LongWork


class MoveIn(LongWork, InNameOf):
    """One list, looked at, written by the worker and undone as one.

    looked_at → writing → written → undoing → undone; writing and undoing may stop and be taken
    up again; a list that is only looked at may be dropped. What could not be written stays in
    its lines for a second try, which leads from written to writing again.
    """

    class Kind(models.TextChoices):
        READERS = "readers", _("Bạn đọc và thẻ")
        LOANS = "loans", _("Sách đang cho mượn")

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", pgettext_lazy("moving in", "đang xem trước")
        WRITING = "writing", pgettext_lazy("moving in", "đang ghi")
        STOPPED = "stopped", pgettext_lazy("moving in", "dừng giữa chừng")
        WRITTEN = "written", pgettext_lazy("moving in", "đã ghi")
        UNDOING = "undoing", pgettext_lazy("moving in", "đang rút lại")
        UNDONE = "undone", pgettext_lazy("moving in", "đã rút lại")
        DROPPED = "dropped", pgettext_lazy("moving in", "đã bỏ")

    UNDER_WAY = frozenset({State.WRITING.value, State.UNDOING.value})

    kind = models.CharField(_("loại danh sách"), max_length=10, choices=Kind)
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    file = models.CharField(_("tệp"), max_length=200)
    headings = models.JSONField(default=list)
    # Meaning → number of the column.
    columns = models.JSONField(default=dict)
    # What the list calls a class of readers → the code of ours.
    classes = models.JSONField(default=dict)
    default_class = models.ForeignKey(
        "readers.ReaderClass", models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(max_length=10, choices=State, default=State.LOOKED_AT)
    # Which of writing and undoing was stopped.
    stopped_in = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"))
    sent_by = models.CharField(_("người gửi"), max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.file

    def get_absolute_url(self) -> str:
        return reverse("circulation:move_in", args=[self.pk])


class MoveInLine(models.Model):
    """One row of a list. Its cells are kept until it is written, dropped or too old: what is
    written is known by what it became."""

    class Verdict(models.TextChoices):
        READY = "ready", pgettext_lazy("line of moving in", "sẽ ghi")
        WRONG = "wrong", pgettext_lazy("line of moving in", "chưa ghi được")
        SAME = "same", pgettext_lazy("line of moving in", "đã có")
        PAST = "past", pgettext_lazy("line of moving in", "đã trả từ trước")
        WRITTEN = "written", pgettext_lazy("line of moving in", "đã ghi")
        KEPT = "kept", pgettext_lazy("line of moving in", "giữ lại, không rút")
        UNDONE = "undone", pgettext_lazy("line of moving in", "đã rút")

    move_in = models.ForeignKey(MoveIn, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("dòng"))
    cells = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.READY)
    why = models.CharField(max_length=300, blank=True)
    reader = models.ForeignKey("readers.Reader", models.SET_NULL, null=True, related_name="+")
    copy = models.ForeignKey("holdings.Copy", models.PROTECT, null=True, related_name="+")
    # The statement by which the loan came in.
    statement = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["move_in", "number"]
        indexes = [models.Index(fields=["move_in", "verdict"], name="circulation_move_in_lines")]

    def __str__(self) -> str:
        return f"{self.move_in_id}/{self.number}"


class KnownHeadings(models.Model):
    """What was said of a row of headings, remembered for the next list that has it."""

    kind = models.CharField(max_length=10, choices=MoveIn.Kind)
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    classes = models.JSONField(default=dict)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "signature"], name="circulation_headings_known_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
