"""The places of the demonstration: one province's network, in the numbers of 2024.

The numbers are Lai Châu's own (see ``SOURCES`` in ``web/views.py``), the communes and their
coordinates are true, and so are the names of three schools. Every other name is built from
the name of a true commune and marked invented, and so is where in its commune a point lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from math import cos, radians
from random import Random
from typing import Any

from tusach.audit.api import HOUSE
from tusach.network.api import (
    AdminUnit,
    AreaClass,
    LegalForm,
    Level,
    PointKind,
    ServicePoint,
    change_facts,
    create_point,
    fact_of_unit,
    serve_province,
    unit_by_code,
    units_on,
    what_became_of,
)

# Two levels of local government since this day (Law 72/2025/QH15).
REFORM = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
BASIS = "Nghị quyết 1670/NQ-UBTVQH15 ngày 16/06/2025"
PROVINCE_CODE = "12"

# The 23 communes on the border with China, by their codes until 30/06/2025: Mường Tè, then
# Nậm Nhùn and Sìn Hồ, then Phong Thổ.
_BORDER_TEXT = """
03436 03439 03440 03442 03448 03451
03460 03493 03502 03503
03490 03550 03553 03559 03562 03565 03568 03571 03574 03577 03580 03586 03592
"""
_BORDER = frozenset(_BORDER_TEXT.split())
# (name, former commune): they received over 700 titles from the rotation store at the
# start of the school year 2025–2026.
TRUE_SCHOOLS = (
    ("Trường Tiểu học Tân Phong", "03387"),
    ("Trường Tiểu học San Thàng", "03409"),
    ("Trường Trung học cơ sở Tân Phong", "03387"),
)
# Communes that opened a library besides those that took over a district's.
_MORE_LIBRARIES = frozenset(["03389", "03571", "03445", "03517", "03637", "03583"])
VILLAGE_BOOKCASES = 158
SCHOOL_LIBRARIES = 208
POST_POINTS = 15
LAW_BOOKCASES = 108
# Points of army, border guard, police and prisons: letters and number of places of a kind.
_CODE_NAMES: tuple[tuple[PointKind, str, int], ...] = (
    (PointKind.ARMED_FORCES_LIBRARY, "BP", 1),
    (PointKind.BORDER_POST, "BP", 13),
    (PointKind.ARMED_FORCES_LIBRARY, "QS", 3),
    (PointKind.POLICE, "CA", 2),
    (PointKind.PRISON, "TG", 1),
)
# A degree of latitude in kilometres.
_KM = 111.32


@dataclass
class Town:
    """A commune as it was on 30/06/2025, with what became of it."""

    unit: AdminUnit
    district: AdminUnit
    now: AdminUnit
    code: str

    @property
    def name(self) -> str:
        """The name within a sentence: "xã San Thàng"."""
        return self.unit.name[0].lower() + self.unit.name[1:]

    @property
    def bare(self) -> str:
        return self.unit.bare_name

    @property
    def urban(self) -> bool:
        return not self.unit.name.startswith("Xã ")

    @property
    def classes(self) -> list[str]:
        found = [] if self.urban else [AreaClass.RURAL.value]
        return [*found, AreaClass.BORDER.value] if self.code in _BORDER else found

    @property
    def centre(self) -> bool:
        """Seat of its district: a township, or the ward that the province's city began in."""
        return self.unit.name.startswith("Thị trấn ") or self.code == "03387"


@dataclass
class Map:
    """What later parts of the demonstration look up by what it is."""

    province: AdminUnit
    library: ServicePoint
    store: ServicePoint
    schools: list[ServicePoint] = field(default_factory=list)
    communes: list[ServicePoint] = field(default_factory=list)
    districts: list[ServicePoint] = field(default_factory=list)
    bookcases: list[ServicePoint] = field(default_factory=list)
    posts: list[ServicePoint] = field(default_factory=list)
    border: list[ServicePoint] = field(default_factory=list)
    prison: list[ServicePoint] = field(default_factory=list)

    def named(self, name: str) -> ServicePoint:
        """The one point of the province with this name."""
        return ServicePoint.objects.get(province=self.province, name=name)


def home() -> AdminUnit:
    """The province of the demonstration. LookupError while the units are not loaded."""
    province = unit_by_code(PROVINCE_CODE, REFORM, level=Level.PROVINCE)
    if province is None:
        raise LookupError("no province 12: load the units first (manage.py load_units)")
    return province


def towns(province: AdminUnit) -> list[Town]:
    """The 106 communes of 30/06/2025, in the order of their codes."""
    found = []
    for unit in units_on(LAST_DAY_BEFORE, level=Level.COMMUNE, within=province):
        fact = fact_of_unit(unit, LAST_DAY_BEFORE)
        assert fact is not None
        assert fact.parent is not None
        now = what_became_of(unit, REFORM)[0].unit
        found.append(Town(unit, fact.parent, now, fact.code))
    return sorted(found, key=lambda town: town.code)


