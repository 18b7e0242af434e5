"""Numbers for the monthly message, and taking messages in."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.circulation.models import SmsNumber, TallySource
from tusach.circulation.selectors.texts import (
    CHANGED,
    Message,
    figures_of,
    mode_of,
    text_key,
    understand,
)
from tusach.circulation.services.tallies import put
from tusach.circulation.tally_errors import NumbersRunOut
from tusach.circulation.text_code import point_code
from tusach.network.api import ServicePoint

_LOCK = 7412
_FIRST, _LAST = 101, 9999


@transaction.atomic
def give_number(*, point: ServicePoint, by: Actor, at: datetime) -> SmsNumber:
    """The point's number for messages; given at the first asking, the same ever after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    held = SmsNumber.objects.filter(point=point).first()
    if held is not None:
        return held
    highest = SmsNumber.objects.aggregate(most=Max("number"))["most"] or _FIRST - 1
    if highest >= _LAST:
        raise NumbersRunOut(most=_LAST)
    made = SmsNumber.objects.create(point=point, number=highest + 1, given_at=at, given_by=by.name)
    record(
        "circulation.give_sms_number",
        by=by,
        on=("network.point", point.pk, point.name),
        place=point.pk,
        changes={"sms_number": [None, point_code(made.number)]},
        at=at,
    )
    return made


@transaction.atomic
def take_texts(
    *, pasted: str, points: QuerySet[ServicePoint], by: Actor, at: datetime
) -> list[Message]:
    """Write the good messages of a paste; returns all of them, each with what became of it.

    A repeat writes nothing; a message that says something else of a month replaces what was
    written of it. What is wrong is left out and said.
    """
    messages = understand(pasted, points=points, today=timezone.localdate(at))
    for one in messages:
        if not one.is_good or one.point is None or one.read is None:
            continue
        put(
            point=one.point,
            mode=mode_of(one.point),
            source=TallySource.SMS,
            month=one.read.month,
            figures=figures_of(one.read, one.point),
            text=one.text,
            key=text_key(one.read.month),
            replaces=one.there if one.standing == CHANGED else None,
            by=by,
            at=at,
        )
    return messages
