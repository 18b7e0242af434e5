"""Public holidays and the days worked for them: noted, taken back, and reckoned with.

The days of Tết, of the Hùng Kings, beside National Day and every exchange of working days are
announced anew each year, so they are rows that somebody notes with the announcement.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor, record
from tusach.policy import errors
from tusach.policy.models import OfficialDay
from tusach.policy.questions import First, Question, Unit, ask
from tusach.policy.selectors import number_on
from tusach.ui.api import fitting

# Tết with its days of exchange takes nine in a row.
MOST_DAYS = 31
HOLIDAYS = "policy.holidays_a_year"
_LABOUR_CODE = "Bộ luật Lao động số 45/2019/QH14, Điều 112"
_INSTEAD = "Bộ luật Lao động số 45/2019/QH14, Điều 111"

# The holidays that stand in the solar calendar, and the day given for one that falls on the
# weekend: what every installation begins with.
_FIRST_DAYS = (
    (date(2026, 1, 1), "Tết Dương lịch", _LABOUR_CODE),
    (date(2026, 4, 30), "Ngày Chiến thắng", _LABOUR_CODE),
    (date(2026, 5, 1), "Ngày Quốc tế lao động", _LABOUR_CODE),
    (date(2026, 9, 2), "Quốc khánh", _LABOUR_CODE),
    (date(2027, 1, 1), "Tết Dương lịch", _LABOUR_CODE),
    (date(2027, 4, 30), "Ngày Chiến thắng", _LABOUR_CODE),
    (date(2027, 5, 1), "Ngày Quốc tế lao động", _LABOUR_CODE),
    (date(2027, 5, 3), "Nghỉ bù Ngày Quốc tế lao động", _INSTEAD),
    (date(2027, 9, 2), "Quốc khánh", _LABOUR_CODE),
)


def ask_days() -> None:
    """Declare how many holidays a year has; called when the room starts."""
    ask(
        Question(
            HOLIDAYS,
            _("Số ngày nghỉ lễ, tết trong một năm"),
            Unit.DAYS,
            _("Ngày làm việc"),
            help=_("Để nhắc khi một năm chưa ghi đủ ngày nghỉ."),
            first=First(11, _LABOUR_CODE, date(2021, 1, 1)),
            most=60,
        )
    )


def _on(day: OfficialDay) -> tuple[str, int, str]:
    return "policy.official_day", day.pk, str(day)[:300]


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@transaction.atomic
def note_days(
    *, first: date, last: date, is_working: bool, name: str, basis: str, by: Actor, at: datetime
) -> list[OfficialDay]:
    """Note each day from ``first`` to ``last``, both counted, as off, or as worked.

    Refuses more than ``MOST_DAYS`` at once (:class:`errors.BadDays`), a missing name or document,
    a day that is noted already (:class:`errors.DayNoted`), and a weekday said to be worked
    (:class:`errors.WorkedAnyway`). What was reckoned before keeps its term.
    """
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise errors.BadDays(first=_shown(first), last=_shown(last), most=MOST_DAYS)
    name = fitting(name, 120, OfficialDay._meta.get_field("name").verbose_name)
    basis = fitting(basis, 300, OfficialDay._meta.get_field("basis").verbose_name)
    if not name:
        raise errors.DayNameMissing
    if not basis:
        raise errors.BasisMissing
    days = [first + timedelta(days=n) for n in range(count)]
    if is_working and (weekday := next((one for one in days if one.weekday() < 5), None)):
        raise errors.WorkedAnyway(day=_shown(weekday))
    made = []
    for day in days:
        # Two who note the same day at once: the second waits here, and is told who was first.
        row, is_new = OfficialDay.objects.get_or_create(
            day=day,
            defaults={
                "is_working": is_working, "name": name, "basis": basis, "made_at": at,
                "made_by": by.name,
            },
        )  # fmt: skip
        if not is_new:
            raise errors.DayNoted(day=_shown(day), name=row.name)
        record(
            "policy.note_day", by=by, on=_on(row), at=at,
            changes={"day": [None, _shown(day)], "day_name": [None, name], "basis": [None, basis]},
        )  # fmt: skip
        made.append(row)
    return made


@transaction.atomic
def drop_day(*, day: OfficialDay, by: Actor, at: datetime) -> None:
    """Take a day back; it is reckoned as the week has it. Nothing changes where that was done."""
    held = OfficialDay.objects.select_for_update().filter(pk=day.pk).first()
    if held is None:
        return
    changes = {"day": [_shown(held.day), None], "day_name": [held.name, None]}
    record("policy.drop_day", by=by, on=_on(held), changes=changes, at=at)
    held.delete()


def all_days() -> QuerySet[OfficialDay]:
    """Every day noted, by the calendar."""
    return OfficialDay.objects.all()


def day_of(pk: int) -> OfficialDay | None:
    return OfficialDay.objects.filter(pk=pk).first()


def years_lacking(today: date) -> list[tuple[int, int, int]]:
    """(year, noted, by rule) of this year and the next where fewer holidays are noted than the
    rule of that year says."""
    found = []
    for year in (today.year, today.year + 1):
        due = number_on(HOLIDAYS, date(year, 12, 31), 0)
        noted = OfficialDay.objects.filter(day__year=year, is_working=False).count()
        if noted < due:
            found.append((year, noted, due))
    return found


def working_days_after(day: date, count: int) -> date:
    """The day ``count`` working days after ``day``, which is not counted itself: Saturdays and
    Sundays are none unless noted as worked, a day noted as off is none."""
    noted = {
        row.day: row.is_working
        for row in OfficialDay.objects.filter(
            day__gt=day, day__lte=day + timedelta(days=2 * count + 2 * MOST_DAYS)
        )
    }
    found = day
    while count > 0:
        found += timedelta(days=1)
        if noted.get(found, found.weekday() < 5):
            count -= 1
    return found


def lay_first_days(**_signal: Any) -> None:
    """Add the first days where none is noted; touches nothing else."""
    if not OfficialDay.objects.exists():
        OfficialDay.objects.bulk_create(
            OfficialDay(day=day, name=name, basis=basis) for day, name, basis in _FIRST_DAYS
        )
