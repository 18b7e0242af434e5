"""The kinds of event the house takes, and what a handler is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from tusach.audit.api import Actor
from tusach.offline.models import Device, Standing

Label = str | Promise


@dataclass(frozen=True)
class Event:
    """One event as a handler sees it. ``at`` is the corrected time, ``stated_at`` the
    device's own. ``points`` are the numbers of the points the device is enrolled at; ``by`` whose
    PIN had opened it, "" where that is not told."""

    device: Device
    points: frozenset[int]
    seq: int
    kind: str
    payload: Mapping[str, Any]
    stated_at: datetime
    at: datetime
    by: str = ""

    @property
    def actor(self) -> Actor:
        """Who did it: the person and the device, or the device alone."""
        name = f"{self.by} · {self.device.name}" if self.by else self.device.name
        return Actor(account=None, name=name)


@dataclass(frozen=True)
class Outcome:
    """What a handler answers for one event.

    Make one with :func:`taken`, :func:`waits` or :func:`declined`. ``made`` names what came
    to be through it ("copy:1234567890"), for which other events may be waiting.
    """

    standing: str
    code: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    waits_for: str = ""
    made: tuple[str, ...] = ()


def taken(code: str = "", made: Sequence[str] = (), **detail: Any) -> Outcome:
    """It was written. The code says how (``fits``, ``unsettled``, …)."""
    return Outcome(Standing.TAKEN, code, detail, made=tuple(made))


def waits(key: str) -> Outcome:
    """It speaks of something that has not arrived; it is tried again when ``key`` does."""
    return Outcome(Standing.WAITING, "waits", waits_for=key)


def declined(code: str, **detail: Any) -> Outcome:
    """It cannot be taken, now or later. It is kept, with the code, for a person to see."""
    return Outcome(Standing.DECLINED, code, detail)


@dataclass(frozen=True)
class Photograph:
    """A photograph that came with an event that was taken: ``data`` is as the device sent it,
    and fits the SHA-256 by which the event calls it."""

    device: Device
    seq: int
    at: datetime
    digest: bytes
    data: bytes


Handler = Callable[[list[Event]], list[Outcome]]
TakePhoto = Callable[[Photograph], None]
Keep = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    name: str
    handler: Handler
    keep: Keep
    photo: TakePhoto | None = None
    together: str = ""

    @property
    def list_name(self) -> str:
        """Events of kinds that share it come in one list."""
        return self.together or self.name


_kinds: dict[str, Kind] = {}


def register_handler(
    kind: str,
    handler: Handler,
    *,
    keep: Keep = dict,
    photo: TakePhoto | None = None,
    together: str = "",
) -> None:
    """Take events of ``kind`` (``room.act``).

    ``handler`` gets a list of events of one device and one person, oldest number first, and
    returns as many outcomes in the same order. It must not depend on what else is in the list,
    nor on the order in which lists arrive, and writing the same event twice must change nothing:
    the intake calls it again after a failure. ``keep(payload)`` returns what may stay in the
    event log; a kind with personal values takes them out there. ``photo`` is given each
    photograph that the event names in ``photos`` once it is whole and the event was taken; it
    raises a Refusal for what is no picture. Kinds of one handler that name the same ``together``
    come to it in one list, in which each event says its kind.
    """
    _kinds[kind] = Kind(kind, handler, keep, photo, together)


_codes: dict[str, Label] = {}


def name_codes(words: Mapping[str, Label]) -> None:
    """Say in words, for staff, what a handler's codes mean: ``{"not-its-point": _("…")}``."""
    _codes.update(words)


def in_words(code: str) -> str:
    """What a code means; one that nobody named is shown as it is."""
    return str(_codes.get(code, code))


def named_codes() -> list[str]:
    """Every code that a room has said in words."""
    return sorted(_codes)


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def known_kinds() -> list[str]:
    return sorted(_kinds)
