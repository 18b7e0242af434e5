"""What the public pages read: records, places, numbers, from the tables as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import get_language

from tusach.catalogue.api import Record
from tusach.holdings.api import CopyPlace
from tusach.network.api import (
    SECRET_KINDS,
    AdminUnit,
    PointKind,
    ServicePoint,
    UnitHit,
    facts_of,
    find_units,
    home_province,
    is_open_q,
    search_points,
)
from tusach.portal.unit_addresses import keys_of, unit_at
from tusach.vietnamese.api import fold

NOT_FOR_READERS = SECRET_KINDS | {PointKind.ROTATION_STORE}
# Addresses in one sitemap file; the protocol allows 50,000.
SITEMAP_SIZE = 20_000
_NUMBERS_FOR = 300  # seconds
# Copies at a point that take longer to count than a page may.
_GREAT = 20_000


def public_records() -> QuerySet[Record]:
    return Record.objects.filter(is_suppressed=False)


def record_by_number(control_number: str) -> Record | None:
    return public_records().filter(control_number=control_number).first()


def records_ticked(keys: Sequence[int]) -> list[Record]:
    """Those of the staff's list with these keys, hidden ones too, filed by title."""
    return list(Record.objects.filter(pk__in=keys).order_by("title_key", "pk"))


def records_of(keys: Sequence[str]) -> list[Record]:
    """The public records of these index keys, in their order; one query."""
    numbers = [int(key) for key in keys if key.isdecimal()]
    found = public_records().in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def plain_search(words: str, page: int, size: int) -> tuple[int, list[Record]]:
    """While there is no index: records whose title, author or number has every word, by
    title. Slower, and without ranking or facets."""
    found = public_records()
    for word in fold(words).split()[:12]:
        found = found.filter(find_text__contains=word)
    start = (page - 1) * size
    return found.count(), list(found.order_by("title_key", "pk")[start : start + size])


def languages() -> list[str]:
    """Codes of the languages that public records have, the commonest first."""
    found: list[str] | None = cache.get("portal.languages")
    if found is None:
        rows = public_records().exclude(language="").order_by().values_list("language")
        found = [code for code, _n in rows.annotate(n=Count("pk")).order_by("-n", "language")]
        cache.set("portal.languages", found, _NUMBERS_FOR)
    return found


def numbers() -> dict[str, int]:
    """Titles, copies and public points now; counted at most every five minutes."""
    found: dict[str, int] | None = cache.get("portal.numbers")
    if found is None:
        held = CopyPlace.objects.exclude(state__in=["lost", "withdrawn"])
        found = {
            "titles": public_records().count(),
            "copies": held.count(),
            "points": public_points().count(),
        }
        cache.set("portal.numbers", found, _NUMBERS_FOR)
    return found


def public_points() -> QuerySet[ServicePoint]:
    """The points a reader may go to: open today, no mere store, none of army, border guard,
    police and prisons."""
    return (
        ServicePoint.objects.filter(is_open_q())
        .exclude(kind__in=NOT_FOR_READERS)
        .select_related("commune", "province")
    )


def point_by_code(code: str) -> ServicePoint | None:
    return public_points().filter(code=code).first()


def points_found(words: str, kind: str = "") -> QuerySet[ServicePoint]:
    """Public points by name, commune or former commune, in the order of a Vietnamese list."""
    found = public_points()
    if kind:
        found = found.filter(kind=kind)
    if words.strip():
        found = search_points(found, words)
    return found.order_by("sort_key", "pk")


def kinds_of_points() -> list[tuple[str, int]]:
    rows = public_points().order_by().values("kind").annotate(n=Count("pk"))
    return [(row["kind"], row["n"]) for row in rows]


def former_units(words: str) -> list[UnitHit]:
    """Former units that answer to these words, within the provinces served: for "nay là"."""
    if not words.strip():
        return []
    hits = find_units(words, within=home_province(), limit=5)
    return [hit for hit in hits if hit.is_former and hit.rank <= 2]


def point_facts(point: ServicePoint) -> dict[str, Any]:
    return facts_of(point)


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal() and len(key) < 12]


def _named_points() -> QuerySet[ServicePoint]:
    """The points whose name readers may know, closed ones too."""
    return ServicePoint.objects.exclude(kind__in=NOT_FOR_READERS)


def codes_and_names_of_points(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Lasting code and public name by number as text, as facets hold them; one query."""
    rows = _named_points().filter(pk__in=_numbers(keys)).values_list("pk", "code", "name")
    return {str(pk): (code, name) for pk, code, name in rows}


def points_of_codes(codes: Iterable[str]) -> dict[str, str]:
    """Number as text, by code; one query. A point without a public name has none."""
    rows = _named_points().filter(code__in=list(codes)).values_list("code", "pk")
    return {code: str(pk) for code, pk in rows}


def codes_and_names_of_units(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Lasting key and name of communes by number as text, as facets hold them; two queries at
    most."""
    rows = AdminUnit.objects.filter(pk__in=_numbers(keys)).values_list("pk", "name")
    names = dict(rows)
    lasting = keys_of(names)
    return {str(pk): (lasting[pk], name) for pk, name in names.items()}


def units_of_keys(keys: Iterable[str]) -> dict[str, str]:
    """Number as text, by lasting key; a query for each. A number is the key of a unit that never
    had a code, of no other."""
    units = {key: unit for key in keys if (unit := unit_at(key)) is not None}
    lasting = keys_of(unit.pk for unit in units.values())
    return {
        key: str(unit.pk)
        for key, unit in units.items()
        if not key.isdecimal() or lasting[unit.pk] == key
    }


def held_at(point: ServicePoint) -> dict[str, int]:
    """Titles and copies a reader finds at the point now; of a great stock counted at most every
    five minutes."""
    key = f"portal.held.{point.pk}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is not None:
        return kept
    row = CopyPlace.objects.filter(
        point=point, state__in=["in_store", "in_service", "on_loan"]
    ).aggregate(titles=Count("copy__record_id", distinct=True), copies=Count("copy_id"))
    found = {"titles": row["titles"], "copies": row["copies"]}
    if row["copies"] > _GREAT:
        cache.set(key, found, _NUMBERS_FOR)
    return found


def newest_at(point: ServicePoint, count: int = 12) -> list[Record]:
    """The records that came to the point last."""
    held = CopyPlace.objects.filter(point=point, state__in=["in_store", "in_service"])
    rows = held.order_by("-copy_id").values_list("copy__record_id", flat=True)
    limit = count * 8
    while True:
        # From the end, so far as it takes: a title may have come in hundreds of copies.
        read = list(rows[:limit])
        records = dict.fromkeys(read)
        if len(records) >= count or len(read) < limit:
            return records_of([str(pk) for pk in list(records)[:count]])
        limit *= 4


def network_name() -> str:
    """ "tỉnh Lai Châu", as it stands within a sentence; "Lai Châu" in other languages."""
    province = home_province()
    if province is None:
        return ""
    if get_language() != "vi":
        return province.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return province.name[:1].lower() + province.name[1:]


def sitemap_files() -> int:
    last = public_records().aggregate(last=Max("pk"))["last"] or 0
    return int(last) // SITEMAP_SIZE + 1


def sitemap_records(number: int) -> Iterable[tuple[str, date]]:
    """Control numbers and days of change of one file's records, by their own numbers."""
    first = (number - 1) * SITEMAP_SIZE
    rows = public_records().filter(Q(pk__gt=first - 1) & Q(pk__lt=first + SITEMAP_SIZE))
    for control_number, changed in rows.order_by("pk").values_list("control_number", "changed_at"):
        yield control_number, changed.date()
