"""How the stock divides between groups of subjects today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tusach.catalogue.api import Record
from tusach.holdings.models import Copy
from tusach.holdings.rules import State
from tusach.holdings.subjects import Fits, group_sql

# What no reader can be given does not fill a gap.
_GONE = (State.WITHDRAWN, State.LOST)


@dataclass(frozen=True)
class InGroup:
    titles: int = 0
    copies: int = 0


def stock_by_group(
    groups: Sequence[tuple[int, Fits]], owner: int | None = None
) -> dict[int, InGroup]:
    """Titles and copies of each group, by its number (``NO_GROUP``: of none), of a library or
    of all; lost and withdrawn copies do not count. One query."""
    case, parameters = group_sql(groups, "r")
    mine = "AND c.owner_id = %s" if owner is not None else ""
    sql = (
        f"SELECT {case} AS grp, count(DISTINCT c.record_id), count(*) FROM holdings_copy c"  # noqa: S608
        " JOIN catalogue_record r ON r.id = c.record_id"
        " JOIN holdings_copyplace p ON p.copy_id = c.id"
        f" WHERE p.state <> ALL(%s) {mine} GROUP BY 1"
    )
    more = [owner] if owner is not None else []
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, list(_GONE), *more])
        return {group: InGroup(titles, copies) for group, titles, copies in cursor.fetchall()}


def not_held(groups: Sequence[tuple[int, Fits]], number: int, owner: int) -> QuerySet[Record]:
    """Titles of a group that other libraries hold and this one does not, with ``elsewhere``:
    how many copies they hold."""
    case, parameters = group_sql(groups, "catalogue_record")
    own = Copy.objects.filter(record=OuterRef("pk"), owner=owner).exclude(place__state__in=_GONE)
    others = (
        Copy.objects.filter(record=OuterRef("pk"))
        .exclude(place__state__in=_GONE)
        .order_by()
        .values("record")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Record.objects.annotate(
            grp=RawSQL(case, parameters, output_field=IntegerField()),  # noqa: S611
            elsewhere=Subquery(others),
        )
        .filter(grp=number, elsewhere__gt=0)
        .filter(~Exists(own))
    )
