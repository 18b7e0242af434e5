"""The rules in force on a day, and what they say of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from tusach.holdings.api import Copy
from tusach.network.api import PointKind, ServicePoint
from tusach.policy import api as policy
from tusach.rotation.rules import dated
from tusach.rotation.rules.dated import Caution, Rule, RuleKind

PROVINCIAL = frozenset({PointKind.PROVINCIAL_LIBRARY, PointKind.ROTATION_STORE})


def rules_on(day: date) -> dict[str, Rule]:
    """The rules in force on ``day``, by kind; a kind without a row is not asked about."""
    found = policy.rules_on(day, "rotation.")
    return {key.removeprefix("rotation."): rule for key, rule in found.items()}


def number_on(kind: RuleKind, day: date, default: int) -> int:
    """The number a rule gives on ``day``; ``default`` where the house has set none."""
    rule = rules_on(day).get(kind)
    return rule.value if rule else default


def cautions_of_plan(
    store: ServicePoint, points: Iterable[tuple[str, date]], leaves_on: date, staff: int
) -> list[Caution]:
    """What the rules of ``leaves_on`` say of these points' days of return and the staff."""
    rules = rules_on(leaves_on)
    found: list[Caution] = []
    for name, due_on in points:
        found += dated.stay(name, leaves_on, due_on, rules.get(RuleKind.STAY_MONTHS))
    found += dated.staff(staff, store.kind in PROVINCIAL, rules.get(RuleKind.STAFF))
    return found


def cautions_of_copies(store_id: int, record_ids: Iterable[int], day: date) -> list[Caution]:
    """Titles among ``record_ids`` of which the store's library owns too few copies."""
    rule = rules_on(day).get(RuleKind.COPIES_PER_TITLE)
    ids = set(record_ids)
    if rule is None or not ids:
        return []
    owned = (
        Copy.objects.filter(record_id__in=ids, owner_id=store_id)
        .exclude(place__state__in=["lost", "withdrawn"])
        .values("record_id", "record__title", "record__title_key")
        .annotate(owned=Count("pk"))
        .order_by("record__title_key", "record_id")
    )
    return dated.copies_of_title([(row["record__title"], row["owned"]) for row in owned], rule)
