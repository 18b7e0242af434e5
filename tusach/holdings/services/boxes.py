"""Boxes: made, renamed, discarded. What is in them moves through the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from tusach.audit.api import Actor, record
from tusach.holdings.errors import BoxCodeTaken, BoxNotEmpty
from tusach.holdings.models import Container, CopyPlace
from tusach.network.api import ServicePoint


@transaction.atomic
def make_box(
    *,
    owner: ServicePoint,
    by: Actor,
    at: datetime,
    name: str = "",
    code: str = "",
    note: str = "",
) -> Container:
    """A new box of a library; without ``code`` it gets the next number (H-000123).

    Refuses (:class:`BoxCodeTaken`) a code that another box has.
    """
    code = code.strip().upper()
    while not code:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('holdings_box_serial')")
            made = f"H-{cursor.fetchone()[0]:06d}"
        if not Container.objects.filter(code=made).exists():
            code = made
    try:
        with transaction.atomic():
            box = Container.objects.create(
                code=code, name=name.strip(), owner=owner, made_at=at, note=note
            )
    except IntegrityError:
        raise BoxCodeTaken(code=code) from None
    record("holdings.make_box", by=by, on=("holdings.box", box.pk, str(box)), place=owner.pk, at=at)
    return box


@transaction.atomic
def rename_box(*, box: Container, name: str, note: str = "", by: Actor, at: datetime) -> Container:
    """Change what is written on a box beside its code, which stays."""
    box = Container.objects.select_for_update().get(pk=box.pk)
    changes = {"name": [box.name, name.strip()], "note": [box.note, note]}
    box.name, box.note = name.strip(), note
    box.save(update_fields=["name", "note"])
    record(
        "holdings.rename_box",
        by=by,
        on=("holdings.box", box.pk, str(box)),
        place=box.owner_id,
        changes={key: pair for key, pair in changes.items() if pair[0] != pair[1]},
        at=at,
    )
    return box


@transaction.atomic
def discard_box(*, box: Container, by: Actor, at: datetime) -> Container:
    """Use a box no more. Refuses (:class:`BoxNotEmpty`) while copies are in it."""
    box = Container.objects.select_for_update().get(pk=box.pk)
    inside = CopyPlace.objects.filter(container=box).count()
    if inside:
        raise BoxNotEmpty(code=box.code, count=inside)
    if box.discarded_at is None:
        box.discarded_at = at
        box.save(update_fields=["discarded_at"])
        record(
            "holdings.discard_box",
            by=by,
            on=("holdings.box", box.pk, str(box)),
            place=box.owner_id,
            at=at,
        )
    return box
