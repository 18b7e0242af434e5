"""Copies that a criterion proposes for weeding, and why others cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from tusach.holdings.api import Condition, Copy, LedgerAct, LedgerEntry, State, stock_of
from tusach.network.api import ServicePoint
from tusach.policy.api import add_months, rules_on
from tusach.rotation.api import Line, LineState
from tusach.upkeep import asked_rules as asked
from tusach.upkeep.models import Criterion, ExchangeLine, WeedingLine
from tusach.upkeep.rules import AT_HAND, NEVER, why_not

# Somebody had the book in the hand for a reader.
_USED = (LedgerAct.LEND, LedgerAct.RETURN, LedgerAct.PUT_IN_SERVICE, LedgerAct.HAND_OVER)
_OPEN_LINE = (LineState.PICKED, LineState.PACKED, LineState.IN_SERVICE)


@dataclass(frozen=True)
class Within:
    """What is looked through: the day, the numbers of its rules, a part of the shelves."""

    day: date
    numbers: dict[str, int]
    shelf_from: str = ""
    shelf_to: str = ""
    collections: tuple[str, ...] = ()

    def years_ago(self, key: str) -> date:
        return add_months(self.day, -12 * self.numbers.get(key, 0))

    def moment(self, key: str) -> datetime:
        return timezone.make_aware(datetime.combine(self.years_ago(key), time.min))


def within(
    owner: ServicePoint,
    day: date,
    *,
    shelf_from: str = "",
    shelf_to: str = "",
    collections: Sequence[str] = (),
) -> Within:
    """What the rules of ``day`` say for this library; one query."""
    numbers = {key: rule.value for key, rule in rules_on(day, "upkeep.", point=owner).items()}
    return Within(day, numbers, shelf_from.strip(), shelf_to.strip(), tuple(collections))


def weedable(owner: ServicePoint) -> QuerySet[Copy]:
    """The library's copies that may be on a list now: at hand or lost, neither local history nor
    rare, in no other round, offered to nobody, in no rotation batch. The same as
    :func:`why_not_each`, as SQL."""
    rounds = WeedingLine.objects.filter(copy=OuterRef("pk"), is_open=True)
    offers = ExchangeLine.objects.filter(copy=OuterRef("pk"), is_open=True)
    batches = Line.objects.filter(copy=OuterRef("pk"), state__in=_OPEN_LINE)
    return (
        stock_of(owner.pk)
        .exclude(collection__in=NEVER)
        .filter(Q(place__state=State.LOST) | Q(place__state__in=AT_HAND, place__point=owner))
        .exclude(Exists(rounds))
        .exclude(Exists(offers))
        .exclude(Exists(batches))
    )


def _old_law(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    """Law (34 in the decimal classification) published long ago: to be looked at."""
    return copies.filter(
        record__class_number__startswith="34", record__year__lt=w.years_ago(asked.LAW_YEARS).year
    )


def _textbook(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    """School textbooks: so marked in the class number (53(075)), a subject or the title."""
    marked = (
        Q(record__class_number__contains="(075")
        | Q(record__find_text__contains="sach giao khoa")
        | Q(record__subjects__contains=["Sách giáo khoa"])
    )
    return copies.filter(marked, record__year__lt=w.years_ago(asked.TEXTBOOK_YEARS).year)


def _superseded(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    """The library has a later edition of the same title by the same author."""
    newer = Copy.objects.exclude(place__state__in=[State.WITHDRAWN, State.LOST]).filter(
        owner=OuterRef("owner"),
        record__title_words=OuterRef("record__title_words"),
        record__author_key=OuterRef("record__author_key"),
        record__year__gt=OuterRef("record__year"),
        record__kind=OuterRef("record__kind"),
    )
    return copies.exclude(record__title_words="").filter(Exists(newer))


def _periodical(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    return copies.filter(record__kind="serial", accessioned_at__lt=w.moment(asked.PERIODICAL_YEARS))


def _damaged(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    return copies.filter(
        Q(place__state=State.DAMAGED) | Q(condition__in=[Condition.DAMAGED, Condition.UNUSABLE])
    )


def _surplus(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    """Of each title, the copies beyond those that stay: worse ones go first, then older ones."""
    keep = w.numbers.get(asked.SURPLUS_COPIES, 0)
    worth = Case(
        *[When(Q(condition=one), then=Value(place)) for place, one in enumerate(Condition.values)],
        default=Value(len(Condition.values)),
    )
    rank = Window(
        RowNumber(), partition_by=[F("record")], order_by=[worth.asc(), F("number").desc()]
    )
    ranked = copies.annotate(rank=rank).filter(rank__gt=keep)
    return Copy.objects.filter(pk__in=ranked.values("pk"))


def _unused(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    """Entered and last lent, returned or put in service longer ago than the rule says."""
    since = w.moment(asked.UNUSED_YEARS)
    used = LedgerEntry.objects.filter(copy=OuterRef("pk"), act__in=_USED, happened_at__gte=since)
    return (
        copies.filter(accessioned_at__lt=since)
        .exclude(place__state=State.LOST)
        .exclude(Exists(used))
    )


def _lost(copies: QuerySet[Copy], w: Within) -> QuerySet[Copy]:
    return copies.filter(place__state=State.LOST, place__since__lt=w.moment(asked.LOST_YEARS))


_FINDERS: dict[str, Callable[[QuerySet[Copy], Within], QuerySet[Copy]]] = {
    "old_law": _old_law,
    "textbook": _textbook,
    "superseded": _superseded,
    "periodical": _periodical,
    "damaged": _damaged,
    "surplus": _surplus,
    "unused": _unused,
    "lost": _lost,
}


def candidates(owner: ServicePoint, criterion: Criterion, w: Within) -> QuerySet[Copy]:
    """The copies that a criterion proposes within a part of the shelves. A criterion that the
    system cannot judge proposes every weedable copy of that part, if a part is named."""
    found = weedable(owner)
    if w.collections:
        found = found.filter(collection__in=w.collections)
    if w.shelf_from:
        found = found.filter(shelf_mark__gte=w.shelf_from)
    if w.shelf_to:
        # What begins like the last mark belongs to it.
        found = found.filter(Q(shelf_mark__lte=w.shelf_to) | Q(shelf_mark__startswith=w.shelf_to))
    finder = _FINDERS.get(criterion.finder)
    if finder is not None:
        return finder(found, w)
    return found if w.shelf_from or w.shelf_to or w.collections else found.none()


def why_not_each(
    copies: Sequence[Copy], owner: int, *, but: int | None = None, offered_by: int | None = None
) -> dict[int, str]:
    """Of these copies (with their places) those that cannot be weeded now, and why, as codes of
    ``rules.WHY_NOT``; three queries. ``but``: the round that asks, ``offered_by`` the list of an
    exchange that does: neither stands in its own way."""
    ids = [one.pk for one in copies]
    open_lines = WeedingLine.objects.filter(copy__in=ids, is_open=True).exclude(weeding=but)
    in_round = set(open_lines.values_list("copy", flat=True))
    picked = set(
        Line.objects.filter(copy__in=ids, state__in=_OPEN_LINE).values_list("copy", flat=True)
    )
    offers = ExchangeLine.objects.filter(copy__in=ids, is_open=True).exclude(exchange=offered_by)
    offered = set(offers.values_list("copy", flat=True))
    found: dict[int, str] = {}
    for one in copies:
        place = one.place
        code = why_not(
            owner=owner,
            copy_owner=one.owner_id,
            collection=one.collection,
            state=place.state,
            point=place.point_id,
        )
        if not code and one.pk in in_round:
            code = "in-round"
        if not code and one.pk in picked:
            code = "picked"
        if not code and one.pk in offered:
            code = "in-exchange"
        if code:
            found[one.pk] = code
    return found
