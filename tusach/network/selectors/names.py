"""Finding a unit by name, on a date, within a province."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from tusach.network.models import AdminUnit, Level, UnitChange, UnitFact
from tusach.network.names import fold, without_kind
from tusach.network.selectors.dates import today
from tusach.network.selectors.units import Became, became_of_all

# Enough rows to rank before cutting; the commonest bare name (Tân Phú) has fewer.
_CANDIDATES = 400


@dataclass(frozen=True)
class UnitHit:
    """A unit that answers to a name: what it was called then, where, and what it is now.

    ``now`` is empty for a unit that exists on the day asked about; for a former one it holds
    what became of it, so that a page can say "nay là …".
    """

    unit: AdminUnit
    name: str
    parent_name: str
    province: AdminUnit
    province_name: str
    code: str
    since: date | None
    until: date | None
    now: tuple[Became, ...]
    rank: int

    @property
    def is_former(self) -> bool:
        return bool(self.now)


def find_units(
    text: str,
    *,
    on: date | None = None,
    within: AdminUnit | None = None,
    level: str | None = None,
    limit: int = 20,
) -> list[UnitHit]:
    """Units whose name answers to ``text``, those with the typed tones first.

    Marks may be left out; "xã", "phường", "huyện" in front are not looked at; a province may
    follow ("San Thàng, Lai Châu" or "san thang lai chau"). Names of former units are found
    too, after those of the day ``on`` (default today). ``within`` a province also finds
    what lay in the provinces that were merged into it, and nothing of any other: the Tân
    Phong of Sơn La is never that of Lai Châu. Ambiguous names give several hits.
    """
    on = on or today()
    text, within = _split_province(text, within, on)
    wanted = without_kind(_tidy(text))
    folded = fold(wanted)
    if not folded:
        return []
    facts = UnitFact.objects.filter(folded__contains=folded)
    if level:
        facts = facts.filter(level=level)
    if within is not None:
        facts = facts.filter(province__in=_with_predecessors(within))
    found = list(
        facts.select_related("unit", "parent", "province").order_by("folded", "pk")[:_CANDIDATES]
    )
    newest: dict[tuple[int, str], UnitFact] = {}
    for fact in sorted(found, key=lambda f: f.valid.lower or date.min):
        newest[fact.unit_id, fact.bare_name] = fact
    ranked = sorted(
        newest.values(),
        key=lambda f: (
            _rank(f, wanted, folded),
            not _holds(f, on),
            f.unit.sort_key,
            f.province.sort_key,
            f.pk,
        ),
    )[:limit]
    former = [f.unit for f in ranked if not _holds(f, on)]
    became = became_of_all(former, on) if former else {}
    return [
        UnitHit(
            unit=f.unit,
            name=f.name,
            parent_name=f.parent.name if f.parent else "",
            province=f.province,
            province_name=f.province.name,
            code=f.code,
            since=f.valid.lower,
            until=f.valid.upper,
            now=() if _holds(f, on) else tuple(became[f.unit_id]),
            rank=_rank(f, wanted, folded),
        )
        for f in ranked
    ]


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _holds(fact: UnitFact, on: date) -> bool:
    lower, upper = fact.valid.lower, fact.valid.upper
    return (lower is None or lower <= on) and (upper is None or on < upper)


def _rank(fact: UnitFact, wanted: str, folded: str) -> int:
    """0 the name with its tones, 1 begins so, 2 the name without tones, 3 begins, 4 has it."""
    bare, typed = fact.bare_name.casefold(), wanted.casefold()
    if bare == typed:
        return 0
    if bare.startswith(typed):
        return 1
    if fact.folded == folded:
        return 2
    return 3 if fact.folded.startswith(folded) else 4


def _split_province(text: str, within: AdminUnit | None, on: date) -> tuple[str, AdminUnit | None]:
    """Take a province's name off the end of what was typed, if something is left before it."""
    if within is not None and "," not in text:
        return text, within
    head, comma, tail = text.rpartition(",")
    provinces = list(UnitFact.objects.filter(level=Level.PROVINCE).select_related("unit"))
    typed = fold(without_kind(_tidy(tail)))
    whole = fold(_tidy(text))
    for fact in sorted(provinces, key=lambda f: (not _holds(f, on), -len(f.folded))):
        if comma and fact.folded == typed and head.strip():
            return head, within or fact.unit
        if not comma and whole.endswith(f" {fact.folded}") and len(whole) == len(_tidy(text)):
            rest = _tidy(text)[: -len(fact.folded)].strip()
            bare = fold(without_kind(rest))
            # "xã Lai Châu" is a name, not a commune of that province called nothing; and a
            # unit may itself be called so: only where the whole is no unit's name.
            if (
                bare
                and not UnitFact.objects.filter(folded=fold(without_kind(_tidy(text)))).exists()
            ) and UnitFact.objects.filter(folded__contains=bare, province=fact.unit).exists():
                return rest, fact.unit
    return (text.replace(",", " ") if comma else text), within


def _with_predecessors(province: AdminUnit) -> list[int | None]:
    merged = UnitChange.objects.filter(to_unit=province).values_list("from_unit", flat=True)
    return [province.pk, *merged]
