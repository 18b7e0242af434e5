"""Administrative units on a date: what belonged to what, what became of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tusach.network.models import AdminUnit, Extent, Level, UnitChange, UnitFact
from tusach.network.selectors.dates import holds, today


@dataclass(frozen=True)
class Became:
    """A unit that exists on the day asked about, and how much of the old one went there.

    ``extent`` is whole where every step on the way was whole; a unit that was divided gives
    several, its ``main_part`` first.
    """

    unit: AdminUnit
    extent: str
    on: date | None
    legal_basis: str = ""

    @property
    def label(self) -> str:
        """ "toàn bộ", "phần chính", "một phần"."""
        return str(Extent(self.extent).label)

    @property
    def is_whole(self) -> bool:
        return self.extent == Extent.WHOLE


def all_units() -> QuerySet[AdminUnit]:
    return AdminUnit.objects.select_related("province", "parent")


def unit_by_number(pk: int) -> AdminUnit | None:
    return all_units().filter(pk=pk).first()


def facts_of_unit(unit: AdminUnit) -> list[UnitFact]:
    """Its codes, names, kinds and parents, the latest first."""
    return list(
        UnitFact.objects.filter(unit=unit).select_related("parent", "province").order_by("-valid")
    )


def fact_of_unit(unit: AdminUnit, on: date) -> UnitFact | None:
    """Code, name, kind and parent of the unit on that day; None when it was not there."""
    return (
        UnitFact.objects.filter(holds(on), unit=unit)
        .select_related("parent", "province", "unit")
        .first()
    )


def units_on(on: date, *, level: str, within: AdminUnit | None = None) -> QuerySet[AdminUnit]:
    """The units of a level on that day, in the order of their names; ``within`` a province,
    or a district of that day."""
    facts = UnitFact.objects.filter(holds(on), level=level)
    if within is not None:
        facts = facts.filter(Q(province=within) | Q(parent=within))
    return AdminUnit.objects.filter(pk__in=facts.values("unit"))


def unit_by_code(code: str, on: date, *, level: str = Level.COMMUNE) -> AdminUnit | None:
    """The unit that a code meant on that day. Without a date a code means nothing."""
    fact = UnitFact.objects.filter(holds(on), level=level, code=code).select_related("unit").first()
    return fact.unit if fact else None


def provinces_on(on: date) -> QuerySet[AdminUnit]:
    return units_on(on, level=Level.PROVINCE)


def placed_communes(province: AdminUnit, on: date | None = None) -> list[tuple[float, float]]:
    """(lat, lon) of the communes of a province on that day (default today) that have them."""
    found = units_on(on or today(), level=Level.COMMUNE, within=province).filter(
        lat__isnull=False, lon__isnull=False
    )
    return [
        (lat, lon)
        for lat, lon in found.values_list("lat", "lon")
        if lat is not None and lon is not None
    ]


def what_became_of(unit: AdminUnit, on: date | None = None) -> list[Became]:
    """The units of the day ``on`` (default today) that hold what was this unit.

    The unit itself where it still exists; else its successors, followed through every change
    up to that day, the one that took the main part first. A former district gives the units
    that its communes became. Empty only for a unit with no recorded successor.
    """
    return became_of_all([unit], on)[unit.pk]


def became_of_all(units: Iterable[AdminUnit], on: date | None = None) -> dict[int, list[Became]]:
    """:func:`what_became_of` for many units, in a few queries for all of them."""
    on = on or today()
    wanted = {unit.pk: unit for unit in units}
    districts = [u for u in wanted.values() if u.level == Level.DISTRICT and _ended(u, on)]
    children = _last_children(districts)
    starts = {*wanted, *(child for found in children.values() for child in found)}
    steps = _steps(starts, on)
    known = all_units().in_bulk({*starts, *(s.to_unit_id for ss in steps.values() for s in ss)})
    answer: dict[int, list[Became]] = {}
    for pk, unit in wanted.items():
        found: dict[int, Became] = {}
        direct = _follow(known.get(pk, unit), steps, known, on)
        if not direct and pk in children:
            for child in children[pk]:
                for one in _follow(known[child], steps, known, on):
                    kept = found.get(one.unit.pk)
                    if kept is None or (one.is_whole and not kept.is_whole):
                        found[one.unit.pk] = one
            direct = sorted(found.values(), key=lambda b: b.unit.sort_key)
        answer[pk] = direct
    return answer


def _ended(unit: AdminUnit, on: date) -> bool:
    return unit.ended_on is not None and unit.ended_on <= on


def _last_children(districts: list[AdminUnit]) -> dict[int, list[int]]:
    """The communes of each former district at its end."""
    found: dict[int, list[int]] = {d.pk: [] for d in districts}
    ends = {d.pk: d.ended_on for d in districts}
    if not districts:
        return found
    for fact in UnitFact.objects.filter(parent__in=districts).only("unit_id", "parent_id", "valid"):
        parent = fact.parent_id
        if parent is not None and fact.valid.upper == ends[parent]:
            found[parent].append(fact.unit_id)
    return found


def _steps(starts: Iterable[int], on: date) -> dict[int, list[UnitChange]]:
    """Every change up to the day that leads on from these units, by the unit it leads from."""
    steps: dict[int, list[UnitChange]] = {}
    front = set(starts)
    while front:
        found: set[int] = set()
        for change in UnitChange.objects.filter(from_unit__in=front, on__lte=on):
            steps.setdefault(change.from_unit_id, []).append(change)
            found.add(change.to_unit_id)
        front = found - set(steps)
    return steps


_ORDER = {Extent.WHOLE: 0, Extent.MAIN_PART: 1, Extent.PART: 2}


def _follow(
    unit: AdminUnit, steps: dict[int, list[UnitChange]], known: dict[int, AdminUnit], on: date
) -> list[Became]:
    if not _ended(unit, on):
        return [Became(unit, Extent.WHOLE, None)]
    found: dict[int, Became] = {}

    def walk(at: AdminUnit, extent: str, since: date | None, basis: str) -> None:
        if not _ended(at, on):
            kept = found.get(at.pk)
            if kept is None or _ORDER[Extent(extent)] < _ORDER[Extent(kept.extent)]:
                found[at.pk] = Became(at, extent, since, basis)
            return
        for step in steps.get(at.pk, []):
            worse = max(extent, step.extent, key=lambda e: _ORDER[Extent(e)])
            walk(known[step.to_unit_id], worse, step.on, step.legal_basis)

    walk(unit, Extent.WHOLE, None, "")
    return sorted(found.values(), key=lambda b: (_ORDER[Extent(b.extent)], b.unit.sort_key))


def what_it_was_made_of(unit: AdminUnit) -> list[UnitChange]:
    """The changes that made this unit, each with the unit it took from, by name."""
    return list(
        UnitChange.objects.filter(to_unit=unit)
        .select_related("from_unit__parent", "from_unit__province")
        .order_by("on", "from_unit__sort_key")
    )
