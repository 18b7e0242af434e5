"""Changing administrative units by a resolution: new units from old, and their points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.network.errors import PointNeedsAPlace, ResolutionUnclear
from tusach.network.models import (
    AdminUnit,
    Extent,
    Level,
    PointFact,
    Reorganisation,
    ServicePoint,
    Topic,
    UnitChange,
    UnitFact,
)
from tusach.network.names import search_form, typed_form
from tusach.network.rules.resolution import Line, read_resolution
from tusach.network.selectors.dates import during, holds
from tusach.network.selectors.labels import point_label, unit_label
from tusach.network.selectors.units import unit_by_code
from tusach.network.services.current import refresh
from tusach.network.services.facts import bump, put
from tusach.network.services.undoing import snapshot, versions
from tusach.network.services.units import make_unit


@dataclass
class Drawn:
    """A line with its units found. ``target`` is an existing unit that grows, or None for a
    new one."""

    line: Line
    parts: list[tuple[AdminUnit, Extent]] = field(default_factory=list)
    target: AdminUnit | None = None


@dataclass
class Resolution:
    """What a resolution would do, nothing written."""

    province: AdminUnit
    on: date
    drawn: list[Drawn]
    # Units that end: all of each goes somewhere.
    ending: list[AdminUnit] = field(default_factory=list)
    # Points of units that go whole: (point, the line's number).
    moving: list[tuple[ServicePoint, AdminUnit, int]] = field(default_factory=list)
    # Points of divided units: (point, its unit, line numbers to choose from, may it stay).
    open_questions: list[tuple[ServicePoint, AdminUnit, list[int], bool]] = field(
        default_factory=list
    )

    @property
    def unclear(self) -> int:
        return sum(bool(one.line.wrong) for one in self.drawn)

    @property
    def is_ready(self) -> bool:
        return bool(self.drawn) and not self.unclear


def draw(*, text: str, province: AdminUnit, on: date) -> Resolution:
    """Read a resolution against the units of the province on the day before it holds, and
    tell which points move, and which somebody must place because their unit is divided."""
    then = list(
        UnitFact.objects.filter(holds(on), level=Level.COMMUNE, province=province).select_related(
            "unit__province", "unit__parent", "parent"
        )
    )
    drawn = [_draw_line(line, then, on) for line in read_resolution(text)]
    _refuse_doubles(drawn)
    resolution = Resolution(province, on, drawn)
    if resolution.is_ready:
        _sort_out(resolution)
    return resolution


def _draw_line(line: Line, then: list[UnitFact], on: date) -> Drawn:
    one = Drawn(line)
    if line.wrong:
        return one
    for part in line.parts:
        found = _named(part.name, then)
        if len(found) != 1:
            line.wrong = (
                _("không có “%(name)s” vào ngày ấy trong tỉnh này") % {"name": part.name}
                if not found
                else _("có nhiều đơn vị tên “%(name)s”") % {"name": part.name}
            )
            return one
        if found[0].ended_on is not None:
            line.wrong = _("%(unit)s đã thay đổi sau ngày ấy") % {"unit": unit_label(found[0])}
            return one
        one.parts.append((found[0], part.extent))
    going = {unit.pk for unit, _extent in one.parts}
    same = [unit for unit in _named(line.name, then) if unit.pk not in going]
    one.target = same[0] if len(same) == 1 else None
    if line.code and one.target is None:
        holder = unit_by_code(line.code, on)
        if holder is not None and holder.pk not in going:
            line.wrong = _("mã %(code)s đang là của %(unit)s") % {
                "code": line.code,
                "unit": unit_label(holder),
            }
    return one


def _named(name: str, then: list[UnitFact]) -> list[AdminUnit]:
    """Units of the day with this full name; marks may be left out where that is enough."""
    exact = [f.unit for f in then if typed_form(f.name) == typed_form(name)]
    return exact or [f.unit for f in then if search_form(f.name) == search_form(name)]


def _refuse_doubles(drawn: list[Drawn]) -> None:
    """A unit goes whole once, and a new name is given once."""
    whole: dict[int, int] = {}
    for one in drawn:
        for unit, extent in one.parts:
            if unit.pk in whole:
                one.line.wrong = one.line.wrong or _("%(unit)s đã nhập toàn bộ ở dòng %(row)s") % {
                    "unit": unit.name,
                    "row": whole[unit.pk],
                }
            if extent == Extent.WHOLE:
                whole[unit.pk] = one.line.number
    names: dict[str, int] = {}
    for one in drawn:
        key = typed_form(one.line.name)
        if one.line.name and key in names:
            one.line.wrong = one.line.wrong or _("tên mới đã có ở dòng %(row)s") % {
                "row": names[key]
            }
        names.setdefault(key, one.line.number)
    growing = {one.target.pk: one.line for one in drawn if one.target is not None}
    for pk, line in growing.items():
        if pk in whole:
            line.wrong = line.wrong or _("đơn vị nhận thêm lại bị nhập vào đơn vị khác")


def _sort_out(resolution: Resolution) -> None:
    lines_of: dict[int, list[tuple[int, Extent]]] = {}
    units: dict[int, AdminUnit] = {}
    for one in resolution.drawn:
        for unit, extent in one.parts:
            units[unit.pk] = unit
            lines_of.setdefault(unit.pk, []).append((one.line.number, extent))
    ends = {
        pk
        for pk, lines in lines_of.items()
        if any(extent in {Extent.WHOLE, Extent.MAIN_PART} for _n, extent in lines)
    }
    resolution.ending = [units[pk] for pk in lines_of if pk in ends]
    there = PointFact.objects.filter(
        holds(resolution.on), topic=Topic.COMMUNE, unit__in=units
    ).select_related("point__commune")
    for fact in there.order_by("point__sort_key", "point"):
        unit = units[fact.unit_id or 0]
        numbers = [number for number, _extent in lines_of[unit.pk]]
        if unit.pk in ends and len(numbers) == 1:
            resolution.moving.append((fact.point, unit, numbers[0]))
        else:
            resolution.open_questions.append((fact.point, unit, numbers, unit.pk not in ends))


@transaction.atomic
def apply_resolution(
    *,
    text: str,
    province: AdminUnit,
    on: date,
    title: str,
    legal_basis: str,
    placed: Mapping[int, int | None],
    by: Actor,
    at: datetime,
) -> Reorganisation:
    """Enter a resolution: end the units that go, make the new ones, move the points.

    ``placed`` says for each point of a divided unit the number of the line it goes with;
    None leaves it where the unit lives on. Refuses :class:`ResolutionUnclear`,
    :class:`PointNeedsAPlace`. Recorded as ``network.change_units``.
    """
    resolution = draw(text=text, province=province, on=on)
    if not resolution.is_ready:
        raise ResolutionUnclear(count=resolution.unclear or 1)
    goes = _goes(resolution, placed)
    points = {
        p.pk: p
        for p in ServicePoint.objects.select_for_update()
        .filter(pk__in=[point.pk for point, _line in goes])
        .order_by("pk")
    }
    before = snapshot(points.values(), Topic.COMMUNE)
    _end(resolution)
    new, made = _make(resolution)
    changes = UnitChange.objects.bulk_create(
        UnitChange(
            from_unit=unit,
            to_unit=new[one.line.number],
            extent=extent,
            on=on,
            legal_basis=legal_basis,
            source=_("nhập tại đây"),
        )
        for one in resolution.drawn
        for unit, extent in one.parts
    )
    lines = []
    for point, number in goes:
        unit = new[number]
        put(
            points[point.pk],
            Topic.COMMUNE,
            unit,
            since=on,
            legal_basis=legal_basis,
            by=by,
            at=at,
        )
        bump(points[point.pk])
        lines.append({"point": point.pk, "name": point_label(point), "to": unit_label(unit)})
    refresh(points.values())
    done = Reorganisation.objects.create(
        kind=Reorganisation.Kind.BOUNDARY,
        title=title,
        legal_basis=legal_basis,
        on=on,
        province=province,
        applied_at=at,
        applied_by=by.name,
        before={
            **before,
            "made": made,
            "ended": [unit.pk for unit in resolution.ending],
            "changes": [change.pk for change in changes],
        },
        after=versions(points),
        lines=lines,
    )
    record(
        "network.change_units",
        by=by,
        on=("network.reorganisation", done.pk, title),
        changes={"units": [len(resolution.ending), len(made)], "points": [0, len(lines)]},
        at=at,
    )
    return done


def _goes(
    resolution: Resolution, placed: Mapping[int, int | None]
) -> list[tuple[ServicePoint, int]]:
    goes = [(point, number) for point, _unit, number in resolution.moving]
    for point, unit, numbers, may_stay in resolution.open_questions:
        number = placed.get(point.pk)
        if number is None and may_stay:
            continue
        if number not in numbers:
            raise PointNeedsAPlace(point=point.name, unit=unit.name)
        goes.append((point, number))
    return goes


def _end(resolution: Resolution) -> None:
    for fact in UnitFact.objects.filter(holds(resolution.on), unit__in=resolution.ending):
        fact.valid = during(fact.valid.lower, resolution.on)
        fact.save(update_fields=["valid"])
    AdminUnit.objects.filter(pk__in=[u.pk for u in resolution.ending]).update(
        ended_on=resolution.on
    )


def _make(resolution: Resolution) -> tuple[dict[int, AdminUnit], list[int]]:
    new: dict[int, AdminUnit] = {}
    made: list[int] = []
    for one in resolution.drawn:
        if one.target is not None:
            new[one.line.number] = one.target
            continue
        unit = make_unit(
            level=Level.COMMUNE,
            name=one.line.name,
            code=one.line.code,
            parent=resolution.province,
            since=resolution.on,
        )
        new[one.line.number] = unit
        made.append(unit.pk)
    return new, made
