"""Beginning and stopping a hunt, and what people decide about what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import HuntIsUnderWay, PairIsDecided
from tusach.catalogue.hunting.groups import regroup
from tusach.catalogue.merging.services import merge_records, usual_choices
from tusach.catalogue.models import Hunt, HuntKey, Merge, Pair, Record
from tusach.catalogue.points import points
from tusach.catalogue.selectors import marc_of
from tusach.ui.api import Refusal, note_asked

State = Pair.State


@transaction.atomic
def begin(*, by: Actor, at: datetime) -> Hunt:
    """A new hunt over all records, for the worker to do. Refuses (:class:`HuntIsUnderWay`)
    while another is under way. What was decided about pairs stays decided."""
    from tusach.catalogue.tasks import ask_for_hunt

    hunt = Hunt(records=Record.objects.count(), made_at=at)
    hunt.by_account, hunt.by_name = by.account, by.name
    try:
        with transaction.atomic():
            hunt.save()
    except IntegrityError as error:
        raise HuntIsUnderWay() from error
    note_asked(hunt, at)
    write_act("catalogue.hunt_duplicates", by=by, at=at)
    ask_for_hunt(hunt.pk)
    return hunt


@transaction.atomic
def ask_again(number: int, *, at: datetime) -> None:
    """Asks the worker once more for a hunt that is under way."""
    from tusach.catalogue.tasks import ask_for_hunt

    hunt = Hunt.objects.select_for_update().filter(pk=number).first()
    if hunt is not None and hunt.is_under_way:
        note_asked(hunt, at)
        ask_for_hunt(number)


@transaction.atomic
def stop(number: int, *, at: datetime) -> None:
    """Ends a hunt that is under way; what it found so far is thrown away with its keys, for
    half a list would look like a whole one. Pairs of earlier hunts stay."""
    hunt = Hunt.objects.select_for_update().filter(pk=number).first()
    if hunt is None or not hunt.is_under_way:
        return
    hunt.state, hunt.finished_at = Hunt.State.STOPPED, at
    hunt.save(update_fields=["state", "finished_at"])
    HuntKey.objects.filter(hunt=hunt).delete()
    hunt.pairs.filter(state=State.OPEN, leads=False, size=0).delete()


@transaction.atomic
def decide(pairs: Sequence[int], state: str, *, by: Actor, at: datetime) -> list[Pair]:
    """Sets pairs aside (``later``), says that they are two (``different``), or opens them again
    (``open``). Refuses (:class:`PairIsDecided`) one whose records were merged meanwhile, or
    that somebody else decided otherwise; the same said twice is said once."""
    held = list(
        Pair.objects.select_for_update(of=("self",))
        .select_related("first", "second")
        .filter(pk__in=pairs)
        .order_by("pk")
    )
    for one in held:
        is_gone = one.first.merged_into_id or one.second.merged_into_id
        if is_gone or (one.state == State.DIFFERENT and state == State.LATER):
            said = State.MERGED if is_gone else State(one.state)
            raise PairIsDecided(
                title=one.first.shown_title, who=one.decided_by or "–", what=said.label
            )
    changing = [one for one in held if one.state != state]
    for one in changing:
        one.state, one.decided_at, one.decided_by = state, at, by.name
        if state == State.OPEN:
            one.decided_at, one.decided_by = None, ""
        if state == State.OPEN or state == State.DIFFERENT:
            write_act(
                "catalogue.tell_apart" if state == State.DIFFERENT else "catalogue.reopen_pair",
                by=by,
                on=("catalogue.record", one.first_id, one.first.shown_title),
                changes={"other": [None, one.second.control_number]},
                at=at,
            )
    Pair.objects.bulk_update(changing, ["state", "decided_at", "decided_by"])
    regroup({pk for one in held for pk in (one.first_id, one.second_id)})
    return held


def threshold() -> int:
    """From how many points on two are taken to be the same."""
    return points()["same"]


@dataclass(frozen=True)
class Outcome:
    """Of merging several: what was done, and what was refused and why."""

    merges: list[Merge]
    refused: list[tuple[Record, Refusal]]


def merge_into(
    kept: int, gone: Mapping[int, int], *, kept_version: int, by: Actor, at: datetime
) -> Outcome:
    """Takes each of ``gone`` (record → the version that was looked at) into ``kept``, with the
    usual choices: what the kept record has stays, what only the other has is taken over.

    Each merge is a transaction of its own; the first that is refused ends it, for what follows
    would be merged into something else than was looked at.
    """
    done = Outcome([], [])
    version = kept_version
    for number, seen in sorted(gone.items()):
        try:
            with transaction.atomic():
                records = Record.objects.in_bulk([kept, number])
                choices = (
                    usual_choices(marc_of(records[kept]), marc_of(records[number]))
                    if len(records) == 2
                    else {}
                )
                merge = merge_records(
                    kept, number, choices, kept_version=version, gone_version=seen, by=by, at=at
                )
        except Refusal as refused:
            record = Record.everything.filter(pk=number).first()
            if record is not None:
                done.refused.append((record, refused))
            break
        done.merges.append(merge)
        version = merge.version_after
    return done
