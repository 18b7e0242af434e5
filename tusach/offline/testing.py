"""Makers for tests, measurements and the demonstration; and a device of another make."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.offline import bundles, wire
from tusach.offline.bundles import DOWN, UP, Header, Keys, PublicKeys
from tusach.offline.exchange import exchange
from tusach.offline.models import Device
from tusach.offline.services import accept, enrol, invite


def make_device(
    points: Sequence[int] = (), name: str = "Điện thoại", at: datetime | None = None
) -> Device:
    """A device that is known, without keys: its events go in by ``take_in``."""
    return enrol(name=name, points=list(points), by=HOUSE, at=at or timezone.now())


def make_phone(
    points: Sequence[int],
    name: str = "Điện thoại",
    at: datetime | None = None,
    *,
    by: Actor = HOUSE,
) -> Phone:
    """A device with keys, invited and enrolled."""
    at = at or timezone.now()
    _invitation, token = invite(name=name, points=list(points), by=by, at=at)
    phone = Phone(name=name)
    phone.hear_enrolment(accept(phone.request(token, at), at=at).told)
    return phone


_NOBODY = UUID(int=0)
Post = Callable[[bytes], bytes]


def house(bundle: bytes) -> bytes:
    """The house answers now, without HTTP."""
    return exchange(bundle, at=timezone.now()).answer


def house_at(at: datetime, *, carried: str = "", by: str = "") -> Post:
    """The house answers at that moment; ``carried`` "stick" or "codes" where ``by`` brought it."""
    return lambda bundle: exchange(bundle, at=at, carried=carried, by=by).answer


@dataclass
class Phone:
    """A device as the protocol has it, in Python: keeps its events, seals, opens, applies.

    ``clock`` is what its clock is off: a phone of 1970 has a large negative one. It keeps its
    events whatever the house says (a real one does so for as long as it has the room).
    """

    name: str = "Điện thoại"
    keys: Keys = field(default_factory=Keys.made)
    clock: timedelta = timedelta(0)
    key: UUID = _NOBODY
    house: UUID = _NOBODY
    theirs: PublicKeys = field(default_factory=lambda: PublicKeys(b"", b""))
    points: list[str] = field(default_factory=list)
    serial: int = 0
    heard: int = 0
    known: int = 0
    oldest: int = 1
    wiped: bool = False
    journal: list[list[Any]] = field(default_factory=list)
    outcomes: dict[int, list[Any]] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[Any, list[Any]]] = field(default_factory=dict)
    # Photographs by their SHA-256, and how many bytes of each the house said it has.
    photos: dict[str, bytes] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    @property
    def device(self) -> Device:
        return Device.objects.get(key=self.key)

    def request(self, token: str, at: datetime | None = None) -> dict[str, Any]:
        """What it asks at enrolment."""
        said: dict[str, Any] = {
            "version": 1,
            "token": token,
            "name": self.name,
            "sign": _text(self.keys.public.sign),
            "agree": _text(self.keys.public.agree),
        }
        return said if at is None else {**said, "now": wire.milliseconds(at + self.clock)}

    def hear_enrolment(self, told: Mapping[str, Any]) -> None:
        self.key, self.house = UUID(told["device"]), UUID(told["house"])
        self.theirs = PublicKeys(_bytes(told["sign"]), _bytes(told["agree"]))
        self.points = [point["code"] for point in told["points"]]

    def note(self, kind: str, at: datetime, **payload: Any) -> int:
        """Write an event into the journal; its number."""
        number = len(self.journal) + 1
        self.journal.append([number, kind, wire.milliseconds(at + self.clock), payload])
        return number

    def picture(self, data: bytes) -> list[Any]:
        """Keep a photograph; what an event says of it in ``photos``."""
        name = hashlib.sha256(data).hexdigest()
        self.photos[name], self.at[name] = data, 0
        return [name, len(data)]

    def part(self, name: str, length: int) -> list[Any]:
        """Its next bytes, as they travel."""
        start = self.at[name]
        return [name, start, _text(self.photos[name][start : start + length])]

    def send_photos(self, post: Post, at: datetime, *, length: int = 24_000) -> int:
        """Send what the house lacks of the photographs, part by part; how many bundles it took."""
        for turn in range(1000):
            parts = [self.part(name, length) for name in list(self.at)[:1]]
            said = {**self.contents(at, most=0), "photos": parts}
            self.serial += 1
            self.hear(post(self.sealed(said)))
            if not self.at:
                return turn + 1
        raise AssertionError("the house does not take the photographs")

    def drop_before(self, number: int) -> None:
        """It has no room left and lets go of what it knows to be kept."""
        self.oldest = number

    def contents(
        self, at: datetime, *, most: int = 100, want: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """What it says next: the oldest that is not known to be kept."""
        first = max(self.known + 1, self.oldest)
        unsent = [event for event in self.journal if event[0] >= first]
        photos: dict[str, Any] = {"photos": []} if self.photos else {}
        return {
            **photos,
            "now": wire.milliseconds(at + self.clock),
            "known": self.known,
            "oldest": self.oldest,
            "heard": self.heard,
            "left": max(0, len(unsent) - most),
            "way": "line",
            "events": unsent[:most],
            "want": dict(want or {}),
        }

    def bundle(
        self, at: datetime, *, most: int = 100, want: Mapping[str, str] | None = None
    ) -> bytes:
        self.serial += 1
        return self.sealed(self.contents(at, most=most, want=want))

    def sealed(self, contents: Mapping[str, Any]) -> bytes:
        header = Header(UP, self.house, self.key, self.serial)
        return bundles.seal(header, contents, mine=self.keys, theirs=self.theirs)

    def hear(self, answer: bytes) -> dict[str, Any]:
        """Open an answer and apply it; returns what it said."""
        header = bundles.header_of(answer)
        assert (header.kind, header.device) == (DOWN, self.key)
        said = bundles.open_bundle(answer, mine=self.keys, theirs=self.theirs)
        if said.get("wipe"):
            self.wiped = True
            self.journal, self.tables, self.cursors = [], {}, {}
            return said
        self.heard = header.serial
        self.known = said["safe"]
        for outcome in [*said["outcomes"], *said["later"]]:
            self.outcomes[outcome[0]] = outcome[1:]
        for name, page in said.get("supplies", {}).items():
            table = {} if page.get("anew") else self.tables.get(name, {})
            for key in page["gone"]:
                table.pop(key, None)
            table.update((row[0], row) for row in page["rows"])
            self.tables[name], self.cursors[name] = table, page["cursor"]
        self.points = said.get("points", self.points)
        if "lacks" in said:
            self.at = {name: here for name, here in said["lacks"] if name in self.photos}
        return said

    def sync(self, post: Post, at: datetime, *, most: int = 100) -> dict[str, Any]:
        """Send until the house keeps everything, oldest first; the last answer."""
        for _turn in range(len(self.journal) // most + 3):
            said = self.hear(post(self.bundle(at, most=most)))
            if self.wiped or self.known >= len(self.journal):
                return said
        raise AssertionError("the house does not keep what it is sent")

    def fetch(self, post: Post, at: datetime, name: str) -> dict[Any, list[Any]]:
        """Bring one supply up to date; its rows by key."""
        more = True
        while more:
            said = self.hear(post(self.bundle(at, want={name: self.cursors.get(name, "")})))
            more = said["supplies"][name]["more"]
        return self.tables[name]

    def digest(self) -> str:
        """Of all it holds, to compare two devices."""
        return hashlib.sha256(repr(sorted(self.tables.items())).encode()).hexdigest()


def _text(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def _bytes(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A phone of ``world.place`` that brought a stick, for the test of rights."""
    at = timezone.now()
    phone = make_phone([world.place.pk], at=at)
    done = exchange(phone.bundle(at), at=at, carried="stick", by="")
    assert done.carried is not None
    here = {"pk": world.place.pk}
    one, bundle = {"pk": done.device.pk}, {"pk": done.carried.pk}
    open_one, _token = invite(name="Máy mời", points=[world.place.pk], by=HOUSE, at=at)
    return {
        **dict.fromkeys(
            (
                "device",
                "edit",
                "replace",
                "revoke",
                "events",
                "review",
                "enrolment_file",
                "retry",
            ),
            one,
        ),
        **dict.fromkeys(("carried", "answer_file", "answer_codes"), bundle),
        **dict.fromkeys(("at_point_panel", "at_point", "retry_at_point"), here),
        "withdraw_invitation": {"pk": open_one.pk},
    }
