"""Reads of lists: for those who compile them, and of their editions for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tusach.catalogue.api import Record, now_under
from tusach.network.api import ServicePoint
from tusach.portal.compiling.rules import in_order
from tusach.portal.models import Compilation, CompilationItem, Edition, ListKind, ListState
from tusach.portal.selectors import NOT_FOR_READERS, public_records
from tusach.vietnamese.api import fold


def all_compilations() -> QuerySet[Compilation]:
    return Compilation.objects.select_related("library").annotate(
        titles=Count("items", filter=Q(items__is_out=False))
    )


def search_compilations(found: QuerySet[Compilation], words: str) -> QuerySet[Compilation]:
    """By words of the title or of the library's name, with or without marks."""
    for word in words.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(library__name__icontains=word)
            | Q(slug__contains=fold(word).replace(" ", "-"))
        )
    return found


def items_of(one: Compilation) -> list[CompilationItem]:
    """The titles in their order; one query."""
    return in_order(one.items.filter(is_out=False).select_related("record"), one.order)


def taken_out(one: Compilation) -> list[CompilationItem]:
    return list(one.items.filter(is_out=True).select_related("record"))


def editions_of(one: Compilation) -> QuerySet[Edition]:
    return one.editions.select_related("library", "compilation")


def edition(pk: int) -> Edition | None:
    return Edition.objects.filter(pk=pk).select_related("compilation__library").first()


def drafts_for(points: QuerySet[ServicePoint], most: int = 30) -> list[Compilation]:
    """Lists of these places that titles can be put into, the one worked on last first."""
    found = Compilation.objects.filter(library__in=points.values("pk")).exclude(
        state=ListState.DROPPED
    )
    return list(found.select_related("library").order_by("-changed_at")[:most])


def lists_with(record: int, points: QuerySet[ServicePoint]) -> list[Compilation]:
    """The lists of these places that have the record."""
    return list(
        Compilation.objects.filter(
            pk__in=CompilationItem.objects.filter(record=record, is_out=False).values(
                "compilation_id"
            ),
            library__in=points.values("pk"),
        )
        .exclude(state=ListState.DROPPED)
        .select_related("library")
        .order_by("-changed_at")
    )


# For readers.


def published() -> QuerySet[Edition]:
    """The editions that readers see, the latest first. None of a place that has no public page
    (any more): a list never names one."""
    return (
        Edition.objects.filter(is_last=True, compilation__state=ListState.PUBLISHED)
        .exclude(library__kind__in=NOT_FOR_READERS)
        .select_related("compilation", "library")
        .order_by("-published_at", "-pk")
    )


def published_for(library: ServicePoint | None, most: int = 5) -> list[Edition]:
    """The latest of a library's own; without one, the latest made for the whole network."""
    found = published().defer("content", "introduction")
    if library is not None:
        return list(found.filter(library=library)[:most])
    return list(found.filter(for_all=True)[:most])


def published_found(words: str, kind: str, library: ServicePoint | None) -> QuerySet[Edition]:
    found = published().defer("content")
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(compilation__slug__contains=fold(word)))
    if kind in ListKind.values:
        found = found.filter(kind=kind)
    if library is not None:
        found = found.filter(library=library)
    return found


def edition_at(slug: str) -> Edition | None:
    """What readers see at this address."""
    return published().filter(compilation__slug=slug).first()


def withdrawn_at(slug: str) -> Compilation | None:
    """The list that readers saw at this address until it was withdrawn."""
    found = Compilation.objects.filter(slug=slug, state=ListState.WITHDRAWN)
    return (
        found.exclude(library__kind__in=NOT_FOR_READERS)
        .filter(editions__isnull=False)
        .select_related("library")
        .first()
    )


def last_edition(one: Compilation) -> Edition | None:
    return one.editions.filter(is_last=True).select_related("compilation", "library").first()


@dataclass(frozen=True)
class Listed:
    """A title of an edition as the catalogue has it now, with the note of the list."""

    record: Record
    note: str


@dataclass(frozen=True)
class Contents:
    """``gone``: titles that the catalogue no longer shows."""

    rows: Sequence[Listed]
    gone: int


def contents_of(one: Edition) -> Contents:
    """The titles as they are now: what was merged stands as the record it was merged into, once,
    with the notes of both; what is suppressed or deleted is only counted. A query, and one for
    each number that is no more."""
    numbers = [str(row["number"]) for row in one.content]
    found = {
        record.control_number: record
        for record in public_records().filter(control_number__in=numbers)
    }
    rows: dict[int, Listed] = {}
    gone = 0
    for row in one.content:
        record = found.get(str(row["number"])) or now_under(str(row["number"]))
        if record is None or record.is_suppressed:
            gone += 1
            continue
        note = str(row.get("note", ""))
        there = rows.get(record.pk)
        if there is not None and note and note != there.note:
            note = f"{there.note} {note}".strip()
        elif there is not None:
            note = there.note
        rows[record.pk] = Listed(record, note)
    return Contents(list(rows.values()), gone)


def for_sitemap() -> list[tuple[str, date]]:
    """Addresses and days of what readers see."""
    rows = published().values_list("compilation__slug", "published_at")
    return [(slug, at.date()) for slug, at in rows]
