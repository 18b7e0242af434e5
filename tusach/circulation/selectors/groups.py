"""Loans to groups, and what of them is still out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tusach.circulation.models import GroupLoan, GroupLoanCopy, OpenLoan
from tusach.network.api import ServicePoint


def _out() -> Exists:
    return Exists(OpenLoan.objects.filter(lend=OuterRef("statement")))


def groups_at(points: QuerySet[ServicePoint]) -> QuerySet[GroupLoan]:
    """The loans to groups at these points, with how many copies were taken."""
    found = GroupLoan.objects.filter(point__in=points).select_related("point", "reader")
    return found.annotate(taken=Count("copies"))


def group_of(pk: int) -> GroupLoan | None:
    return GroupLoan.objects.select_related("point", "reader").filter(pk=pk).first()


@dataclass(frozen=True)
class TitleCount:
    """Of one title: how many copies were taken, and how many are still out."""

    title: str
    taken: int
    out: int


def copies_of_group(group: GroupLoan) -> list[GroupLoanCopy]:
    """Its copies, ``out`` marked; what is out first, by title."""
    return list(
        GroupLoanCopy.objects.filter(group=group)
        .select_related("copy__record", "copy__owner")
        .annotate(out=_out())
        .order_by("-out", "copy__record__title", "copy__accession_no")
    )


def titles_of(rows: list[GroupLoanCopy]) -> list[TitleCount]:
    """The copies counted by title."""
    taken: dict[str, list[int]] = {}
    for row in rows:
        sums = taken.setdefault(row.copy.record.shown_title, [0, 0])
        sums[0] += 1
        sums[1] += bool(row.out)  # type: ignore[attr-defined]
    return [TitleCount(title, *sums) for title, sums in sorted(taken.items())]


def out_of(groups: list[GroupLoan]) -> dict[int, int]:
    """How many copies of each of these groups are still out."""
    rows = GroupLoanCopy.objects.filter(Q(group__in=groups) & _out())
    return dict(rows.order_by().values_list("group").annotate(Count("pk")))
