"""What the tests that walk every address need."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.policy.models import OfficialDay
from tusach.policy.official_days import lay_first_days
from tusach.policy.questions import Question, Unit, ask, asked
from tusach.policy.services import set_rule

# A question of no room, which tests may answer as they like. Nothing is laid for it: a test that
# empties the database has the first rows of all questions laid again for those after it.
EXAMPLE = Question(
    "example.days",
    "Example",
    Unit.DAYS,
    "Example",
    by_point=True,
    warns=True,
)


def ask_example() -> Question:
    """Declare the example; it has no row until one is set."""
    if asked(EXAMPLE.key) is None:
        ask(EXAMPLE)
    return EXAMPLE


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A rule of ``world.place`` alone."""
    about = ask_example()
    rule = set_rule(
        key=about.key,
        value=3,
        basis="Example",
        valid_from=timezone.localdate(),
        point=world.place,
        by=HOUSE,
        at=timezone.now(),
    )
    day = OfficialDay.objects.order_by("day").first()
    if day is None:  # a test that empties the database took the first days away
        lay_first_days()
        day = OfficialDay.objects.earliest("day")
    of_rule = ("rule", "end", "take_back", "verify")
    return {
        "question": {"key": about.key},
        "new": {"key": about.key},
        **{name: {"pk": rule.pk} for name in of_rule},
        **{name: {"pk": day.pk} for name in ("official_day", "drop_official_day")},
    }
