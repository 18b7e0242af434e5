"""Reading rounds of weeding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from tusach.holdings.api import stock_of
from tusach.network.api import ServicePoint
from tusach.policy.api import InForce, add_months, number_on, rule_on
from tusach.upkeep import asked_rules as asked
from tusach.upkeep.models import Criterion, Disposal, Weeding, WeedingFile, WeedingLine
from tusach.upkeep.rules import most_of
from tusach.vietnamese.api import fold

Status = WeedingLine.Status


def all_weedings() -> QuerySet[Weeding]:
    """Every round with the number of copies that are, or were, to be struck."""
    counted = ~Q(lines__status=Status.KEPT)
    return Weeding.objects.select_related("owner", "register").annotate(
        copies=Count("lines", filter=counted)
    )


def search_weedings(found: QuerySet[Weeding], words: str) -> QuerySet[Weeding]:
    """By a part of the name, of the library's, or of a decision."""
    text = fold(words)
    return found.filter(
        Q(name__icontains=words) | Q(decision__icontains=words) | Q(owner__folded__contains=text)
    )


def criteria() -> QuerySet[Criterion]:
    return Criterion.objects.filter(is_used=True)


def lines_of(weeding: Weeding) -> QuerySet[WeedingLine]:
    """The lines with what a list shows."""
    return WeedingLine.objects.filter(weeding=weeding).select_related(
        "copy__record", "copy__owner", "copy__place", "criterion", "disposal", "again"
    )


def search_lines(lines: QuerySet[WeedingLine], words: str) -> QuerySet[WeedingLine]:
    """By title, author, accession number or barcode."""
    text = words.strip()
    named = Q()
    for word in fold(text).split():
        named &= Q(copy__record__find_text__contains=word)
    return lines.filter(named | Q(copy__accession_no=text) | Q(copy__barcode=text))


@dataclass(frozen=True)
class Share:
    """How many copies may be weeded in one round: of ``base``, at most ``percent``."""

    base: int
    percent: int
    basis: str

    @property
    def most(self) -> int:
        return most_of(self.base, self.percent)


def share_of(weeding: Weeding) -> Share:
    """As noted when it was submitted; before that, as it would be today."""
    if weeding.state != Weeding.State.DRAFT and weeding.base_count:
        return Share(weeding.base_count, weeding.most_percent, weeding.share_basis)
    return share_today(weeding.owner)


def share_today(owner: ServicePoint) -> Share:
    """The copies that the library owns, wherever they are, and the rule of today; without a
    rule all of them may go."""
    rule = rule_on(asked.SHARE, timezone.localdate(), point=owner) or InForce(asked.SHARE, 100)
    return Share(stock_of(owner.pk).count(), rule.value, rule.basis)


@dataclass(frozen=True)
class Sums:
    """Of the lines that count: titles, copies, đồng, copies without a price."""

    titles: int
    copies: int
    value: int
    unpriced: int


def sums(lines: QuerySet[WeedingLine]) -> Sums:
    found = lines.order_by().aggregate(
        titles=Count("copy__record", distinct=True),
        copies=Count("pk"),
        value=Coalesce(Sum("price"), 0),
        unpriced=Count("pk", filter=Q(price__isnull=True)),
    )
    return Sums(found["titles"], found["copies"], int(found["value"]), found["unpriced"])


def counted(weeding: Weeding) -> QuerySet[WeedingLine]:
    """The lines that are, or were, to be struck."""
    return weeding.lines.exclude(status=Status.KEPT)


def by_criterion(weeding: Weeding) -> list[tuple[Criterion, int, int]]:
    """(criterion, copies, đồng) of the lines that count, in the order of criteria."""
    rows = (
        counted(weeding)
        .order_by("criterion__position")
        .values("criterion")
        .annotate(n=Count("pk"), value=Coalesce(Sum("price"), 0))
    )
    named = Criterion.objects.in_bulk([row["criterion"] for row in rows])
    return [(named[row["criterion"]], row["n"], int(row["value"])) for row in rows]


def by_status(weeding: Weeding) -> dict[str, int]:
    rows = weeding.lines.order_by("status").values("status").annotate(n=Count("pk"))
    return {row["status"]: row["n"] for row in rows}


def undisposed(weeding: Weeding) -> QuerySet[WeedingLine]:
    """Struck copies of which nothing is said yet: what becomes of them. Lost ones have gone."""
    return weeding.lines.filter(status=Status.STRUCK, disposal=None)


def disposals_of(weeding: Weeding) -> list[Disposal]:
    """With ``copies``, how many each took."""
    return list(weeding.disposals.annotate(copies=Count("lines")).order_by("pk"))


def received(weeding: Weeding) -> int:
    """Đồng that books and paper of a round were sold for."""
    return int(weeding.disposals.aggregate(sum=Sum("amount"))["sum"] or 0)


def files_of(weeding: Weeding) -> QuerySet[WeedingFile]:
    return weeding.files.order_by("kind", "pk")


def file_of(pk: int) -> WeedingFile | None:
    return WeedingFile.objects.select_related("weeding__owner").filter(pk=pk).first()


def kept_until(weeding: Weeding) -> date | None:
    """The first day on which the file may be discarded: so many years after the round ended, by
    the rule of that day; None while the round goes on."""
    ended = weeding.closed_on or weeding.cancelled_on
    if ended is None:
        return None
    return add_months(ended, 12 * keep_years(weeding, ended))


def keep_years(weeding: Weeding, day: date) -> int:
    return number_on(asked.KEEP_YEARS, day, 0, point=weeding.owner)


def cancel_until(weeding: Weeding) -> date | None:
    """The last day on which the decision may be cancelled; None before it is carried out."""
    if weeding.carried_out_at is None:
        return None
    day = timezone.localdate(weeding.carried_out_at)
    days = number_on(asked.CANCEL_DAYS, day, 0, point=weeding.owner)
    return date.fromordinal(day.toordinal() + days)


def rounds_of_copy(copy: int) -> list[WeedingLine]:
    """The rounds a copy was listed in, and the one that gave it a new number."""
    found = WeedingLine.objects.filter(Q(copy=copy) | Q(again=copy))
    return list(
        found.select_related("weeding__owner", "criterion", "disposal", "copy", "again")
        .order_by("-pk")
    )  # fmt: skip


def progress(weeding: Weeding) -> tuple[int, int]:
    """(done, of) lines of a round under way."""
    lines: Any = weeding.lines
    return lines.filter(pk__lte=weeding.worked_to).count(), lines.count()


def disposal_of(pk: int) -> Disposal | None:
    return Disposal.objects.select_related("weeding__owner").filter(pk=pk).first()
