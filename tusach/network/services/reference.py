"""Loading the whole country's units and the changes of 01/07/2025."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction

from tusach.network.models import AdminUnit, Extent, Level, UnitChange, UnitFact, UnitKind
from tusach.network.names import search_form, sort_key, split_kind
from tusach.network.selectors.dates import during

DATA = Path(__file__).resolve().parent.parent / "data"
# The day on which the district level ended and communes and provinces were rearranged.
TURN = date(2025, 7, 1)
SOURCE = "vietnamadminunits 1.0.4"
DEDUCED = "suy ra từ tên gọi; bảng nguồn không có dòng này"
_LOCK = 7_250_701
_COMMUNE_KINDS = {
    "Xã": UnitKind.COMMUNE,
    "Phường": UnitKind.WARD,
    "Thị trấn": UnitKind.TOWNSHIP,
    "Đặc khu": UnitKind.SPECIAL_ZONE,
}
_EXTENTS = {"whole": Extent.WHOLE, "main part": Extent.MAIN_PART, "part": Extent.PART}


@dataclass(frozen=True)
class Loaded:
    """How many rows were written; zero where all was there."""

    units: int
    facts: int
    changes: int


@dataclass(frozen=True)
class _Row:
    """A unit in one period, as the data has it."""

    key: str
    level: Level
    code: str
    name: str
    since: date | None
    until: date | None
    parent: str = ""
    province: str = ""
    kind: str = ""
    lat: str = ""
    lon: str = ""
    area: str = ""


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@transaction.atomic
def load_units(only: frozenset[str] | None = None) -> Loaded:
    """Write the units, facts and changes that are not there yet; leave alone what is.

    ``only`` takes official codes of today's provinces (and what they were made of), for
    tests that do not need the country. Safe to run again and at the same time as another:
    the second waits. A few seconds for the whole country.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    country = _Country(only)
    loaded = AdminUnit.objects.filter(source_key__isnull=False)
    known: dict[str, int] = {str(u.source_key): u.pk for u in loaded.only("source_key")}
    rows = list(country.rows())
    last = {row.key: row for row in rows}  # a unit of two periods: its latest
    new = [row for key, row in last.items() if key not in known]
    made = AdminUnit.objects.bulk_create([_unit(row) for row in new], batch_size=2000)
    keys = dict(known)
    keys.update((row.key, unit.pk) for unit, row in zip(made, new, strict=True))
    fresh = {row.key for row in new}
    for unit, row in zip(made, new, strict=True):
        unit.parent_id = keys.get(row.parent)
        unit.province_id = keys[row.province]
    _set_relations(made)
    facts = [_fact(row, keys) for row in rows if row.key in fresh]
    UnitFact.objects.bulk_create(facts, batch_size=2000)
    before = UnitChange.objects.count()
    UnitChange.objects.bulk_create(country.changes(keys), batch_size=2000, ignore_conflicts=True)
    if made:  # until PostgreSQL has counted them by itself it plans as for empty tables
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE network_adminunit, network_unitfact, network_unitchange")
    return Loaded(len(made), len(facts), UnitChange.objects.count() - before)


def _unit(row: _Row) -> AdminUnit:
    kind, bare = split_kind(row.name, row.level)
    return AdminUnit(
        source_key=row.key,
        level=row.level,
        name=row.name,
        bare_name=bare,
        kind=row.kind or kind or "",
        code=row.code,
        ended_on=row.until,
        sort_key=sort_key(bare),
        lat=float(row.lat) if row.lat else None,
        lon=float(row.lon) if row.lon else None,
        area_km2=Decimal(row.area) if row.area else None,
    )


def _fact(row: _Row, keys: dict[str, int]) -> UnitFact:
    kind, bare = split_kind(row.name, row.level)
    return UnitFact(
        unit_id=keys[row.key],
        valid=during(row.since, row.until),
        level=row.level,
        code=row.code,
        name=row.name,
        bare_name=bare,
        folded=search_form(bare),
        kind=row.kind or kind or "",
        parent_id=keys.get(row.parent),
        province_id=keys[row.province],
    )


def _set_relations(units: list[AdminUnit]) -> None:
    # One statement from arrays: bulk_update's CASE for 13,000 rows takes seconds.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE network_adminunit u SET parent_id = n.parent, province_id = n.province "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS n(id, parent, province) "
            "WHERE u.id = n.id",
            [
                [u.pk for u in units],
                [u.parent_id for u in units],
                [u.province_id for u in units],
            ],
        )


