"""What libraries hold of newspapers and magazines, from the issues that were received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.acquisitions.models import CheckIn, Issue, OlderHoldings, Serial, Volume
from tusach.acquisitions.rules.statement import NAMED, Year, runs_of, statement
from tusach.acquisitions.rules.states import CheckedAs
from tusach.network.api import ServicePoint


@dataclass(frozen=True)
class SerialHolding:
    """What a point holds of a serial, in a line: "2024: 1–12; 2025: 1–8 (thiếu 3)"; ``volumes``
    are those bound there, by their names."""

    record_id: int
    point: ServicePoint
    text: str
    volumes: tuple[str, ...] = ()


# A year's numbers come as runs, so that a daily that goes to a hundred places makes as many rows
# as there are places and years, not issues.
_YEARS = """
SELECT s.record_id, p.point_id, extract(year FROM i."on")::integer AS year,
       range_agg(int4range(coalesce(i.in_year, i.number),
                           coalesce(CASE WHEN i.in_year IS NULL THEN i.last_number
                                         ELSE i.last_in_year END,
                                    i.in_year, i.number) + 1))
           FILTER (WHERE coalesce(i.in_year, i.number) IS NOT NULL),
       (array_agg(DISTINCT i.label)
           FILTER (WHERE coalesce(i.in_year, i.number) IS NULL))[1:%(few)s],
       count(DISTINCT i.id) FILTER (WHERE coalesce(i.in_year, i.number) IS NULL)
FROM acquisitions_serial s
JOIN acquisitions_issue i ON i.serial_id = s.id
JOIN acquisitions_checkin c ON c.issue_id = i.id AND c.state = 'received'
JOIN acquisitions_subscriptionplace p ON p.id = c.place_id
WHERE s.record_id = ANY(%(records)s)
GROUP BY 1, 2, 3
"""


def _counted(count: int) -> str:
    return ngettext("%(count)s số", "%(count)s số", count) % {"count": count}


def serial_holdings(record_ids: Iterable[int]) -> list[SerialHolding]:
    """The summary statements of these records, by title and point; four queries. Secret
    points are among them: whoever shows them to the public asks ``point.is_public``."""
    ids = list(record_ids)
    years: dict[tuple[int, int], list[Year]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_YEARS, {"records": ids, "few": NAMED + 1})
        for record, point, year, numbers, names, unnumbered in cursor.fetchall():
            runs = [(one.lower, one.upper - 1) for one in numbers or ()]
            years.setdefault((record, point), []).append(
                Year(year, runs, tuple(names or ()), unnumbered)
            )
    older: dict[tuple[int, int], str] = {}
    for row in OlderHoldings.objects.filter(serial__record__in=ids).select_related("serial"):
        older[row.serial.record_id, row.point_id] = row.statement
    bound: dict[tuple[int, int], list[str]] = {}
    volumes = Volume.objects.filter(serial__record__in=ids, undone_at=None)
    for volume in volumes.select_related("serial"):
        bound.setdefault((volume.serial.record_id, volume.point_id), []).append(volume.label)
    keys = {*years, *older, *bound}
    points = ServicePoint.objects.in_bulk({point for _record, point in keys})
    found = []
    for key in keys:
        text = statement(years.get(key, ()), _("thiếu"), _counted)
        parts = [part for part in (older.get(key, ""), text) if part]
        found.append(
            SerialHolding(key[0], points[key[1]], "; ".join(parts), tuple(bound.get(key, ())))
        )
    order = {pk: place for place, pk in enumerate(ids)}
    return sorted(found, key=lambda one: (order[one.record_id], one.point.sort_key, one.point.pk))


def numbers_of_issue(issue: Issue) -> tuple[int, ...]:
    """Those it carries: in its year, or else running; none for one called by its date."""
    first, last = issue.in_year, issue.last_in_year
    if first is None:
        first, last = issue.number, issue.last_number
    return () if first is None else tuple(range(first, (last or first) + 1))


def years_of(issues: Iterable[Issue]) -> list[Year]:
    """These issues by year, for a statement of them."""
    found: dict[int, list[Issue]] = {}
    for one in issues:
        found.setdefault(one.on.year, []).append(one)
    years = []
    for year, some in sorted(found.items()):
        names = [one.label for one in some if not numbers_of_issue(one)]
        runs = runs_of(number for one in some for number in numbers_of_issue(one))
        years.append(Year(year, runs, tuple(names[: NAMED + 1]), len(names)))
    return years


def single_issues(serial: Serial, point: ServicePoint) -> QuerySet[CheckIn]:
    """What came to a point and is in no volume, the oldest first."""
    return (
        CheckIn.objects.filter(
            issue__serial=serial, place__point=point, state=CheckedAs.RECEIVED, volume=None
        )
        .select_related("issue")
        .order_by("issue__on", "pk")
    )


def points_with_issues(serial: Serial, points: QuerySet[ServicePoint]) -> QuerySet[ServicePoint]:
    """Those of these points that have received issues of a serial."""
    came = CheckIn.objects.filter(issue__serial=serial, state=CheckedAs.RECEIVED)
    return points.filter(pk__in=came.values("place__point")).order_by("sort_key")


def volumes_of(serial: Serial) -> QuerySet[Volume]:
    """The volumes of a serial that were not taken apart, the latest first, with how many issues
    each has."""
    return (
        Volume.objects.filter(serial=serial, undone_at=None)
        .select_related("point", "copy")
        .annotate(bound=Count("issues"))
        .order_by("-ends_on", "-pk")
    )


def volume_by_pk(pk: int) -> Volume | None:
    return Volume.objects.select_related("serial__record", "point", "copy").filter(pk=pk).first()
