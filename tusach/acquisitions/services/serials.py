"""Serials: followed, their patterns, the issues that follow from them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tusach.acquisitions import errors
from tusach.acquisitions.models import Break, Issue, Pattern, Serial
from tusach.acquisitions.rules.prediction import Deviation, Expected, Rule, predict
from tusach.audit.api import Actor, record
from tusach.catalogue.api import Kind, Record
from tusach.vietnamese.api import day_short

_ISSN = re.compile(r"(\d{4})-?(\d{3})([\dX])")


def checked_issn(text: str) -> str:
    """1234-567X with a right check digit (ISO 3297), or "". Refuses anything else."""
    text = text.strip().upper()
    if not text:
        return ""
    match = _ISSN.fullmatch(text)
    if match is None:
        raise errors.IssnWrong(text=text)
    seven = match.group(1) + match.group(2)
    check = -sum(int(d) * (8 - n) for n, d in enumerate(seven)) % 11
    if match.group(3) != ("X" if check == 10 else str(check)):
        raise errors.IssnWrong(text=text)
    return f"{match.group(1)}-{match.group(2)}{match.group(3)}"


@transaction.atomic
def follow_serial(
    *,
    title: Record,
    issn: str = "",
    is_electronic: bool = False,
    url: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Serial:
    """Follow a newspaper or magazine of the catalogue. Refuses a record of another kind, one
    that is followed, a wrong ISSN, and an ISSN of another title."""
    if title.kind != Kind.SERIAL:
        raise errors.NotASerialRecord(title=title.shown_title)
    issn = checked_issn(issn)
    try:
        with transaction.atomic():
            serial = Serial.objects.create(
                record=title, issn=issn, is_electronic=is_electronic, url=url, note=note.strip()
            )
    except IntegrityError:
        raise errors.SerialExists(title=title.shown_title) from None
    _write("follow_serial", serial, by, at)
    return serial


def _write(act: str, serial: Serial, by: Actor, at: datetime, **changes: Any) -> None:
    record(
        f"acquisitions.{act}",
        by=by,
        on=("acquisitions.serial", serial.pk, serial.record.shown_title),
        changes=changes,
        at=at,
    )


def _lock(serial: Serial) -> Serial:
    return Serial.objects.select_for_update(of=("self",)).select_related("record").get(pk=serial.pk)


@transaction.atomic
def set_pattern(
    *, serial: Serial, valid_from: date, until: date | None = None, by: Actor, at: datetime,
    **values: Any,
) -> Pattern:  # fmt: skip
    """Let a pattern hold from a day on; the one before it ends that day. What was predicted
    and did not come yet is predicted anew, up to ``until``. Refuses a day that is not after
    the start of the pattern in force."""
    serial = _lock(serial)
    last = serial.patterns.order_by("-valid_from").first()
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        if valid_from <= last.valid_from:
            raise errors.PatternOverlaps(day=day_short(last.valid_from))
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    pattern = Pattern.objects.create(serial=serial, valid_from=valid_from, **values)
    _write("set_pattern", serial, by, at, frequency=[None, pattern.frequency])
    if horizon := until or horizon_of(serial):
        ensure_issues(serial, horizon)
    return pattern


@transaction.atomic
def add_break(*, serial: Serial, by: Actor, at: datetime, **values: Any) -> Break:
    """Write that on some days the pattern does not hold, and predict anew. Refuses days
    turned round."""
    serial = _lock(serial)
    if values["ends_on"] < values["starts_on"]:
        raise errors.PeriodTurnedRound(
            start=day_short(values["starts_on"]), end=day_short(values["ends_on"])
        )
    made = Break.objects.create(serial=serial, **values)
    _write("add_break", serial, by, at, kind=[None, made.kind])
    if horizon := horizon_of(serial):
        ensure_issues(serial, horizon)
    return made


@transaction.atomic
def remove_break(*, made: Break, by: Actor, at: datetime) -> None:
    """Take a break back, and predict anew."""
    serial = _lock(made.serial)
    _write("remove_break", serial, by, at, kind=[made.kind, None])
    made.delete()
    if horizon := horizon_of(serial):
        ensure_issues(serial, horizon)


@transaction.atomic
def add_issue(
    *,
    serial: Serial,
    on: date,
    label: str,
    number: int | None = None,
    in_year: int | None = None,
    price: int | None = None,
    by: Actor,
    at: datetime,
) -> Issue:
    """An issue that no pattern predicts. Refuses one of that name on that day."""
    if not label.strip():
        raise errors.TitleMissing()
    try:
        with transaction.atomic():
            return Issue.objects.create(
                serial=serial, on=on, label=label.strip(), number=number, last_number=number,
                in_year=in_year, last_in_year=in_year, price=price, by_hand=True,
            )  # fmt: skip
    except IntegrityError:
        raise errors.IssueExists(label=label.strip(), day=day_short(on)) from None


def horizon_of(serial: Serial) -> date | None:
    """The last day for which somebody gets the serial."""
    last: date | None = (
        serial.subscriptions.order_by("-ends_on").values_list("ends_on", flat=True).first()
    )
    return last


def predicted(serial: Serial, until: date) -> list[Expected]:
    """Every issue that the patterns and breaks give until before ``until``."""
    deviations = [
        Deviation(one.kind, one.starts_on, one.ends_on, one.on, one.label, one.price)
        for one in serial.breaks.all()
    ]
    found: list[Expected] = []
    for one in serial.patterns.all():
        if one.valid_from >= until:
            continue
        rule = Rule(
            one.frequency, one.valid_from, one.valid_to, tuple(one.weekdays), tuple(one.days),
            tuple(one.months), one.numbering, one.first_number, one.first_in_year, one.price,
        )  # fmt: skip
        last = min(until, one.valid_to or until)
        found += [one for one in predict(rule, deviations, rule.start, last) if one.on < until]
    return found


@transaction.atomic
def ensure_issues(serial: Serial, until: date) -> int:
    """Bring the issues to what is predicted; returns how many were added.

    An issue that somebody checked in, claimed or bound, and one entered by hand, stays as it
    is, and no second one is predicted beside it on its day.
    """
    serial = _lock(serial)
    wanted = {(one.on, one.label): one for one in predicted(serial, until)}
    touched = Q(by_hand=True) | Q(check_ins__isnull=False)
    kept = set(serial.issues.filter(touched).values_list("on", "label"))
    kept_days = {on for on, _label in kept}
    free = {(i.on, i.label): i.pk for i in serial.issues.exclude(touched)}
    gone = [pk for key, pk in free.items() if key not in wanted]
    Issue.objects.filter(pk__in=gone).delete()
    new = [
        Issue(
            serial=serial, on=one.on, label=one.label[:80], number=one.number,
            last_number=one.last_number, in_year=one.in_year, last_in_year=one.last_in_year,
            is_special=one.is_special, price=one.price,
        )
        for key, one in wanted.items()
        if key not in free and key not in kept and (one.is_special or one.on not in kept_days)
    ]  # fmt: skip
    Issue.objects.bulk_create(new, batch_size=500)
    return len(new)
