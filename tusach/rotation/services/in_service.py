"""While the box serves: extension, recall, guidance, monthly counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from tusach.audit.api import Actor
from tusach.circulation.api import (
    Figure,
    TallySource,
    audience_of,
    live_tally,
    put,
    take_back,
)
from tusach.facts.api import Audience, Fact, Measure, Mode, reverse, write
from tusach.rotation import errors
from tusach.rotation.models import Extension, Guidance, Leg, Told, UseCount
from tusach.rotation.rules.dated import Caution, RuleKind, stay
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.services.doing import advance, lock_leg, near, write_down

SOURCE = "rotation.use_count"


def check_extension(leg: Leg, due_on: date) -> list[Caution]:
    """What the rules of the day of hand-over say of the new day of return."""
    start = timezone.localdate(leg.handed_over_at) if leg.handed_over_at else leg.batch.leaves_on
    return stay(leg.point.name, start, due_on, rules_on(start).get(RuleKind.STAY_MONTHS))


@transaction.atomic
def extend(
    *,
    leg: Leg,
    due_on: date,
    reason: str,
    by_phone: bool = False,
    paper_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Extension:
    """Move the day of return; takes a recall back. Copies keep their place.

    Refuses a day not later than the one that holds (:class:`errors.ExtensionNotLater`), one
    years away, and what a rule set as a limit forbids (:class:`errors.RuleForbids`).
    """
    leg = lock_leg(leg.pk, "extend")
    near(due_on, at)
    if due_on <= leg.due_on:
        raise errors.ExtensionNotLater(due=f"{due_on:%d/%m/%Y}", was=f"{leg.due_on:%d/%m/%Y}")
    for caution in check_extension(leg, due_on):
        if caution.is_limit:
            raise errors.RuleForbids(text=caution.text, basis=caution.basis)
    made = Extension.objects.create(
        leg=leg,
        was_due_on=leg.due_on,
        due_on=due_on,
        reason=reason.strip()[:300],
        by_phone=by_phone,
        paper_on=paper_on,
        at=at,
        made_by=by.name,
    )
    changes = {"due_on": [str(leg.due_on), str(due_on)], "reason": [None, made.reason]}
    leg.due_on, leg.recalled_at, leg.recalled_because = due_on, None, ""
    advance(leg, "extend", "due_on", "recalled_at", "recalled_because")
    # What a device wished for by telephone is answered by it.
    Told.objects.filter(leg=leg, kind=Told.Kind.EXTEND, waits=True).update(
        waits=False, settled_at=at, settled_by=by.name
    )
    write_down("extend", leg, by=by, at=at, changes=changes)
    return made


@transaction.atomic
def paper_came(*, extension: Extension, on: date, by: Actor, at: datetime) -> Extension:
    """The paper to an extension given by telephone has come."""
    near(on, at)
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    extension.paper_on = on
    extension.save(update_fields=["paper_on"])
    leg = Leg.objects.select_related("batch", "point").get(pk=extension.leg_id)
    write_down("paper_came", leg, by=by, at=at, changes={"paper_on": [None, str(on)]})
    return extension


@transaction.atomic
def recall(*, leg: Leg, reason: str, by: Actor, at: datetime) -> Leg:
    """Ask for the box back before its day, or on it."""
    leg = lock_leg(leg.pk, "recall")
    leg.recalled_at, leg.recalled_because = at, reason.strip()[:300]
    advance(leg, "recall", "recalled_at", "recalled_because")
    write_down("recall", leg, by=by, at=at, changes={"reason": [None, leg.recalled_because]})
    return leg


@transaction.atomic
def note_guidance(
    *,
    leg: Leg,
    day: date,
    staff: Sequence[str],
    content: str,
    minutes: int | None = None,
    by: Actor,
    at: datetime,
) -> Guidance:
    """Staff arranged the books with the local librarian and showed how to serve (R-077).

    Writes one guidance fact at the point.
    """
    leg = lock_leg(leg.pk, "guide")
    near(day, at)
    made = Guidance.objects.create(
        leg=leg,
        day=day,
        minutes=minutes,
        staff=[name.strip() for name in staff if name.strip()],
        content=content.strip(),
        made_at=at,
        made_by=by.name,
    )
    write(
        [
            Fact(
                leg.point_id, day, Mode.ROTATION, Audience.UNKNOWN, Measure.GUIDANCE, 1,
                "rotation.guidance", str(made.pk),
            )
        ],
        by=by,
    )  # fmt: skip
    write_down("guide", leg, by=by, at=at, changes={"day": [None, str(day)]})
    return made


@transaction.atomic
def count_use(
    *,
    leg: Leg,
    month: date,
    quantities: dict[str, int],
    is_exact: bool = True,
    wishes: str = "",
    by: Actor,
    at: datetime,
) -> list[UseCount]:
    """What a point tells of one month: visits and items served, and what readers wish for.

    Told again, the month's figures are replaced: the facts written before are reversed and
    new ones written, so that nothing counts twice; where the host reports the same readers,
    the room `circulation` decides whose figure counts. The facts stand on the month's last day at
    the point, or on the day of the telling while the month runs. Refuses a month outside the
    time the box was there (:class:`errors.MonthOutside`).
    """
    leg = lock_leg(leg.pk, "count_use")
    first = month.replace(day=1)
    today = timezone.localdate(at)
    start = timezone.localdate(leg.handed_over_at) if leg.handed_over_at else leg.batch.leaves_on
    end = timezone.localdate(leg.returned_at) if leg.returned_at else today
    if not start.replace(day=1) <= first <= end:
        raise errors.MonthOutside(month=f"{first:%m/%Y}", point=leg.point.name)
    rest = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    day = max(start, min(end, date.fromordinal(rest.toordinal() - 1)))
    made = []
    for measure, quantity in quantities.items():
        row = UseCount.objects.select_for_update().filter(
            leg=leg, month=first, measure=measure
        ).first() or UseCount(leg=leg, month=first, measure=UseCount.Measure(measure), quantity=0)
        # Facts of a version that wrote them itself.
        alone = [_key(row)] if row.pk and row.quantity else []
        row.quantity, row.is_exact, row.wishes = quantity, is_exact, wishes.strip()
        row.told_at, row.made_by = at, by.name
        row.times += 1
        row.save()
        made.append(row)
        key = f"box:{leg.pk}:{first:%Y-%m}:{measure}"
        there = live_tally(leg.point, key)
        if there is None and alone:
            reverse(SOURCE, alone, measure=measure, by=by)
        if quantity:
            put(
                point=leg.point,
                mode=Mode.ROTATION,
                source=TallySource.BOX,
                month=first,
                stands=day,
                figures=[Figure(measure, audience_of(leg.point), quantity)],
                exact=is_exact,
                reference=leg.batch.code,
                key=key,
                replaces=there,
                by=by,
                at=at,
            )
        elif there is not None:
            take_back(tally=there, why=gettext("Điểm báo lại là 0"), by=by, at=at)
    write_down("count_use", leg, by=by, at=at, changes={f"{first:%Y-%m}": [None, dict(quantities)]})
    return made


def _key(row: UseCount) -> str:
    """Each telling is a source of its own, so that a corrected figure counts once."""
    return f"{row.pk}:{row.times}"
