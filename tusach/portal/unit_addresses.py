"""Public addresses of administrative units: by official code and since when it is theirs.

A row's number differs between installations and a code alone means nothing: on 01/07/2025 codes
of former communes were given to new ones. ``xa-03433-20250701`` is the commune that the code has
meant since that day; ``xa-03433`` the one that it meant before anybody wrote down since when.
Both stay good whatever becomes of the unit, of its name, or of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.core.cache import cache

from tusach.network.api import AdminUnit, Level, UnitFact, unit_by_number

_WORDS = {Level.PROVINCE: "tinh", Level.DISTRICT: "huyen", Level.COMMUNE: "xa"}
_LEVELS = {word: level for level, word in _WORDS.items()}
_KEY = re.compile(r"(tinh|huyen|xa)-([0-9A-Za-z]{1,10})(?:-(\d{8}))?")
_REMEMBERED = 300  # seconds


def keys_of(units: Iterable[int]) -> dict[int, str]:
    """The last part of the address of each unit; its number for one that never had a code. One
    query at most, none for units asked about within five minutes."""
    asked = {_name(pk): pk for pk in units}
    known: dict[str, str] = cache.get_many(asked)
    found = {asked[name]: key for name, key in known.items()}
    missing = [pk for pk in asked.values() if pk not in found]
    if missing:
        new = _read(missing)
        cache.set_many({_name(pk): key for pk, key in new.items()}, _REMEMBERED)
        found |= new
    return found


def key_of(unit: int) -> str:
    return keys_of([unit])[unit]


def _name(pk: int) -> str:
    return f"portal.unit.{pk}"


def _read(units: list[int]) -> dict[int, str]:
    first: dict[int, tuple[date | None, str]] = {}
    rows = UnitFact.objects.filter(unit__in=units).exclude(code="")
    for unit, level, code, valid in rows.values_list("unit_id", "level", "code", "valid"):
        since = valid.lower
        there = first.get(unit)
        if there is None or (since or date.min) < (there[0] or date.min):
            day = f"-{since:%Y%m%d}" if since else ""
            first[unit] = (since, f"{_WORDS[Level(level)]}-{code}{day}")
    return {pk: first[pk][1] if pk in first else str(pk) for pk in units}


def unit_at(key: str) -> AdminUnit | None:
    """The unit of an address; also of one by number, as they were before."""
    if key.isdecimal():
        return unit_by_number(int(key)) if len(key) < 12 else None
    read = _KEY.fullmatch(key)
    if read is None:
        return None
    word, code, day = read.groups()
    found = UnitFact.objects.filter(level=_LEVELS[word], code=code).select_related("unit")
    if day is None:
        fact = found.filter(valid__startswith__isnull=True).first()
    else:
        try:
            on = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007
        except ValueError:
            return None
        fact = found.filter(valid__contains=on).first()
    return fact.unit if fact is not None else None
