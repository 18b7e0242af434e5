"""Writes on lists: begun, changed, filled, published, withdrawn, dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from tusach.audit.api import Actor, record
from tusach.catalogue.api import Record, now_under
from tusach.network.api import PointKind, ServicePoint
from tusach.portal import errors
from tusach.portal.arrivals import ALL, Sought, arrivals
from tusach.portal.compiling.rules import MOST, in_order, may
from tusach.portal.models import Compilation, CompilationItem, Edition, ListState
from tusach.portal.selectors import NOT_FOR_READERS, network_name
from tusach.ui.api import fitting
from tusach.vietnamese.api import fold


@dataclass(frozen=True)
class Head:
    """What a list says of itself before its first title."""

    kind: str
    title: str
    library: ServicePoint
    introduction: str = ""
    for_all: bool = False
    order: str = "hand"
    period_from: date | None = None
    period_until: date | None = None
    subject: str = ""
    audience: str = ""


def _checked(head: Head) -> dict[str, Any]:
    """The values for the row; refuses a place that may not publish so."""
    if head.library.kind in NOT_FOR_READERS:
        raise errors.NoPublicPlace(library=head.library.public_name)
    if head.for_all and head.library.kind != PointKind.PROVINCIAL_LIBRARY:
        raise errors.OnlyTheProvinceForAll(library=head.library.name)
    if head.period_from and head.period_until and head.period_until < head.period_from:
        raise errors.PeriodTurned(
            first=f"{head.period_from:%d/%m/%Y}", until=f"{head.period_until:%d/%m/%Y}"
        )
    field = Compilation._meta.get_field
    return {
        "kind": head.kind,
        "title": fitting(head.title, 200, field("title").verbose_name),  # type: ignore[union-attr]
        "introduction": fitting(
            head.introduction,
            5000,
            field("introduction").verbose_name,  # type: ignore[union-attr]
        ),
        "library": head.library,
        "for_all": head.for_all,
        "order": head.order,
        "period_from": head.period_from,
        "period_until": head.period_until,
        "subject": fitting(head.subject, 200, field("subject").verbose_name),  # type: ignore[union-attr]
        "audience": head.audience,
    }


def _address(title: str) -> str:
    """A free address that tells what the list is: its title without marks."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:70].strip("-") or "thu-muc"
    taken = set(Compilation.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def _on(one: Compilation) -> tuple[str, object, str]:
    return ("portal.compilation", one.pk, one.title)


def _write_down(
    act: str, one: Compilation, *, by: Actor, at: datetime, changes: dict[str, Any] | None = None
) -> None:
    record(act, by=by, on=_on(one), place=one.library_id, changes=changes, at=at)


def _locked(one: Compilation, step: str, seen: int | None = None) -> Compilation:
    """The row, locked. Refuses a step that its state does not allow, and a change made from a
    page that shows another ``revision`` than the row has."""
    held = (
        Compilation.objects.select_for_update(of=("self",)).select_related("library").get(pk=one.pk)
    )
    if not may(step, held.state):
        raise errors.StepNotNow(title=held.title, state=held.get_state_display())
    if seen is not None and seen != held.revision:
        when = date_format(timezone.localtime(held.changed_at), "H:i d/m/Y")
        raise errors.ListChanged(title=held.title, when=when)
    return held


def _changed(held: Compilation, at: datetime) -> None:
    held.revision += 1
    held.changed_at = at
    held.save()


@transaction.atomic
def begin(*, head: Head, records: Sequence[Record] = (), by: Actor, at: datetime) -> Compilation:
    """A new draft with these titles. Refuses a place without a public page, a list for the whole
    network by another than a provincial library, more titles than a list takes."""
    values = _checked(head)
    with connection.cursor() as cursor:
        # Two of one name at a time would take one address.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal_compilation.slug'))")
    made = Compilation.objects.create(
        slug=_address(values["title"]), made_at=at, changed_at=at, made_by=by.name, **values
    )
    _write_down("portal.begin_list", made, by=by, at=at)
    if records:
        _put_in(made, records)
    return made


@transaction.atomic
def change(*, compilation: Compilation, head: Head, seen: int, by: Actor, at: datetime) -> None:
    """Other words at its head. The library stays: whose list it is does not change."""
    held = _locked(compilation, "change", seen)
    values = _checked(head)
    changes = {
        name: [str(getattr(held, name) or ""), str(value or "")]
        for name, value in values.items()
        if name in {"title", "for_all", "order", "kind"} and getattr(held, name) != value
    }
    values.pop("library")
    if all(getattr(held, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(held, name, value)
    _changed(held, at)
    _write_down("portal.change_list", held, by=by, at=at, changes=changes)


def _put_in(held: Compilation, records: Iterable[Record]) -> int:
    there = {one.record_id: one for one in held.items.select_for_update()}
    new: list[CompilationItem] = []
    back: list[CompilationItem] = []
    last = held.items.aggregate(last=Max("position"))["last"] or 0
    for one in {one.pk: one for one in records}.values():
        item = there.get(one.pk)
        if item is not None and not item.is_out:
            continue
        last += 1
        if item is None:
            new.append(CompilationItem(compilation=held, record=one, position=last))
        else:
            item.is_out, item.position = False, last
            back.append(item)
    count = sum(not one.is_out for one in there.values() if one not in back) + len(new) + len(back)
    if count > MOST:
        raise errors.ListTooLong(title=held.title, most=MOST, count=count)
    CompilationItem.objects.bulk_create(new)
    CompilationItem.objects.bulk_update(back, ["is_out", "position"])
    return len(new) + len(back)


@transaction.atomic
def add(*, compilation: Compilation, records: Sequence[Record], by: Actor, at: datetime) -> int:
    """Put titles in, at the end; what is in it stays where it is. How many are new in it."""
    held = _locked(compilation, "change")
    added = _put_in(held, records)
    if added:
        _changed(held, at)
        _write_down("portal.add_to_list", held, by=by, at=at, changes={"titles": [None, added]})
    return added


@transaction.atomic
def add_new_books(*, compilation: Compilation, by: Actor, at: datetime) -> int:
    """Put in what was entered in the registers of the library (or, in a list for all, of the
    whole network) in its period, of its subject and audience. Refuses a list without a period
    (:class:`errors.PeriodMissing`) and a period in which nothing came."""
    held = _locked(compilation, "change")
    if held.period_from is None or held.period_until is None:
        raise errors.PeriodMissing
    library = None if held.for_all else held.library
    sought = Sought(library, held.period_from, held.period_until, held.subject, held.audience)
    found = arrivals(sought, ALL)
    if not found:
        raise errors.NothingNew(
            first=f"{held.period_from:%d/%m/%Y}",
            until=f"{held.period_until:%d/%m/%Y}",
            where=held.library.name if library is not None else network_name(),
        )
    return add(compilation=held, records=[one.record for one in found], by=by, at=at)


@transaction.atomic
def take_out(*, compilation: Compilation, item: int, by: Actor, at: datetime) -> None:
    """Take a title out; its note is kept for when it is put back."""
    _set_out(compilation, item, True, "portal.take_from_list", by=by, at=at)


@transaction.atomic
def put_in_again(*, compilation: Compilation, item: int, by: Actor, at: datetime) -> None:
    """Put a title back that was taken out, where it stood, with its note."""
    _set_out(compilation, item, False, "portal.add_to_list", by=by, at=at)


def _set_out(
    compilation: Compilation, item: int, out: bool, act: str, *, by: Actor, at: datetime
) -> None:
    held = _locked(compilation, "change")
    one = held.items.filter(pk=item, is_out=not out).select_related("record").first()
    if one is None:
        return  # pressed twice
    if not out and held.items.filter(is_out=False).count() >= MOST:
        raise errors.ListTooLong(title=held.title, most=MOST, count=MOST + 1)
    one.is_out = out
    one.save(update_fields=["is_out"])
    _changed(held, at)
    _write_down(act, held, by=by, at=at, changes={"title": [None, one.record.title]})


@transaction.atomic
def arrange(
    *,
    compilation: Compilation,
    said: Mapping[int, tuple[str, str]],
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Set the order and the notes: item → (its number in the list as typed, its note). Equal
    numbers keep the order they had, but what was given its number now goes before. Refuses what
    is no number (:class:`errors.PositionNotNumber`), naming the title."""
    held = _locked(compilation, "change", seen)
    rows = list(held.items.filter(is_out=False).select_related("record"))
    before = {one.pk: at + 1 for at, one in enumerate(in_order(rows, held.order))}
    wanted: dict[int, tuple[int, int, int]] = {}
    changed = False
    for one in rows:
        typed, note = said.get(one.pk, (str(before[one.pk]), one.note))
        typed = typed.strip()
        if not typed.isdecimal() or not 1 <= int(typed[:6]) <= 9999:
            raise errors.PositionNotNumber(typed=typed[:20], title=one.record.title)
        number = int(typed)
        moved = number != before[one.pk]
        # A title moved down goes behind, one moved up before what had the number.
        side = 0 if not moved else (1 if number > before[one.pk] else -1)
        wanted[one.pk] = (number, side, before[one.pk])
        note = fitting(
            note,
            1000,
            CompilationItem._meta.get_field("note").verbose_name,
        )
        changed |= moved or note != one.note
        one.note = note
    if not changed:
        return
    moved_any = any(side for _number, side, _was in wanted.values())
    for position, one in enumerate(sorted(rows, key=lambda one: wanted[one.pk]), 1):
        one.position = position
    CompilationItem.objects.bulk_update(rows, ["position", "note"])
    if moved_any:
        held.order = Compilation.Order.HAND
    _changed(held, at)
    _write_down("portal.arrange_list", held, by=by, at=at)


@transaction.atomic
def publish(*, compilation: Compilation, seen: int, by: Actor, at: datetime) -> Edition:
    """Make an edition of the list as it stands, for readers. Refuses an empty list, a place that
    has no public page (any more), and what was changed since the page was opened."""
    held = _locked(compilation, "publish", seen)
    _checked(
        Head(
            **{
                name: getattr(held, name)
                for name in ("kind", "title", "library", "introduction", "for_all", "order")
            }
        )
    )
    rows = in_order(
        held.items.filter(is_out=False, record__is_suppressed=False).select_related("record"),
        held.order,
    )
    if not rows:
        raise errors.ListEmpty(title=held.title)
    number = (held.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    held.editions.filter(is_last=True).update(is_last=False)
    made = Edition.objects.create(
        compilation=held,
        number=number,
        **{
            name: getattr(held, name)
            for name in (
                "kind", "title", "introduction", "library", "for_all", "order", "period_from",
                "period_until",
            )
        },
        content=[
            {
                "number": one.record.control_number,
                "title": one.record.title,
                "author": one.record.author,
                "note": one.note,
            }
            for one in rows
        ],
        published_at=at,
        published_by=by.name,
    )  # fmt: skip
    held.state = ListState.PUBLISHED
    held.published_revision = held.revision
    held.withdrawn_at, held.withdrawn_why = None, ""
    held.save()
    _write_down("portal.publish_list", held, by=by, at=at, changes={"titles": [None, len(rows)]})
    return made


@transaction.atomic
def withdraw(*, compilation: Compilation, why: str, by: Actor, at: datetime) -> None:
    """Take the list from readers; its address says since when it is withdrawn."""
    held = _locked(compilation, "withdraw")
    field = Compilation._meta.get_field("withdrawn_why")
    held.withdrawn_why = fitting(why, 300, field.verbose_name)
    held.state, held.withdrawn_at = ListState.WITHDRAWN, at
    held.save()
    changes = {"why": [None, held.withdrawn_why]} if held.withdrawn_why else None
    _write_down("portal.withdraw_list", held, by=by, at=at, changes=changes)


@transaction.atomic
def put_back(*, compilation: Compilation, by: Actor, at: datetime) -> None:
    """Undo a withdrawal: readers see the last edition again, as it was."""
    held = _locked(compilation, "put_back")
    held.state, held.withdrawn_at, held.withdrawn_why = ListState.PUBLISHED, None, ""
    held.save()
    _write_down("portal.put_list_back", held, by=by, at=at)


@transaction.atomic
def take_edition(*, edition: Edition, by: Actor, at: datetime) -> int:
    """Make the draft what an edition was: words, titles, order, notes. What readers see stays
    until it is published. Returns how many of its titles are no more in the catalogue."""
    held = _locked(edition.compilation, "change")
    records: list[tuple[Record, str]] = []
    gone = 0
    for row in edition.content:
        number = str(row["number"])
        found = Record.objects.filter(control_number=number).first()
        if found is None:
            found = now_under(number)
        if found is None:
            gone += 1
        elif found.pk not in {one.pk for one, _note in records}:
            records.append((found, str(row["note"])))
    held.items.all().delete()
    CompilationItem.objects.bulk_create(
        CompilationItem(compilation=held, record=one, position=position, note=note)
        for position, (one, note) in enumerate(records, 1)
    )
    for name in ("kind", "title", "introduction", "order", "period_from", "period_until"):
        setattr(held, name, getattr(edition, name))
    held.for_all = edition.for_all
    _changed(held, at)
    if edition.is_last and not gone:
        # The very words that readers see.
        held.published_revision = held.revision
        held.save(update_fields=["published_revision"])
    _write_down(
        "portal.take_edition", held, by=by, at=at, changes={"edition": [None, edition.number]}
    )
    return gone


@transaction.atomic
def drop(*, compilation: Compilation, by: Actor, at: datetime) -> None:
    """Put a draft that was never published away; it can be picked up again."""
    held = _locked(compilation, "drop")
    held.state = ListState.DROPPED
    held.save(update_fields=["state"])
    _write_down("portal.drop_list", held, by=by, at=at)


@transaction.atomic
def pick_up(*, compilation: Compilation, by: Actor, at: datetime) -> None:
    """Work on a dropped draft again."""
    held = _locked(compilation, "pick_up")
    held.state = ListState.DRAFT
    held.save(update_fields=["state"])
    _write_down("portal.pick_list_up", held, by=by, at=at)
