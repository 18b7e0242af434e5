"""Entering the copies of a list: many titles, many registers, a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from tusach.audit.api import Actor, Done, record_each
from tusach.holdings.documents import announce
from tusach.holdings.holder import OUTSIDE, at_point
from tusach.holdings.models import (
    Alias,
    Collection,
    Condition,
    Copy,
    LedgerEntry,
    ListLine,
    Register,
    Source,
)
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.services.accession import new_barcodes, write_copies
from tusach.holdings.services.custody import Move, move
from tusach.holdings.told_copies import Line, moment
from tusach.offline.api import arrived

if TYPE_CHECKING:
    from tusach.catalogue.api import Record


@dataclass(frozen=True)
class Listed:
    """A line of a list whose copies may be entered: its title and where it is remembered."""

    line: Line
    record: Record
    kept: ListLine


def lock_registers(numbers: set[int]) -> dict[int, Register]:
    """The registers, locked in the order of their numbers. ``writing`` first."""
    found = Register.objects.select_for_update(of=("self",)).select_related("owner")
    return {one.pk: one for one in found.filter(pk__in=numbers).order_by("pk")}


def enter_lines(
    listed: Sequence[Listed],
    registers: Mapping[int, Register],
    *,
    lasts: Mapping[int, int],
    choices: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> int:
    """Enter the copies of these lines and what became of them since; returns how many.

    ``registers`` are locked; ``lasts`` says up to which number each is spoken for by the file.
    Each copy is entered at its library on the day that the list tells, and only then goes to
    where it stands now, is lost, or leaves for good: all of that is known from today on. What
    is refused was refused before.
    """
    sources = dict(Source.objects.values_list("code", "pk"))
    made: list[tuple[Copy, Listed, str]] = []
    given = _numbers(listed, registers, lasts)
    own = iter(new_barcodes(sum(x.line.count for x in listed if not x.line.barcodes)))
    for one, numbers in zip(listed, given, strict=True):
        line, register = one.line, registers[one.line.register.pk]
        source = line.source or str(choices.get("source") or "")
        for at_copy, number in enumerate(numbers):
            copy = Copy(
                record_id=one.record.pk,
                owner=register.owner,
                register=register,
                number=number,
                accession_no=register.accession_no(number),
                barcode=line.barcodes[at_copy] if line.barcodes else next(own),
                accessioned_at=moment(line.day, at),
                source_id=sources.get(source) or sources["unknown"],
                fund=line.fund or str(choices.get("fund") or ""),
                price=line.price if line.price is not None else one.record.price,
                condition=Condition.GOOD,
                collection=line.collection or str(choices.get("collection") or Collection.MAIN),
                shelf_mark=line.shelf_mark or one.record.class_number,
                note=line.note,
                list_line_id=one.kept.pk,
            )
            made.append((copy, one, line.aliases[at_copy] if line.aliases else ""))
    if not made:
        return 0
    write_copies([copy for copy, _one, _alias in made], by=by)
    Alias.objects.bulk_create(
        Alias(copy=copy, owner_id=copy.owner_id, value=alias) for copy, _one, alias in made if alias
    )
    since = [one for copy, listed_as, _a in made for one in _after(copy, listed_as.line, at)]
    move(since, by=by, at=at)
    _note_entries(made)
    _write_down(made, by=by, at=at)
    announce(sorted({one.record.pk for one in listed}))
    arrived(
        [f"copy:{copy.barcode}" for copy, _one, _alias in made]
        + [f"copy:{alias}" for _copy, _one, alias in made if alias]
    )
    return len(made)


def _numbers(
    listed: Sequence[Listed], registers: Mapping[int, Register], lasts: Mapping[int, int]
) -> list[list[int]]:
    """The numbers of each line; those without are given what comes after all that are spoken
    for."""
    following = {pk: max(one.next_number, lasts.get(pk, 0) + 1) for pk, one in registers.items()}
    for one in listed:
        if one.line.numbers:
            pk = one.line.register.pk
            following[pk] = max(following[pk], max(one.line.numbers) + 1)
    found: list[list[int]] = []
    for one in listed:
        numbers, pk = list(one.line.numbers), one.line.register.pk
        if not numbers:
            numbers = list(range(following[pk], following[pk] + one.line.count))
            following[pk] += one.line.count
        found.append(numbers)
    for pk in {one.line.register.pk for one in listed}:
        if registers[pk].next_number != following[pk]:
            registers[pk].next_number = following[pk]
            registers[pk].save(update_fields=["next_number"])
    return found


def _after(copy: Copy, line: Line, at: datetime) -> list[Move]:
    """What the ledger is told of a copy beside its accession."""
    here = at_point(copy.owner_id)
    moves: list[Move] = []
    if line.point is not None:
        here = at_point(line.point)
        moves.append(Move(copy.pk, here, LedgerAct.MOVE, State.IN_STORE))
    states = {LedgerAct.DAMAGE: State.DAMAGED, LedgerAct.LOSE: State.LOST}
    for fate in line.fates:
        is_gone = fate.act == LedgerAct.WITHDRAW
        moves.append(
            Move(
                copy.pk,
                OUTSIDE if is_gone else here,
                fate.act,
                State.WITHDRAWN if is_gone else states[LedgerAct(fate.act)],
                happened_at=moment(fate.day, at) if fate.day else None,
                note=fate.note,
            )
        )
    return moves


def _note_entries(made: Sequence[tuple[Copy, Listed, str]]) -> None:
    """Remember with each line how far the ledger had come with its copies."""
    last = dict(
        LedgerEntry.objects.filter(copy__in=[copy.pk for copy, _one, _alias in made])
        .order_by()
        .values("copy__list_line")
        .annotate(last=Max("pk"))
        .values_list("copy__list_line", "last")
    )
    for one in {listed.kept.pk: listed.kept for _copy, listed, _alias in made}.values():
        one.last_entry = last.get(one.pk)


def _write_down(made: Sequence[tuple[Copy, Listed, str]], *, by: Actor, at: datetime) -> None:
    first: dict[tuple[int, int], tuple[Copy, Copy, Record]] = {}
    for copy, one, _alias in made:
        key = one.record.pk, copy.owner_id
        begun = first.get(key)
        first[key] = (begun[0] if begun else copy, copy, one.record)
    record_each(
        "holdings.accession",
        (
            Done(
                ("catalogue.record", record, about.shown_title),
                place=owner,
                changes={"copies": [None, [begin.accession_no, end.accession_no]]},
            )
            for (record, owner), (begin, end, about) in first.items()
        ),
        by=by,
        at=at,
    )
