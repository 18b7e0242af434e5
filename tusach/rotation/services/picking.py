"""Choosing copies for a destination, before they are taken from the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from tusach.audit.api import Actor
from tusach.holdings.api import Collection, Copy, all_copies, place_of
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import OPEN_LINES, Came, LineState
from tusach.rotation.services.doing import (
    advance,
    lock_leg,
    open_line,
    promised,
    require_in_store,
    write_down,
)


@transaction.atomic
def pick(
    *,
    leg: Leg,
    copy_ids: Iterable[int],
    why: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> list[Line]:
    """Promise copies to a destination; returns the new lines.

    Copies that it already holds are passed over. Refuses, and takes none, when one is
    promised to another batch (:class:`errors.CopyIsPromised`), not in the store
    (:class:`errors.CopyNotInStore`) or rare (:class:`errors.CopyIsRare`).
    """
    leg = lock_leg(leg.pk, "pick")
    wanted = sorted(set(copy_ids))
    if not wanted:
        raise errors.NothingChosen()
    held = set(
        Line.objects.filter(leg=leg, copy_id__in=wanted, state__in=OPEN_LINES).values_list(
            "copy_id", flat=True
        )
    )
    copies = list(all_copies().filter(pk__in=set(wanted) - held).order_by("pk"))
    _require_free(leg, copies)
    try:
        with transaction.atomic():
            lines = Line.objects.bulk_create(
                Line(
                    leg=leg,
                    copy=copy,
                    state=LineState.PICKED,
                    came=Came.PICKED,
                    why=(why or {}).get(copy.pk, "")[:300],
                    price=copy.price or 0,
                    picked_at=at,
                )
                for copy in copies
            )
    except IntegrityError:
        # Somebody promised one of them between the question and the writing.
        taken = next(line for copy in copies if (line := open_line(copy)) is not None)
        raise promised(taken) from None
    advance(leg, "pick")
    write_down("pick", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    return lines


def _require_free(leg: Leg, copies: list[Copy]) -> None:
    # Two questions for all of them; the one that is refused is then asked about by itself.
    places = place_of([copy.pk for copy in copies])
    taken = set(
        Line.objects.filter(copy__in=copies, state__in=OPEN_LINES).values_list("copy_id", flat=True)
    )
    for copy in copies:
        if copy.pk in taken and (line := open_line(copy)) is not None:
            raise promised(line)
        place = places[copy.pk]
        if place.point_id != leg.batch.store_id or place.state != CopyState.IN_STORE:
            require_in_store(copy, leg.batch.store_id)
        if copy.collection == Collection.RARE:
            raise errors.CopyIsRare(title=copy.record.shown_title, barcode=copy.barcode)


@transaction.atomic
def unpick(*, leg: Leg, line_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Let picked copies go; returns how many. Copies in boxes stay (unpack them first)."""
    leg = lock_leg(leg.pk, "pick")
    count = Line.objects.filter(leg=leg, pk__in=list(line_ids), state=LineState.PICKED).update(
        state=LineState.RELEASED
    )
    if not count:
        raise errors.NothingChosen()
    write_down("unpick", leg, by=by, at=at, changes={"copies": [count, 0]})
    return count
