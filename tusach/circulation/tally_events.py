"""What devices count: ``circulation.tally`` and ``circulation.in_house``.

An event is known by (device, its number), so that it may come again and in any order; the lists
are written one event after the other, since a device counts a few times a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from datetime import timezone as fixed
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tusach.circulation.models import Tally, TallySource
from tusach.circulation.services.tallies import Figure, put
from tusach.facts.api import Audience, Measure, Mode
from tusach.holdings.api import Copy
from tusach.network.api import ServicePoint
from tusach.offline.api import Event, Outcome, declined, register_handler, taken, waits
from tusach.ui.api import Refusal

_MOST_CELLS = 60
# What only the house itself can know.
_NOT_FOR_DEVICES = frozenset({Measure.REQUEST, Measure.GUIDANCE, Measure.VIRTUAL_VISIT})


def register() -> None:
    register_handler("circulation.tally", take_tallies)
    register_handler("circulation.in_house", take_in_house)


def known_as(device: int, seq: int) -> str:
    """The key under which other events may wait for this one ("event:3:17")."""
    return f"event:{device}:{seq}"


def take_tallies(events: list[Event]) -> list[Outcome]:
    """Write what devices counted; one outcome for each event.

    ``taken`` "counted", or "aside" with what was left out because another source speaks of the
    same days; ``waits`` for a point not there yet; ``declined`` what cannot be read, or is of a
    point that is none of the device's.
    """
    around = _Around(events)
    return [_tally(event, around) for event in events]


def take_in_house(events: list[Event]) -> list[Outcome]:
    """Write that copies were read in the house: one for each event."""
    around = _Around(events)
    return [_in_house(event, around) for event in events]


class _Around:
    """The points and copies that a list of events names, and those written before."""

    def __init__(self, events: list[Event]) -> None:
        codes = {str(event.payload.get("point", "")) for event in events}
        self.points = {
            one.code: one for one in ServicePoint.objects.filter(code__in=codes).order_by("pk")
        }
        scans = {str(event.payload.get("copy", "")) for event in events} - {""}
        self.copies: dict[str, int] = dict(
            Copy.objects.filter(barcode__in=scans).values_list("barcode", "pk")
        )
        known: QuerySet[Tally, tuple[int, int | None]] = Tally.objects.filter(
            device__in={event.device.pk for event in events},
            seq__in={event.seq for event in events},
        ).values_list("device_id", "seq")
        self.known = set(known)

    def point(self, event: Event) -> ServicePoint | Outcome:
        code = event.payload.get("point")
        if not isinstance(code, str) or not code:
            return declined("point-unreadable")
        point = self.points.get(code)
        if point is None:
            return waits(f"point:{code}")
        return point if point.pk in event.points else declined("not-its-point")


def _tally(event: Event, around: _Around) -> Outcome:
    point = around.point(event)
    if isinstance(point, Outcome):
        return point
    if (event.device.pk, event.seq) in around.known:
        return _done(event)
    mode, figures = event.payload.get("mode", Mode.ON_SITE), _figures(event.payload.get("counts"))
    if mode not in Mode.values:
        return declined("mode-unreadable")
    if figures is None:
        return declined("counts-unreadable")
    try:
        day = date.fromisoformat(str(event.payload.get("day", "")))
    except ValueError:
        return declined("day-unreadable")
    return _put(
        event, point=point, mode=mode, source=TallySource.DEVICE, figures=figures,
        day=_believed(day, event), exact=event.payload.get("exact") is not False,
    )  # fmt: skip


def _in_house(event: Event, around: _Around) -> Outcome:
    point = around.point(event)
    if isinstance(point, Outcome):
        return point
    if (event.device.pk, event.seq) in around.known:
        return _done(event)
    scan = event.payload.get("copy")
    if not isinstance(scan, str) or not scan:
        return declined("copy-unreadable")
    if scan not in around.copies:
        return waits(f"copy:{scan}")
    audience = event.payload.get("audience", Audience.UNKNOWN)
    if audience not in Audience.values:
        return declined("audience-unreadable")
    return _put(
        event, point=point, mode=Mode.ON_SITE, source=TallySource.COPY,
        figures=[Figure(Measure.IN_HOUSE, audience, 1)], copy=around.copies[scan],
        day=timezone.localdate(event.at),
    )  # fmt: skip


def _put(event: Event, **said: Any) -> Outcome:
    try:
        put(
            device=event.device.pk, seq=event.seq,
            by=event.actor, at=event.at, **said,
        )  # fmt: skip
    except Refusal as refusal:
        return declined(refusal.code, sentence=str(refusal))
    return _done(event)


def _done(event: Event) -> Outcome:
    """By what stands now: an event that comes again is answered as it is, not as it was."""
    aside = list(
        Tally.objects.get(device=event.device.pk, seq=event.seq)
        .lines.filter(live=True, counts=False)
        .order_by("measure")
        .values_list("measure", flat=True)
        .distinct()
    )
    made = (known_as(event.device.pk, event.seq),)
    return taken("aside", made=made, aside=aside) if aside else taken("counted", made=made)


def _believed(day: date, event: Event) -> date:
    """The day as the device wrote it, moved by as many days as its clock was found wrong."""
    try:
        return day + days_wrong(event)
    except OverflowError:
        return day


def days_wrong(event: Event) -> timedelta:
    """By how many days the device's calendar was wrong at an event. Both days are told by the
    offset of the true moment: a clock at 1970 does not bring the hour of 1970 (UTC+8) with it."""
    at = timezone.localtime(event.at)
    return at.date() - event.stated_at.astimezone(fixed(at.utcoffset() or timedelta())).date()


def _figures(counts: object) -> list[Figure] | None:
    """``{measure: {audience: number}}``; None where it is something else."""
    if not isinstance(counts, Mapping):
        return None
    figures = []
    for measure, by_class in counts.items():
        if measure not in Measure.values or measure in _NOT_FOR_DEVICES:
            return None
        if not isinstance(by_class, Mapping):
            return None
        for audience, quantity in by_class.items():
            if audience not in Audience.values or type(quantity) is not int or quantity < 0:
                return None
            figures.append(Figure(measure, audience, quantity))
    return figures if 0 < len(figures) <= _MOST_CELLS else None
