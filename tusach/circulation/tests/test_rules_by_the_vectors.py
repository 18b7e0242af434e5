"""The decisions answer as ``vectors.json`` says; the offline desk is held to the same file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.circulation.rules import (
    Borrower,
    Closed,
    Forgiven,
    Rule,
    choose,
    compensation,
    days_late,
    due_day,
    fine,
    is_closed,
    may_lend,
    may_renew,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))


def _day(text: str | None) -> Any:
    return None if text is None else date.fromisoformat(text)


def _rule(row: list[Any]) -> Rule:
    said = dict(zip(VECTORS["rule_columns"], row, strict=True))
    said["valid_from"], said["valid_to"] = _day(said["valid_from"]), _day(said["valid_to"])
    return Rule(**said)


RULES = [_rule(row) for row in VECTORS["rules"]]
CLOSED = [Closed(_day(a), _day(b), point) for _id, a, b, point in VECTORS["closed"]]
GRACES = [Forgiven(_day(a), _day(b), point, n) for _id, a, b, point, n in VECTORS["graces"]]


def _borrower(said: dict[str, Any] | None) -> Borrower | None:
    if said is None:
        return None
    return Borrower(
        said["class"],
        said["home"],
        said["barred"],
        _day(said["card_until"]),
        said["needs_guardian"],
    )


def _choose(case: dict[str, Any], borrower: Borrower | None) -> Rule | None:
    return choose(
        RULES,
        _day(case["day"]),
        case["point"],
        case["point_kind"],
        borrower.reader_class if borrower else "",
        case["collection"],
    )


@pytest.mark.parametrize("case", VECTORS["lend"], ids=lambda c: c["name"])
def test_lending(case: dict[str, Any]) -> None:
    who = _borrower(case["reader"])
    found = may_lend(
        _choose(case, who), CLOSED, _day(case["day"]), case["point"], who, case["open_loans"]
    )
    said = {"refusal": found.refusal, "rule": found.rule, "due": found.due and str(found.due)}
    assert said == case["expect"]


@pytest.mark.parametrize("case", VECTORS["renew"], ids=lambda c: c["name"])
def test_renewing(case: dict[str, Any]) -> None:
    who = _borrower(case["reader"])
    found = may_renew(
        _choose(case, who), CLOSED, _day(case["day"]), case["point"], who, _day(case["due"]),
        case["renewals"],
    )  # fmt: skip
    said = {"refusal": found.refusal, "rule": found.rule, "due": found.due and str(found.due)}
    assert said == case["expect"]


@pytest.mark.parametrize("case", VECTORS["late"], ids=lambda c: c["name"])
def test_days_late_and_fines(case: dict[str, Any]) -> None:
    rule = next(one for one in RULES if one.id == case["rule"])
    late = days_late(
        _day(case["due"]), _day(case["on"]), rule.grace_days, GRACES, CLOSED, case["point"]
    )
    assert {"late": late, "fine": fine(rule, late)} == case["expect"]


@pytest.mark.parametrize("case", VECTORS["lost"])
def test_what_a_lost_copy_costs(case: dict[str, Any]) -> None:
    rule = next(one for one in RULES if one.id == case["rule"])
    assert compensation(rule, case["price"]) == case["expect"]


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(_DAYS, st.integers(0, 90), st.sampled_from(["01-0001", "01-0002"]))
def test_nothing_falls_due_on_a_closed_day(day: date, days: int, point: str) -> None:
    due = due_day(day, days, CLOSED, point)
    assert (due - day).days >= days
    assert not is_closed(CLOSED, due, point)


@given(st.permutations(RULES), _DAYS, st.sampled_from(["pupil", "teacher", "child", ""]))
def test_the_order_of_the_rules_decides_nothing(rules: Any, day: date, kind: str) -> None:
    for collection in ("main", "reference", "children"):
        asked = (day, "01-0002", "commune_library", kind, collection)
        assert choose(rules, *asked) == choose(RULES, *asked)
