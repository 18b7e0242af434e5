"""What devices carry of readers: those of their points, as lending asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tusach.network.api import SECRET_KINDS
from tusach.offline.api import register_rows
from tusach.policy.api import number_on
from tusach.readers.asked_rules import GUARDIAN_UNDER
from tusach.readers.models import Bar, Card, Reader
from tusach.readers.rules.persons import is_under

READERS = "readers.readers"


def register() -> None:
    register_rows(READERS, readers_of_points)


def readers_of_points(points: frozenset[int]) -> Iterable[list[Any]]:
    """A row for each reader whose home is one of these points and who may be served: number,
    name, card numbers, class, audience, year of birth, reason of a bar, home's point code, last
    day of the card ("" where the reader borrows by name), whether a child lacks a guardian.
    No telephone, no address: lending needs neither."""
    day = timezone.localdate()
    readers = (
        Reader.objects.filter(home__in=points, merged_into=None, erased_at=None)
        .filter(Q(left_on=None) | Q(left_on__gt=day))
        .exclude(home__kind__in=SECRET_KINDS)
    )
    cards = _cards(readers, day)
    barred = dict(
        Bar.objects.filter(reader__in=readers, since__lte=day, lifted_at=None)
        .filter(Q(until=None) | Q(until__gte=day))
        .order_by("since", "pk")
        .values_list("reader_id", "reason")
    )
    under = number_on(GUARDIAN_UNDER, day, 16)
    rows = readers.order_by("home_id", "sort_key", "pk").values_list(
        "pk",
        "number",
        "name",
        "reader_class__code",
        "audience",
        "birth_year",
        "home__code",
        "guardian__pk",
    )
    for pk, number, name, class_, audience, born, home, guardian in rows.iterator():
        numbers, until = cards.get(pk, ([], ""))
        child = not guardian and is_under(under, birth_year=born, audience=audience, on=day)
        yield [
            number,
            name,
            numbers,
            class_,
            audience,
            born,
            barred.get(pk, ""),
            home,
            until,
            child,
        ]


def _cards(readers: Any, day: date) -> dict[int, tuple[list[str], str]]:
    """By reader: the numbers that may be scanned, and until when the card holds. Who has a card
    that is lost but still ran borrows by name; one that ran out is renewed first."""
    found: dict[int, tuple[list[str], str]] = {}
    lasts: dict[int, date] = {}
    rows = Card.objects.filter(reader__in=readers).values_list(
        "reader_id", "number", "state", "valid_until"
    )
    for reader, number, state, until in rows.iterator():
        if state == Card.State.ACTIVE:
            found[reader] = ([number], until.isoformat())
        lasts[reader] = max(until, lasts.get(reader, until))
    for reader, last in lasts.items():
        if reader not in found and last < day:
            found[reader] = ([], last.isoformat())
    return found
