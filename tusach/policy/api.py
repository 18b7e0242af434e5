"""The door of the room `policy`: what other rooms may use."""

from tusach.policy.models import Dated, Period, Rule, Strictness
from tusach.policy.official_days import drop_day, note_days, working_days_after
from tusach.policy.questions import First, Question, Unit, ask
from tusach.policy.selectors import (
    InForce,
    add_months,
    history,
    may_set,
    number_on,
    rule_on,
    rules_on,
)
from tusach.policy.services import set_rule

__all__ = [
    "Dated",
    "First",
    "InForce",
    "Period",
    "Question",
    "Rule",
    "Strictness",
    "Unit",
    "add_months",
    "ask",
    "drop_day",
    "history",
    "may_set",
    "note_days",
    "number_on",
    "rule_on",
    "rules_on",
    "set_rule",
    "working_days_after",
]
