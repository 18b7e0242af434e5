"""Readers, found by card, number, telephone or a part of the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tusach.network.api import ServicePoint
from tusach.readers.cardcodes import is_own, looks_own
from tusach.readers.errors import CardMistyped
from tusach.readers.models import Bar, Card, CardAct, Guardian, Merge, Reader, ReaderClass
from tusach.readers.services.registering import needs_guardian
from tusach.ui.api import Prepared
from tusach.vietnamese.api import fold

_ROW = ("reader_class", "home", "merged_into")
_READER = Prepared(lambda pk: Reader.objects.select_related(*_ROW).filter(pk=pk), int)


def standing_readers() -> QuerySet[Reader]:
    """Every reader who stands: neither merged into another nor erased."""
    return Reader.objects.filter(merged_into__isnull=True, erased_at__isnull=True)


def readers_at(points: QuerySet[ServicePoint]) -> QuerySet[Reader]:
    """The readers of these points."""
    return standing_readers().filter(home__in=points)


def readers_for(user: Any, act: str = "readers.view") -> QuerySet[Reader]:
    """The readers of the points at which this person may do ``act``."""
    return readers_at(user.places_for(act))


def reader_of(pk: int) -> Reader | None:
    """One reader, whatever became of the row."""
    return _READER.first(pk)


def find_by_card(number: str) -> tuple[Reader, Card] | None:
    """Who bears this card, and the card, in one indexed query; the reader who stands for both
    where two were merged. None for a number that no card has, and for an erased reader."""
    number = "".join(number.split())
    card = (
        Card.objects.select_related(
            "reader__reader_class",
            "reader__home",
            "reader__merged_into__reader_class",
            "reader__merged_into__home",
        )
        .filter(number=number)
        .first()
    )
    if card is None:
        return None
    reader = card.reader.merged_into or card.reader
    return None if reader.erased_at is not None else (reader, card)


def find_readers(
    text: str, points: QuerySet[ServicePoint] | None = None, *, limit: int = 20
) -> list[Reader]:
    """Who answers to a scan or to typed words: a card's number, a reader's number or telephone,
    or a part of the name without minding marks. ``points`` narrows to the readers of places.

    Refuses (:class:`CardMistyped`) a card number of ours with wrong check digits.
    """
    text = " ".join(text.split())
    if not text:
        return []
    found = standing_readers() if points is None else readers_at(points)
    found = found.select_related("reader_class", "home")
    bare = text.replace(" ", "")
    if looks_own(bare) and not is_own(bare):
        raise CardMistyped(number=bare)
    if (by_card := find_by_card(bare)) is not None:
        reader = by_card[0]
        if points is None or points.filter(pk=reader.home_id).exists():
            return [reader]
        return []
    return list(searched(found, text)[:limit])


def searched(found: QuerySet[Reader], text: str) -> QuerySet[Reader]:
    """Those of ``found`` whose number, telephone, card or name answers to ``text``."""
    bare = text.replace(" ", "").replace(".", "").lstrip("#")
    if bare.isdecimal() and len(bare) < 19:
        return found.filter(
            Q(number=int(bare))
            | Q(phone=bare)
            | Q(cards__number=bare)
            | Q(merged__number=int(bare))
        ).distinct()
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def classes_on(day: date) -> QuerySet[ReaderClass]:
    """The classes offered on a day."""
    return ReaderClass.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day)
    )


def class_of(code: str, day: date) -> ReaderClass | None:
    return classes_on(day).filter(code=code).first()


def _own_rows(reader: Reader | int) -> Q:
    """Rows written for a reader, or for one who was merged into it."""
    return Q(reader=reader) | Q(reader__merged_into=reader)


def cards_of(reader: Reader) -> QuerySet[Card]:
    """The cards of a reader, of those merged into it too; the latest first."""
    return Card.objects.filter(_own_rows(reader)).select_related("place")


def bars_of(reader: Reader) -> QuerySet[Bar]:
    """Every bar there ever was."""
    return Bar.objects.filter(_own_rows(reader))


def _bars_on(reader: int, day: date) -> QuerySet[Bar]:
    return Bar.objects.filter(
        _own_rows(reader),
        Q(until__isnull=True) | Q(until__gte=day),
        lifted_at__isnull=True,
        since__lte=day,
    )


_CARDS = Prepared(
    lambda reader: Card.objects.filter(_own_rows(reader)).select_related("place"), int
)
_BARS = Prepared(_bars_on, int, date)


def barred_on(reader: Reader, day: date) -> Bar | None:
    """What bars a reader on a day; None where nothing does."""
    return _BARS.first(reader.pk, day)


def barred_q(day: date) -> Exists:
    """For a list: whether something bars the reader on ``day``."""
    return Exists(
        Bar.objects.filter(
            Q(reader=OuterRef("pk")) | Q(reader__merged_into=OuterRef("pk")),
            Q(until__isnull=True) | Q(until__gte=day),
            lifted_at__isnull=True,
            since__lte=day,
        )
    )


def guardian_of(reader: Reader) -> Guardian | None:
    return Guardian.objects.filter(reader=reader).first()


def merges_of(reader: Reader) -> QuerySet[Merge]:
    """The merges in which a reader took part, the latest first."""
    return Merge.objects.filter(Q(gone=reader) | Q(kept=reader)).select_related("gone", "kept")


@dataclass(frozen=True)
class Standing:
    """Whether a reader may be served on a day, and what stands against it. The room that lends
    decides what it makes of each. ``last``: the card, whatever became of it, that runs or ran the
    longest."""

    card: Card | None
    last: Card | None
    bar: Bar | None
    lacks_guardian: bool

    @property
    def has_valid_card(self) -> bool:
        return self.card is not None


def standing_of(reader: Reader, day: date) -> Standing:
    """A reader's valid card, the bar that holds and whether a child has no guardian; three
    queries."""
    child = needs_guardian(reader, day) is not None
    cards = _CARDS.rows(reader.pk)
    return Standing(
        card=next((one for one in cards if one.is_valid_on(day)), None),
        last=max(cards, key=lambda one: one.valid_until, default=None),
        bar=barred_on(reader, day),
        lacks_guardian=child and not Guardian.objects.filter(reader=reader).exists(),
    )


def card_act_of(pk: int) -> CardAct | None:
    return (
        CardAct.objects.select_related("card__reader__home", "card__reader").filter(pk=pk).first()
    )


def bar_of(pk: int) -> Bar | None:
    return Bar.objects.select_related("reader__home").filter(pk=pk).first()


def merge_of(pk: int) -> Merge | None:
    return Merge.objects.select_related("gone__home", "kept__home").filter(pk=pk).first()
