"""The desk decides as the house does: both are asked the same (tusach/circulation/vectors.json)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.desk.proof_page import PROJECT

pytestmark = pytest.mark.browser

VECTORS = json.loads((PROJECT / "tusach/circulation/vectors.json").read_text(encoding="utf-8"))


def as_rows(name: str, columns: str) -> list[dict[str, Any]]:
    return [dict(zip(VECTORS[columns], row, strict=True)) for row in VECTORS[name]]


GIVEN = {
    "rules": as_rows("rules", "rule_columns"),
    "closed": as_rows("closed", "closed_columns"),
    "graces": as_rows("graces", "grace_columns"),
}
ASK = """([given, one]) => {
  const {choose, mayLend, mayRenew} = proof.rules;
  const who = one.reader && {...one.reader, reader_class: one.reader.class};
  const rule = choose(given.rules, one.day, one.point, one.point_kind,
                      who ? who.reader_class : "", one.collection);
  return "renewals" in one
    ? mayRenew(rule, given.closed, one.day, one.point, who, one.due, one.renewals)
    : mayLend(rule, given.closed, one.day, one.point, who, one.open_loans);
}"""
LATE = """([given, one]) => {
  const {daysLate, fine} = proof.rules;
  const rule = given.rules.find((rule) => rule.id === one.rule) ?? null;
  const late = daysLate(one.due, one.on, rule ? rule.grace_days : 0, given.graces, given.closed,
                        one.point);
  return {late, fine: fine(rule, late)};
}"""


def test_who_may_borrow_what_until_when(proof: Page) -> None:
    for one in VECTORS["lend"]:
        assert proof.evaluate(ASK, [GIVEN, one]) == one["expect"], one["name"]


def test_what_may_be_renewed_until_when(proof: Page) -> None:
    for one in VECTORS["renew"]:
        assert proof.evaluate(ASK, [GIVEN, one]) == one["expect"], one["name"]


def test_what_is_late_and_what_it_costs(proof: Page) -> None:
    for one in VECTORS["late"]:
        assert proof.evaluate(LATE, [GIVEN, one]) == one["expect"], one["name"]
