"""Devices, what they reported, and what was refused of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A phone or computer that works without a line and reports later.

    ``key`` is what the device calls itself; the number is ours and orders events of equal
    time. ``offset`` is what its clock lacks to ours: kept as first seen, so that two parts
    of one day's work are never put out of order by a slow line, and taken anew only when the
    clock was plainly set (see ``rules.offset``).
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("tên thiết bị"), max_length=120)
    points = models.ManyToManyField(
        "network.ServicePoint", verbose_name=_("điểm phục vụ"), related_name="+"
    )
    enrolled_at = models.DateTimeField(_("ghi nhận lúc"))
    enrolled_by = models.CharField(_("người ghi nhận"), max_length=200, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    offset = models.DurationField(_("lệch giờ"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("lần gửi gần nhất"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ClockNote(models.Model):
    """The device's clock was found set to another time: what it lacked before and after."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="clock_notes")
    noted_at = models.DateTimeField()
    before = models.DurationField(null=True)
    after = models.DurationField()

    def __str__(self) -> str:
        return f"{self.device} {self.noted_at:%Y-%m-%d %H:%M} {self.before} → {self.after}"


class Standing(models.TextChoices):
    """What became of an event."""

    TAKEN = "taken", _("đã ghi")
    WAITING = "waiting", _("chờ thông tin đi trước")
    DECLINED = "declined", _("không nhận")
    FAILED = "failed", _("gặp lỗi, sẽ thử lại")


class DeviceEvent(models.Model):
    """One thing a device reported, known by (device, its sequence number) for ever.

    ``payload`` is what the kind's ``keep`` leaves of it once it was taken: personal values go
    to the room that owns them and do not stay here. Until then (waiting, failed) it is whole,
    or nothing could be taken later.
    """

    pk = models.CompositePrimaryKey("device_id", "seq")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    payload_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=60)
    payload = models.JSONField()
    stated_at = models.DateTimeField(_("giờ trên thiết bị"))
    corrected_at = models.DateTimeField(_("giờ đã chỉnh"))
    received_at = models.DateTimeField(_("nhận lúc"))
    standing = models.CharField(max_length=10, choices=Standing)
    # The stable code and facts a handler answered with, as the device was told.
    code = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)
    waits_for = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["device_id", "seq"]
        indexes = [
            models.Index(
                fields=["waits_for"],
                name="offline_waiting",
                condition=models.Q(standing="waiting"),
            ),
            models.Index(
                fields=["device", "seq"],
                name="offline_open",
                condition=models.Q(standing__in=["failed", "waiting"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq} {self.kind}"


class RefusedEvent(models.Model):
    """An event under a number that already stands for something else: kept for a person.

    A copied or damaged device does this. The payload is what the kind's ``keep`` leaves.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    payload_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=60)
    payload = models.JSONField()
    stated_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "seq", "payload_hash"], name="offline_refused_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq} {self.kind}"
