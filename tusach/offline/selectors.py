"""What staff see of devices: narrowed to points by the caller."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from tusach.network.api import ServicePoint
from tusach.offline.handlers import in_words
from tusach.offline.models import (
    CarriedBundle,
    ClockNote,
    Device,
    DeviceEvent,
    FormerPoint,
    Gap,
    Invitation,
    RefusedEvent,
    SentPhoto,
    Standing,
)
from tusach.vietnamese.api import fold

# A clock that is off by more is worth a word; less is how phones are.
NOTABLE = timedelta(minutes=10)
# A device that was not heard of for so long is worth asking after.
SILENT = timedelta(days=30)


def devices_at(points: QuerySet[ServicePoint]) -> QuerySet[Device]:
    """The devices that serve any of these points."""
    through = Device.points.through.objects.filter(
        device_id=OuterRef("pk"), servicepoint_id__in=points.values("pk")
    )
    return Device.objects.filter(Exists(through)).prefetch_related(
        Prefetch("points", ServicePoint.objects.order_by("sort_key", "pk"))
    )


def _events(**which: Any) -> Coalesce:
    found = (
        DeviceEvent.objects.filter(device_id=OuterRef("pk"), **which)
        .order_by()
        .values("device_id")
        .annotate(n=Count("*"))
        .values("n")
    )
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def with_counts(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Each with how many of its events wait, are held, were declined, do not fit."""
    return devices.annotate(
        waiting=_events(standing__in=[Standing.WAITING, Standing.FAILED]),
        held=_events(standing=Standing.HELD),
        declined=_events(standing=Standing.DECLINED),
        unsettled=_events(standing=Standing.TAKEN, code="unsettled"),
    )


def named(devices: QuerySet[Device], words: str) -> QuerySet[Device]:
    """Those whose name, or whose point's name or code, was typed; tones do not matter."""
    wanted = fold(words).split()
    fits = [
        device.pk
        for device in devices
        if all(
            word
            in fold(" ".join([device.name, *(f"{p.name} {p.code}" for p in device.points.all())]))
            for word in wanted
        )
    ]
    return devices.filter(pk__in=fits)


def events_of(device: Device) -> QuerySet[DeviceEvent]:
    """The latest first."""
    return DeviceEvent.objects.filter(device=device).order_by("-seq")


# What is not settled: somebody or something must still see to it.
_OPEN = Q(standing__in=[Standing.WAITING, Standing.FAILED, Standing.HELD, Standing.DECLINED]) | Q(
    standing=Standing.TAKEN, code__in=["unsettled", "for-a-person"]
)


def events_at(point: ServicePoint) -> QuerySet[DeviceEvent]:
    """What devices reported of a point: events that name it, and of the devices that serve it, or
    did, those that name none. The latest first."""
    serve = Device.points.through.objects.filter(
        device_id=OuterRef("device_id"), servicepoint_id=point.pk
    )
    served = FormerPoint.objects.filter(device_id=OuterRef("device_id"), point=point)
    return (
        DeviceEvent.objects.filter(Exists(serve) | Exists(served))
        .filter(Q(payload__point=point.code) | ~Q(payload__has_key="point"))
        .select_related("device")
        .order_by("-received_at", "device_id", "-seq")
    )


def settled(events: QuerySet[DeviceEvent], asked: str) -> QuerySet[DeviceEvent]:
    """Those that are done with ("yes"), or that are not ("no")."""
    return events.exclude(_OPEN) if asked == "yes" else events.filter(_OPEN)


def to_retry(events: QuerySet[DeviceEvent]) -> QuerySet[DeviceEvent]:
    """Those that failed or wait: what may go through when it is tried again."""
    return events.filter(standing__in=[Standing.FAILED, Standing.WAITING])


def held_events(device: Device) -> QuerySet[DeviceEvent]:
    return DeviceEvent.objects.filter(device=device, standing=Standing.HELD).order_by("seq")


def by_standing(device: Device) -> dict[str, int]:
    """How many of its events stand how; "unsettled" counts taken ones that did not fit."""
    found = DeviceEvent.objects.filter(device=device).order_by()
    counts = {row["standing"]: row["n"] for row in found.values("standing").annotate(n=Count("*"))}
    counts["unsettled"] = found.filter(standing=Standing.TAKEN, code="unsettled").count()
    return counts


def declined_by_code(device: Device) -> list[tuple[str, int]]:
    """Why events of it were declined, in words, the commonest first."""
    rows = (
        DeviceEvent.objects.filter(device=device, standing=Standing.DECLINED)
        .order_by()
        .values("code")
        .annotate(n=Count("*"))
        .order_by("-n", "code")
    )
    return [(in_words(row["code"]), row["n"]) for row in rows]


def refused_of(device: Device) -> QuerySet[RefusedEvent]:
    return RefusedEvent.objects.filter(device=device).order_by("-received_at", "-pk")


def photos_of(device: Device) -> list[tuple[str, int]]:
    """Photographs that are not where they belong yet or never will be, by what came of them."""
    rows = dict(
        SentPhoto.objects.filter(device=device)
        .order_by()
        .values_list("standing")
        .annotate(n=Count("*"))
    )
    open_ones = [one for one in SentPhoto.Standing if one != SentPhoto.Standing.TAKEN]
    return [(str(one.label), rows[one]) for one in open_ones if one in rows]


def clock_notes_of(device: Device) -> QuerySet[ClockNote]:
    return device.clock_notes.order_by("-noted_at")


def gaps_of(device: Device) -> QuerySet[Gap]:
    return device.gaps.order_by("first")


def carried_of(device: Device) -> QuerySet[CarriedBundle]:
    return device.carried.defer("answer").order_by("-serial")


def all_carried() -> QuerySet[CarriedBundle]:
    return CarriedBundle.objects.select_related("device")


def open_invitations(points: QuerySet[ServicePoint], at: datetime) -> QuerySet[Invitation]:
    """Those for any of these points that a device may still use."""
    return (
        invitations_for(points)
        .filter(device=None, ends_at__gt=at)
        .select_related("replaces")
        .prefetch_related("points")
    )


def invitations_for(points: QuerySet[ServicePoint]) -> QuerySet[Invitation]:
    through = Invitation.points.through.objects.filter(
        invitation_id=OuterRef("pk"), servicepoint_id__in=points.values("pk")
    )
    return Invitation.objects.filter(Exists(through))


def of_standing(events: QuerySet[DeviceEvent], asked: str) -> QuerySet[DeviceEvent]:
    """Events that stand so; "unsettled" for taken ones that did not fit."""
    if asked == "unsettled":
        return events.filter(Q(standing=Standing.TAKEN) & Q(code="unsettled"))
    return events.filter(standing=asked)
