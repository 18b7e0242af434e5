"""A list on paper: a bibliography with the notes of the list."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tusach.portal.bibliography import Grouping, bibliography
from tusach.portal.compiling.selectors import Contents
from tusach.portal.models import Compilation, CompilationItem, Edition, ListKind, ListOrder
from tusach.portal.selectors import network_name
from tusach.ui.api import in_vietnamese


@in_vietnamese
def paper_of(one: Edition, contents: Contents) -> bytes:
    """The PDF of what readers see."""
    return bibliography(
        [row.record for row in contents.rows],
        title=one.title,
        foreword=one.introduction,
        kind=str(ListKind(one.kind).label),
        unit=_unit(one),
        day=timezone.localdate(one.published_at),
        notes={row.record.pk: row.note for row in contents.rows},
        by=_groups(one.order),
    )


@in_vietnamese
def paper_of_draft(one: Compilation, items: Sequence[CompilationItem]) -> bytes:
    """The PDF of the list as it is being worked on, with the day of today."""
    return bibliography(
        [item.record for item in items],
        title=one.title,
        foreword=one.introduction,
        kind=str(ListKind(one.kind).label),
        unit=_unit(one),
        notes={item.record_id: item.note for item in items},
        by=_groups(one.order),
    )


def _groups(order: str) -> str:
    return Grouping.SUBJECT if order == ListOrder.SUBJECT else Grouping.NONE


def _unit(one: Edition | Compilation) -> str:
    """Who speaks: the library, of the network where it is for all."""
    name = network_name()
    if one.for_all and name:
        return f"{one.library.name} – mạng lưới thư viện {name}"
    return one.library.name
