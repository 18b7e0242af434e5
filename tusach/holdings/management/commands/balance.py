"""``manage.py balance``: where the copies are, and the proof that the ledger agrees."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tusach.holdings.rules import State
from tusach.holdings.selectors.balance import balance, totals
from tusach.holdings.selectors.ledger import prove, prove_sums
from tusach.holdings.selectors.places import names_of
from tusach.holdings.services.sums import rebuild_sums


class Command(BaseCommand):
    help = (
        "Prints how many copies each place and state has, and compares every copy's place and "
        "every dated sum with the ledger. Ends with 1 if anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--as-of", help="a moment such as 2026-06-30T23:59:59+07:00")
        parser.add_argument(
            "--rebuild", action="store_true", help="first make the dated sums what the ledger says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stderr.write(f"dated sums that were wrong: {rebuild_sums()}")
        found = report(_moment(options["as_of"]))
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self._print(found)
        if not found["agrees"]:
            raise SystemExit(1)

    def _print(self, found: dict[str, Any]) -> None:
        self.stdout.write(
            f"{found['accessioned']} − {found['withdrawn']} = {found['held']} ({found['as_of']})"
        )
        for title in ("states", "places"):
            for name, count in found[title].items():
                self.stdout.write(f"{count:>10}  {name}")
            self.stdout.write("")
        for one in found["differences"]:
            self.stdout.write(f"copy {one['copy']}: {one['said']} ≠ {one['true']}")
        for one in found["wrong_sums"]:
            self.stdout.write(
                f"sum {one['place']} {one['state']} {one['day']}: {one['missing']:+} ≠ 0"
            )
        self.stdout.write("=" if found["agrees"] else "≠")


def _moment(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    moment = parse_datetime(text)
    if moment is None:
        raise CommandError(f"--as-of {text}: not a date and time")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def report(as_of: datetime) -> dict[str, Any]:
    """The balance and the proof as plain values; ``agrees`` is the conclusion."""
    states, places, entered = balance(as_of, by="state"), balance(as_of), totals(as_of)
    differences, wrong = prove(), prove_sums()
    names = names_of([*places, *(one.holder for one in wrong)])
    named: dict[str, int] = {}
    for holder, count in places.items():
        name = names[holder] if holder.point is None else f"{names[holder]} [{holder.point}]"
        named[name] = count
    return {
        "as_of": as_of.isoformat(),
        "accessioned": entered.accessioned,
        "withdrawn": entered.withdrawn,
        "held": entered.held,
        "states": {str(s.value): states[s] for s in State if s in states},
        "places": dict(sorted(named.items())),
        "differences": [
            {"copy": one.copy_id, "said": one.said, "true": one.true} for one in differences
        ],
        "wrong_sums": [
            {
                "place": names[one.holder],
                "state": one.state,
                "day": one.day.isoformat(),
                "missing": one.missing,
            }
            for one in wrong
        ],
        "agrees": not differences
        and not wrong
        and sum(states.values()) == sum(places.values()) == entered.held,
    }