def _position(town: Town, key: str) -> dict[str, float] | None:
    """A place near the commune's centre, the same for the same key every time."""
    if town.unit.lat is None or town.unit.lon is None:
        return None
    chance = Random(f"position {town.code} {key}")  # noqa: S311 - wants repeatable, not secret
    reach = 0.6 if town.urban else 1.8
    north, east = chance.uniform(-reach, reach), chance.uniform(-reach, reach)
    return {
        "lat": town.unit.lat + north / _KM,
        "lon": town.unit.lon + east / (_KM * cos(radians(town.unit.lat))),
    }


def _school_names(town: Town) -> Iterator[str]:
    """What the schools of a commune may be called; boarding ones far from the towns."""
    boarding = "" if town.urban or town.district.name.startswith("Thành phố") else "PTDTBT "
    yield f"Trường {boarding}Tiểu học {town.bare}"
    yield f"Trường {boarding}Trung học cơ sở {town.bare}"


class Builder:
    """Makes the points; ``at`` is when they are said to have been written down."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.province = home()
        serve_province(unit=self.province, letters="LC", by=HOUSE, at=at)
        self.towns = towns(self.province)
        self.chance = Random("places")  # noqa: S311
        self.libraries: dict[int, ServicePoint] = {}
        self.district_libraries: dict[int, ServicePoint] = {}

    def add(
        self,
        kind: PointKind,
        name: str,
        town: Town | None,
        *,
        opened: date,
        parent: ServicePoint | None = None,
        owner: str = "",
        invented: bool = True,
        **facts: Any,
    ) -> ServicePoint:
        if town is not None:
            facts.setdefault("position", _position(town, f"{kind} {name}"))
            facts.setdefault("area_classes", town.classes)
        return create_point(
            kind=kind,
            name=name,
            commune=town.unit if town and opened < REFORM else town.now if town else self.province,
            parent=parent,
            opened_on=opened,
            facts={"owner": owner, **facts},
            invented=invented,
            same_name_refused=False,
            by=HOUSE,
            at=self.at,
        )

    def opened(self, first: int, last: int) -> date:
        return date(
            self.chance.randint(first, last), self.chance.randint(1, 12), self.chance.randint(1, 28)
        )

    def town(self, code: str) -> Town:
        return next(town for town in self.towns if town.code == code)

    def build(self) -> None:
        self.province_level()
        self.district_libraries_and_successors()
        self.schools()
        self.bookcases()
        self.post_points()
        self.code_named()

    def province_level(self) -> None:
        seat = self.town("03408")
        self.library = self.add(
            PointKind.PROVINCIAL_LIBRARY,
            "Thư viện tỉnh Lai Châu",
            seat,
            opened=date(2004, 1, 1),
            owner="Sở Văn hóa, Thể thao và Du lịch tỉnh Lai Châu",
            legal_form=LegalForm.PUBLIC,
            connectivity="fibre",
            computers=20,
            invented=False,
        )
        self.store = self.add(
            PointKind.ROTATION_STORE,
            "Kho sách luân chuyển",
            seat,
            opened=date(2006, 1, 1),
            parent=self.library,
            owner="Thư viện tỉnh Lai Châu",
            position=_position(seat, f"{PointKind.PROVINCIAL_LIBRARY} Thư viện tỉnh Lai Châu"),
        )

    def district_libraries_and_successors(self) -> None:
        """Eight libraries closed with their districts; the communes that took over."""
        seats = {town.district.pk: town for town in self.towns if town.centre}
        for town in seats.values():
            place = town.district.bare_name
            kind = "thành phố" if town.district.name.startswith("Thành phố") else "huyện"
            self.district_libraries[town.district.pk] = self.add(
                PointKind.DISTRICT_LIBRARY,
                f"Thư viện {kind} {place}",
                town,
                opened=self.opened(2005, 2014),
                parent=self.library,
                owner=f"Trung tâm Văn hóa, Thể thao và Truyền thông {kind} {place}",
                legal_form=LegalForm.PUBLIC,
                invented=False,
            )
        others = [town for town in self.towns if town.code in _MORE_LIBRARIES]
        for town in [*seats.values(), *others]:
            if town.now.pk in self.libraries:
                continue
            name = town.now.name[0].lower() + town.now.name[1:]
            self.libraries[town.now.pk] = self.add(
                PointKind.COMMUNE_LIBRARY,
                f"Thư viện {name}",
                town,
                opened=REFORM,
                parent=self.library,
                owner=f"UBND {name}",
                legal_form=LegalForm.PUBLIC,
                connectivity="fixed",
            )

    def schools(self) -> None:
        rows: list[tuple[str, Town, bool]] = [
            (name, self.town(code), False) for name, code in TRUE_SCHOOLS
        ]
        taken = {(name, town.code) for name, town, _ in rows}
        named = [[(n, t, True) for n in _school_names(t)] for t in self.towns]
        # Both schools of a commune share its name with the true ones in San Thàng and Tân Phong.
        primary = [pair[0] for pair in named]
        secondary = [pair[1] for pair in named]
        upper = [
            (f"Trường Trung học phổ thông {t.district.bare_name}", t, True)
            for t in self.towns
            if t.centre
        ]
        vocational = [
            (f"Trung tâm GDNN – GDTX {t.district.bare_name}", t, True)
            for t in self.towns
            if t.centre
        ]
        for row in [*primary, *upper, *vocational, *secondary]:
            if len(rows) < SCHOOL_LIBRARIES and (row[0], row[1].code) not in taken:
                rows.append(row)
        for name, town, invented in rows:
            school = self.add(
                PointKind.SCHOOL_LIBRARY,
                name,
                town,
                opened=self.opened(2004, 2019),
                owner=f"UBND {town.district.name[0].lower()}{town.district.name[1:]}",
                legal_form=LegalForm.PUBLIC,
                connectivity=self.chance.choice(["none", "3g", "4g", "4g"]) if invented else None,
                invented=invented,
            )
            self._after_reform(school, {"owner": self._committee(town.now)})

    def bookcases(self) -> None:
        for number in range(LAW_BOOKCASES):
            town = self.towns[number % len(self.towns)]
            again = f" (số {number // len(self.towns) + 1})" if number >= len(self.towns) else ""
            self._bookcase(PointKind.LAW_BOOKCASE, f"Tủ sách pháp luật {town.name}{again}", town)
        for number in range(VILLAGE_BOOKCASES):
            town = self.towns[number % len(self.towns)]
            turn = number // len(self.towns) + 1
            # Villages are called "bản" in communes, "tổ dân phố" in wards, "khu" in townships.
            kind = "Bản" if town.name.startswith("xã") else "Tổ dân phố"
            name = f"Tủ sách {kind} {turn}, {town.name}"
            self._bookcase(PointKind.VILLAGE_BOOKCASE, name, town, connectivity="none")

    def _bookcase(self, kind: PointKind, name: str, town: Town, **facts: Any) -> None:
        point = self.add(
            kind,
            name,
            town,
            opened=self.opened(2010, 2020),
            parent=self.district_libraries[town.district.pk],
            owner=f"UBND {town.name}",
            **facts,
        )
        self._after_reform(point, {"owner": self._committee(town.now)})

    def post_points(self) -> None:
        rural = [town for town in self.towns if not town.urban]
        for town in rural[:: len(rural) // POST_POINTS][:POST_POINTS]:
            self.add(
                PointKind.POST_CULTURE_POINT,
                f"Điểm Bưu điện – Văn hóa {town.name}",
                town,
                opened=self.opened(2004, 2012),
                owner="Bưu điện tỉnh Lai Châu",
                connectivity="4g",
            )

    def code_named(self) -> None:
        """Their commune is not told: they lie in the province, and have no position."""
        numbers: dict[str, int] = {}
        for kind, letters, count in _CODE_NAMES:
            for _turn in range(count):
                numbers[letters] = numbers.get(letters, 0) + 1
                self.add(
                    kind,
                    f"Đơn vị {letters}-{numbers[letters]:02d}",
                    None,
                    opened=self.opened(2008, 2018),
                )

    @staticmethod
    def _committee(unit: AdminUnit) -> str:
        return f"UBND {unit.name[0].lower()}{unit.name[1:]}"

    def _after_reform(self, point: ServicePoint, values: dict[str, Any]) -> None:
        change_facts(
            point=point, values=values, since=REFORM, legal_basis=BASIS, by=HOUSE, at=self.at
        )


def build(at: datetime) -> None:
    """Make every point of the province, those of the former districts still open."""
    Builder(at).build()


def look_up() -> Map:
    """The points by what they are, in the order in which they were made."""
    province = home()
    points: dict[str, list[ServicePoint]] = {}
    for point in ServicePoint.objects.filter(province=province).order_by("pk"):
        points.setdefault(point.kind, []).append(point)
    return Map(
        province=province,
        library=points[PointKind.PROVINCIAL_LIBRARY][0],
        store=points[PointKind.ROTATION_STORE][0],
        schools=points[PointKind.SCHOOL_LIBRARY],
        communes=points[PointKind.COMMUNE_LIBRARY],
        districts=points[PointKind.DISTRICT_LIBRARY],
        bookcases=points[PointKind.VILLAGE_BOOKCASE],
        posts=points[PointKind.POST_CULTURE_POINT],
        border=points[PointKind.BORDER_POST],
        prison=points[PointKind.PRISON],
    )
