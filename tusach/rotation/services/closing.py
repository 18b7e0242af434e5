"""Closing a batch: only when the sums agree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.rotation import errors
from tusach.rotation.documents import content as documents
from tusach.rotation.models import Batch, Leg, Line, Minutes, UseCount
from tusach.rotation.rules.dated import RuleKind
from tusach.rotation.rules.states import HANDED_LINES, LegState
from tusach.rotation.selectors.coming_back import coming_back
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.selectors.sums import figures_of, sums_of
from tusach.rotation.services.doing import advance, lock_batch
from tusach.rotation.services.drawing_up import Parties, store_paper
from tusach.vietnamese.api import day_short, grouped


@transaction.atomic
def close_batch(
    *,
    batch: Batch,
    made_on: date,
    place: str = "",
    drawn_by: str = "",
    director: str = "",
    by: Actor,
    at: datetime,
) -> Minutes:
    """Close a batch and draw up its closing minutes; returns them.

    Locks the batch. Refuses while a destination has not been inspected
    (:class:`errors.NotInspected`), while a copy that was not taken is on the way back
    (:class:`errors.StillComingBack`), or when handed over ≠ returned + lost + withdrawn + passed on
    to a batch that answers (:class:`errors.SumsDisagree`).
    """
    batch = lock_batch(batch.pk)
    legs = list(
        batch.legs.exclude(state=LegState.CANCELLED)
        .select_related("point")
        .prefetch_related("extensions")
        .order_by("pk")
    )
    sums = sums_of([leg.pk for leg in legs])
    if not sums.agree:
        raise errors.SumsDisagree(batch=batch.code, handed=sums.handed_over, answered=sums.answered)
    waiting = [leg.point.name for leg in legs if leg.state != LegState.INSPECTED]
    if waiting or not legs:
        raise errors.NotInspected(batch=batch.code, points=", ".join(waiting) or "–")
    if on_the_road := coming_back().filter(leg__in=legs).count():
        raise errors.StillComingBack(batch=batch.code, count=on_the_road)
    content = _content(batch, legs, made_on, place, drawn_by, director)
    paper = store_paper(
        kind=Minutes.Kind.CLOSING,
        batch=batch,
        leg=None,
        number=content["number"],
        version=1,
        replaces=None,
        parties=Parties(made_on, place, giver_name=drawn_by, receiver_name=director),
        content=content,
        by=by,
        at=at,
    )
    for leg in legs:
        leg.batch, leg.closed_at = batch, at
        advance(leg, "close", "closed_at")
    record(
        "rotation.close",
        by=by,
        on=("rotation.batch", batch.pk, batch.code),
        place=batch.store_id,
        changes={"sums": [None, {"handed_over": sums.handed_over, "returned": sums.returned,
                                 "lost": sums.lost, "loss_dong": sums.loss}]},
        at=at,
    )  # fmt: skip
    return paper


def _content(
    batch: Batch, legs: list[Leg], made_on: date, place: str, drawn_by: str, director: str
) -> dict[str, Any]:
    ids = [leg.pk for leg in legs]
    lines = list(
        Line.objects.filter(leg__in=ids, state__in=HANDED_LINES)
        .select_related("copy__record", "box", "answered_by__leg__batch")
        .order_by("copy__record__title_key", "copy__record_id", "copy__number", "pk")
    )
    use = {
        row["measure"]: row["total"]
        for row in UseCount.objects.filter(leg__in=ids)
        .values("measure")
        .annotate(total=Sum("quantity"))
        .order_by("measure")
    }
    rule = rules_on(made_on).get(RuleKind.STAY_MONTHS)
    return documents.closing_content(
        lines,
        code=batch.code,
        number=f"BBTL-{batch.code}",
        made_on=made_on,
        place=place.strip(),
        store=batch.store,
        leaves_on=batch.leaves_on,
        reference=batch.plan_reference,
        legal=rule.basis if rule else "",
        points=[_point(leg) for leg in legs],
        figures=figures_of(sums_of(ids)),
        use=_use_text(use),
        findings=[f"{leg.point.name}: {leg.inspection.finding}" for leg in legs],
        giver_name=drawn_by.strip(),
        receiver_name=director.strip(),
    )


def _use_text(use: dict[str, int]) -> str:
    if not use:
        return ""
    visits, served = use.get("visit", 0), use.get("item_served", 0)
    return f"{grouped(visits)} lượt bạn đọc, {grouped(served)} lượt tài liệu phục vụ."


def _point(leg: Leg) -> dict[str, str]:
    sums = sums_of([leg.pk])
    handed = timezone.localdate(leg.handed_over_at) if leg.handed_over_at else None
    back = timezone.localdate(leg.returned_at) if leg.returned_at else None
    return {
        "name": leg.point.name,
        "handed_over_on": day_short(handed) if handed else "–",
        "returned_on": day_short(back) if back else "–",
        "handed_over": grouped(sums.handed_over),
        "returned": grouped(sums.returned),
        "lost": grouped(sums.lost),
        "other": grouped(sums.withdrawn + sums.passed_on),
    }
