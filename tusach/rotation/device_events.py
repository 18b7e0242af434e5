"""What devices may report of rotation boxes: ``rotation.receive``, ``.hand_on`` and ``.extend``
(docs/offline-protocol.md).

Nothing is refused for what others said of the box: the word is kept (``services.from_devices``)
and the answer says how it stands. Names go on the paper to be signed and leave the log of events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tusach.network.api import ServicePoint
from tusach.offline.api import Event, Outcome, declined, name_codes, register_handler, taken, waits
from tusach.rotation.models import Leg, Told
from tusach.rotation.models.told import WHY
from tusach.rotation.rules.states import LegState, RefusedBecause
from tusach.rotation.services.doing import served
from tusach.rotation.services.from_devices import (
    Names,
    Opened,
    Word,
    handed_on,
    opened,
    wished_longer,
    word_before,
)

MOST = 5000
_NAMES = ("giver", "receiver")
# Kept beside what others said, for a person to read.
_UNSETTLED = frozenset(
    {"received-otherwise", "box-gone-back", "copies-differ", "not-received", "not-handed-on"}
)
WORDS = {
    **WHY,
    "received": _("đã nhận thùng"),
    "handed-on": _("đã chuyển tiếp"),
    "wished": _("chờ nơi gửi trả lời"),
    "leg-unreadable": _("không rõ đợt luân chuyển nào"),
    "day-unreadable": _("ngày sai dạng"),
    "names-missing": _("thiếu họ tên người giao hoặc người nhận"),
}


def register() -> None:
    register_handler("rotation.receive", take_received, keep=keep)
    register_handler("rotation.hand_on", take_handed_on, keep=keep)
    register_handler("rotation.extend", take_wishes)
    name_codes(WORDS)


def keep(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may stay in the log of events: not who gave nor who received."""
    return {key: value for key, value in payload.items() if key not in _NAMES}


def take_received(events: list[Event]) -> list[Outcome]:
    """Receive boxes as their receivers found them; one outcome for each event.

    ``taken`` with ``received``, ``received-before`` (another said the same) or ``unsettled``
    with ``why`` and the copies that do not fit. ``declined`` what cannot be read and a box that
    is for no point of the device; ``waits`` for a destination that has not arrived.
    """
    return [_answered(event, _receive) for event in events]


def take_handed_on(events: list[Event]) -> list[Outcome]:
    """Hand copies on to another point; as :func:`take_received`. ``waits`` for the box to be
    received, which another device may have to tell first."""
    return [_answered(event, _hand_on) for event in events]


def take_wishes(events: list[Event]) -> list[Outcome]:
    """Note that a longer stay was asked for; ``taken`` with ``wished``."""
    return [_answered(event, _wish) for event in events]


def _answered(event: Event, act: Callable[[Event, Leg, Word], Told | Outcome]) -> Outcome:
    word = Word(
        event.device.pk, event.seq, event.at, event.stated_at,
        event.actor,
    )  # fmt: skip
    if (before := word_before(word)) is not None:
        return _outcome(before)
    number = event.payload.get("leg")
    if type(number) is not int or number <= 0:
        return declined("leg-unreadable")
    leg = Leg.objects.filter(pk=number).select_related("point").first()
    if leg is None:
        return waits(served(number))
    if leg.point_id not in event.points:
        return declined("not-its-point")
    done = act(event, leg, word)
    return _outcome(done) if isinstance(done, Told) else done


def _outcome(told: Told) -> Outcome:
    made = [served(told.leg_id)] if told.kind == Told.Kind.RECEIVE else []
    if told.why in _UNSETTLED:
        return taken("unsettled", made=made, why=told.why, unsettled=told.odd[:50])
    plain = {
        Told.Kind.RECEIVE: "received",
        Told.Kind.HAND_ON: "handed-on",
        Told.Kind.EXTEND: "wished",
    }
    return taken(told.why or plain[Told.Kind(told.kind)], made=made)


def _receive(event: Event, leg: Leg, word: Word) -> Told | Outcome:
    said = event.payload
    lists = [_codes(said.get(key, [])) for key in ("present", "missing", "extra")]
    refused, damaged = _noted(said.get("refused", {})), _noted(said.get("damaged", {}))
    if any(one is None for one in lists) or refused is None or damaged is None:
        return declined("copies-unreadable")
    if not set(refused.values()) <= set(RefusedBecause.values):
        return declined("copies-unreadable")
    present, missing, extra = (one or [] for one in lists)
    box = Opened(present, missing, extra, refused, {k: v[:500] for k, v in damaged.items()})
    names = _names(said)
    if not names.receiver:
        return declined("names-missing")
    return opened(leg=leg, box=box, names=names, word=word)


def _hand_on(event: Event, leg: Leg, word: Word) -> Told | Outcome:
    said = event.payload
    codes, due, names = _codes(said.get("copies")), _day(said.get("due")), _names(said)
    if not codes:
        return declined("copies-unreadable")
    if said.get("due") is not None and due is None:
        return declined("day-unreadable")
    if not names.giver or not names.receiver:
        return declined("names-missing")
    to = ServicePoint.objects.filter(code=str(said.get("to", ""))).first()
    if to is None:
        return waits(f"point:{said.get('to')}")
    if leg.state in (LegState.PACKED, LegState.SENT):
        return waits(served(leg.pk))
    return handed_on(leg=leg, copies=codes, to=to, due_on=due, names=names, word=word)


def _wish(event: Event, leg: Leg, word: Word) -> Told | Outcome:
    due, reason = _day(event.payload.get("due")), event.payload.get("reason", "")
    if due is None or not isinstance(reason, str):
        return declined("day-unreadable")
    if leg.state in (LegState.PACKED, LegState.SENT):
        return waits(served(leg.pk))
    return wished_longer(leg=leg, due_on=due, reason=reason, word=word)


def _codes(value: object) -> list[str] | None:
    if not isinstance(value, list) or len(value) > MOST:
        return None
    return value if all(isinstance(one, str) and 0 < len(one) <= 60 for one in value) else None


def _noted(value: object) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or len(value) > MOST:
        return None
    fits = all(isinstance(one, str) for pair in value.items() for one in pair)
    return dict(value) if fits else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _names(said: Mapping[str, Any]) -> Names:
    def side(who: str, what: str) -> str:
        told = said.get(who)
        value = told.get(what) if isinstance(told, Mapping) else None
        return value.strip()[:200] if isinstance(value, str) else ""

    return Names(
        side("giver", "name"), side("receiver", "name"),
        side("giver", "post"), side("receiver", "post"),
    )  # fmt: skip
