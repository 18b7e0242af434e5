"""What a person does with a round until it is submitted: begin it, list copies, take them off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.holdings.api import Copy, all_copies
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting
from tusach.upkeep import errors
from tusach.upkeep.models import Criterion, Weeding, WeedingLine
from tusach.upkeep.rules import may
from tusach.upkeep.selectors.candidates import Within, candidates, why_not_each

State = Weeding.State
Status = WeedingLine.Status
_BATCH = 1000


def locked(weeding: Weeding, step: str) -> Weeding:
    """The round, locked, if it may take this step; refuses :class:`errors.StepNotNow`."""
    held = (
        Weeding.objects.select_for_update(of=("self",)).select_related("owner").get(pk=weeding.pk)
    )
    if not may(step, held.state):
        raise errors.StepNotNow(name=held.name, state=held.get_state_display())
    return held


def on(weeding: Weeding) -> tuple[str, int, str]:
    """What the record of acts calls it."""
    return "upkeep.weeding", weeding.pk, weeding.name[:300]


def text_of(weeding: Weeding, field: str, value: str) -> str:
    """A text as its column holds it; refuses one that is too long."""
    column = Weeding._meta.get_field(field)
    assert column.max_length is not None  # type: ignore[union-attr]
    return fitting(value, column.max_length, column.verbose_name)  # type: ignore[union-attr]


@transaction.atomic
def begin(*, owner: ServicePoint, name: str, reason: str = "", by: Actor, at: datetime) -> Weeding:
    """Begin a round at a library: a draft, on whose list copies are put."""
    begun = Weeding(owner=owner, state=State.DRAFT, opened_at=at)
    begun.name = text_of(begun, "name", name)
    begun.reason = text_of(begun, "reason", reason)
    if not begun.name:
        raise errors.Missing(what=Weeding._meta.get_field("name").verbose_name)
    begun.actor = by
    begun.save()
    record("upkeep.begin_weeding", by=by, on=on(begun), place=owner.pk, at=at)
    return begun


@transaction.atomic
def change(*, weeding: Weeding, name: str, reason: str) -> Weeding:
    """Change what a draft is called and why it is made."""
    held = locked(weeding, "list")
    held.name, held.reason = text_of(held, "name", name), text_of(held, "reason", reason)
    if not held.name:
        raise errors.Missing(what=Weeding._meta.get_field("name").verbose_name)
    held.save(update_fields=["name", "reason"])
    return held


@dataclass(frozen=True)
class NotListed:
    """A copy that cannot be on the list, and why (``rules.WHY_NOT``)."""

    copy: Copy
    code: str


@transaction.atomic
def add_copies(
    *, weeding: Weeding, copies: Sequence[Copy], criterion: Criterion, note: str = ""
) -> tuple[int, list[NotListed]]:
    """Put copies on the list of a draft for this reason: (how many came new, those that cannot
    be on it). What is on it already keeps its reason."""
    held = locked(weeding, "list")
    wrong = why_not_each(copies, held.owner_id, but=held.pk)
    before = held.lines.count()
    WeedingLine.objects.bulk_create(
        (
            WeedingLine(
                weeding=held,
                copy=one,
                criterion=criterion,
                note=note.strip()[:300],
                price=one.price,
                condition=one.condition,
            )
            for one in copies
            if one.pk not in wrong
        ),
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    refused = [NotListed(one, wrong[one.pk]) for one in copies if one.pk in wrong]
    return held.lines.count() - before, refused


@transaction.atomic
def add_found(
    *, weeding: Weeding, criterion: Criterion, within: Within, most: int | None = None
) -> int:
    """Put what a criterion proposes on the list of a draft, at most so many, in the order of the
    shelves; returns how many came new."""
    held = locked(weeding, "list")
    found = candidates(held.owner, criterion, within).order_by("shelf_mark", "register", "number")
    numbers = list(found.values_list("pk", flat=True)[:most])
    new = 0
    for start in range(0, len(numbers), _BATCH):
        some = all_copies().filter(pk__in=numbers[start : start + _BATCH])
        new += add_copies(weeding=held, copies=list(some), criterion=criterion)[0]
    return new


@transaction.atomic
def take_off(*, weeding: Weeding, copies: Sequence[int]) -> int:
    """Take copies off the list of a draft; returns how many."""
    return locked(weeding, "list").lines.filter(copy__in=copies).delete()[0]


@transaction.atomic
def clear(*, weeding: Weeding) -> int:
    """Take every copy off the list of a draft; returns how many."""
    return locked(weeding, "list").lines.all().delete()[0]


@transaction.atomic
def keep(*, weeding: Weeding, copies: Sequence[int], note: str, keeps: bool = True) -> int:
    """The council keeps these copies back, or after all lets them go; returns how many changed."""
    held = locked(weeding, "keep")
    before, after = (Status.LISTED, Status.KEPT) if keeps else (Status.KEPT, Status.LISTED)
    lines = held.lines.filter(copy__in=copies, status=before)
    return lines.update(status=after, note=note.strip()[:300])


@transaction.atomic
def drop(*, weeding: Weeding, by: Actor, at: datetime) -> Weeding:
    """Leave a round before it is decided. Nothing was struck; its copies are free again."""
    held = locked(weeding, "drop")
    held.state, held.closed_on = State.DROPPED, timezone.localdate(at)
    held.finished_at = at
    held.save(update_fields=["state", "closed_on", "finished_at"])
    held.lines.update(is_open=False)
    record("upkeep.drop_weeding", by=by, on=on(held), place=held.owner_id, at=at)
    return held
