"""Papers for whoever carries books to another point: made once for a load, printed as often as
is needed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.circulation import request_errors as errors
from tusach.circulation.models import CourierLine, CourierPaper
from tusach.circulation.selectors.couriers import without_paper
from tusach.network.api import ServicePoint

# Papers are numbered by one at a time.
_LOCK = 7418


@transaction.atomic
def make_paper(
    *, lender: ServicePoint, point: ServicePoint, by: Actor, at: datetime
) -> CourierPaper:
    """A paper with the next number of ``lender`` in its year, for all that is on its way from
    there to ``point`` and has none yet. Refuses where there is nothing
    (:class:`errors.NothingToCarry`); recorded as ``circulation.courier_paper``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    load = list(without_paper(lender.pk, point.pk))
    if not load:
        raise errors.NothingToCarry(point=point.public_name)
    year = timezone.localdate(at).year
    last = CourierPaper.objects.filter(lender=lender, year=year).aggregate(n=Max("number"))
    made = CourierPaper.objects.create(
        lender=lender, point=point, year=year, number=(last["n"] or 0) + 1,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    CourierLine.objects.bulk_create(
        CourierLine(paper=made, request=one, copy_id=one.copy_id)
        for one in load
        if one.copy_id is not None  # what is on its way always has one
    )
    _note("courier_paper", made, by, at)
    return made


def printed_again(*, paper: CourierPaper, by: Actor, at: datetime) -> None:
    """Somebody prints it once more, under the same number: recorded, and nothing else changes."""
    _note("courier_again", paper, by, at)


def _note(act: str, paper: CourierPaper, by: Actor, at: datetime) -> None:
    record(
        f"circulation.{act}", by=by, on=("circulation.courier", paper.pk, str(paper)),
        place=paper.lender_id, at=at,
    )  # fmt: skip
