"""Papers of a batch (biên bản): drawn up, printed, signed, and never changed afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.rotation.models.batch import Batch, Leg


class Minutes(models.Model):
    """One version of one paper.

    ``content`` is everything that was printed, so that the same paper can be printed again
    when names and places have changed; ``pdf_sha256`` is that of the stored file. What
    changed between the drawing-up and the signing makes a new version that ``replaces`` the
    old one.

    The people who sign are named here and nowhere else: at army, border and police points
    the system keeps no other trace of them, no list shows them and no search finds them.
    """

    class Kind(models.TextChoices):
        HAND_OVER = "hand_over", _("Biên bản bàn giao")
        RETURN = "return", _("Biên bản nhận trả")
        CLOSING = "closing", _("Biên bản thanh lý")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="minutes")
    # The closing minutes are of the whole batch.
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="minutes")
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    number = models.CharField(_("số"), max_length=40)
    version = models.PositiveSmallIntegerField(_("lần lập"), default=1)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_on = models.DateField(_("ngày"))
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    giver_name = models.CharField(_("họ tên bên giao"), max_length=200, blank=True)
    giver_post = models.CharField(_("chức vụ bên giao"), max_length=200, blank=True)
    giver_phone = models.CharField(_("điện thoại bên giao"), max_length=40, blank=True)
    receiver_name = models.CharField(_("họ tên bên nhận"), max_length=200, blank=True)
    receiver_post = models.CharField(_("chức vụ bên nhận"), max_length=200, blank=True)
    receiver_phone = models.CharField(_("điện thoại bên nhận"), max_length=40, blank=True)
    titles = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    value = models.PositiveBigIntegerField(default=0)
    content = models.JSONField(default=dict)
    pdf = models.FileField(upload_to="rotation/minutes/%Y")
    pdf_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    signed_at = models.DateTimeField(_("ký lúc"), null=True)
    # Signed on paper at signed_at, entered here later.
    keyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="rotation_minutes_version"),
            models.CheckConstraint(
                name="rotation_minutes_leg",
                condition=Q(kind="closing", leg__isnull=True)
                | (~Q(kind="closing") & Q(leg__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["leg", "kind"], name="rotation_minutes_by_leg")]

    def __str__(self) -> str:
        return f"{self.number} ({self.version})"

    def get_absolute_url(self) -> str:
        return reverse("rotation:minutes", args=[self.pk])
