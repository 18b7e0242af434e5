"""Reader cards and what was done with them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.readers.models.readers import Reader


class Card(models.Model):
    """A card. ``valid_until`` is the last day on which it serves; of another system's card the
    number is kept as it was."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("reader card", "đang dùng")
        LOST = "lost", pgettext_lazy("reader card", "đã mất")
        REPLACED = "replaced", pgettext_lazy("reader card", "đã đổi")
        ENDED = "ended", pgettext_lazy("reader card", "đã thu, huỷ")

    number = models.CharField(_("số thẻ"), max_length=40, unique=True)
    reader = models.ForeignKey(Reader, models.PROTECT, related_name="cards")
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.ACTIVE)
    issued_on = models.DateField(_("ngày cấp"))
    valid_until = models.DateField(_("hạn dùng"))
    place = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("nơi cấp")
    )

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader"], condition=Q(state="active"), name="reader_has_one_card"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, day: date) -> bool:
        return self.state == self.State.ACTIVE and self.issued_on <= day <= self.valid_until


class CardAct(models.Model):
    """One thing done with a card, counted by its own name: a card given to somebody new is not
    one renewed or exchanged (R-094, R-290). One that was undone counts nowhere."""

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("card act", "cấp mới")
        RENEWED = "renewed", pgettext_lazy("card act", "gia hạn")
        REPLACED = "replaced", pgettext_lazy("card act", "đổi thẻ")
        LOST = "lost", pgettext_lazy("card act", "báo mất")
        FOUND = "found", pgettext_lazy("card act", "tìm lại được")
        ENDED = "ended", pgettext_lazy("card act", "thu, huỷ")

    card = models.ForeignKey(Card, models.CASCADE, related_name="acts")
    kind = models.CharField(_("việc"), max_length=10, choices=Kind)
    on = models.DateField(_("ngày"))
    at = models.DateTimeField()
    by = models.CharField(_("người làm"), max_length=200, blank=True)
    place = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    # As classes stood that day: figures are taken from here, whatever becomes of the reader.
    audience = models.CharField(max_length=12)
    # What an undo puts back: the state and the last day before the act.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["place", "on", "kind"],
                name="card_acts_by_place",
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.kind}"
