"""Drafts of other names, weights and lifts: changed, put in force or thrown away; the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.search import changing
from tusach.search.changing import Change
from tusach.search.curating import OtherName, check_weights, checked
from tusach.search.errors import (
    DraftChanged,
    DraftIsBehind,
    DraftIsEmpty,
    DraftIsOver,
    DraftTooLong,
    NothingToTakeBack,
    SynonymThere,
    WeightOutside,
)
from tusach.search.models import RankingDraft, RankingVersion
from tusach.search.ranking import HEAVIEST
from tusach.ui.api import fitting
from tusach.vietnamese.api import nfc

State = RankingDraft.State
# Beyond it nobody reads what a draft does.
MOST = 2_000


@transaction.atomic
def begin(name: str, *, by: Actor, at: datetime, changes: Sequence[Change] = ()) -> RankingDraft:
    """A draft, empty or of ``changes``. Refuses a name that is too long."""
    name = fitting(nfc(name), 120, _("Tên bản nháp")) or _("Bản nháp")
    draft = RankingDraft(name=name, changes=changing.rows(changes), made_at=at)
    draft.actor = by
    draft.save()
    record("search.begin_draft", by=by, on=("search.draft", draft.pk, name), at=at)
    return draft


def _open(draft: RankingDraft, seen: int) -> RankingDraft:
    row = RankingDraft.objects.select_for_update().get(pk=draft.pk)
    if row.state != State.OPEN:
        raise DraftIsOver(name=row.name, state=row.get_state_display())
    if row.version != seen:
        raise DraftChanged(name=row.name)
    return row


@transaction.atomic
def add(draft: RankingDraft, changes: Sequence[Change], *, seen: int) -> RankingDraft:
    """Draft more changes; what is drafted of the same thing is replaced. Refuses a draft that
    is over, that somebody else changed since it was ``seen``, and more than 2,000 changes."""
    row = _open(draft, seen)
    every = changing.combined([*changing.read(row.changes), *changes])
    if len(every) > MOST:
        raise DraftTooLong(most=MOST)
    return _save(row, every)


def _save(row: RankingDraft, every: Sequence[Change]) -> RankingDraft:
    row.changes, row.version = changing.rows(every), row.version + 1
    row.save(update_fields=["changes", "version"])
    return row


@transaction.atomic
def leave_out(draft: RankingDraft, place: int, *, seen: int) -> RankingDraft:
    """Take one change (by its place, from 0) out of the draft."""
    row = _open(draft, seen)
    every = changing.read(row.changes)
    if 0 <= place < len(every):
        del every[place]
    return _save(row, every)


def _now(draft: RankingDraft, change: Change) -> Change:
    """The change with what it changes: what is drafted of it, or what is in force."""
    for one in changing.read(draft.changes):
        if (one.what, one.key) == (change.what, change.key):
            return replace(change, before=one.after)
    return replace(change, before=changing.there(change.what, change.key))


@transaction.atomic
def add_name(draft: RankingDraft, said: OtherName, *, seen: int) -> RankingDraft:
    """Draft another name. Refuses what :func:`tusach.search.curating.add_synonym` does."""
    row = checked(said)
    after = {name: row[name] for name in ("text", "note", "source")}
    change = _now(draft, Change("synonym", (row["folded"], row["also"]), None, after))
    if change.before == after:
        raise SynonymThere(text=said.text, also=said.also)
    return add(draft, [change], seen=seen)


@transaction.atomic
def drop_name(draft: RankingDraft, folded: str, also: str, *, seen: int) -> RankingDraft:
    """Draft that another name is looked for no more."""
    change = _now(draft, Change("synonym", (folded, also), None, None))
    return add(draft, [change], seen=seen)


@transaction.atomic
def set_weights(draft: RankingDraft, values: Mapping[str, float], *, seen: int) -> RankingDraft:
    """Draft weights. Refuses unknown names and weights below 0 or above 50."""
    check_weights(values)
    changes = [
        _now(draft, Change("weight", (name,), None, {"value": value}))
        for name, value in values.items()
    ]
    return add(draft, changes, seen=seen)


@transaction.atomic
def lift(
    draft: RankingDraft, *, facet: str, value: str, weight: float, reason: str, seen: int
) -> RankingDraft:
    """Draft a lift (up to 50); 0 drafts that what is lifted so is lifted no more."""
    if not 0 <= weight <= HEAVIEST:
        raise WeightOutside(name=value, value=f"{weight:g}")
    after = {"weight": weight, "reason": reason} if weight else None
    change = _now(draft, Change("lift", (facet, nfc(value).strip()), None, after))
    return add(draft, [change], seen=seen)


@transaction.atomic
def throw_away(draft: RankingDraft, *, seen: int, by: Actor, at: datetime) -> None:
    """End a draft without effect; it can still be read."""
    row = _open(draft, seen)
    row.state, row.ended_at = State.THROWN, at
    row.save(update_fields=["state", "ended_at"])
    record("search.throw_draft_away", by=by, on=("search.draft", row.pk, row.name), at=at)


@transaction.atomic
def put_in_force(draft: RankingDraft, *, seen: int, by: Actor, at: datetime) -> RankingVersion:
    """Put a draft in force for every search, whole. Refuses an empty one, and one that was
    drafted from something that somebody changed since (:class:`DraftIsBehind`)."""
    row = _open(draft, seen)
    every = changing.read(row.changes)
    for one in every:
        if changing.there(one.what, one.key) != one.before:
            raise DraftIsBehind(what=str(one))
    for one in every:
        changing.put(one)
    version = changing.keep_version(row.name, every, by=by, at=at, draft=row)
    if version is None:
        raise DraftIsEmpty(name=row.name)
    row.state, row.ended_at = State.IN_FORCE, at
    row.save(update_fields=["state", "ended_at"])
    record(
        "search.put_in_force",
        by=by,
        on=("search.draft", row.pk, row.name),
        changes={"changes": [None, [str(one) for one in every[:50]]]},
        at=at,
    )
    return version


@transaction.atomic
def renew(draft: RankingDraft, *, seen: int) -> RankingDraft:
    """Draft the same on what is in force now, after others changed it."""
    row = _open(draft, seen)
    every = [
        replace(one, before=changing.there(one.what, one.key)) for one in changing.read(row.changes)
    ]
    return _save(row, [one for one in every if one.before != one.after])


@transaction.atomic
def draft_way_back(version: RankingVersion, *, by: Actor, at: datetime) -> RankingDraft:
    """A draft of what was in force before this version: what it changed and all that was
    changed since, taken back. Refuses when nothing is left to take back."""
    since = RankingVersion.objects.filter(pk__gte=version.pk).order_by("pk")
    every = [change for one in since for change in changing.read(one.changes)]
    changes = changing.taken_back(every)
    if not changes:
        raise NothingToTakeBack
    name = _("Trở về trước: %(name)s") % {"name": version.name}
    return begin(name[:120], by=by, at=at, changes=changes)
