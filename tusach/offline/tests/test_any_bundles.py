"""Two phones at one point send bundles any way: lost, repeated, late, carried, in parts, to a
house that is now and then restored from an older day. In the end the house has each event once,
and each phone knows what became of all of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tusach.network.testing import make_point
from tusach.offline.api import DeviceEvent
from tusach.offline.errors import BundleOlder
from tusach.offline.exchange import exchange
from tusach.offline.models import Device, Gap
from tusach.offline.testing import Phone, make_phone
from tusach.offline.tests.ground import NOTE, NOW, Notes, noted

pytestmark = pytest.mark.django_db

BEGAN = NOW - timedelta(days=20)
# Each example is some dozens of acts; two hundred take minutes.
A_FEW = min(settings.default.max_examples // 4, 100)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["note", "wait", "send", "lose", "repeat", "carry", "restore", "clock"]),
        st.integers(0, 1),
        st.integers(1, 9),
    ),
    max_size=40,
)


class World:
    """Two phones, the bundles they ever sealed, and the hour, which goes on."""

    def __init__(self, notes: Notes, phones: list[Phone]) -> None:
        self.notes = notes
        self.phones = phones
        self.sealed: list[tuple[int, bytes]] = []
        self.at = BEGAN
        self.keys = 0

    def step(self, what: str, which: int, much: int) -> None:
        phone = self.phones[which]
        self.at += timedelta(hours=much)
        getattr(self, f"_{what}")(phone, which, much)

    def _note(self, phone: Phone, which: int, much: int) -> None:
        for n in range(much):
            phone.note(NOTE, self.at, text=f"{which}/{n}")

    def _wait(self, phone: Phone, which: int, much: int) -> None:
        """One speaks of what the other is yet to report."""
        self.keys += 1
        phone.note(NOTE, self.at, after=f"key:{self.keys}")
        self.phones[1 - which].note(NOTE, self.at, makes=f"key:{self.keys}")

    def _bundle(self, phone: Phone, which: int, much: int) -> bytes:
        bundle = phone.bundle(self.at, most=much)
        self.sealed.append((which, bundle))
        return bundle

    def _send(self, phone: Phone, which: int, much: int) -> None:
        phone.hear(exchange(self._bundle(phone, which, much), at=self.at).answer)

    def _lose(self, phone: Phone, which: int, much: int) -> None:
        """The house had it, the answer never came."""
        exchange(self._bundle(phone, which, much), at=self.at)

    def _repeat(self, phone: Phone, which: int, much: int) -> None:
        """An old bundle turns up; its answer nobody hears."""
        if self.sealed:
            exchange(self.sealed[much % len(self.sealed)][1], at=self.at)

    def _carry(self, phone: Phone, which: int, much: int) -> None:
        """A stick, sometimes one that lay in a drawer."""
        if much < 4 and self.sealed:
            bundle = self.sealed[-much % len(self.sealed)][1]
        else:
            bundle = self._bundle(phone, which, 100)
        try:
            exchange(bundle, at=self.at, carried="stick")
        except BundleOlder:
            return

    def _restore(self, phone: Phone, which: int, much: int) -> None:
        """The house goes back to where it had the first few events of each phone."""
        for one in self.phones:
            device = one.device
            kept = min(device.safe, much)
            DeviceEvent.objects.filter(device=device, seq__gt=kept).delete()
            Device.objects.filter(pk=device.pk).update(safe=kept)

    def _clock(self, phone: Phone, which: int, much: int) -> None:
        phone.clock = timedelta(days=(much - 5) * 400)

    def end(self) -> None:
        for _turn in range(3):
            for phone in self.phones:
                phone.sync(lambda bundle: exchange(bundle, at=self.at).answer, self.at, most=7)
                phone.hear(exchange(phone.bundle(self.at), at=self.at).answer)


@pytest.fixture
def phones() -> list[Phone]:
    """Two that were enrolled and have not spoken since."""
    point = make_point()
    return [make_phone([point.pk], at=BEGAN) for _n in range(2)]


def as_new(phone: Phone) -> Phone:
    """The phone after its enrolment, with a memory of its own."""
    return replace(phone, journal=[], outcomes={}, cursors={}, tables={}, photos={}, at={})


@settings(max_examples=A_FEW, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
# News told in the answer to an old bundle, whose first answer had been heard.
@example(steps=[("wait", 0, 1), ("send", 0, 1), ("lose", 0, 1), ("carry", 1, 5), ("carry", 0, 3)])
def test_every_event_is_kept_once_and_its_outcome_is_known(phones: list[Phone], steps: Any) -> None:
    with noted() as notes, transaction.atomic():
        world = World(notes, [as_new(phone) for phone in phones])
        for step in steps:
            world.step(*step)
        world.end()
        for phone in world.phones:
            device = phone.device
            rows = dict(DeviceEvent.objects.filter(device=device).values_list("seq", "standing"))
            everything = [event[0] for event in phone.journal]
            assert sorted(rows) == everything
            assert phone.known == device.safe == len(everything)
            assert set(rows.values()) <= {"taken"}
            assert {n: phone.outcomes[n][0] for n in everything} == rows
            assert all((device.pk, n) in notes.written for n in everything)
            times = DeviceEvent.objects.filter(device=device).values_list("corrected_at", flat=True)
            assert all(device.speaks_from <= at <= world.at for at in times)
        assert not Gap.objects.exists()
        transaction.set_rollback(True)
