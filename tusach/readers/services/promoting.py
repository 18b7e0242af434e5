"""At the end of a school year pupils go up a class; those of the last grade leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, Done, record, record_each
from tusach.network.api import ServicePoint
from tusach.readers import errors
from tusach.readers.models import Card, CardAct, Promotion, Reader
from tusach.readers.rules.class_lists import next_class
from tusach.readers.services.cards import end_card, undo_card_act
from tusach.readers.services.registering import on
from tusach.ui.api import Refusal


@dataclass(frozen=True)
class Step:
    """One pupil and the class of the next year; None for whoever leaves."""

    reader: Reader
    to: str | None


def steps(point: ServicePoint, school_year: int, last_grade: int) -> list[Step]:
    """Who would go where, class by class; nothing changes. Two queries at most."""
    pupils = Reader.objects.filter(
        home=point,
        school_year=school_year,
        merged_into__isnull=True,
        erased_at__isnull=True,
        left_on__isnull=True,
    ).exclude(school_class="")
    ordered = pupils.order_by("school_class", "sort_key", "pk")
    return [Step(one, next_class(one.school_class, last_grade)) for one in ordered]


@transaction.atomic
def promote(
    *,
    point: ServicePoint,
    school_year: int,
    last_grade: int,
    staying: Collection[int],
    by: Actor,
    at: datetime,
) -> Promotion:
    """Move the pupils of a school into the next school year. ``staying``: the primary keys of
    those who stay down; they keep their class in the new year. Who leaves has the card ended
    and stands as gone; loans are not touched. Refuses where nobody is to be moved."""
    found = steps(point, school_year, last_grade)
    if not found:
        raise errors.NobodyToPromote(point=point.name, year=f"{school_year}–{school_year + 1}")
    day = timezone.localdate(at)
    held = Reader.objects.select_for_update(of=("self",)).in_bulk([s.reader.pk for s in found])
    moved: dict[str, list[str]] = {}
    left: dict[str, list[int]] = {}
    for step in found:
        one = held[step.reader.pk]
        if step.to is None and one.pk not in staying:
            one.left_on = day
            left[str(one.pk)] = [
                _end(card, by, at) for card in Card.objects.filter(reader=one, state="active")
            ]
        else:
            to = one.school_class if one.pk in staying or step.to is None else step.to
            moved[str(one.pk)] = [one.school_class, to]
            one.school_class, one.school_year = to, school_year + 1
        one.version += 1
    Reader.objects.bulk_update(
        held.values(), ["school_class", "school_year", "left_on", "version"], batch_size=500
    )
    row = Promotion.objects.create(
        point=point, school_year=school_year, moved=moved, left=left, at=at, by=by.name
    )
    hidden = {"school_class": ["…", "…"]}
    record_each(
        "readers.change",
        [Done(on(one), point.pk, hidden) for one in held.values()],
        by=by,
        at=at,
    )
    record(
        "readers.promote", by=by, on=_on(row), place=point.pk, at=at,
        changes={"rows": [None, len(moved)], "left": [None, len(left)]},
    )  # fmt: skip
    return row


def _end(card: Card, by: Actor, at: datetime) -> int:
    end_card(card=card, by=by, at=at)
    act = CardAct.objects.filter(card=card, undone_at__isnull=True).order_by("-at", "-pk").first()
    assert act is not None
    return act.pk


@transaction.atomic
def undo_promotion(*, promotion: Promotion, by: Actor, at: datetime) -> int:
    """Put everybody back who is still where the promotion left them; returns how many. Whoever
    was changed since stays as that change says."""
    row = (
        Promotion.objects.select_for_update(of=("self",))
        .select_related("point")
        .get(pk=promotion.pk)
    )
    if row.undone_at is not None:
        raise errors.PromotionUndone
    ids = [int(pk) for pk in (*row.moved, *row.left)]
    back = []
    for one in Reader.objects.select_for_update().filter(pk__in=ids, erased_at__isnull=True):
        key = str(one.pk)
        if key in row.moved:
            before, after = row.moved[key]
            if (one.school_class, one.school_year) != (after, row.school_year + 1):
                continue
            one.school_class, one.school_year = before, row.school_year
        else:
            if one.left_on is None:
                continue
            one.left_on = None
        one.version += 1
        back.append(one)
    Reader.objects.bulk_update(
        back, ["school_class", "school_year", "left_on", "version"], batch_size=500
    )
    for one in back:
        for act in CardAct.objects.filter(pk__in=row.left.get(str(one.pk), [])):
            try:
                with transaction.atomic():
                    undo_card_act(act=act, by=by, at=at)
            except Refusal:  # the card was dealt with since: that stands
                continue
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    changes = {"rows": [None, len(back)]}
    record("readers.undo_promotion", by=by, on=_on(row), place=row.point_id, changes=changes, at=at)
    return len(back)


def _on(row: Promotion) -> tuple[str, object, str]:
    return ("readers.promotion", row.pk, f"{row.school_year}–{row.school_year + 1}")
