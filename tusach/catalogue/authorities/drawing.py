"""Writing down which headings records use, and which authorities those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from tusach.catalogue.authorities.reading import PLAIN_LENGTH, Used, headings_in
from tusach.catalogue.keys import plain_words
from tusach.catalogue.linking.drawing import split_key
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import (
    Authority,
    AuthorityLink,
    AuthorityMerge,
    Heading,
    HeadingUse,
    Record,
    Reference,
)

Pair = tuple[Record, MarcRecord]
_SEE = Reference.Kind.SEE
# A class number is no name of anything under control.
_UNCONTROLLED = "class"


def draw_headings(pairs: Sequence[Pair]) -> None:
    """Draws anew which headings these records use. Called inside a transaction; as many
    queries for five hundred records as for one. A record that was merged uses none."""
    if not pairs:
        return
    told = {
        record.pk: headings_in(marc) if record.merged_into_id is None else []
        for record, marc in pairs
    }
    every = {one for used in told.values() for one in used}
    meant = authorities_meant(every)
    headings = _headings(every)
    _use(pairs, told, headings)
    _link(pairs, told, meant)


def _use(
    pairs: Sequence[Pair],
    told: Mapping[int, Sequence[Used]],
    headings: Mapping[tuple[str, str], int],
) -> None:
    wanted: dict[tuple[int, int], bool] = {}
    for record, _marc in pairs:
        for one in told[record.pk]:
            wanted[record.pk, headings[one.index, one.key]] = not record.is_suppressed
    rows = HeadingUse.objects.filter(record__in=list(told))
    held = {(one.record_id, one.heading_id): one for one in rows}
    coming = [key for key in wanted if key not in held]
    # One that is shown to others than before goes, and comes as it is now.
    coming += [key for key in wanted if key in held and held[key].is_public != wanted[key]]
    gone = [one.pk for key, one in held.items() if wanted.get(key) != one.is_public]
    # In the order of their numbers, before anything is counted in them.
    touched = {key[1] for key in coming} | {k[1] for k, one in held.items() if one.pk in set(gone)}
    list(Heading.objects.select_for_update().filter(pk__in=touched).order_by("pk").values("pk"))
    HeadingUse.objects.filter(pk__in=gone).delete()
    HeadingUse.objects.bulk_create(
        HeadingUse(record_id=record, heading_id=heading, is_public=wanted[record, heading])
        for record, heading in coming
    )


def _headings(every: Iterable[Used]) -> dict[tuple[str, str], int]:
    """The rows of these headings, made where there are none yet."""
    by_key = {(one.index, one.key): one for one in every}
    if not by_key:
        return {}
    found = _found(by_key)
    missing = sorted(key for key in by_key if key not in found)
    if missing:
        authorities = dict(
            Authority.objects.filter(exact_key__in={key for _index, key in missing})
            .order_by("-pk")
            .values_list("exact_key", "pk")
        )
        Heading.objects.bulk_create(
            (_heading(by_key[key], authorities.get(key[1])) for key in missing),
            ignore_conflicts=True,
        )
        found |= _found({key: by_key[key] for key in missing})
    return found


def _found(by_key: Mapping[tuple[str, str], Used]) -> dict[tuple[str, str], int]:
    rows = Heading.objects.filter(exact_key__in={key for _index, key in by_key})
    return {
        (index, key): pk
        for index, key, pk in rows.values_list("index", "exact_key", "pk")
        if (index, key) in by_key
    }


def _heading(one: Used, authority: int | None) -> Heading:
    return Heading(
        index=one.index,
        kind=one.kind,
        text=one.text,
        sort_key=one.sort_key,
        exact_key=one.key,
        plain=plain_words(one.text)[:PLAIN_LENGTH],
        authority_id=None if one.index == _UNCONTROLLED else authority,
    )


def authorities_meant(every: Iterable[Used]) -> dict[Used, int]:
    """Which authority each heading is: as $0 says, else the one with its text, else the only
    one that has its text as another form. Three queries."""
    used = [one for one in every if one.index != _UNCONTROLLED]
    if not used:
        return {}
    numbered = _by_number({split_key(one.number) for one in used if one.number})
    keys = {one.key for one in used}
    rows = Authority.objects.filter(exact_key__in=keys).order_by("-pk")
    by_text = dict(rows.values_list("exact_key", "pk"))
    seen: dict[str, set[int]] = {}
    for key, pk in Reference.objects.filter(kind=_SEE, exact_key__in=keys).values_list(
        "exact_key", "authority"
    ):
        seen.setdefault(key, set()).add(pk)
    found: dict[Used, int] = {}
    for one in used:
        others = seen.get(one.key, set())
        by_number = numbered.get(split_key(one.number)) if one.number else None
        meant = by_number or by_text.get(one.key)
        if meant is None and len(others) == 1:
            meant = next(iter(others))
        if meant is not None:
            found[one] = meant
    return found


def _by_number(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(agency, number) of a $0 → authority: by our number, else by the number at its source."""
    if not wanted:
        return {}
    numbers = [number for _agency, number in wanted]
    rows = Authority.objects.filter(
        Q(control_number__in=numbers) | Q(source_number__in=numbers)
    ).values_list("pk", "control_number", "source_number", "source_agency")
    ours: dict[str, int] = {}
    theirs: dict[tuple[str, str], int] = {}
    for pk, control, number, agency in rows:
        ours[control] = pk
        theirs[agency, number] = pk
    missing = [number for number in numbers if number not in ours]
    ours |= _now_under([number for number in missing if number.startswith("TQ")])
    found = {}
    for agency, number in wanted:
        meant = ours.get(number) or theirs.get((agency, number))
        if meant is not None:
            found[agency, number] = meant
    return found


def _now_under(numbers: Sequence[str]) -> dict[str, int]:
    """Our numbers of authorities that were taken into another → the one that is there now."""
    found: dict[str, int] = {}
    asked = {number: number for number in numbers}
    while asked:
        rows = AuthorityMerge.objects.filter(undone_at=None, gone_number__in=asked)
        further: dict[str, str] = {}
        for one in rows.only("gone_number", "kept", "kept_number"):
            if one.kept_id is not None:
                found[asked[one.gone_number]] = one.kept_id
            else:
                further[one.kept_number] = asked[one.gone_number]
        asked = further
    return found


def _link(
    pairs: Sequence[Pair], told: Mapping[int, Sequence[Used]], meant: Mapping[Used, int]
) -> None:
    AuthorityLink.objects.filter(record__in=list(told)).delete()
    links: dict[tuple[int, int, str], AuthorityLink] = {}
    for record, _marc in pairs:
        for one in told[record.pk]:
            if (pk := meant.get(one)) is not None:
                links[record.pk, pk, one.tag] = AuthorityLink(
                    record=record, authority_id=pk, tag=one.tag, written=one.key
                )
    AuthorityLink.objects.bulk_create(links.values())


def show_uses(record: Record) -> None:
    """A record was hidden from the public or shown again: its headings count so."""
    HeadingUse.objects.filter(record=record).update(is_public=not record.is_suppressed)
