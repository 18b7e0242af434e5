"""Lists to leaf through: headings, class numbers and titles from any place in the alphabet.

Pages go by keys, both ways: a page in the middle of a million headings costs what the first
does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tusach.catalogue.authorities.reading import KEY_LENGTH
from tusach.catalogue.captions import captions_of
from tusach.catalogue.models import Heading, Record, Reference
from tusach.vietnamese.api import sort_key

SIZE = 25


@dataclass(frozen=True)
class Place:
    """Where a page begins or ends: the key of a row and its number."""

    key: str
    pk: int

    @property
    def text(self) -> str:
        """As an address has it."""
        return f"{self.pk}-{self.key}"


def place_of(text: str) -> Place | None:
    """What :attr:`Place.text` wrote; None for anything else."""
    number, _dash, key = text.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Place(key[:KEY_LENGTH], int(number))


@dataclass(frozen=True)
class Leaf:
    """One page of rows, and where the one before and the one after begin (None: no such)."""

    rows: Sequence[Any]
    before: Place | None
    after: Place | None


def leaf(
    found: QuerySet[Any],
    column: str,
    *,
    start: str = "",
    after: Place | None = None,
    before: Place | None = None,
    size: int = SIZE,
) -> Leaf:
    """A page of ``found`` in the order of ``column`` and the number: from the key ``start``,
    or after or before a place. Two queries whatever the length of the list."""
    forward, backward = (column, "pk"), (f"-{column}", "-pk")

    def later(place: Place) -> QuerySet[Any]:
        # The first condition is what the index is entered by.
        past = Q(**{f"{column}__gt": place.key}) | Q(pk__gt=place.pk)
        return found.filter(past, **{f"{column}__gte": place.key}).order_by(*forward)

    def earlier(place: Place) -> QuerySet[Any]:
        past = Q(**{f"{column}__lt": place.key}) | Q(pk__lt=place.pk)
        return found.filter(past, **{f"{column}__lte": place.key}).order_by(*backward)

    if before is not None:
        rows = list(earlier(before)[: size + 1])
        more_before, rows = len(rows) > size, rows[:size][::-1]
        if not rows:
            return leaf(found, column, size=size)
        last = _place(rows[-1], column)
        return Leaf(rows, _place(rows[0], column) if more_before else None, last)
    if after is not None:
        rows = list(later(after)[: size + 1])
    else:
        rows = list(found.filter(**{f"{column}__gte": start}).order_by(*forward)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if not rows:
        # Past the end: there may still be something before.
        end = after or Place(start, 0)
        there = bool(list(earlier(end)[:1]))
        return Leaf([], end if there else None, None)
    first = _place(rows[0], column)
    has_before = after is not None or (bool(start) and bool(list(earlier(first)[:1])))
    return Leaf(rows, first if has_before else None, _place(rows[-1], column) if more else None)


def _place(row: Any, column: str) -> Place:
    return Place(getattr(row, column), row.pk)


@dataclass(frozen=True)
class Entry:
    """A line of a list of headings. ``sees`` is filled for another form: the headings to look
    under instead. ``also`` are neighbours of a heading."""

    text: str
    heading: int | None = None
    count: int = 0
    kind: str = ""
    sees: Sequence[tuple[str, int]] = ()
    also: Sequence[tuple[str, str]] = ()
    caption: str = ""
    sort_key: str = field(default="", compare=False)


@dataclass(frozen=True)
class Browsed:
    entries: Sequence[Entry]
    before: Place | None
    after: Place | None


def start_key(index: str, typed: str) -> str:
    """The key of what was typed as a place in the list."""
    if index == "class":
        return typed.strip().upper()[:KEY_LENGTH]
    return sort_key(typed)[:KEY_LENGTH] if typed.strip() else ""


def browse(
    index: str,
    *,
    typed: str = "",
    after: Place | None = None,
    before: Place | None = None,
    size: int = SIZE,
) -> Browsed:
    """A page of the headings that public records have, with the other forms that fall between
    them. At most seven queries."""
    found = Heading.objects.filter(index=index, public__gt=0)
    start = start_key(index, typed)
    page = leaf(found, "sort_key", start=start, after=after, before=before, size=size)
    headings: list[Heading] = list(page.rows)
    if index == "class":
        captions = captions_of([(one.kind, one.text) for one in headings])
        entries = [
            Entry(one.text, one.pk, one.public, one.kind, caption=captions[one.kind, one.text])
            for one in headings
        ]
        return Browsed(entries, page.before, page.after)
    low = after.key if after else start
    if before is not None or not low:
        low = headings[0].sort_key if page.before and headings else ""
    high = headings[-1].sort_key if page.after and headings else None
    if before is not None and page.after and headings:
        high = before.key
    also = _also([one.authority_id for one in headings if one.authority_id])
    entries = [
        Entry(
            one.text,
            one.pk,
            one.public,
            one.kind,
            also=also.get(one.authority_id or 0, ()),
            sort_key=one.sort_key,
        )
        for one in headings
    ]
    entries += _forms(index, low, high, size)
    return Browsed(sorted(entries, key=lambda one: one.sort_key), page.before, page.after)


def _forms(index: str, low: str, high: str | None, size: int) -> list[Entry]:
    """Other forms between two keys whose headings the list has."""
    used = Heading.objects.filter(authority=OuterRef("authority"), index=index, public__gt=0)
    rows = Reference.objects.filter(Exists(used), kind="see", sort_key__gte=low)
    if high is not None:
        rows = rows.filter(sort_key__lt=high)
    forms = list(rows.order_by("sort_key", "id")[:size])
    targets: dict[int, list[tuple[str, int]]] = {}
    for one in Heading.objects.filter(
        authority__in={form.authority_id for form in forms}, index=index, public__gt=0
    ):
        targets.setdefault(one.authority_id or 0, []).append((one.text, one.pk))
    return [
        Entry(form.text, sees=targets.get(form.authority_id, ()), sort_key=form.sort_key)
        for form in forms
    ]


def _also(authorities: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Authority → (relation in words, heading) of its neighbours."""
    found: dict[int, list[tuple[str, str]]] = {}
    if authorities:
        rows = Reference.objects.filter(authority__in=authorities).exclude(kind="see")
        for one in rows.order_by("kind", "sort_key"):
            found.setdefault(one.authority_id, []).append((one.get_kind_display(), one.text))
    return found


def heading(pk: int) -> Heading | None:
    """A heading that public records have."""
    return Heading.objects.select_related("authority").filter(pk=pk, public__gt=0).first()


def records_under(
    one: Heading, *, before: int | None = None, size: int = SIZE
) -> tuple[list[int], int | None]:
    """(public records under the heading, the newest first; the number from which the next page
    goes on, or None)"""
    rows = one.uses.filter(is_public=True).order_by("-record")
    if before is not None:
        rows = rows.filter(record__lt=before)
    keys = list(rows.values_list("record", flat=True)[: size + 1])
    return keys[:size], keys[size - 1] if len(keys) > size else None


def titles(
    *, typed: str = "", after: Place | None = None, before: Place | None = None, size: int = SIZE
) -> Leaf:
    """A page of the public titles, by syllable."""
    found = Record.objects.filter(is_suppressed=False).defer("summary", "find_text")
    start = start_key("title", typed)
    return leaf(found, "title_key", start=start, after=after, before=before, size=size)
