"""A kind of event that remembers what it was given, and a house to send to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tusach.offline import handlers, supplies
from tusach.offline.api import Event, Outcome, declined, register_handler, taken, waits
from tusach.offline.testing import Phone

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
NOTE = "test.note"


class Notes:
    """Which events were written, how often."""

    def __init__(self) -> None:
        self.written: dict[tuple[int, int], str] = {}
        self.calls = 0
        self.there: set[str] = set()
        self.points: list[frozenset[int]] = []

    def handle(self, events: list[Event]) -> list[Outcome]:
        return [self._one(event) for event in events]

    def _one(self, event: Event) -> Outcome:
        self.calls += 1
        self.points.append(event.points)
        said = event.payload
        if said.get("no"):
            return declined("no", why=said["no"])
        if (key := said.get("after")) and key not in self.there:
            return waits(key)
        self.written[(event.device.pk, event.seq)] = said.get("text", "")
        self.there.update(made := [said["makes"]] if "makes" in said else [])
        return taken("fits", made=made)


@contextmanager
def noted() -> Iterator[Notes]:
    made = Notes()
    kinds, rows = dict(handlers._kinds), dict(supplies._rows)
    register_handler(NOTE, made.handle, keep=lambda p: {k: v for k, v in p.items() if k != "name"})
    yield made
    for kept, before in ((handlers._kinds, kinds), (supplies._rows, rows)):
        kept.clear()  # type: ignore[attr-defined]
        kept.update(before)  # type: ignore[attr-defined]


@pytest.fixture
def notes() -> Iterator[Notes]:
    with noted() as made:
        yield made


def post(client: Client, bundle: bytes) -> Any:
    return client.post("/thiet-bi/dong-bo", data=bundle, content_type="application/octet-stream")


class House:
    """The house over HTTP."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def __call__(self, bundle: bytes) -> bytes:
        answer = post(self.client, bundle)
        assert answer.status_code == 200, answer.content
        return bytes(answer.content)


def say(phone: Phone, many: int, **more: Any) -> None:
    for n in range(many):
        phone.note(NOTE, NOW, text=f"mục {n}", **more)
