"""What the page of a point shows to this person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tusach.network.models import ServicePoint, Topic
from tusach.network.selectors.dates import today
from tusach.network.selectors.points import facts_of, history_of, is_open, value_of
from tusach.network.selectors.reorganisations import predecessors_of, successors_of
from tusach.network.selectors.units import what_it_was_made_of
from tusach.network.web.maps import inset
from tusach.network.web.reach import seen_by
from tusach.network.web.values import hours_table, in_words

# Of a point that is not public these are shown to those who hold network.view_secret there.
GUARDED = frozenset({Topic.POSITION, Topic.HOURS})
# Shown in the heading or in a place of their own.
_ELSEWHERE = frozenset({Topic.NAME, Topic.KIND, Topic.HOURS})


def may_see_guarded(request: HttpRequest, point: ServicePoint) -> bool:
    return point.is_public or request.user.has_perm("network.view_secret", point)


def _may_see(request: HttpRequest, point: ServicePoint) -> bool:
    return point.is_public or request.user.has_perm("network.view", point)


def _as_seen(request: HttpRequest, value: Any) -> tuple[str, Any]:
    """(words, value) of a superior point: "another point" without a way there, if it is none
    that this person may see."""
    if _may_see(request, value):
        return in_words(Topic.PARENT, value), value
    return value.public_name, None


def page_of(request: HttpRequest, point: ServicePoint) -> dict[str, Any]:
    """The template's context. Asks the same number of questions whatever the history."""
    guarded = frozenset() if may_see_guarded(request, point) else GUARDED
    now = {topic: value for topic, value in facts_of(point).items() if topic not in guarded}
    history: dict[str, list[dict[str, Any]]] = {}
    for fact in history_of(point):
        if fact.topic not in guarded:
            value = value_of(fact)
            words = (
                _as_seen(request, value)[0]
                if fact.topic == Topic.PARENT and value is not None
                else in_words(fact.topic, value)
            )
            history.setdefault(fact.topic, []).append({"fact": fact, "words": words})
    commune = now.get(Topic.COMMUNE)
    parent = now.get(Topic.PARENT)
    shown = {topic: (in_words(topic, now[topic]), now[topic]) for topic in Topic if topic in now}
    if parent is not None:
        shown[Topic.PARENT] = _as_seen(request, parent)
    seen = seen_by(request)
    return {
        "point": point,
        "parent": point.parent if point.parent and _may_see(request, point.parent) else None,
        "open": is_open(point),
        "today": today(),
        "commune": commune,
        "made_of_names": ", ".join(
            change.from_unit.name for change in (what_it_was_made_of(commune) if commune else [])
        ),
        "facts": [
            (str(topic.label), *said, topic.value)
            for topic, said in shown.items()
            if topic not in _ELSEWHERE
        ],
        "hours": hours_table(now[Topic.HOURS]) if Topic.HOURS in now else [],
        "hours_note": now.get(Topic.HOURS, {}).get("note", ""),
        "history": [(topic.label, history[topic]) for topic in Topic if topic in history],
        "changed": any(len(rows) > 1 for rows in history.values()),
        "children": list(seen.filter(parent=point).order_by("sort_key", "pk")[:300]),
        "inset": None if guarded else inset(point),
        "predecessors": [
            one for one in predecessors_of(point) if _may_see(request, one.from_point)
        ],
        "successors": [one for one in successors_of(point) if _may_see(request, one.to_point)],
        "may_edit": request.user.has_perm("network.edit_point", point),
        "guarded": bool(guarded),
    }