class _Country:
    """The three files, put together: which unit stayed itself and which is a new one.

    A unit made of one whole former unit and nothing else is that unit, perhaps under a new
    name (Mù Cả, Tà Tổng); every other one is new, though it may bear an old code.
    """

    def __init__(self, only: frozenset[str] | None) -> None:
        self.now = [
            r for r in _read("vn_units_2025.tsv") if only is None or r["province_code"] in only
        ]
        codes = {r["code"] for r in self.now}
        self.changed = [
            r for r in _read("vn_unit_changes_2025-07-01.tsv") if r["new_code"] in codes
        ]
        olds = {r["old_code"] for r in self.changed}
        every = _read("vn_units_until_2025-06-30.tsv")
        province_of = {r["code"]: r["province_code"] for r in every if r["code"]}
        within = {province_of[code] for code in olds}
        self.then = [
            r
            for r in every
            if r["code"] in olds or (not r["code"] and r["province_code"] in within)
        ]
        self.stays = self._same_communes()
        self.new_province_of = self._provinces()

    def _same_communes(self) -> set[str]:
        made_of: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.changed:
            made_of[row["new_code"]].append(row)
        return {
            code
            for code, rows in made_of.items()
            if len(rows) == 1 and rows[0]["extent"] == "whole" and rows[0]["old_code"] == code
        }

    def _provinces(self) -> dict[str, str]:
        """Former province code → the code of the province that its communes now lie in."""
        now = {r["code"]: r["province_code"] for r in self.now}
        then = {r["code"]: r["province_code"] for r in self.then}
        return {then[r["old_code"]]: now[r["new_code"]] for r in self.changed}

    def _stays_province(self, former: str) -> bool:
        new = self.new_province_of[former]
        return list(self.new_province_of.values()).count(new) == 1

    def _then_province(self, code: str) -> str:
        if self._stays_province(code):
            return self._now_province(self.new_province_of[code])
        return f"province-until-2025:{code}"

    def _now_province(self, code: str) -> str:
        return f"province:{code}"

    def _then_commune(self, code: str) -> str:
        return f"commune:{code}" if code in self.stays else f"commune-until-2025:{code}"

    def rows(self) -> Iterator[_Row]:
        yield from self._province_rows()
        for code, row in {r["district_code"]: r for r in self.then}.items():
            province = self._then_province(row["province_code"])
            yield _Row(
                f"district:{code}", Level.DISTRICT, code, row["district"], None, TURN,
                province, province,
            )  # fmt: skip
        for row in self.then:
            if not row["code"]:
                continue
            yield _Row(
                self._then_commune(row["code"]), Level.COMMUNE, row["code"], row["name"],
                None, TURN, f"district:{row['district_code']}",
                self._then_province(row["province_code"]),
                _COMMUNE_KINDS[row["kind"]], row["lat"], row["lon"],
            )  # fmt: skip
        for row in self.now:
            province = self._now_province(row["province_code"])
            yield _Row(
                f"commune:{row['code']}", Level.COMMUNE, row["code"], row["name"], TURN, None,
                province, province, _COMMUNE_KINDS[row["kind"]],
                row["lat"], row["lon"], row["area_km2"],
            )  # fmt: skip

    def _province_rows(self) -> Iterator[_Row]:
        former = {r["province_code"]: r["province"] for r in self.then}
        stayed = set()
        for code, name in former.items():
            key = self._then_province(code)
            if self._stays_province(code):
                stayed.add(self.new_province_of[code])
                yield _Row(key, Level.PROVINCE, code, name, None, None, "", key)
            else:
                yield _Row(key, Level.PROVINCE, code, name, None, TURN, "", key)
        for code, name in {r["province_code"]: r["province"] for r in self.now}.items():
            if code not in stayed:
                key = self._now_province(code)
                yield _Row(key, Level.PROVINCE, code, name, TURN, None, "", key)

    def changes(self, keys: dict[str, int]) -> Iterator[UnitChange]:
        bases = _read("legal_bases.tsv")
        by_province = {r["province_code"]: r["legal_basis"] for r in bases if r["province_code"]}
        of_provinces = next(r["legal_basis"] for r in bases if r["scope"] == "province")
        now = {r["code"]: r for r in self.now}
        for row in self.changed:
            if row["old_code"] in self.stays:
                continue
            yield UnitChange(
                from_unit_id=keys[f"commune-until-2025:{row['old_code']}"],
                to_unit_id=keys[f"commune:{row['new_code']}"],
                extent=_EXTENTS[row["extent"]],
                on=TURN,
                legal_basis=by_province.get(now[row["new_code"]]["province_code"], ""),
                source=SOURCE,
            )
        for former, new in self.new_province_of.items():
            if not self._stays_province(former):
                yield UnitChange(
                    from_unit_id=keys[self._then_province(former)],
                    to_unit_id=keys[self._now_province(new)],
                    extent=Extent.WHOLE,
                    on=TURN,
                    legal_basis=of_provinces,
                    source=SOURCE,
                )
        yield from self._islands(keys)

    def _islands(self, keys: dict[str, int]) -> Iterator[UnitChange]:
        """The five districts without communes became the special zones of the same names."""
        zones = {
            (r["province_code"], r["name"].removeprefix("Đặc khu ")): r["code"]
            for r in self.now
            if r["kind"] == "Đặc khu"
        }
        for row in self.then:
            if row["code"]:
                continue
            place = (
                self.new_province_of[row["province_code"]],
                row["district"].removeprefix("Huyện "),
            )
            yield UnitChange(
                from_unit_id=keys[f"district:{row['district_code']}"],
                to_unit_id=keys[f"commune:{zones[place]}"],
                extent=Extent.WHOLE,
                on=TURN,
                source=DEDUCED,
            )
