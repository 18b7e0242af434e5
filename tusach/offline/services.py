"""Devices coming and going: invited, enrolled, given other points, revoked, judged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.offline import bundles, intake, wire
from tusach.offline.bundles import PublicKeys
from tusach.offline.errors import (
    DeviceGone,
    DeviceNameless,
    DeviceUnknown,
    InvitationEnded,
    InvitationForNowhere,
    InvitationUnknown,
    InvitationUsed,
    RequestUnreadable,
    VersionUnknown,
)
from tusach.offline.keys import house
from tusach.offline.models import Device, DeviceEvent, FormerPoint, Invitation, Why
from tusach.ui.api import fitting

LASTS = timedelta(days=1)
# How old a journal may be that a device brings along when it is enrolled again.
_LONGEST = timedelta(days=400)
# Part of base64url, without what is taken for something else when read out or typed: 158 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_TOKEN = 32
NAME_MOST = 120


@dataclass(frozen=True)
class Enrolled:
    """What the device is told, and the device."""

    device: Device
    told: Mapping[str, Any]


@transaction.atomic
def enrol(*, name: str, points: Sequence[int], by: Actor, at: datetime) -> Device:
    """Make a device ours, for the points with these numbers; returns it.

    What it later reports is never dated before ``at``. Without keys of its own it reports
    through :func:`take_in` alone; a phone comes by :func:`invite` and :func:`accept`.
    """
    device = Device.objects.create(name=name, enrolled_at=at, speaks_from=at, enrolled_by=by.name)
    device.points.set(points)
    _record("offline.enrol", device, by=by, at=at)
    return device


@transaction.atomic
def invite(
    *,
    name: str,
    points: Sequence[int],
    by: Actor,
    at: datetime,
    replaces: Device | None = None,
) -> tuple[Invitation, str]:
    """Leave for one device to enrol at these points within a day; returns it and its token,
    which is kept nowhere. Refuses no name, no point, and to replace a device twice."""
    name = fitting(name, NAME_MOST, _("Tên thiết bị"))
    if not name:
        raise DeviceNameless()
    if not points:
        raise InvitationForNowhere()
    token = "".join(secrets.choice(_LETTERS) for _letter in range(_TOKEN))
    made = Invitation.objects.create(
        token_hash=_hash(token),
        name=name,
        replaces=replaces,
        made_at=at,
        made_by=by.name,
        ends_at=at + LASTS,
    )
    made.points.set(points)
    record(
        "offline.invite",
        by=by,
        on=("offline.invitation", made.pk, name),
        place=points[0],
        at=at,
    )
    return made, token


@transaction.atomic
def accept(request: object, *, at: datetime, carried: bool = False) -> Enrolled:
    """A device answers its invitation with its keys; returns what it is told.

    The same request again (its answer was lost) gets the same answer. The device it replaces
    is revoked. Refuses what cannot be read, and an invitation unknown, used or ended.
    """
    token, name, keys, now, since = _read_request(request)
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).filter(token_hash=_hash(token)).first()
    )
    if invitation is None:
        raise InvitationUnknown()
    if invitation.device is not None:
        same = PublicKeys(
            bytes(invitation.device.sign_key or b""), bytes(invitation.device.agree_key or b"")
        )
        if same != keys or invitation.device.revoked_at is not None:
            raise InvitationUsed()
        return Enrolled(invitation.device, _told(invitation.device, at))
    if at > invitation.ends_at:
        raise InvitationEnded()
    by = Actor(account=None, name=invitation.made_by)
    device = Device.objects.create(
        name=fitting(name, NAME_MOST, _("Tên thiết bị")) or invitation.name,
        enrolled_at=at,
        speaks_from=_since(since, now, at),
        enrolled_by=invitation.made_by,
        sign_key=keys.sign,
        agree_key=keys.agree,
        replaces=invitation.replaces,
        # A clock that is read here is known from the first day; a stick's cannot be.
        offset=None if now is None or carried else at - wire.moment(now),
    )
    device.points.set(invitation.points.all())
    invitation.used_at, invitation.device = at, device
    invitation.save(update_fields=["used_at", "device"])
    _record("offline.enrol", device, by=by, at=at)
    if invitation.replaces is not None:
        revoke(invitation.replaces, why=Why.REPLACED, by=by, at=at)
    return Enrolled(device, _told(device, at))


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """An invitation that was shown to the wrong eyes ends now. A used one stays as it is."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.device_id is None and invitation.ends_at > at:
        invitation.ends_at = at
        invitation.save(update_fields=["ends_at"])
        record(
            "offline.withdraw_invitation",
            by=by,
            on=("offline.invitation", invitation.pk, invitation.name),
            at=at,
        )


