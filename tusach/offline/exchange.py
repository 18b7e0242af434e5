"""A bundle comes in, the answer goes out: over the line, on a stick or as codes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from tusach.offline import bundles, photos, wire
from tusach.offline.bundles import DOWN, UP, BundleRefused, Header, Keys, PublicKeys
from tusach.offline.errors import (
    BY_CODE,
    BundleOfAnotherHouse,
    BundleOlder,
    BundleReplayed,
    BundleUnreadable,
    DeviceUnknown,
)
from tusach.offline.intake import Answer, Batch, take_in_locked
from tusach.offline.keys import house
from tusach.offline.models import CarriedBundle, Device, DeviceEvent, Gap
from tusach.offline.supplies import supplied

# Rows of each supply in one answer: over a thin line a part that is soon through; what is
# carried has to be whole; a code holds some dozens.
_ROWS = {wire.LINE: 500, wire.STICK: 8000, wire.CODES: 100}
# Outcomes told again in one answer.
_LATER = 500


@dataclass(frozen=True)
class Exchanged:
    """The answer, and what a person who carried it is told."""

    answer: bytes
    device: Device
    events: int
    fresh: int
    repeated_of: datetime | None
    wiped: bool
    # The row of what was carried; None over the line.
    carried: CarriedBundle | None


def exchange(bundle: bytes, *, at: datetime, carried: str = "", by: str = "") -> Exchanged:
    """Take in a device's bundle and seal the answer.

    ``carried`` is "stick" or "codes" where a person brought it (``by``); "" over the line.
    Refuses what cannot be read, was altered, is for another house, of a device unknown, and of
    what is carried a serial lower than the last (:class:`BundleOlder`) or the same with other
    bytes (:class:`BundleReplayed`). A refused bundle changes nothing.
    """
    ours, keys = house()
    try:
        header = bundles.header_of(bundle)
        if header.kind != UP:
            raise BundleUnreadable()
        if header.house != ours:
            raise BundleOfAnotherHouse()
        device = Device.objects.filter(key=header.device, sign_key__isnull=False).first()
        if device is None:
            raise DeviceUnknown(key=header.device)
        theirs = PublicKeys(bytes(device.sign_key or b""), bytes(device.agree_key or b""))
        up = wire.read_up(bundles.open_bundle(bundle, mine=keys, theirs=theirs))
    except BundleRefused as refused:
        raise BY_CODE[refused.code]() from None
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        is_new = header.serial > max(device.line_serial, device.carried_serial)
        before = _check_serial(device, header, bundle, carried, by, at)
        answers = take_in_locked(device, Batch(up.now, up.events, carried=bool(carried)), at)
        if up.photos:
            photos.take_parts(device, up.photos, at)
        photos.hand_over([device.pk], at)
        said = _answer(
            device, header.serial if is_new else None, up, answers, carried or wire.LINE, at
        )
        answer = _sealed(device, header, up, said, carried or wire.LINE, keys, theirs, at)
        fresh = sum(not one.repeated for one in answers)
        row = _keep_answer(device, header, answer, len(answers), fresh) if carried else None
    return Exchanged(answer, device, len(answers), fresh, before, bool(said.get("wipe")), row)


def device_of_bundle(bundle: bytes) -> Device | None:
    """Whose bundle it says it is, for whoever must know before it is taken in; None where that
    cannot be read."""
    try:
        key = bundles.header_of(bundle).device
    except BundleRefused:
        return None
    return Device.objects.filter(key=key).first()


def _keep_answer(
    device: Device, header: Header, answer: bytes, events: int, fresh: int
) -> CarriedBundle:
    row = CarriedBundle.objects.get(device=device, serial=header.serial)
    row.answer, row.events, row.fresh = answer, events, max(row.fresh, fresh)
    row.save(update_fields=["answer", "events", "fresh"])
    CarriedBundle.objects.filter(device=device).exclude(pk=row.pk).update(answer=None)
    return row


def _check_serial(
    device: Device, header: Header, bundle: bytes, carried: str, by: str, at: datetime
) -> datetime | None:
    """When the same bundle was carried here before; None for a new one."""
    if not carried:
        device.line_serial = max(device.line_serial, header.serial)
        return None
    digest = hashlib.sha256(bundle).digest()
    facts = {"serial": header.serial, "device": device.name}
    same = CarriedBundle.objects.filter(device=device, serial=header.serial).first()
    if same is not None:
        if bytes(same.digest) != digest:
            raise BundleReplayed(**facts, day=_day(same.taken_at))
        return same.taken_at
    if header.serial < device.carried_serial:
        last = CarriedBundle.objects.get(device=device, serial=device.carried_serial)
        raise BundleOlder(**facts, last=last.serial, day=_day(last.taken_at))
    CarriedBundle.objects.create(
        device=device, serial=header.serial, digest=digest, way=carried, taken_at=at, taken_by=by
    )
    device.carried_serial = header.serial
    return None


def _answer(
    device: Device,
    serial: int | None,
    up: wire.Up,
    answers: list[Answer],
    way: str,
    at: datetime,
) -> dict[str, Any]:
    _note_gap(device, up, at)
    device.safe = _safe(device)
    device.known, device.left, device.last_way = up.known, up.left, way
    wipe = device.revoked_at is not None and not up.left
    if wipe and device.wiped_at is None:
        device.wiped_at = at
    device.save(
        update_fields=[
            "line_serial",
            "carried_serial",
            "safe",
            "known",
            "left",
            "last_way",
            "wiped_at",
        ]
    )
    if wipe:
        return {"wipe": True}
    said: dict[str, Any] = {
        "now": wire.milliseconds(at),
        "safe": device.safe,
        "outcomes": [wire.told(answer) for answer in answers],
        "later": _later(device, serial, up, [answer.seq for answer in answers]),
    }
    if device.revoked_at is not None:
        return {**said, "closing": True}
    if up.photos is not None and way != wire.CODES:
        said["lacks"] = photos.lacking(device)
    return {**said, "points": list(device.points.order_by("code").values_list("code", flat=True))}


def _sealed(
    device: Device,
    header: Header,
    up: wire.Up,
    said: Mapping[str, Any],
    way: str,
    keys: Keys,
    theirs: PublicKeys,
    at: datetime,
) -> bytes:
    """The answer's bundle, with as many rows of what is wanted as fit into one."""
    down = Header(DOWN, header.house, header.device, header.serial)
    most = _ROWS[way]
    wanted = "points" in said and bool(up.want)
    points = frozenset(device.points.values_list("pk", flat=True) if wanted else ())
    while wanted:
        supplies = supplied(device, points, up.want, most, at)
        try:
            return bundles.seal(down, {**said, "supplies": supplies}, mine=keys, theirs=theirs)
        except BundleRefused:
            if most == 1:
                break
            most = max(1, most // 4)
    return bundles.seal(down, said, mine=keys, theirs=theirs)


def _note_gap(device: Device, up: wire.Up, at: datetime) -> None:
    """What neither end holds any more will never come; the rest must not wait for it."""
    if up.oldest <= device.safe + 1:
        return
    there = DeviceEvent.objects.filter(
        device=device, seq__gt=device.safe, seq__lt=up.oldest
    ).values_list("seq", flat=True)
    first = device.safe + 1
    for seq in [*sorted(there), up.oldest]:
        if first < seq:
            Gap.objects.get_or_create(
                device=device, first=first, defaults={"last": seq - 1, "noted_at": at}
            )
        first = seq + 1


def _safe(device: Device) -> int:
    """The highest number up to which every event is kept or known to be lost."""
    safe = device.safe
    gaps = dict(device.gaps.filter(last__gt=safe).values_list("first", "last"))
    kept = (
        DeviceEvent.objects.filter(device=device, seq__gt=safe)
        .order_by("seq")
        .values_list("seq", flat=True)
    )
    for seq in kept.iterator():
        while safe + 1 in gaps:
            safe = gaps.pop(safe + 1)
        if seq > safe + 1:
            return safe
        safe = max(safe, seq)
    while safe + 1 in gaps:
        safe = gaps.pop(safe + 1)
    return safe


def _later(device: Device, serial: int | None, up: wire.Up, said: list[int]) -> list[list[Any]]:
    """Outcomes that the device is not known to have heard, besides those ``said`` in this
    answer: they changed since, or the answer that told them was lost and ``safe`` has risen
    over them, so that it will not ask again.

    They count as heard when it says that it heard the answer to ``serial``. None for a bundle that
    came before: it may have heard what was answered then, and never hears this.
    """
    news = DeviceEvent.objects.filter(device=device, news=True)
    news.filter(told_in=up.heard).update(news=False, told_in=None)
    untold = news.exclude(seq__in=said).order_by("seq")
    rows = list(untold.values_list("seq", "standing", "code", "detail")[:_LATER])
    if serial is not None:
        news.filter(seq__in=[*said, *(row[0] for row in rows)]).update(told_in=serial)
    return [list(row) for row in rows]


def _day(at: datetime) -> str:
    return f"{localtime(at):%d/%m/%Y}"
