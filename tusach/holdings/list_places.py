"""Whose the copies of a file are and into which register each goes.

A file of one library and one kind of number is entered in the register that is chosen with it. One
that names several libraries, or numbers several registers by the letters before them, has them
told apart first: ``ListBranch`` and ``ListPrefix`` keep which of ours each is, and the next file
that names the same is proposed the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tusach.catalogue.api import ToldCopies
from tusach.holdings.models import ListBranch, ListPrefix, Register
from tusach.holdings.told_copies import Reason, numbers_of, prefix_of, reason
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold


@dataclass(frozen=True)
class Route:
    """Where a copy goes: its register, what stands before its number in the file, and the point
    where it stands (None: at its library)."""

    register: Register
    prefix: str | None = None
    point: int | None = None


@dataclass
class Routes:
    """Of one import. ``single``: everything goes there."""

    single: Register | None = None
    points: dict[str, int | None] = field(default_factory=dict)
    registers: dict[tuple[str, str], Register] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.single is not None or bool(self.registers)

    def all_registers(self) -> set[int]:
        if self.single is not None:
            return {self.single.pk}
        return {one.pk for one in self.registers.values()}

    def of(self, values: Mapping[str, str]) -> Route | Reason:
        """The way of a copy, or why it goes nowhere."""
        if self.single is not None:
            return Route(self.single)
        branch = values.get("branch", "")
        first = next(iter(numbers_of(values)), "")
        known = values.get("barcode") or first or "1"
        if branch in self.points and self.points[branch] is None:
            return reason("left-out", copy=known, branch=branch or "–")
        prefix = prefix_of(first)
        register = self.registers.get((branch, prefix))
        if register is None:
            return reason("no-register", copy=known, branch=branch or "–", prefix=prefix)
        held = values.get("holding_branch", "")
        return Route(register, prefix, self.points.get(held) if held else None)


def _single(choices: Mapping[str, Any]) -> Register | None:
    number = str(choices.get("register") or "")
    if not number.isdecimal():
        return None
    return Register.objects.select_related("owner").filter(pk=number, closed_on=None).first()


def routes_of(imported: int, choices: Mapping[str, Any]) -> Routes:
    """The routes that were chosen for an import: nothing (false) when none were. Two queries."""
    if chosen := _single(choices):
        return Routes(single=chosen)
    if not choices.get("mapped"):
        return Routes()
    points: dict[str, int | None] = {}
    for name, point in ListBranch.objects.filter(imported=imported).values_list("name", "point"):
        points[name] = point
    routes = Routes(points=points)
    for one in ListPrefix.objects.filter(
        branch__imported=imported, register__closed_on=None
    ).select_related("branch", "register__owner"):
        routes.registers[one.branch.name, one.prefix] = one.register
        number = one.register_id
        routes.lasts[number] = max(routes.lasts.get(number, 0), one.last)
    return routes


@dataclass
class ToldPrefix:
    """Numbers of one library of the file that begin alike."""

    prefix: str
    count: int
    first: int | None
    last: int | None
    width: int
    register: Register | None = None


@dataclass
class ToldBranch:
    """A library as the file names it. ``point``: which of ours, as kept or as proposed;
    ``is_left_out``: a person said none. ``owns`` is False for one that only holds copies."""

    name: str
    prefixes: list[ToldPrefix] = field(default_factory=list)
    held: int = 0
    point: ServicePoint | None = None
    is_left_out: bool = False

    @property
    def count(self) -> int:
        return sum(one.count for one in self.prefixes)

    @property
    def owns(self) -> bool:
        return bool(self.prefixes)

    def said(self) -> str:
        """What was chosen for it, in words."""
        name = self.name or _("(không ghi tên thư viện)")
        if self.point is None and not self.owns:
            return _("%(name)s: coi như ở thư viện sở hữu") % {"name": name}
        if self.point is None:
            return _("%(name)s: bỏ qua") % {"name": name}
        into = ", ".join(
            f"{part.prefix or '–'} → {part.register.name}"
            for part in self.prefixes
            if part.register
        )
        return f"{name}: {self.point.name}" + (f" ({into})" if into else "")


def branches_told(told: Sequence[ToldCopies]) -> list[ToldBranch]:
    """The libraries of a file, those that own copies first, each with its kinds of number."""
    found: dict[str, ToldBranch] = {}
    for one in told:
        branch = found.setdefault(one.branch, ToldBranch(one.branch))
        there = next((part for part in branch.prefixes if part.prefix == one.prefix), None)
        if there is None:
            branch.prefixes.append(
                ToldPrefix(one.prefix, one.count, one.first, one.last, one.width)
            )
        else:
            there.count += one.count
            there.first = min(there.first or one.first or 0, one.first or there.first or 0) or None
            there.last = max(there.last or 0, one.last or 0) or None
            there.width = one.width if one.width == there.width else 1
    for one in told:
        if one.holding and one.holding != one.branch:
            found.setdefault(one.holding, ToldBranch(one.holding)).held += one.count
    return sorted(found.values(), key=lambda one: (not one.owns, one.name))


def must_be_told_apart(told: Sequence[ToldCopies], registers: Iterable[Register]) -> bool:
    """Whether one of ``registers`` cannot simply be asked for: the file names its libraries,
    has several kinds of number, or one with letters that none of them begins with."""
    groups = {(one.branch, one.prefix) for one in told}
    if len(groups) > 1 or any(one.branch or one.holding for one in told):
        return True
    known = {_bare(one.prefix) for one in registers}
    return any(_bare(prefix) not in known for _branch, prefix in groups if _bare(prefix))


def likely_register(
    told: Sequence[ToldCopies], registers: Sequence[Register], imported: int | None
) -> Register | None:
    """Of ``registers`` the one that copies told alike go to: as kept for this import, the only
    one written with the letters of their numbers, or the only one there is."""
    if imported is not None:
        kept = set(
            ListPrefix.objects.filter(branch__imported=imported).values_list("register", flat=True)
        )
        chosen = [one for one in registers if one.pk in kept]
        if len(chosen) == 1:
            return chosen[0]
    signs = {_bare(one.prefix) for one in told if one.prefix}
    like = [one for one in registers if signs == {_bare(one.prefix)}]
    if len(like) == 1:
        return like[0]
    return registers[0] if len(registers) == 1 else None


@dataclass
class Places:
    """The libraries of a file with what was chosen for them. ``is_complete``: a person said
    of each what it is."""

    imported: int
    branches: list[ToldBranch]
    is_complete: bool

    def digest(self) -> str:
        """Of what is chosen: another choice has another."""
        said = [
            (
                one.name,
                one.point.pk if one.point else None,
                [(part.prefix, part.register.pk if part.register else None)
                 for part in one.prefixes],
            )
            for one in self.branches
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def sentences(self) -> list[str]:
        """What was chosen, a line for each library of the file."""
        if not self.is_complete:
            return []
        return [one.said() for one in self.branches]


def places_told(imported: int, told: Sequence[ToldCopies], user: Any) -> Places:
    """The libraries that the file of an import tells of, as chosen or as proposed to ``user``."""
    branches = branches_told(told)
    complete = fill_in(
        branches,
        imported,
        places=user.places_for("holdings.accession"),
        usual=user.usual_place("holdings.accession"),
    )
    return Places(imported, branches, complete)


def fill_in(
    branches: Sequence[ToldBranch],
    imported: int,
    *,
    places: QuerySet[ServicePoint],
    usual: ServicePoint | None,
) -> bool:
    """Give each library of the file what was kept for this import, or what is proposed: the
    choice made for an earlier file, the library of that code or name, and of a file of one
    library the person's own. Only ``places`` are proposed. True when all was kept already."""
    kept = {one.name: one for one in ListBranch.objects.filter(imported=imported)}
    names = [one.name for one in branches]
    earlier: dict[str, ServicePoint] = {}
    before = ListBranch.objects.filter(name__in=names, point__in=places.values("pk"))
    for one in before.exclude(imported=imported).select_related("point").order_by("id"):
        if one.point is not None and one.name:
            earlier[one.name] = one.point
    by_code: dict[str, ServicePoint] = {}
    for point in places:
        by_code.setdefault(fold(point.code), point)
        by_code.setdefault(fold(point.name), point)
    owners = [one for one in branches if one.owns]
    for branch in branches:
        if branch.name in kept:
            branch.is_left_out = kept[branch.name].point_id is None
            found = [one for one in places if one.pk == kept[branch.name].point_id]
            branch.point = found[0] if found else None
            continue
        branch.point = earlier.get(branch.name) or by_code.get(fold(branch.name) or "?")
        if branch.point is None and len(owners) == 1 and branch.owns:
            branch.point = usual
    _fill_in_registers(branches, imported)
    return all(
        branch.name in kept and (branch.is_left_out or all(one.register for one in branch.prefixes))
        for branch in branches
    )