@transaction.atomic
def change(device: Device, *, name: str, points: Sequence[int], by: Actor, at: datetime) -> Device:
    """Rename a device or give it other points. What it saw before at a point that is taken
    from it is still taken in. Refuses (:class:`DeviceGone`) a revoked one."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is not None:
        raise DeviceGone(name=device.name)
    name = fitting(name, NAME_MOST, _("Tên thiết bị"))
    if not name:
        raise DeviceNameless()
    if not points:
        raise InvitationForNowhere()
    changes: dict[str, Any] = {}
    if name != device.name:
        changes["name"] = [device.name, name]
        device.name = name
        device.save(update_fields=["name"])
    before, after = set(device.points.values_list("pk", flat=True)), set(points)
    if before != after:
        names = dict(ServicePoint.objects.in_bulk(before | after))
        changes["points"] = [
            ", ".join(sorted(names[pk].name for pk in some)) for some in (before, after)
        ]
        FormerPoint.objects.bulk_create(
            FormerPoint(device=device, point_id=pk, until=at) for pk in sorted(before - after)
        )
        device.points.set(points)
    if changes:
        _record("offline.change_device", device, by=by, at=at, changes=changes)
    return device


@transaction.atomic
def revoke(device: Device, *, by: Actor, at: datetime, why: str = Why.LOST) -> Device:
    """From now on what the device sends is held until a person judges it, and it is told to
    erase itself. What it reported before stays. Twice changes nothing."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_why = at, Why(why)
        device.save(update_fields=["revoked_at", "revoked_why"])
        _record("offline.revoke", device, by=by, at=at, changes={"why": [None, str(Why(why))]})
    return device


@transaction.atomic
def judge(
    device: Device, numbers: Sequence[int], *, accepted: bool, by: Actor, at: datetime
) -> int:
    """Take in the held events of these numbers, or decline them; how many were held.

    Twice changes nothing: what is no longer held is left alone.
    """
    device = Device.objects.select_for_update().get(pk=device.pk)
    done = intake.judged(device, numbers, accepted=accepted)
    if done:
        act = "offline.accept_held" if accepted else "offline.decline_held"
        _record(act, device, by=by, at=at, changes={"events": [None, done]})
    return done


@transaction.atomic
def retry(device: Device, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Try what failed or waits once more (``intake.AT_ONCE`` at most, the oldest first); (how many
    were tried, how many are written now).

    Nothing is written twice: an event that was taken meanwhile is left alone. What still cannot be
    taken stays as it was. Where nothing was left to try, nothing is recorded.
    """
    device = Device.objects.select_for_update().get(pk=device.pk)
    tried, written = intake.retried(device)
    if tried:
        changes = {"events": [None, tried], "taken": [None, written]}
        _record("offline.retry", device, by=by, at=at, changes=changes)
    return tried, written


def look_at_held(device: Device, events: Sequence[DeviceEvent], *, by: Actor, at: datetime) -> None:
    """Write down that somebody saw held events whole, where they say something of a person: what
    their kind lets no one keep once it is taken."""
    told = sum(intake.tells_of_a_person(event) for event in events)
    if told:
        _record("offline.look_held", device, by=by, at=at, changes={"events": [None, told]})


def device_of(key: UUID) -> Device:
    """The device that calls itself so. Refuses (:class:`DeviceUnknown`) one never enrolled."""
    try:
        return Device.objects.get(key=key)
    except Device.DoesNotExist:
        raise DeviceUnknown(key=key) from None


def told_of(device: Device) -> dict[str, Any]:
    """What a device is told at enrolment, again: for the stick."""
    return _told(device, device.enrolled_at)


def _since(since: int | None, now: int | None, at: datetime) -> datetime:
    """From when on a device that brings a journal from before may date its events."""
    if since is None or now is None:
        return at
    return min(max(at - (wire.moment(now) - wire.moment(since)), at - _LONGEST), at)


def _read_request(said: object) -> tuple[str, str, PublicKeys, int | None, int | None]:
    if not isinstance(said, Mapping):
        raise RequestUnreadable(why=_("không phải là một yêu cầu ghi nhận"))
    if said.get("version") != bundles.VERSION:
        raise VersionUnknown()
    token, name = said.get("token"), said.get("name", "")
    now, since = said.get("now"), said.get("since")
    if not isinstance(token, str) or not token.strip():
        raise RequestUnreadable(why=_("thiếu mã mời"))
    times = all(time is None or type(time) is int for time in (now, since))
    if not isinstance(name, str) or "\0" in name or not times:
        raise RequestUnreadable(why=_("tên hoặc giờ của thiết bị sai dạng"))
    try:
        keys = PublicKeys.checked(*(_bytes(said.get(which)) for which in ("sign", "agree")))
    except (ValueError, binascii.Error):
        raise RequestUnreadable(why=_("khoá của thiết bị sai dạng")) from None
    return token, name, keys, now, since


def _bytes(said: object) -> bytes:
    if not isinstance(said, str) or len(said) > 100:
        raise ValueError("not base64url")
    return base64.b64decode(said + "=" * (-len(said) % 4), altchars=b"-_", validate=True)


def _text(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def _told(device: Device, at: datetime) -> dict[str, Any]:
    ours, keys = house()
    return {
        "version": bundles.VERSION,
        "house": str(ours),
        "device": str(device.key),
        "name": device.name,
        "sign": _text(keys.public.sign),
        "agree": _text(keys.public.agree),
        "points": [
            {
                "code": point.code,
                "name": point.name,
                "kind": point.kind,
                # No personal data of soldiers, policemen or prisoners.
                "readers": point.is_public,
            }
            for point in device.points.order_by("code")
        ],
        "now": wire.milliseconds(at),
    }


def _hash(token: str) -> bytes:
    """Of the token as it is meant, however it was typed."""
    return hashlib.sha256("".join(token.split()).lower().encode()).digest()


def _record(
    act: str,
    device: Device,
    *,
    by: Actor,
    at: datetime,
    changes: dict[str, Any] | None = None,
) -> None:
    record(
        act,
        by=by,
        on=("offline.device", device.pk, device.name),
        place=device.points.order_by("code").values_list("pk", flat=True).first(),
        changes=changes,
        at=at,
    )
