"""Finding a unit by name, on a date, within a province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Q, When

from tusach.network.models import AdminUnit, HomeProvince, Level, UnitChange, UnitFact
from tusach.network.names import search_form, typed_form, without_kind
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
    Phong of Sơn La is never that of Lai Châu. Ambiguous names give several hits, those of
    the provinces this installation serves first.
    """
    on = on or today()
    text, within = _split_province(text, within, on)
    # Both as typed and without the kind: "xa dung" is xã Xa Dung, "xa tan phong" is not.
    forms = [f for f in dict.fromkeys((text, without_kind(text))) if search_form(f)]
    if not forms:
        return []
    facts = UnitFact.objects.filter(
        reduce(or_, (Q(folded__contains=search_form(form)) for form in forms))
    )
    if level:
        facts = facts.filter(level=level)
    if within is not None:
        facts = facts.filter(province__in=_with_predecessors(within))
    found = list(
        facts.select_related("unit", "parent", "province")
        .annotate(
            closeness=Case(
                When(folded__in=[search_form(form) for form in forms], then=0),
                When(
                    reduce(or_, (Q(folded__startswith=search_form(form)) for form in forms)),
                    then=1,
                ),
                default=2,
            )
        )
        .order_by("closeness", "folded", "pk")[:_CANDIDATES]
    )
    newest: dict[tuple[int, str], UnitFact] = {}
    for fact in sorted(found, key=lambda f: f.valid.lower or date.min):
        newest[fact.unit_id, fact.bare_name] = fact
    asked, home = search_form(text), _home_provinces()
    ranks = {f.pk: min(_rank(f, form) for form in forms) for f in newest.values()}
    ranked = sorted(
        newest.values(),
        key=lambda f: (
            ranks[f.pk],
            search_form(f.name) != asked,
            f.province_id not in home,
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
            rank=ranks[f.pk],
        )
        for f in ranked
    ]


def _holds(fact: UnitFact, on: date) -> bool:
    lower, upper = fact.valid.lower, fact.valid.upper
    return (lower is None or lower <= on) and (upper is None or on < upper)


def _rank(fact: UnitFact, form: str) -> int:
    """0 the name as typed, then what begins so; without tones the whole name goes first."""
    wanted, folded = typed_form(form), search_form(form)
    bare = typed_form(fact.bare_name)
    if bare == wanted:
        return 0
    if wanted != folded and bare.startswith(wanted):
        return 1
    if fact.folded == folded:
        return 2
    if fact.folded.startswith(folded):
        return 3
    return 4 if folded in fact.folded else 5


def _split_province(text: str, within: AdminUnit | None, on: date) -> tuple[str, AdminUnit | None]:
    """Take a province's name off the end of what was typed, if something is left before it."""
    head, comma, tail = text.rpartition(",")
    if not comma and within is not None:
        return text, within
    typed = search_form(without_kind(tail))
    # Both forms below have one blank between words, so that a tail of equal words is cut off.
    words = " ".join(text.split())
    whole = search_form(without_kind(text))
    if not comma and UnitFact.objects.filter(folded=whole).exists():
        return text, within  # "xã Bản Lang", "Mường Lai Châu": a name that ends like a province
    facts = UnitFact.objects.filter(level=Level.PROVINCE).select_related("unit")
    for fact in sorted(facts, key=lambda f: (not _holds(f, on), -len(f.folded))):
        if comma and head.strip() and fact.folded == typed:
            return head, within or fact.unit
        if not comma and whole.endswith(f" {fact.folded}"):
            rest = " ".join(words.split(" ")[: -len(fact.folded.split())])
            # the province's own kind stays behind: "San Thàng tỉnh Lai Châu"
            cut = rest.rpartition(" ")[0] if search_form(rest).endswith(" tinh") else rest
            return cut, fact.unit
    return text.replace(",", " "), within


def _with_predecessors(province: AdminUnit) -> list[int | None]:
    merged = UnitChange.objects.filter(to_unit=province).values_list("from_unit", flat=True)
    return [province.pk, *merged]


def _home_provinces() -> set[int]:
    """The provinces served, and those that were merged into them."""
    home = set(HomeProvince.objects.values_list("unit", flat=True))
    return home | set(
        UnitChange.objects.filter(to_unit__in=home, from_unit__level=Level.PROVINCE).values_list(
            "from_unit", flat=True
        )
    )
