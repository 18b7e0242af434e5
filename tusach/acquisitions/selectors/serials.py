"""Newspapers and magazines: what is awaited, what is late, what is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from tusach.acquisitions.models import (
    CheckIn,
    Issue,
    Serial,
    Subscription,
    SubscriptionPlace,
)
from tusach.acquisitions.rules.states import CheckedAs
from tusach.catalogue.api import Kind, Record, records
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold

# An issue that did not come in this time is no news; it stands in the serial's own list.
LOOK_BACK = timedelta(days=120)


@dataclass(frozen=True)
class Awaited:
    """An issue that a place should get and has not. ``days``: past the day it should have
    come; ``claimed``: a letter was written."""

    issue: Issue
    place: SubscriptionPlace
    claimed: bool
    days: int

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def key(self) -> str:
        return f"{self.issue.pk}-{self.place.pk}"


_AWAITED = """
SELECT i.id, p.id, c.state FROM acquisitions_issue i
JOIN acquisitions_subscription s ON s.serial_id = i.serial_id AND i."on" >= s.starts_on
    AND i."on" < LEAST(s.ends_on, COALESCE(s.cancelled_on, s.ends_on))
JOIN acquisitions_subscriptionplace p ON p.subscription_id = s.id
LEFT JOIN acquisitions_checkin c ON c.issue_id = i.id AND c.place_id = p.id
WHERE p.point_id = ANY(%s) AND i."on" BETWEEN %s AND %s
    AND (c.id IS NULL OR c.state = 'claimed')
ORDER BY i."on" DESC, i.id, p.id LIMIT %s
"""


def awaited(
    points: QuerySet[ServicePoint], day: date, *, most: int = 500, only_late: bool = False
) -> list[Awaited]:
    """What these points still await of the issues up to ``day``, the newest first."""
    ids = list(points.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_AWAITED, [ids, day - LOOK_BACK, day, most])
        rows = cursor.fetchall()
    issues = Issue.objects.select_related("serial__record").in_bulk([row[0] for row in rows])
    places = SubscriptionPlace.objects.select_related("point", "subscription__supplier").in_bulk(
        [row[1] for row in rows]
    )
    found = []
    for issue, place, state in rows:
        due = issues[issue].on + timedelta(days=places[place].delay)
        days = (day - due).days
        if not only_late or days > 0:
            found.append(Awaited(issues[issue], places[place], state == CheckedAs.CLAIMED, days))
    return found


def came_on(points: QuerySet[ServicePoint], day: date) -> QuerySet[CheckIn]:
    """What was checked in at these points as come on a day, the last first."""
    return (
        CheckIn.objects.filter(
            place__point__in=points.values("pk"), on=day, state=CheckedAs.RECEIVED
        )
        .select_related("issue__serial__record", "place__point")
        .order_by("-at")[:200]
    )


def receiving(points: QuerySet[ServicePoint]) -> QuerySet[ServicePoint]:
    """Those of these points that any subscription sends issues to."""
    return points.filter(pk__in=SubscriptionPlace.objects.values("point")).order_by("sort_key")


def serials(day: date) -> QuerySet[Any]:
    """Every serial that is followed, by title."""
    return Serial.objects.select_related("record").order_by("record__title_key", "pk")


def search_serials(found: QuerySet[Any], words: str) -> QuerySet[Any]:
    for word in fold(words).split():
        found = found.filter(Q(record__find_text__contains=word) | Q(issn__contains=word))
    return found


def serial_by_pk(pk: int) -> Serial | None:
    return Serial.objects.select_related("record").filter(pk=pk).first()


def serial_of_record(record_id: int) -> Serial | None:
    return Serial.objects.select_related("record").filter(record=record_id).first()


def unfollowed_like(title: str) -> list[Record]:
    """Newspapers and magazines of the catalogue that may be this title and are not followed."""
    found = records().filter(kind=Kind.SERIAL)
    for word in fold(title).split():
        found = found.filter(find_text__contains=word)
    return list(found.exclude(pk__in=Serial.objects.values("record")).order_by("title_key")[:8])


def subscriptions_of(points: QuerySet[ServicePoint]) -> QuerySet[Subscription]:
    return (
        Subscription.objects.filter(owner__in=points.values("pk"))
        .select_related("serial__record", "owner", "supplier", "fund")
        .prefetch_related("places__point")
    )


def subscription_by_pk(pk: int) -> Subscription | None:
    return (
        Subscription.objects.select_related("serial__record", "owner", "supplier", "fund")
        .prefetch_related("places__point")
        .filter(pk=pk)
        .first()
    )


def running_on(found: QuerySet[Subscription], day: date) -> QuerySet[Subscription]:
    """Those whose term holds the day and that were not stopped."""
    end = Least(F("ends_on"), Coalesce(F("cancelled_on"), F("ends_on")))
    return found.annotate(true_end=end).filter(starts_on__lte=day, true_end__gt=day)


@dataclass(frozen=True)
class Titles:
    """How many titles a point gets on a day (R-165)."""

    printed: int = 0
    electronic: int = 0

    @property
    def all(self) -> int:
        return self.printed + self.electronic


def serial_titles(day: date, points: Iterable[int]) -> dict[int, Titles]:
    """For each point the titles of newspapers and magazines that come to it on a day,
    electronic ones counted too; those that get none are left out. One query."""
    running = running_on(Subscription.objects.all(), day).values("pk")
    rows = (
        SubscriptionPlace.objects.filter(point__in=list(points), subscription__in=running)
        .values_list("point", "subscription__serial", "subscription__serial__is_electronic")
        .distinct()
    )
    counts: dict[int, list[int]] = {}
    for point, _serial, is_electronic in rows:
        counts.setdefault(point, [0, 0])[is_electronic] += 1
    return {point: Titles(*pair) for point, pair in counts.items()}


def place_by_pk(pk: int) -> SubscriptionPlace | None:
    return (
        SubscriptionPlace.objects.select_related("point", "subscription__serial__record")
        .filter(pk=pk)
        .first()
    )


def issue_by_pk(pk: int) -> Issue | None:
    return Issue.objects.select_related("serial__record").filter(pk=pk).first()


def check_in_by_pk(pk: int) -> CheckIn | None:
    return CheckIn.objects.select_related("issue", "place__point").filter(pk=pk).first()
