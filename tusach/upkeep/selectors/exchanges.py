"""Reading exchange between libraries: lists, requests, what went each way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear

from tusach.holdings.api import Register, Transfer, registers_of
from tusach.network.api import ServicePoint
from tusach.upkeep.models import Exchange, ExchangeLine, ExchangeRequest
from tusach.vietnamese.api import fold

_FREE = Q(lines__request=None)
# Requests whose books have passed, or pass as the worker comes to them.
_PASSED = Q(state=ExchangeRequest.State.DECIDED) & ~Q(
    transfer__state__in=[Transfer.State.UNDOING, Transfer.State.UNDONE]
)


def all_exchanges() -> QuerySet[Exchange]:
    """Every list with ``copies`` on it and ``free``, those that nobody asked for."""
    return Exchange.objects.select_related("owner").annotate(
        copies=Count("lines"), free=Count("lines", filter=_FREE)
    )


def search_exchanges(found: QuerySet[Exchange], words: str) -> QuerySet[Exchange]:
    """By a part of the name, of the library's, or of the title of a book on the list."""
    text = fold(words)
    titled = ExchangeLine.objects.filter(copy__record__find_text__contains=text)
    return found.filter(
        Q(name__icontains=words)
        | Q(owner__folded__contains=text)
        | Q(pk__in=titled.values("exchange"))
    )


def lines_of(exchange: Exchange) -> QuerySet[ExchangeLine]:
    """The lines with what a list shows."""
    return exchange.lines.select_related("copy__record", "request__taker")


def search_lines(lines: QuerySet[ExchangeLine], words: str) -> QuerySet[ExchangeLine]:
    """By title, author, accession number or barcode."""
    text = words.strip()
    named = Q()
    for word in fold(text).split():
        named &= Q(copy__record__find_text__contains=word)
    return lines.filter(named | Q(accession_no=text) | Q(copy__barcode=text))


def free_lines(exchange: Exchange) -> QuerySet[ExchangeLine]:
    """What nobody asked for yet, by title."""
    return (
        exchange.lines.filter(request=None)
        .select_related("copy__record")
        .order_by("copy__record__title_key", "pk")
    )


def requests_of(exchange: Exchange) -> list[ExchangeRequest]:
    """With ``copies``, how many each asks for."""
    return list(
        exchange.requests.select_related("taker", "register", "transfer")
        .annotate(copies=Count("lines"))
        .order_by("pk")
    )


def request_of(pk: int) -> ExchangeRequest | None:
    return (
        ExchangeRequest.objects.select_related("exchange__owner", "taker", "register", "transfer")
        .filter(pk=pk)
        .first()
    )


def open_registers(library: int) -> QuerySet[Register]:
    return registers_of(library).filter(closed_on=None)


def offers_of_copy(copy: int) -> list[ExchangeLine]:
    """The lists a copy was offered in, newest first."""
    return list(
        ExchangeLine.objects.filter(copy=copy)
        .select_related("exchange__owner", "request__taker")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Partner:
    """What one library gave another and got from it: copies and đồng; copies without a price
    count as none."""

    library: str
    partner: str
    given: int = 0
    given_value: int = 0
    got: int = 0
    got_value: int = 0


def years_of_exchange() -> list[int]:
    """The years in which books passed, newest first."""
    years = ExchangeRequest.objects.filter(_PASSED).annotate(year=ExtractYear("decided_on"))
    return list(years.order_by("-year").values_list("year", flat=True).distinct())


def balance(points: QuerySet[ServicePoint], year: int | None = None) -> list[Partner]:
    """The exchange balance of these libraries by partner, of a year of decisions or of all;
    one query."""
    mine = set(points.values_list("pk", flat=True))
    passed = ExchangeRequest.objects.filter(_PASSED)
    if year is not None:
        passed = passed.filter(decided_on__year=year)
    rows = (
        passed.filter(Q(exchange__owner__in=mine) | Q(taker__in=mine))
        .order_by()
        .values("exchange__owner", "taker", "outside",
                giver=F("exchange__owner__name"), to=F("taker__name"))
        .annotate(n=Count("lines"), value=Coalesce(Sum("lines__price"), 0))
    )  # fmt: skip
    found: dict[tuple[str, str], Partner] = {}

    def add(library: str, partner: str, given: bool, n: int, value: int) -> None:
        one = found.get((library, partner)) or Partner(library, partner)
        if given:
            one = replace(one, given=one.given + n, given_value=one.given_value + value)
        else:
            one = replace(one, got=one.got + n, got_value=one.got_value + value)
        found[library, partner] = one

    for row in rows:
        other = row["to"] or row["outside"]
        if row["exchange__owner"] in mine:
            add(row["giver"], other, True, row["n"], int(row["value"]))
        if row["taker"] in mine:
            add(row["to"], row["giver"], False, row["n"], int(row["value"]))
    return [found[key] for key in sorted(found)]
