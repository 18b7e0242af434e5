"""What devices may report of copies: the kind ``holdings.move``.

The payload speaks in codes that a person can read off a label, so that a device needs no
numbers of ours::

    {"copies": ["0000012318"], "act": "receive", "from": {"box": "H-000007"},
     "to": {"point": "LC-TH-012"}, "state": "in_service", "note": "",
     "photos": [["<SHA-256>", 81234]]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tusach.holdings.damage_photos import take_photo
from tusach.holdings.holder import Holder, at_point, in_container, with_post
from tusach.holdings.models import Container, Copy, LedgerEntry
from tusach.holdings.rules import FROM_DEVICES, LedgerAct, State
from tusach.holdings.selectors.places import place_of
from tusach.holdings.services.acts import resting_state
from tusach.holdings.services.custody import Move, move
from tusach.network.api import ServicePoint
from tusach.offline.api import (
    Event,
    Outcome,
    declined,
    name_codes,
    register_handler,
    taken,
    waits,
)

KIND = "holdings.move"
_MOST = 2000


CODES = {
    "act-not-for-devices": _("việc này không làm trên thiết bị"),
    "copies-unreadable": _("danh sách bản sách sai dạng"),
    "place-unreadable": _("nơi đi hoặc nơi đến sai dạng"),
    "not-its-point": _("điểm không do thiết bị này phục vụ"),
}


def register() -> None:
    register_handler(KIND, take_moves, photo=take_photo)
    name_codes(CODES)


def take_moves(events: list[Event]) -> list[Outcome]:
    """Write the moves that devices saw; returns one outcome for each event.

    ``taken`` with the copies that did not fit; ``waits`` for a copy not yet entered;
    ``declined`` for a malformed event and one that touches no point of its device.
    """
    known = _Known(events)
    moves: list[Move] = []
    answers: list[Outcome | tuple[int, int]] = []
    for event in events:
        read = known.read(event)
        if isinstance(read, Outcome):
            answers.append(read)
        else:
            answers.append((len(moves), len(moves) + len(read)))
            moves += read
    at = max((event.at for event in events), default=None)
    done = move(moves, by=events[0].actor, at=at) if moves and at else []
    outcomes: list[Outcome] = []
    for answer in answers:
        if isinstance(answer, Outcome):
            outcomes.append(answer)
            continue
        odd = [o for o in done[answer[0] : answer[1]] if not o.fits]
        outcomes.append(
            taken("unsettled", unsettled=[known.barcodes[o.copy_id] for o in odd])
            if odd
            else taken("fits")
        )
    return outcomes


def take_back_damage(event: Event, seq: int) -> Outcome | None:
    """Take back what event ``seq`` of the same device noted as damaged: the copies rest where they
    stand again. None where it noted nothing; ``unsettled`` with the copies of which somebody has
    said otherwise meanwhile. Both statements stay in the ledger."""
    noted = LedgerEntry.objects.filter(
        device=event.device.pk, device_seq=seq, act=LedgerAct.DAMAGE, to_point__isnull=False
    ).select_related("copy")
    moves = []
    for entry in noted.order_by("copy_id"):
        here = entry.holder
        moves.append(
            Move(
                entry.copy_id,
                here,
                LedgerAct.MEND,
                State(resting_state(entry.copy, here)),
                expect_from=here,
                happened_at=event.at,
                device=event.device.pk,
                seq=event.seq,
                stated_at=event.stated_at,
            )
        )
    if not moves:
        return None
    places = place_of([one.copy_id for one in moves])
    by = event.actor
    # Mended, lost or gone meanwhile: it is said so and nothing is put back.
    said = {entry.copy_id: entry.copy.barcode for entry in noted}
    repeated = {
        entry.copy_id
        for entry in LedgerEntry.objects.filter(device=event.device.pk, device_seq=event.seq)
    }
    going = [one for one in moves if places[one.copy_id].state == State.DAMAGED]
    odd = [said[one.copy_id] for one in moves if one not in going and one.copy_id not in repeated]
    for done in move(going, by=by, at=event.at):
        if not done.fits:
            odd.append(said[done.copy_id])
    return taken("unsettled", unsettled=odd) if odd else taken("undone")


class _Known:
    """The copies, points and boxes that a list of events names, read with one query each."""

    def __init__(self, events: Iterable[Event]) -> None:
        scans: set[str] = set()
        points: set[str] = set()
        boxes: set[str] = set()
        for event in events:
            scans |= {s for s in _list(event.payload.get("copies")) if isinstance(s, str)}
            for side in ("from", "to"):
                place = event.payload.get(side)
                if isinstance(place, Mapping):
                    points.add(str(place.get("point", "")))
                    boxes.add(str(place.get("box", "")))
        found = Copy.objects.filter(barcode__in=scans).values_list("barcode", "pk")
        self.copies: dict[str, int] = dict(found)
        self.barcodes = {pk: text for text, pk in self.copies.items()}
        self.points: dict[str, int] = dict(
            ServicePoint.objects.filter(code__in=points).values_list("code", "pk")
        )
        self.boxes: dict[str, int] = dict(
            Container.objects.filter(code__in=boxes).values_list("code", "pk")
        )

    def read(self, event: Event) -> list[Move] | Outcome:
        said = event.payload
        act, state = said.get("act"), said.get("state")
        scans = _list(said.get("copies"))
        if act not in FROM_DEVICES or state not in State.values or state == State.WITHDRAWN:
            return declined("act-not-for-devices")
        if not scans or len(scans) > _MOST or not all(isinstance(s, str) for s in scans):
            return declined("copies-unreadable")
        origin, to = self._holder(said.get("from")), self._holder(said.get("to"))
        for holder in (origin, to):
            if isinstance(holder, Outcome):
                return holder
        assert isinstance(origin, Holder)
        assert isinstance(to, Holder)
        if not {origin.point, to.point} & event.points:
            return declined("not-its-point")
        for scan in scans:
            if scan not in self.copies:
                return waits(f"copy:{scan}")
        return [
            Move(
                self.copies[scan],
                to,
                LedgerAct(act),
                State(state),
                expect_from=origin,
                happened_at=event.at,
                note=str(said.get("note", ""))[:500],
                device=event.device.pk,
                seq=event.seq,
                stated_at=event.stated_at,
            )
            for scan in dict.fromkeys(scans)
        ]

    def _holder(self, place: object) -> Holder | Outcome:
        if not isinstance(place, Mapping) or len(place) != 1:
            return declined("place-unreadable")
        ((kind, value),) = place.items()
        value = str(value)
        if kind == "point":
            found = self.points.get(value)
            return at_point(found) if found else waits(f"point:{value}")
        if kind == "box":
            found = self.boxes.get(value)
            return in_container(found) if found else waits(f"box:{value}")
        if kind == "post" and 0 < len(value.strip()) <= 120:
            return with_post(value)
        return declined("place-unreadable")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
