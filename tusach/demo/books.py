"""The books of the demonstration: true titles as MARC records, invented copies of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from tusach.audit.api import HOUSE, record_as_of
from tusach.catalogue.api import Audience, Record, RecordFields, create_record
from tusach.catalogue.testing import import_file
from tusach.demo.places import Map
from tusach.holdings.api import (
    Collection,
    Condition,
    Register,
    State,
    accession,
    open_register,
)
from tusach.network.api import ServicePoint

DATA = Path(__file__).parent / "data"

_AUDIENCES = {
    "children": Audience.PRIMARY,
    "pupils": Audience.LOWER_SECONDARY,
    "adults": Audience.ADULT,
}
_ROLE = re.compile(r"\s*\(([^)]+)\)$")
# Contributors that are no persons: they stand in the statement, not among the authors.
_NOBODY = {"Nhiều tác giả", "Các sử thần triều Lê", "Viện Sử học"}
_CELLS = {
    "author": "tác giả",
    "contributors": "người tham gia",
    "publisher": "nhà xuất bản",
    "year": "năm xuất bản",
    "language": "ngôn ngữ",
}


@dataclass(frozen=True)
class Title:
    """One line of ``titles.tsv``."""

    cells: dict[str, str]

    @property
    def audience(self) -> str:
        return self.cells["audience"]

    @property
    def _contributors(self) -> list[tuple[str, str]]:
        """(names, what they did) of each group parted by a semicolon."""
        groups = []
        for group in filter(None, self.cells["contributors"].split(";")):
            role = _ROLE.search(group)
            groups.append((_ROLE.sub("", group).strip(), role.group(1) if role else ""))
        return groups

    @property
    def other_authors(self) -> tuple[str, ...]:
        names = [
            name.strip().removesuffix(" và những người khác")
            for names, _did in self._contributors
            for name in names.split(",")
        ]
        return tuple(name for name in names if name not in _NOBODY)

    @property
    def responsibility(self) -> str:
        """The statement of responsibility: "Victor Hugo ; Nhị Ca dịch" (ISBD 1.5)."""
        first, further = [self.cells["author"]] if self.cells["author"] else [], []
        for names, did in self._contributors:
            if not did:
                first.append(names)
            else:
                further.append(f"{names} {did}")
        return " ; ".join(filter(None, [", ".join(first), *further]))

    @property
    def note(self) -> str:
        """Note, first edition, and which cells nobody checked."""
        parts = [self.cells["note"]]
        if self.cells["first_published"]:
            parts.append(f"In lần đầu năm {self.cells['first_published']}")
        if "blt" in self.cells["language"]:
            parts.append("Song ngữ Việt – Thái")
        if unsure := [_CELLS[cell] for cell in self.cells["unsure"].split(";") if cell]:
            parts.append(f"Chưa kiểm chứng: {', '.join(unsure)}")
        return ". ".join(filter(None, parts))

    @property
    def fields(self) -> RecordFields:
        cells = self.cells
        return RecordFields(
            title=cells["title"],
            subtitle=cells["subtitle"],
            author=cells["author"],
            other_authors=self.other_authors,
            responsibility=self.responsibility,
            publisher=cells["publisher"],
            place_published=cells["place"],
            year=int(cells["year"]) if cells["year"] else None,
            isbn=cells["isbn"],
            pages=f"{cells['pages']} tr." if cells["pages"] else "",
            language=cells["language"].split(";")[0],
            audience=_AUDIENCES[cells["audience"]],
            class_number=cells["class_number"],
            subjects=tuple(cells["subjects"].split(";")),
            series=cells["series"],
            note=self.note,
        )


def titles() -> list[Title]:
    """The true titles, in the order of the file."""
    with (DATA / "titles.tsv").open(encoding="utf-8", newline="") as lines:
        return [Title(row) for row in csv.DictReader(lines, delimiter="\t")]


def build_records(at: datetime) -> None:
    """One record for each title."""
    for title in titles():
        create_record(
            title.fields,
            by=HOUSE,
            at=at,
            is_unsure=bool(title.cells["unsure"]),
            why="Dữ liệu trình diễn",
        )


class Shelves:
    """Enters copies. ``now`` is the day of the demonstration's start."""

    def __init__(self, places: Map, now: datetime) -> None:
        self.places = places
        self.now = now
        self.chance = Random("copies")  # noqa: S311 - wants repeatable, not secret
        self.books = list(self._with_records())

    def _with_records(self) -> Iterator[tuple[Title, Record]]:
        records = {
            (record.title, record.responsibility): record
            for record in Record.objects.filter(source_agency="").order_by("-pk")
        }
        for title in titles():
            yield title, records[title.cells["title"], title.responsibility]

    def build(self) -> None:
        self.rotation_store()
        self.provincial_library()
        self.district_libraries()
        self.schools()

    def day(self, years_ago: float) -> datetime:
        """An office hour about so many years before now."""
        moment = timezone.localtime(self.now) - timedelta(days=365 * years_ago)
        return moment.replace(hour=9, minute=self.chance.randint(0, 59), second=0, microsecond=0)

    def price(self) -> int:
        """Đồng, to the thousand, as printed on covers."""
        return self.chance.randint(28, 140) * 1000

    def rotation_store(self) -> None:
        """Some 11,000 copies, bought and given over six years (R-181: more than 10,000)."""
        register = self.register(self.places.store, "Sổ ĐKCB kho luân chuyển", "LC.")
        funds = [
            ("budget", "Ngân sách tỉnh cấp mua sách hằng năm"),
            ("budget", "Ngân sách tỉnh cấp mua sách hằng năm"),
            ("national_programme", "Chương trình xây dựng nông thôn mới"),
            ("gift_publisher", ""),
            ("gift_organisation", ""),
            ("gift_person", ""),
        ]
        most = {"children": 34, "pupils": 30, "adults": 16}
        for title, record in self.books:
            price = self.price()
            for years_ago in sorted(self.chance.sample(range(1, 7), 2), reverse=True):
                source, fund = self.chance.choice(funds)
                self.enter(
                    record,
                    self.places.store,
                    register,
                    self.chance.randint(8, most[title.audience] + 6),
                    price,
                    source,
                    Collection.ROTATION,
                    years_ago + self.chance.random() * 0.9 + 0.1,
                    fund=fund,
                    condition=Condition.NEW if years_ago < 2 else Condition.GOOD,
                )

    def provincial_library(self) -> None:
        register = self.register(self.places.library, "Sổ ĐKCB kho chính", "VL.")
        for title, record in self.books:
            local = title.cells["class_number"].startswith(("305.8", "915"))
            self.enter(
                record,
                self.places.library,
                register,
                self.chance.randint(1, 3),
                self.price(),
                "budget",
                Collection.LOCAL if local else Collection.MAIN,
                self.chance.uniform(3, 9),
            )

    def district_libraries(self) -> None:
        """What they had until the districts ended; ``reform.py`` tells who took it over."""
        for number, library in enumerate(self.places.districts, start=1):
            register = self.register(library, "Sổ ĐKCB", f"H{number}.")
            for _title, record in self.chance.sample(self.books, 25):
                self.enter(
                    record,
                    library,
                    register,
                    self.chance.randint(2, 4),
                    self.price(),
                    "budget",
                    Collection.MAIN,
                    self.chance.uniform(3, 9),
                    state=State.IN_SERVICE,
                )

    def schools(self) -> None:
        """The three schools have books of their own beside those from the store."""
        young = [pair for pair in self.books if pair[0].audience != "adults"]
        for number, school in enumerate(self.places.schools[:3], start=1):
            register = self.register(school, "Sổ ĐKCB thư viện trường", f"TH{number}.")
            for _title, record in self.chance.sample(young, 30):
                self.enter(
                    record,
                    school,
                    register,
                    self.chance.randint(1, 3),
                    self.price(),
                    "budget",
                    Collection.MAIN,
                    self.chance.uniform(1, 5),
                    state=State.IN_SERVICE,
                )

    def register(self, owner: ServicePoint, name: str, prefix: str) -> Register:
        return open_register(owner=owner, name=name, prefix=prefix, by=HOUSE, at=self.day(9))

    def enter(
        self,
        record: Record,
        owner: ServicePoint,
        register: Register,
        count: int,
        price: int,
        source: str,
        collection: str,
        years_ago: float,
        *,
        fund: str = "",
        condition: str = Condition.GOOD,
        state: str = State.IN_STORE,
    ) -> None:
        """Accession on that day."""
        day = self.day(years_ago)
        if owner.pk in {library.pk for library in self.places.districts}:
            before = datetime.combine(date(2025, 5, 30), datetime.min.time())
            day = min(day, timezone.make_aware(before))
        record_as_of(day)
        accession(
            record,
            owner,
            register,
            count,
            price,
            source,
            collection,
            fund=fund,
            condition=condition,
            state=state,
            by=HOUSE,
            at=self.now,
            happened_at=day,
        )


def build_copies(places: Map, now: datetime) -> None:
    """Enter the copies of the rotation store, the libraries and three schools."""
    Shelves(places, now).build()


def build_foreign(places: Map, now: datetime) -> None:
    """French and Nepali records from files, and one copy of each in the provincial library."""
    shelves = Shelves(places, now)
    register = shelves.register(places.library, "Sổ ĐKCB kho ngoại văn", "NV.")
    for name in ("lul_fre_100.mrc", "nepali.marc"):
        imported = import_file(DATA / "marc" / name, at=now - timedelta(days=500))
        for row in imported.rows.filter(made=True).select_related("record").order_by("number"):
            if row.record is not None:
                shelves.enter(
                    row.record,
                    places.library,
                    register,
                    1,
                    shelves.price(),
                    "budget",
                    Collection.MAIN,
                    shelves.chance.uniform(3, 9),
                )
