"""What can be changed of the ranking, as data: applied, taken back, put together, tried out.

A change names one other name, weight or lift and holds what it was and what it becomes. The
acts that change at once (:mod:`tusach.search.curating`) and the drafts
(:mod:`tusach.search.drafting`) are lists of them, and so is every version kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from tusach.audit.api import Actor
from tusach.search import selectors
from tusach.search.models import RankingDraft, RankingLift, RankingVersion, RankingWeight, Synonym
from tusach.search.ranking import NAMES, STANDARD, Lift, NamesTried, Ranking
from tusach.search.saying import change_in_words

What = Literal["synonym", "weight", "lift"]
Value = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing: ``key`` is what it is (a name's folded words and what else is looked for; a
    weight's name; a facet and its value); ``before`` and ``after`` are None where it is not
    there. A weight is always there."""

    what: What
    key: tuple[str, ...]
    before: Value | None
    after: Value | None

    @classmethod
    def read(cls, row: dict[str, Any]) -> Change:
        return cls(row["what"], tuple(row["key"]), row["before"], row["after"])

    @property
    def row(self) -> dict[str, Any]:
        return {**asdict(self), "key": list(self.key)}

    @property
    def back(self) -> Change:
        return Change(self.what, self.key, self.after, self.before)

    def __str__(self) -> str:
        return change_in_words(self.what, self.key, self.before, self.after)


def read(rows: Iterable[dict[str, Any]]) -> list[Change]:
    return [Change.read(row) for row in rows]


def rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [one.row for one in changes]


def synonym_value(one: Synonym) -> Value:
    return {"text": one.text, "note": one.note, "source": one.source}


def there(what: What, key: Sequence[str]) -> Value | None:
    """What is in force now, locked until the transaction ends."""
    if what == "weight":
        weight = RankingWeight.objects.select_for_update().filter(pk=key[0]).first()
        return {"value": weight.value if weight else getattr(STANDARD, key[0])}
    if what == "lift":
        lift = RankingLift.objects.select_for_update().filter(facet=key[0], value=key[1]).first()
        return {"weight": lift.weight, "reason": lift.reason} if lift else None
    found = Synonym.objects.select_for_update().filter(folded=key[0], also=key[1]).first()
    return synonym_value(found) if found else None


def put(change: Change) -> None:
    """Put what a change says in force."""
    key, value = change.key, change.after
    if change.what == "weight":
        assert value is not None
        assert key[0] in NAMES
        if value["value"] == getattr(STANDARD, key[0]):
            RankingWeight.objects.filter(pk=key[0]).delete()
        else:
            RankingWeight.objects.update_or_create(pk=key[0], defaults=value)
    elif change.what == "lift":
        of: Value = {"facet": key[0], "value": key[1]}
        if value is None:
            RankingLift.objects.filter(**of).delete()
        else:
            RankingLift.objects.update_or_create(**of, defaults=value)
    elif value is None:
        Synonym.objects.filter(folded=key[0], also=key[1]).delete()
    else:
        Synonym.objects.update_or_create(folded=key[0], also=key[1], defaults=value)


def combined(changes: Iterable[Change]) -> list[Change]:
    """Changes one after another as one change for each thing; what comes back to what it was
    falls out."""
    found: dict[tuple[str, tuple[str, ...]], Change] = {}
    for one in changes:
        first = found.get((one.what, one.key))
        before = first.before if first else one.before
        found[one.what, one.key] = Change(one.what, one.key, before, one.after)
    return [one for one in found.values() if one.before != one.after]


def taken_back(changes: Sequence[Change]) -> list[Change]:
    """What undoes these, done one after another."""
    return combined(one.back for one in reversed(changes))


def ranking_with(changes: Iterable[Change], force: Ranking | None = None) -> Ranking:
    """The ranking in force as it would be with these changes."""
    force = force or selectors.ranking()
    weights: dict[str, float] = {}
    lifts = {(one.facet, one.value): one for one in force.lifts}
    without: set[tuple[str, str]] = set()
    more: list[tuple[str, str, str]] = []
    for one in changes:
        value = one.after
        if one.what == "weight" and value is not None:
            weights[one.key[0]] = float(value["value"])
        elif one.what == "lift":
            lifts.pop((one.key[0], one.key[1]), None)
            if value is not None:
                lifts[one.key[0], one.key[1]] = Lift(one.key[0], one.key[1], value["weight"])
        elif one.what == "synonym":
            without.add((one.key[0], one.key[1]))
            if value is not None:
                more.append((one.key[0], one.key[1], value["note"]))
    return Ranking(
        force.weights.changed(weights),
        tuple(lifts.values()),
        force.near,
        NamesTried(frozenset(without), tuple(more)),
    )


def keep_version(
    name: str,
    changes: Iterable[Change],
    *,
    by: Actor,
    at: datetime,
    draft: RankingDraft | None = None,
) -> RankingVersion | None:
    """Keep what changed for every search, in the transaction that changes it; nothing is kept
    when nothing changed."""
    every = combined(changes)
    if not every:
        return None
    version = RankingVersion(name=name[:200], changes=rows(every), at=at, draft=draft)
    version.actor = by
    version.save()
    return version
