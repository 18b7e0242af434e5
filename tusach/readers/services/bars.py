"""A reader is barred for a time, and let in again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.readers import errors
from tusach.readers.models import Bar, Reader
from tusach.readers.services.registering import locked, on
from tusach.ui.api import fitting


@transaction.atomic
def bar(
    *,
    reader: Reader,
    reason: str,
    by: Actor,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> Bar:
    """Serve a reader no more, from ``since`` (today) to ``until`` (the last day; None: until
    somebody lifts it). Refuses an empty reason and days in the wrong order. ``source``: the
    room that bars by itself; it has one bar at a time, whose days and reason it sets anew."""
    held = locked(reader)
    reason = fitting(reason, 300, Bar._meta.get_field("reason").verbose_name)
    if not reason:
        raise errors.ReasonMissing
    today = timezone.localdate(at)
    since = since or today
    if until is not None and until < since:
        raise errors.BadDay(
            day=f"{until:%d/%m/%Y}", first=f"{since:%d/%m/%Y}", last=f"31/12/{today.year + 10}"
        )
    row = (
        Bar.objects.filter(reader=held, source=source, lifted_at__isnull=True).first()
        if source
        else None
    ) or Bar(reader=held, source=source)
    row.reason, row.since, row.until = reason, since, until
    row.made_at, row.made_by = at, by.name
    row.save()
    changes = {"until": [None, f"{until:%d/%m/%Y}" if until else "…"]}
    record("readers.bar", by=by, on=on(held), place=held.home_id, changes=changes, at=at)
    return row


@transaction.atomic
def unbar(*, bar: Bar, by: Actor, at: datetime, why: str = "") -> Bar:
    """Let a reader in again; refuses (:class:`errors.NotBarred`) a bar that was lifted."""
    reader = locked(bar.reader)
    held = Bar.objects.select_for_update().get(pk=bar.pk)
    if held.lifted_at is not None:
        raise errors.NotBarred
    held.lifted_at, held.lifted_by = at, by.name
    held.lifted_why = fitting(why, 300, Bar._meta.get_field("lifted_why").verbose_name)
    held.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    record("readers.unbar", by=by, on=on(reader), place=reader.home_id, at=at)
    return held


@transaction.atomic
def unbar_by_room(*, reader: Reader, source: str, by: Actor, at: datetime) -> bool:
    """Lift what the room ``source`` barred by itself; whether there was anything to lift."""
    found = Bar.objects.filter(reader=reader, source=source, lifted_at__isnull=True).first()
    if found is None or not reader.stands:
        return False
    unbar(bar=found, by=by, at=at)
    return True
