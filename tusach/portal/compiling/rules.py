"""What may be done with a list in which state; how its titles are ordered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tusach.catalogue.api import Record
from tusach.portal.bibliography import main_subject
from tusach.portal.models import CompilationItem, ListOrder, ListState
from tusach.vietnamese.api import sort_key

# A list is read, not searched; and a page of it is sent to be put in order as one form.
MOST = 300

STEPS: dict[str, frozenset[str]] = {
    "change": frozenset({ListState.DRAFT, ListState.PUBLISHED, ListState.WITHDRAWN}),
    "publish": frozenset({ListState.DRAFT, ListState.PUBLISHED, ListState.WITHDRAWN}),
    "withdraw": frozenset({ListState.PUBLISHED}),
    "put_back": frozenset({ListState.WITHDRAWN}),
    "drop": frozenset({ListState.DRAFT}),
    "pick_up": frozenset({ListState.DROPPED}),
}


def may(step: str, state: str) -> bool:
    return state in STEPS[step]


Item = TypeVar("Item", bound=CompilationItem)


def in_order(items: Iterable[Item], order: str) -> list[Item]:
    """The titles as the list shows them. What has no class number or author stands last."""
    rows = sorted(items, key=lambda one: (one.position, one.pk))
    if order == ListOrder.TITLE:
        rows.sort(key=lambda one: one.record.title_key)
    elif order == ListOrder.CLASS:
        rows.sort(
            key=lambda one: (
                not one.record.class_number,
                one.record.class_number,
                one.record.title_key,
            )
        )
    elif order == ListOrder.AUTHOR:
        rows.sort(
            key=lambda one: (
                not one.record.author,
                sort_key(one.record.author),
                one.record.title_key,
            )
        )
    elif order == ListOrder.SUBJECT:
        rows.sort(key=lambda one: by_subject(one.record))
    return rows


def by_subject(record: Record) -> tuple[bool, str, str, str]:
    """Files by the first subject, by syllable, then by title; what has none stands last."""
    first = main_subject(record)
    return not first, sort_key(first), first, record.title_key