def _fill_in_registers(branches: Sequence[ToldBranch], imported: int) -> None:
    chosen = {
        (one.branch.name, one.prefix): one.register
        for one in ListPrefix.objects.filter(branch__imported=imported).select_related(
            "branch", "register__owner"
        )
    }
    propose(branches, chosen)


def propose(
    branches: Sequence[ToldBranch], chosen: Mapping[tuple[str, str], Register] | None = None
) -> None:
    """Give each kind of number the register that was ``chosen`` for it, or the one of its library
    that is written with the same letters."""
    registers = registers_at({branch.point.pk for branch in branches if branch.point})
    for branch in branches:
        mine = [one for one in registers if branch.point and one.owner_id == branch.point.pk]
        for part in branch.prefixes:
            kept = (chosen or {}).get((branch.name, part.prefix))
            like = [one for one in mine if _bare(one.prefix) == _bare(part.prefix)]
            if not like and part.last is None:
                # Without a number: among the numbers that the library's register gives next.
                like = mine
            part.register = kept if kept in mine else like[0] if like else None


def _bare(prefix: str) -> str:
    """Letters of a prefix: "LC." and "LC-" are likely one register's."""
    return "".join(sign for sign in fold(prefix) if sign.isalnum())


def registers_at(points: Iterable[int]) -> list[Register]:
    """The open registers of these libraries."""
    return list(
        Register.objects.filter(owner__in=list(points), closed_on=None).select_related("owner")
    )
