"""The decisions of lending, without a database: which rule answers, whether a copy may go out,
until when, and what is owed.

The offline desk decides by the same rules in another language; ``vectors.json`` holds what both
must answer. Days are days at the place; money is in đồng.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ONE = timedelta(days=1)
# A place that is closed longer than this has other cares than a due day.
_LONGEST_CLOSED = 400


@dataclass(frozen=True)
class Rule:
    """One row of the supply ``circulation.rules``; empty texts stand for "all"."""

    id: int
    valid_from: date
    valid_to: date | None
    point: str
    point_kind: str
    reader_class: str
    collection: str
    most_copies: int
    days: int
    renewals: int
    renewal_days: int
    in_house_only: bool
    other_libraries: bool
    deposit: int
    fine_per_day: int
    fine_most: int
    grace_days: int
    lost_percent: int


@dataclass(frozen=True)
class Closed:
    """Days without service, first and last counted; ``point`` "" for everywhere."""

    first: date
    last: date
    point: str


@dataclass(frozen=True)
class Forgiven:
    """Extra days for what was due from ``first`` to ``last``; ``point`` "" for everywhere."""

    first: date
    last: date
    point: str
    days: int


@dataclass(frozen=True)
class Borrower:
    """What the rules ask of a reader. ``barred``: the reason, "" for none. ``home``: the code of
    the point that gave the card. ``needs_guardian``: a child for whom nobody answers."""

    reader_class: str
    home: str
    barred: str = ""
    card_until: date | None = None
    needs_guardian: bool = False


@dataclass(frozen=True)
class Decision:
    """``refusal`` is "" where it is allowed; the codes stand in :func:`may_lend` and
    :func:`may_renew`. ``rule`` is the number of the rule that decided, None where there is none."""

    refusal: str
    rule: int | None
    due: date | None = None


def choose(
    rules: Iterable[Rule],
    day: date,
    point: str,
    point_kind: str,
    reader_class: str,
    collection: str,
) -> Rule | None:
    """The rule that answers: of those in force whose class, collection and place fit, the one
    that names the collection; then the one for the point, then for its kind, then for all; then
    the one that names the class. None where none fits.

    The collection comes first: that reference books stay in the house must not be lifted by a
    village that lends longer. ``reader_class`` is "" for nobody in particular.
    """
    fitting = [
        one
        for one in rules
        if one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
        and one.point in ("", point)
        and one.point_kind in ("", point_kind)
        and one.reader_class in ("", reader_class)
        and one.collection in ("", collection)
    ]
    return max(fitting, key=_narrowness, default=None)


def _narrowness(one: Rule) -> tuple[bool, int, bool, int]:
    place = 2 if one.point else 1 if one.point_kind else 0
    # The number decides nothing in one house: of one scope there is one rule at a time.
    return bool(one.collection), place, bool(one.reader_class), one.id


def may_lend(
    rule: Rule | None,
    closed: Sequence[Closed],
    day: date,
    point: str,
    borrower: Borrower | None,
    open_loans: int,
) -> Decision:
    """Whether the copy may go out, and until when.

    Refusals in the order in which they are asked: ``reader-barred``, ``card-expired``,
    ``guardian-missing``, ``no-rule``, ``in-house-only``, ``other-library``, ``too-many``. For
    nobody in particular (``borrower`` None: a place that counts without names) only ``no-rule``
    and ``in-house-only``.
    """
    if borrower is not None:
        if borrower.barred:
            return Decision("reader-barred", rule.id if rule else None)
        if borrower.card_until is not None and borrower.card_until < day:
            return Decision("card-expired", rule.id if rule else None)
        if borrower.needs_guardian:
            return Decision("guardian-missing", rule.id if rule else None)
    if rule is None:
        return Decision("no-rule", None)
    if rule.in_house_only:
        return Decision("in-house-only", rule.id)
    if borrower is not None:
        if borrower.home != point and not rule.other_libraries:
            return Decision("other-library", rule.id)
        if open_loans >= rule.most_copies:
            return Decision("too-many", rule.id)
    return Decision("", rule.id, due_day(day, rule.days, closed, point))


def may_renew(
    rule: Rule | None,
    closed: Sequence[Closed],
    day: date,
    point: str,
    borrower: Borrower | None,
    due: date,
    renewals: int,
) -> Decision:
    """Whether a loan may go on, and until when: the days of renewal count from today, and never
    make it shorter. Refusals: ``reader-barred``, ``no-rule``, ``too-many-renewals``."""
    if borrower is not None and borrower.barred:
        return Decision("reader-barred", rule.id if rule else None)
    if rule is None:
        return Decision("no-rule", None)
    if renewals >= rule.renewals:
        return Decision("too-many-renewals", rule.id)
    return Decision("", rule.id, max(due, due_day(day, rule.renewal_days, closed, point)))


def is_closed(closed: Iterable[Closed], day: date, point: str) -> bool:
    """Whether the place gives no service on that day."""
    return any(one.point in ("", point) and one.first <= day <= one.last for one in closed)


def due_day(day: date, days: int, closed: Sequence[Closed], point: str) -> date:
    """``days`` after ``day``, moved on to the next day on which the place is open."""
    due = day + timedelta(days=days)
    for _ in range(_LONGEST_CLOSED):
        if not is_closed(closed, due, point):
            break
        due += _ONE
    return due


def days_late(
    due: date,
    on: date,
    grace_days: int,
    graces: Iterable[Forgiven],
    closed: Sequence[Closed],
    point: str,
) -> int:
    """How many days late a copy is that was due and came (or has not come) on ``on``: open days
    after the due day, less the days of grace of the rule and the longest of those forgiven at
    the place for the time in which it was due."""
    if on <= due:
        return 0
    late = sum(
        not is_closed(closed, due + timedelta(days=n), point) for n in range(1, (on - due).days + 1)
    )
    forgiven = [
        one.days for one in graces if one.point in ("", point) and one.first <= due <= one.last
    ]
    return max(0, late - grace_days - max(forgiven, default=0))


def fine(rule: Rule | None, late: int) -> int:
    """What is owed for so many days; ``fine_most`` 0 means without a limit."""
    if rule is None:
        return 0
    owed = rule.fine_per_day * late
    return min(owed, rule.fine_most) if rule.fine_most else owed


def compensation(rule: Rule | None, price: int | None) -> int | None:
    """What a lost copy costs; None where its price or the rule is not known."""
    if rule is None or price is None:
        return None
    return (price * rule.lost_percent + 50) // 100
