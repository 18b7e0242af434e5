"""What rooms above say of the work that waits: which titles are wanted soon, whose titles they
are. The catalogue knows no boxes, purchases or copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from tusach.audit.api import Actor
from tusach.catalogue.merging.listeners import MergeListener
from tusach.catalogue.models import Work


@dataclass(frozen=True)
class Wanted:
    """Titles that somebody waits for. ``records`` gives a queryset with one column, the number
    of the record, to be nested; ``label`` says why ("trong đợt luân chuyển")."""

    name: str
    label: str | Promise
    records: Callable[[], QuerySet[Any, Any]]


@dataclass(frozen=True)
class OfLibrary:
    """Titles of one library, processed and not (R-088)."""

    name: str
    processed: int
    unprocessed: int
    url: str = ""

    @property
    def total(self) -> int:
        return self.processed + self.unprocessed


_wanted: dict[str, Wanted] = {}
_libraries: dict[str, Callable[[], list[OfLibrary]]] = {}


def on_wanted(one: Wanted) -> None:
    """Register in ``apps.py`` (``ready``); the same name replaces."""
    _wanted[one.name] = one


def wanted() -> list[Wanted]:
    return list(_wanted.values())


def on_titles_by_library(name: str, count: Callable[[], list[OfLibrary]]) -> None:
    """Register who counts the titles of each library, processed and not."""
    _libraries[name] = count


def titles_by_library() -> list[OfLibrary]:
    return [one for count in _libraries.values() for one in count()]


def work_listener() -> MergeListener:
    """What libraries asked of a record that is taken into another is asked of that one."""

    def move(gone: int, kept: int, by: Actor, at: datetime) -> Mapping[str, Any]:
        asked = Work.objects.filter(reason=Work.Reason.ASKED, done_at=None)
        if asked.filter(record=kept).exists():
            return {"rows": []}  # one question at a time; this one waits with its record
        rows = list(asked.filter(record=gone).values_list("pk", flat=True))
        Work.objects.filter(pk__in=rows).update(record=kept)
        return {"rows": rows}

    def put_back(
        gone: int, kept: int, moved: Mapping[str, Any], by: Actor, at: datetime
    ) -> list[str]:
        Work.objects.filter(pk__in=moved["rows"], record=kept).update(record=gone)
        return []

    return MergeListener("catalogue.work", move, put_back)
