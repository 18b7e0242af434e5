"""Devices, what they reported, and what was refused of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_of
from tusach.ui.api import number


class HouseKeys(models.Model):
    """The one row that says who this installation is to devices, made when first asked for.

    The two private numbers (32 bytes, P-256) are shown on no page and leave the house only in
    a backup. Whoever restores one goes on with the same devices.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    house = models.UUIDField(default=uuid.uuid4, editable=False)
    sign_number = models.BinaryField(max_length=32)
    agree_number = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="offline_one_house")]

    def __str__(self) -> str:
        return str(self.house)


class Why(models.TextChoices):
    """Why a device reports no more."""

    LOST = "lost", _("mất hoặc nghi bị người khác giữ")
    BROKEN = "broken", _("hỏng, không dùng nữa")
    REPLACED = "replaced", _("đã thay bằng thiết bị khác")


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
    # No event of its is older. Earlier than enrolment for a device that keeps a journal from
    # before, which a house restored from a backup knew nothing of.
    speaks_from = models.DateTimeField()
    enrolled_by = models.CharField(_("người ghi nhận"), max_length=200, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    revoked_why = models.CharField(_("lý do thu hồi"), max_length=10, choices=Why, blank=True)
    # Told to erase what it holds, and it had nothing more to say.
    wiped_at = models.DateTimeField(_("đã được lệnh xoá lúc"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    # Its public keys, 65 bytes each; none for a device that was never enrolled by invitation.
    sign_key = models.BinaryField(max_length=65, null=True, editable=False)
    agree_key = models.BinaryField(max_length=65, null=True, editable=False)
    offset = models.DurationField(_("lệch giờ"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("lần gửi gần nhất"), null=True, blank=True)
    last_way = models.CharField(_("gửi bằng"), max_length=10, blank=True)
    # The house keeps every event up to this number, or noted it as a gap.
    safe = models.BigIntegerField(default=0)
    # What the device said last: up to where it knows that the house keeps everything, and how
    # many events it still had to send.
    known = models.BigIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    # The serial of the last bundle by each way.
    line_serial = models.BigIntegerField(default=0)
    carried_serial = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("offline:device", args=[self.pk])

    @property
    def standing(self) -> str:
        """Whether it is in use, and what became of it otherwise."""
        if self.revoked_at is None:
            return gettext("đang dùng")
        return gettext("đã thu hồi, đã xoá") if self.wiped_at else gettext("đã thu hồi")


class FormerPoint(models.Model):
    """A point that a device served until then: what it saw there before is still its business."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="former_points")
    point = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device} {self.point} < {self.until:%Y-%m-%d}"


class Invitation(models.Model):
    """Leave for one device to enrol, for a day. The token itself is not kept, its SHA-256 is."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(_("tên thiết bị"), max_length=120)
    points = models.ManyToManyField(
        "network.ServicePoint", verbose_name=_("điểm phục vụ"), related_name="+"
    )
    replaces = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("mời lúc"))
    made_by = models.CharField(_("người mời"), max_length=200)
    ends_at = models.DateTimeField(_("dùng được đến"))
    used_at = models.DateTimeField(null=True)
    device = models.OneToOneField(Device, models.PROTECT, null=True, related_name="invitation")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.made_at:%Y-%m-%d}"


class ClockNote(models.Model):
    """The device's clock was found set to another time: what it lacked before and after."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="clock_notes")
    noted_at = models.DateTimeField()
    before = models.DurationField(null=True)
    after = models.DurationField()

    def __str__(self) -> str:
        return f"{self.device} {self.noted_at:%Y-%m-%d %H:%M} {self.before} → {self.after}"

    @property
    def in_words(self) -> str:
        """How far the clock was off before and after."""
        return gettext("trước đó %(before)s, từ đó %(after)s") % {
            "before": lag(self.before),
            "after": lag(self.after),
        }


def lag(lacks: timedelta | None) -> str:
    """What a clock lacks, as people say it: "chậm 3 ngày", "nhanh 20 phút", "đúng giờ"."""
    minutes = round((lacks or timedelta(0)).total_seconds() / 60)
    size = abs(minutes)
    if size < 3:
        return gettext("đúng giờ")
    if size < 120:
        amount = gettext("%(n)s phút") % {"n": size}
    elif size < 48 * 60:
        hours = round(size / 60)
        amount = ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
    else:
        days = round(size / 1440)
        amount = ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": number(days)}
    said = gettext("chậm %(amount)s") if minutes > 0 else gettext("nhanh %(amount)s")
    return said % {"amount": amount}


class Standing(models.TextChoices):
    """What became of an event."""

    TAKEN = "taken", _("đã ghi")
    WAITING = "waiting", _("chờ thông tin đi trước")
    DECLINED = "declined", _("không nhận")
    FAILED = "failed", _("gặp lỗi, sẽ thử lại")
    HELD = "held", _("giữ lại chờ duyệt")


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
    # Whose PIN had opened the device; nobody's where no personal data may be kept.
    by_name = models.CharField(_("người dùng máy"), max_length=60, blank=True, default="")
    # It came on a stick or as codes: the device's clock could not be read against ours.
    carried = models.BooleanField(default=False)
    # The device is not known to have heard the outcome; told last in the answer of that serial.
    news = models.BooleanField(default=False)
    told_in = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["device_id", "seq"]
        indexes = [
            models.Index(
                fields=["device", "seq"], name="offline_news", condition=models.Q(news=True)
            ),
            models.Index(
                fields=["device", "seq"], name="offline_held", condition=models.Q(standing="held")
            ),
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


class SentPhoto(models.Model):
    """A photograph that an event of a device names by its SHA-256: what has come of it so far,
    until it is whole and the event's room has taken it."""

    class Standing(models.TextChoices):
        AWAITED = "awaited", _("chờ gửi")
        WHOLE = "whole", _("đã nhận đủ")
        TAKEN = "taken", _("đã lưu")
        REFUSED = "refused", _("không phải ảnh đọc được")
        GONE = "gone", _("máy không còn giữ")

    device = models.ForeignKey(Device, models.PROTECT, related_name="photos")
    # The event's number; of several that name it, the first.
    seq = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()  # bytes
    # The bytes that came, from the first on; none once the room has it.
    data = models.BinaryField(default=b"")
    # How often all of it came and was something else than it was called.
    wrong = models.PositiveSmallIntegerField(default=0)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.AWAITED)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["device_id", "seq", "id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "digest"], name="offline_photo_once")
        ]
        indexes = [
            models.Index(
                fields=["device", "seq"],
                name="offline_photo_open",
                condition=models.Q(standing__in=["awaited", "whole"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq} {self.standing}"


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

    @property
    def kind_in_words(self) -> str:
        return name_of(self.kind)


class Gap(models.Model):
    """Numbers that neither end has any more: the device dropped them as kept, and the house
    lost them with the days between a backup and its restoring."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="gaps")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "first"], name="offline_gap_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="offline_gap_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.first}-{self.last}"


class CarriedBundle(models.Model):
    """A bundle that came on a stick or as codes, so that the same is known when it comes again."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="carried")
    serial = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    way = models.CharField(max_length=10)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200, blank=True)
    events = models.PositiveIntegerField(default=0)
    # How many of them were new.
    fresh = models.PositiveIntegerField(default=0)
    # Sealed for the device; only that of its last bundle is kept.
    answer = models.BinaryField(null=True)

    class Meta:
        ordering = ["-serial"]
        constraints = [
            models.UniqueConstraint(fields=["device", "serial"], name="offline_carried_once")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.serial}"

    @property
    def file_name(self) -> str:
        """What the answer is called on the stick."""
        return f"tra-loi-{str(self.device.key)[:8]}-{self.serial}.tusach"


class SupplyPicture(models.Model):
    """Which rows of a supply a device holds, by their fingerprints: what an answer's cursor
    names. Two are kept for each device and supply: the one it came with and the one it got."""

    cursor = models.CharField(max_length=22, primary_key=True)
    device = models.ForeignKey(Device, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    rows = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["device", "name"], name="offline_picture")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.name}"
