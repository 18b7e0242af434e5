"""What the public page of a commune, district or province tells, on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from tusach.holdings.api import CopyPlace
from tusach.network.api import (
    AdminUnit,
    Became,
    Level,
    Serving,
    UnitChange,
    UnitFact,
    UnitHit,
    fact_of_unit,
    facts_of_unit,
    find_units,
    home_province,
    home_provinces,
    placed_communes,
    provinces_on,
    serving_in,
    sheet_for,
    units_on,
    what_became_of,
    what_it_was_made_of,
)
from tusach.portal.selectors import NOT_FOR_READERS, public_points
from tusach.portal.unit_addresses import keys_of

# On the little map; more would hide each other.
_MOST_DOTS = 400


@dataclass(frozen=True)
class Made:
    """The changes of one day under one resolution that made a unit."""

    on: date
    legal_basis: str
    parts: list[UnitChange]


@dataclass(frozen=True)
class Locality:
    """A unit on a day: what it was called and belonged to, who served readers there."""

    unit: AdminUnit
    on: date
    # The last day of a former unit.
    last: date | None
    # None where nothing is recorded of it on that day.
    fact: UnitFact | None
    history: list[UnitFact]
    made: list[Made]
    became: list[Became]
    serving: list[Serving]
    # Communes of a district or province, each with how many points served there.
    communes: list[tuple[AdminUnit, int]]

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """(kind, its name, how many), in the order of the list."""
        counts = Counter((one.kind, one.kind_label) for one in self.serving)
        return [(kind, label, count) for (kind, label), count in counts.items()]


def locality_on(unit: AdminUnit, on: date) -> Locality:
    """The unit on that day; a former one on its last day, if the day asked about is later."""
    last = unit.ended_on - timedelta(days=1) if unit.ended_on else None
    on = min(on, last) if last else on
    serving = [one for one in serving_in(unit, on) if one.kind not in NOT_FOR_READERS]
    communes: list[tuple[AdminUnit, int]] = []
    if unit.level != Level.COMMUNE:
        there = Counter(one.commune for one in serving)
        found = units_on(on, level=Level.COMMUNE, within=unit).order_by("sort_key", "pk")
        communes = [(one, there[one.pk]) for one in found]
    return Locality(
        unit=unit,
        on=on,
        last=last,
        fact=fact_of_unit(unit, on),
        history=facts_of_unit(unit),
        made=_made(what_it_was_made_of(unit)),
        became=what_became_of(unit) if unit.ended_on else [],
        serving=serving,
        communes=communes,
    )


def _made(changes: Sequence[UnitChange]) -> list[Made]:
    found: dict[tuple[date, str], Made] = {}
    for change in changes:
        key = (change.on, change.legal_basis)
        found.setdefault(key, Made(*key, [])).parts.append(change)
    return list(found.values())


def with_a_page(serving: Sequence[Serving]) -> set[int]:
    """The numbers of those points that have a public page today."""
    keys = [one.point.pk for one in serving]
    return set(public_points().filter(pk__in=keys).values_list("pk", flat=True))


def books_in(serving: Sequence[Serving]) -> dict[str, int]:
    """Titles and copies that readers find at these points now."""
    row = CopyPlace.objects.filter(
        point__in=[one.point.pk for one in serving],
        state__in=["in_store", "in_service", "on_loan"],
    ).aggregate(titles=Count("copy__record_id", distinct=True), copies=Count("copy_id"))
    return {"titles": row["titles"], "copies": row["copies"]}


def little_map(place: Locality) -> dict[str, Any] | None:
    """The communes of the province of that day, this unit or its communes among them, and the
    points whose place is known; None where no place is."""
    unit = place.unit
    province = place.fact.province if place.fact else unit.province or unit
    centres = placed_communes(province, place.on)
    here = [
        (one.lat, one.lon)
        for one in ([unit] if unit.level == Level.COMMUNE else [c for c, _n in place.communes])
        if one.lat is not None and one.lon is not None
    ]
    sheet = sheet_for([*centres, *here])
    if sheet is None:
        return None
    km, length = sheet.bar()
    dots = [
        sheet.at(one.point.lat, one.point.lon)
        for one in place.serving
        if one.point.lat is not None and one.point.lon is not None
    ]
    return {
        "sheet": sheet,
        "province": province,
        "centres": [sheet.at(*centre) for centre in centres],
        "here": [] if unit.level == Level.PROVINCE else [sheet.at(*one) for one in here],
        "dots": [
            dot
            for dot in dots[:_MOST_DOTS]
            if 0 <= dot[0] <= sheet.width and 0 <= dot[1] <= sheet.height
        ],
        "big": unit.level == Level.COMMUNE,
        "bar": {"km": km, "end": sheet.margin + length, "y": sheet.height - 14},
    }


def found(words: str, on: date) -> list[UnitHit]:
    return find_units(words, on=on, limit=40) if words.strip() else []


def listed(on: date) -> list[tuple[AdminUnit, list[AdminUnit]]]:
    """The provinces served with their communes; without any, all provinces, bare."""
    homes = home_provinces()
    if not homes:
        return [(one, []) for one in provinces_on(on).order_by("sort_key")]
    return [
        (one, list(units_on(on, level=Level.COMMUNE, within=one).order_by("sort_key", "pk")))
        for one in homes
    ]


def numbers_of(rows: Sequence[tuple[AdminUnit, list[AdminUnit]]]) -> list[int]:
    return [unit.pk for one, communes in rows for unit in [one, *communes]]


def units_named(place: Locality) -> list[int]:
    """The units that the page of this one leads to."""
    found = [place.unit.pk, *(one.pk for one, _count in place.communes)]
    found += [one.unit.pk for one in place.became]
    found += [change.from_unit_id for made in place.made for change in made.parts]
    if place.fact is not None:
        found += [pk for pk in (place.fact.province_id, place.fact.parent_id) if pk]
    return found


def for_sitemap(on: date) -> list[str]:
    """The provinces served and what lies in them today, by the last part of their address."""
    numbers = numbers_of(listed(on)) if home_province() else []
    keys = keys_of(numbers)
    return [keys[pk] for pk in numbers]
