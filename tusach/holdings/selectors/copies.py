"""Finding copies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from tusach.catalogue.api import Record
from tusach.holdings.models import (
    Alias,
    Collection,
    Container,
    Copy,
    CopyPlace,
    Ownership,
    Register,
    Source,
)
from tusach.network.api import PointKind, ServicePoint
from tusach.ui.api import Prepared
from tusach.vietnamese.api import fold

# One code on more copies than this is no code.
_MOST = 200
_BOX = re.compile(r"^TS:HOP:(.+)$", re.IGNORECASE)


def all_copies() -> QuerySet[Copy]:
    """Every copy with what a list shows, withdrawn ones too."""
    return Copy.objects.select_related("record", "owner", "place__point", "place__container")


def find_copies(scan: str, owner: ServicePoint | None = None) -> list[Copy]:
    """The copies that a scan may mean: our barcode, an inherited one, or an accession number,
    also one it had before a transfer, in capitals or not, with or without marks.

    Several when the same inherited code or number exists in several libraries (the page then
    asks which one); with ``owner`` only that library's. Our own barcode comes first.
    """
    text = scan.strip()
    if not text or len(text) > 60:
        return []
    numbers = _numbered(text)
    if owner is None and len(numbers) == 1:
        return _COPY.rows(*numbers)
    found = all_copies().filter(pk__in=numbers)
    if owner is not None:
        found = found.filter(owner=owner)
    return sorted(found[:50], key=lambda c: (c.barcode != text, c.owner_id, c.pk))


def _numbered(text: str) -> set[int]:
    """The numbers of copies with this barcode, inherited code, accession number or former
    accession number; three short looks into indexes (as one condition beside others they
    would have every copy's number folded)."""
    folded = fold(text)
    return {pk for (pk,) in _NUMBERED.tuples(text, folded)}


def _of_code(text: str, folded: str) -> QuerySet[Any, Any]:
    now = Copy.objects.filter(Q(barcode=text) | Q(accession_no__folded=folded)).order_by()
    inherited = Alias.objects.filter(value=text).order_by()
    former = Ownership.objects.filter(old_accession_no__folded=folded).order_by()
    return now.values_list("pk")[:_MOST].union(
        inherited.values_list("copy")[:_MOST], former.values_list("copy")[:_MOST]
    )


_NUMBERED = Prepared(_of_code, str, str)
_COPY = Prepared(lambda pk: all_copies().filter(pk=pk), int)


@dataclass
class Matched:
    """What a list of codes means within one library's stock."""

    copies: list[Copy] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    of_others: list[str] = field(default_factory=list)


def match_codes(codes: Iterable[str], owner: int) -> Matched:
    """The copies of a library that these codes mean, each once, in the order given; five
    queries however many. A code of another library's copy is told apart from one unknown."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    meant = copies_by_code(wanted)
    copies = all_copies().in_bulk({pk for found in meant.values() for pk in found})
    done, seen = Matched(), set()
    for code in wanted:
        found = [copies[pk] for pk in sorted(meant.get(code, ()))]
        here = [one for one in found if one.owner_id == owner]
        if len(here) == 1:
            if here[0].pk not in seen:
                seen.add(here[0].pk)
                done.copies.append(here[0])
        elif here:
            done.ambiguous.append(code)
        else:
            (done.of_others if found else done.unknown).append(code)
    return done


def copies_by_code(codes: Sequence[str]) -> dict[str, set[int]]:
    """The numbers of the copies that each code may mean; four queries however many. A code
    that means none is left out."""
    by_folded: dict[str, list[str]] = {}
    for code in codes:
        by_folded.setdefault(fold(code), []).append(code)
    meant: dict[str, set[int]] = {}
    for text, pk in Copy.objects.filter(barcode__in=codes).values_list("barcode", "pk"):
        meant.setdefault(text, set()).add(pk)
    for text, pk in Alias.objects.filter(value__in=codes).values_list("value", "copy"):
        meant.setdefault(text, set()).add(pk)
    now = Copy.objects.filter(accession_no__folded__in=list(by_folded))
    former = Ownership.objects.filter(old_accession_no__folded__in=list(by_folded))
    for text, pk in [
        *now.values_list("accession_no", "pk"),
        *former.values_list("old_accession_no", "copy"),
    ]:
        for code in by_folded[fold(text)]:
            meant.setdefault(code, set()).add(pk)
    return meant


def find_box(scan: str) -> Container | None:
    """The box whose label was scanned, or whose code was typed."""
    text = scan.strip()
    match = _BOX.match(text)
    code = (match.group(1) if match else text).upper()
    return Container.objects.select_related("owner").filter(code=code).first()


def copies_of(record_id: int) -> QuerySet[Copy]:
    """The copies of a record, by library and number."""
    return (
        all_copies()
        .filter(record_id=record_id)
        .order_by("owner__sort_key", "register_id", "number", "pk")
    )


def registers_of(owner_id: int, *, open_only: bool = True) -> QuerySet[Register]:
    found = Register.objects.filter(owner_id=owner_id)
    return found.filter(closed_on=None) if open_only else found


def sources() -> QuerySet[Source]:
    return Source.objects.all()


def all_registers() -> QuerySet[Register]:
    return Register.objects.select_related("owner")


def at_holder(*, point: int | None = None, container: int | None = None) -> QuerySet[Copy]:
    """The copies that a point or a box has now."""
    found = all_copies()
    return found.filter(place__point=point) if point else found.filter(place__container=container)


def search_copies(copies: QuerySet[Copy], words: str) -> QuerySet[Copy]:
    """Those whose barcode, accession number, inherited code, title or author was typed.

    Titles and authors are found with or without tones, each word anywhere.
    """
    text = words.strip()
    by_number = Q(pk__in=_numbered(text))
    by_title = Q()
    for word in fold(text).split():
        by_title &= Q(record__find_text__contains=word)
    return copies.filter(by_number | by_title) if by_title else copies.filter(by_number)


def unsettled_copies() -> QuerySet[Copy]:
    """Copies with entries that do not fit, longest waiting first."""
    return all_copies().filter(place__unsettled__gt=0)


def counts_at(point: int) -> list[dict[str, Any]]:
    """How many copies a point has now, by library, collection and state."""
    rows = (
        CopyPlace.objects.filter(point=point)
        .order_by("copy__owner__sort_key", "copy__collection", "state")
        .values("copy__owner", "copy__owner__name", "copy__collection", "state")
        .annotate(count=Count("pk"))
    )
    return [dict(row) for row in rows]


def record_by_number(number: int) -> Record | None:
    return Record.objects.filter(pk=number).first()


def usual_collection(library: ServicePoint | None) -> str:
    """The collection that a library's new books most likely go to."""
    in_rotation = library is not None and library.kind == PointKind.ROTATION_STORE
    return Collection.ROTATION if in_rotation else Collection.MAIN
