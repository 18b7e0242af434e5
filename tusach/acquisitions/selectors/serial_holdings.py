"""What libraries hold of newspapers and magazines, from the issues that were received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.acquisitions.models import OlderHoldings, Volume
from tusach.acquisitions.rules.statement import NAMED, Year, statement
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
    for volume in Volume.objects.filter(serial__record__in=ids).select_related("serial"):
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
