"""What is out, who has it, what is late, and what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tusach.circulation.models import OpenLoan, Remark, RemarkKind, Statement, StatementKind
from tusach.circulation.rules import Closed, Forgiven, days_late, fine
from tusach.circulation.selectors.rules import all_closed, all_graces, plain
from tusach.holdings.api import CopyPlace, State
from tusach.network.api import ServicePoint
from tusach.readers.api import Reader
from tusach.vietnamese.api import fold

# What a desk may undo is what was just done there.
_JUST_NOW = timedelta(hours=12)


def until() -> Subquery:
    """For holdings: until when a copy that is out stays out, on a row with ``copy_id``."""
    return Subquery(OpenLoan.objects.filter(copy=OuterRef("copy_id")).values("due")[:1])


def loans() -> QuerySet[OpenLoan]:
    """Every open loan with what a list shows."""
    return OpenLoan.objects.select_related(
        "copy__record", "reader__reader_class", "reader__home", "point", "rule"
    )


def loans_at(points: QuerySet[ServicePoint]) -> QuerySet[OpenLoan]:
    """What was lent at these points."""
    return loans().filter(point__in=points)


def loans_of(reader: Reader) -> QuerySet[OpenLoan]:
    """What a reader has at home, what is due first before the rest."""
    return loans().filter(reader=reader).order_by("due", "lent_at", "pk")


def loan_of_copy(copy: int) -> OpenLoan | None:
    return loans().filter(copy=copy).first()


def search_loans(found: QuerySet[OpenLoan], words: str) -> QuerySet[OpenLoan]:
    """By a part of the reader's name or of the title, or by the copy's number or barcode."""
    text = fold(words)
    return found.filter(
        Q(reader__folded__contains=text)
        | Q(copy__record__title__icontains=words)
        | Q(copy__accession_no__folded__contains=text)
        | Q(copy__barcode=words.strip())
    )


def overdue(found: QuerySet[OpenLoan], day: date) -> QuerySet[OpenLoan]:
    """Of these, what was due before ``day``."""
    return found.filter(due__lt=day)


@dataclass(frozen=True)
class Late:
    """How late a loan is by the rules, and what is owed for it so far."""

    days: int
    owed: int


class Lateness:
    """How late loans are on a day. Closed days and graces are read once, whatever the number of
    loans: there are a few of them a year."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._closed: list[Closed] | None = None
        self._graces: list[Forgiven] = []

    def of(self, row: OpenLoan) -> Late:
        if row.due >= self.day:
            return Late(0, 0)
        if self._closed is None:
            self._closed, self._graces = all_closed(), all_graces()
        rule = plain(row.rule, row.point) if row.rule is not None else None
        grace = rule.grace_days if rule is not None else 0
        days = days_late(row.due, self.day, grace, self._graces, self._closed, row.point.code)
        return Late(days, fine(rule, days))


def late_of_all(rows: Iterable[OpenLoan], day: date) -> dict[int, Late]:
    """For each of these loans (by copy) how late it is on ``day``; two queries."""
    reckoned = Lateness(day)
    return {row.pk: reckoned.of(row) for row in rows}


def statement_of(pk: int, since: datetime | None = None) -> Statement | None:
    """One statement; ``since`` spares the older months."""
    found = Statement.objects.select_related("copy__record", "point").filter(pk=pk)
    return (found.filter(happened_at__gte=since) if since is not None else found).first()


def just_done(point: ServicePoint, account: int, at: datetime, most: int = 8) -> list[Statement]:
    """What this person did at this desk of late, the latest first, ``undone`` marked; what a desk
    may take back."""
    rows = list(
        Statement.objects.filter(
            point=point, by_account=account, device=None, happened_at__gte=at - _JUST_NOW
        )
        .exclude(kind__in=[StatementKind.UNDO, StatementKind.BACK])
        .select_related("copy__record", "reader")
        .order_by("-happened_at", "-id")[:most]
    )
    undone = set(
        Remark.objects.filter(pk__in=[row.pk for row in rows], kind=RemarkKind.UNDONE).values_list(
            "pk", flat=True
        )
    )
    for row in rows:
        row.undone = row.pk in undone  # type: ignore[attr-defined]
    return rows


def history_of_copy(copy: int, most: int = 20) -> list[Statement]:
    """What was said of a copy, the latest first; whose loan it was is not told here."""
    return list(
        Statement.objects.filter(copy=copy)
        .select_related("point")
        .order_by("-happened_at", "-id")[:most]
    )


def remarks_at(points: QuerySet[ServicePoint]) -> QuerySet[Remark]:
    """What a rule settled at these points; undone acts are no news to whoever undid them."""
    return (
        Remark.objects.exclude(kind__in=["", RemarkKind.UNDONE])
        .filter(point__in=points)
        .select_related("copy__record", "point")
    )


def to_look_at(points: QuerySet[ServicePoint]) -> QuerySet[OpenLoan]:
    """Open loans of copies that the ledger knows to be somewhere: seen in a box, on a shelf,
    noted as lost. Somebody should look at the book."""
    elsewhere = CopyPlace.objects.filter(copy=OuterRef("copy_id")).exclude(state=State.ON_LOAN)
    return loans_at(points).filter(Exists(elsewhere))


def out_without_loan(points: QuerySet[ServicePoint]) -> QuerySet[CopyPlace]:
    """Copies that the ledger has as lent at these points and of which nobody said a loan."""
    return (
        CopyPlace.objects.filter(state=State.ON_LOAN, point__in=points)
        .exclude(Exists(OpenLoan.objects.filter(copy=OuterRef("copy_id"))))
        .select_related("copy__record", "point")
    )
