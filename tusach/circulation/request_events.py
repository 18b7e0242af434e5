"""What devices ask for: ``circulation.request``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tusach.catalogue.api import Record
from tusach.circulation.loan_events import undone_by
from tusach.circulation.models import Request
from tusach.circulation.services.requests import ask, undo_request
from tusach.circulation.tally_events import known_as
from tusach.network.api import ServicePoint
from tusach.offline.api import Event, Outcome, declined, register_handler, taken, waits
from tusach.readers.api import reader_of, resolve
from tusach.ui.api import Refusal


def register() -> None:
    register_handler("circulation.request", take_requests, keep=keep)
    undone_by(_take_back)


def keep(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may stay in the log of events: not who asked, nor what was noted of it."""
    return {key: value for key, value in payload.items() if key not in ("reader", "note")}


def _take_back(event: Event, seq: int) -> Outcome | None:
    by = event.actor
    found = undo_request(event.device.pk, seq, by=by, at=event.at)
    return taken("undone", made=[known_as(event.device.pk, event.seq)]) if found else None


def take_requests(events: list[Event]) -> list[Outcome]:
    """Write what was asked for; one outcome for each event.

    ``taken`` "asked"; ``waits`` for a point or a reader that has not arrived; ``declined`` what
    cannot be read, and a point that is none of the device's.
    """
    return [_request(event) for event in events]


def _request(event: Event) -> Outcome:
    made = (known_as(event.device.pk, event.seq),)
    if Request.objects.filter(device=event.device.pk, seq=event.seq).exists():
        return taken("asked", made=made)
    said = event.payload
    point = ServicePoint.objects.filter(code=str(said.get("point", ""))).first()
    if point is None:
        return waits(f"point:{said.get('point')}")
    if point.pk not in event.points:
        return declined("not-its-point")
    number, title, note = said.get("record"), said.get("title", ""), said.get("note", "")
    if not isinstance(title, str) or not isinstance(note, str):
        return declined("title-unreadable")
    wanted = None
    if isinstance(number, str) and number:
        wanted = Record.objects.filter(control_number=number).first()
        if wanted is None and not title.strip():
            return declined("record-unknown")
    reader = None
    if said.get("reader") is not None and point.is_public:
        ref = said["reader"]
        if not isinstance(ref, int | str):
            return declined("reader-unreadable")
        who = resolve(event.device, [ref])[ref]
        if isinstance(who, str):
            return waits(who)
        reader = reader_of(who) if who is not None else None
    try:
        ask(
            point=point, wanted=wanted, title=title[:400], reader=reader, note=note[:300],
            device=event.device.pk, seq=event.seq,
            by=event.actor, at=event.at,
        )  # fmt: skip
    except Refusal as refusal:
        return declined(refusal.code, sentence=str(refusal))
    return taken("asked", made=made)
