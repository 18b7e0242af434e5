"""What the lists of readers show, in few queries whatever their length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from tusach.network.api import ServicePoint
from tusach.policy.api import number_on
from tusach.readers.asked_rules import GUARDIAN_UNDER
from tusach.readers.models import Card, CardAct, Guardian, Reader
from tusach.readers.selectors.readers import barred_q, readers_at

CARD_STATES = ("valid", "ended", "none", "lost")


def with_cards(found: QuerySet[Reader], day: date) -> QuerySet[Reader]:
    """Each reader with the card in use (``card_number``, ``card_until``) and whether something
    bars it on ``day`` (``is_barred``)."""
    active = Card.objects.filter(reader=OuterRef("pk"), state=Card.State.ACTIVE)
    return found.select_related("reader_class", "home").annotate(
        card_number=Subquery(active.values("number")[:1]),
        card_until=Subquery(active.values("valid_until")[:1]),
        is_barred=barred_q(day),
    )


def by_card_state(found: QuerySet[Reader], state: str, day: date) -> QuerySet[Reader]:
    """Those with a valid card, with one that has run out, with none, or with a lost one."""
    active = Card.objects.filter(reader=OuterRef("pk"), state=Card.State.ACTIVE)
    if state == "valid":
        return found.filter(Exists(active.filter(valid_until__gte=day)))
    if state == "ended":
        return found.filter(Exists(active.filter(valid_until__lt=day)))
    found = found.exclude(Exists(active))
    if state == "lost":
        lost = Card.objects.filter(reader=OuterRef("pk"), state=Card.State.LOST)
        return found.filter(Exists(lost))
    return found


def school_classes(points: QuerySet[ServicePoint]) -> list[tuple[int, str]]:
    """The school year and class of the pupils at these points, the latest year first."""
    rows = (
        readers_at(points)
        .exclude(school_class="")
        .order_by()
        .values_list("school_year", "school_class")
        .distinct()
    )
    return sorted(
        ((year, name) for year, name in rows if year is not None),
        key=lambda one: (-one[0], _class_key(one[1])),
    )


def _class_key(name: str) -> tuple[int, str]:
    digits = "".join(sign for sign in name if sign.isdigit())
    return (int(digits[:4] or 0), name)


def homes_of(points: QuerySet[ServicePoint]) -> list[tuple[str, str]]:
    """The points that have readers, for a drop-down."""
    homes = readers_at(points).order_by().values("home")
    return [(str(pk), name) for pk, name in points.filter(pk__in=homes).values_list("pk", "name")]


def without_guardian(points: QuerySet[ServicePoint], day: date) -> QuerySet[Reader]:
    """Children (by the rule of ``day``) for whom nobody answers."""
    age = number_on(GUARDIAN_UNDER, day, 16)
    # The same reckoning as rules.persons.is_under: the age is reached on 31 December.
    last_day = (day.month, day.day) == (12, 31)
    child = Q(birth_year__gt=day.year - age - (0 if last_day else 1)) | Q(
        birth_year__isnull=True, audience__in=["children", "pupils"]
    )
    return (
        readers_at(points)
        .filter(child)
        .exclude(Exists(Guardian.objects.filter(reader=OuterRef("pk"))))
    )


def acts_of(reader: Reader) -> QuerySet[CardAct]:
    """What was done with a reader's cards, the latest first."""
    return (
        CardAct.objects.filter(Q(card__reader=reader) | Q(card__reader__merged_into=reader))
        .select_related("card", "place")
        .order_by("-at", "-pk")
    )


def in_school_class(
    points: QuerySet[ServicePoint], school_year: int, school_class: str
) -> QuerySet[Reader]:
    """The pupils of one class in a school year, in the order of the roll."""
    return (
        readers_at(points)
        .filter(school_year=school_year, school_class=school_class)
        .order_by(F("sort_key"), "pk")
    )


def active_cards(readers: Sequence[Reader]) -> list[Card]:
    """The cards in use of these readers, in their order, with what is printed on them."""
    found = {
        card.reader_id: card
        for card in Card.objects.filter(
            reader__in=[one.pk for one in readers], state=Card.State.ACTIVE
        ).select_related("reader__home", "reader__reader_class")
    }
    return [found[one.pk] for one in readers if one.pk in found]
