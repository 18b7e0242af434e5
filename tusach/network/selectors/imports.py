"""What a spreadsheet would do: each row checked, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tusach.network.errors import BadFact
from tusach.network.models import AdminUnit, PointImport, ServicePoint, Topic
from tusach.network.names import search_form
from tusach.network.rules.headings import LABELS, choice_of, classes_of, kind_of
from tusach.network.rules.topics import clean
from tusach.network.selectors.names import UnitHit, find_units
from tusach.network.selectors.points import points_on
from tusach.network.selectors.registry import home_provinces
from tusach.network.selectors.units import what_became_of
from tusach.ui.api import DayRefused, read_day

_PLAIN = (
    Topic.OWNER,
    Topic.HOST,
    Topic.CONTACT,
    Topic.PHONE,
    Topic.EMAIL,
    Topic.ADDRESS,
    Topic.FLOOR_AREA,
    Topic.SEATS,
    Topic.COMPUTERS,
)
_DAYS = ("opened_on", "founded_on")


@dataclass
class PlannedRow:
    """One row of the file: the arguments for ``create_point``, or what is wrong with it."""

    number: int
    name: str = ""
    kind: str = ""
    commune: AdminUnit | None = None
    commune_words: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, column: str, sentence: str) -> None:
        self.errors.append((str(LABELS.get(column, column)), sentence))


@dataclass
class Planned:
    rows: list[PlannedRow]
    # Something that is wrong with the whole, such as no column for the name.
    wrong: list[str]

    @property
    def bad(self) -> int:
        return sum(bool(row.errors) for row in self.rows)

    @property
    def is_ready(self) -> bool:
        return not self.wrong and not self.bad and bool(self.rows)


def import_by_number(pk: int, sender: int | None) -> PointImport | None:
    """The file, for whoever sent it: it may name points that others must not see."""
    return PointImport.objects.filter(pk=pk, sender=sender).first()


def recent_imports(sender: int | None, limit: int = 10) -> list[PointImport]:
    return list(PointImport.objects.filter(sender=sender).defer("rows", "headings")[:limit])


def plan_import(
    sent: PointImport, *, may_place: Callable[[AdminUnit], bool] | None = None
) -> Planned:
    """Every row of the file, checked as ``create_point`` would and against the others.

    ``may_place`` says whether the person may make points in a unit. Communes are looked up
    in the home provinces, once for each name.
    """
    meanings = {int(index): key for index, key in sent.meanings.items()}
    wrong = []
    if "name" not in meanings.values():
        wrong.append(_("Chưa có cột nào là tên điểm: hãy chọn cột ấy ở trên."))
    if "kind" not in meanings.values() and not sent.kind:
        wrong.append(_("Không có cột loại: hãy chọn một loại chung cho cả tệp."))
    if wrong:
        return Planned([], wrong)
    desk = _Desk(sent.kind, may_place)
    return Planned(
        [desk.row(number, _cells(cells, meanings)) for number, cells in sent.rows], wrong
    )


def _cells(cells: list[str], meanings: dict[int, str]) -> dict[str, str]:
    return {
        key: cells[index].strip()
        for index, key in meanings.items()
        if index < len(cells) and cells[index].strip()
    }


class _Desk:
    """Checks row after row; remembers communes already looked up and names already seen."""

    def __init__(self, kind: str, may_place: Callable[[AdminUnit], bool] | None) -> None:
        self.kind = kind
        self.may_place = may_place
        self.homes = home_provinces()
        self.looked_up: dict[tuple[str, str], AdminUnit | str] = {}
        self.allowed: dict[int, bool] = {}
        self.seen: dict[tuple[int | None, str, str], int] = {}
        self.codes: dict[str, int] = {}
        self.there = {
            (commune, kind, folded): code
            for commune, kind, folded, code in points_on().values_list(
                "commune", "kind", "folded", "code"
            )
        }
        self.taken = {
            code.casefold() for code in ServicePoint.objects.values_list("code", flat=True)
        }

    def row(self, number: int, cells: dict[str, str]) -> PlannedRow:
        row = PlannedRow(number)
        row.name = self._try(row, "name", cells.get("name", ""), Topic.NAME) or ""
        self._kind(row, cells.get("kind", ""))
        self._commune(row, cells)
        self._topics(row, cells)
        self._days(row, cells)
        self._position(row, cells)
        self._parent(row, cells.get("parent", ""))
        self._code(row, cells.get("code", ""))
        if basis := cells.get("founding_basis"):
            row.more["founding_basis"] = basis[:300]
        if note := cells.get("note"):
            row.more["note"] = note
        self._doubles(row)
        return row

    def _try(self, row: PlannedRow, column: str, text: Any, topic: str) -> Any:
        try:
            return clean(topic, text)
        except BadFact as refusal:
            row.wrong(column, str(refusal.facts["why"]))
            return None

    def _kind(self, row: PlannedRow, text: str) -> None:
        row.kind = (kind_of(text) or "") if text else self.kind
        if text and not row.kind:
            row.wrong("kind", _("không biết loại “%(text)s”") % {"text": text})
        elif not row.kind:
            row.wrong("kind", _("chưa có loại"))

    def _commune(self, row: PlannedRow, cells: dict[str, str]) -> None:
        text, district = cells.get("commune", ""), cells.get("district", "")
        if not text:
            row.wrong("commune", _("chưa có xã, phường"))
            return
        key = (search_form(text), search_form(district))
        if key not in self.looked_up:
            self.looked_up[key] = self._look_up(text, district)
        found = self.looked_up[key]
        if isinstance(found, str):
            row.wrong("commune", found)
            return
        row.commune, row.commune_words = found, found.name
        if self.may_place is not None:
            if found.pk not in self.allowed:
                now = [one.unit for one in what_became_of(found)]
                self.allowed[found.pk] = all(map(self.may_place, now))
            if not self.allowed[found.pk]:
                row.wrong(
                    "commune", _("bạn không được giao phụ trách %(unit)s") % {"unit": found.name}
                )

    def _look_up(self, text: str, district: str) -> AdminUnit | str:
        hits: list[UnitHit] = []
        within: list[AdminUnit | None] = [*self.homes] or [None]
        for home in within:
            hits += find_units(text, within=home, level="commune", limit=50)
        hits = [hit for hit in hits if hit.rank <= 2]
        if district:
            wanted = search_form(district)
            hits = [h for h in hits if search_form(h.parent_name).endswith(wanted)] or hits
        best = min((hit.rank for hit in hits), default=0)
        hits = [hit for hit in hits if hit.rank == best]
        now = [hit for hit in hits if not hit.is_former]
        chosen = now or hits
        if not chosen:
            where = ", ".join(home.name for home in self.homes) or _("cả nước")
            return _("không có “%(text)s” trong %(where)s") % {"text": text, "where": where}
        if len({hit.unit.pk for hit in chosen}) > 1:
            return _("“%(text)s” có thể là: %(names)s; hãy ghi thêm huyện cũ") % {
                "text": text,
                "names": "; ".join(f"{hit.name}, {hit.parent_name}" for hit in chosen[:4]),
            }
        hit = chosen[0]
        if hit.is_former and len(hit.now) > 1:
            return _("%(unit)s đã chia cho %(names)s; hãy ghi tên xã nay") % {
                "unit": hit.name,
                "names": ", ".join(one.unit.name for one in hit.now),
            }
        return hit.unit

    def _topics(self, row: PlannedRow, cells: dict[str, str]) -> None:
        for topic in _PLAIN:
            if text := cells.get(topic.value):
                row.facts[topic.value] = self._try(row, topic.value, text, topic)
        for column in ("legal_form", "connectivity"):
            if text := cells.get(column):
                value = choice_of(column, text)
                if value is None:
                    row.wrong(column, _("không có giá trị “%(value)s”") % {"value": text})
                row.facts[column] = value
        if text := cells.get("area_classes"):
            found, unknown = classes_of(text)
            if unknown:
                row.wrong(
                    "area_classes", _("không có vùng “%(value)s”") % {"value": ", ".join(unknown)}
                )
            row.facts[Topic.AREA_CLASSES] = found

    def _days(self, row: PlannedRow, cells: dict[str, str]) -> None:
        for column in _DAYS:
            if text := cells.get(column):
                try:
                    row.more[column] = read_day(text)
                except DayRefused as refusal:
                    row.wrong(column, str(refusal))

    def _position(self, row: PlannedRow, cells: dict[str, str]) -> None:
        lat, lon = (cells.get(key, "").replace(",", ".") for key in ("lat", "lon"))
        if lat or lon:
            row.facts[Topic.POSITION] = self._try(
                row, "lat", {"lat": lat, "lon": lon}, Topic.POSITION
            )

    def _parent(self, row: PlannedRow, text: str) -> None:
        if not text:
            return
        code = text.rpartition(" (")[2].rstrip(")")
        found = list(ServicePoint.objects.filter(code__iexact=code)[:1]) or list(
            points_on().filter(folded=search_form(text))[:3]
        )
        if len(found) == 1:
            row.more["parent"] = found[0]
        elif found:
            row.wrong(
                "parent",
                _("“%(text)s” có nhiều điểm cùng tên; hãy ghi mã điểm") % {"text": text},
            )
        else:
            row.wrong("parent", _("không có điểm “%(text)s”") % {"text": text})

    def _code(self, row: PlannedRow, code: str) -> None:
        if not code:
            return
        code = code.upper()[:24]
        if code.casefold() in self.taken:
            row.wrong("code", _("mã %(code)s đã có điểm dùng") % {"code": code})
        elif code in self.codes:
            row.wrong(
                "code",
                _("mã %(code)s trùng với dòng %(row)s") % {"code": code, "row": self.codes[code]},
            )
        self.codes.setdefault(code, row.number)
        row.more["code"] = code

    def _doubles(self, row: PlannedRow) -> None:
        if not (row.name and row.commune):
            return
        now = (
            {one.unit.pk for one in what_became_of(row.commune)}
            if row.commune.ended_on
            else {row.commune.pk}
        )
        key = (min(now), row.kind, search_form(row.name))
        if key in self.seen:
            row.wrong(
                "name",
                _("trùng tên, loại và xã với dòng %(row)s") % {"row": self.seen[key]},
            )
        self.seen.setdefault(key, row.number)
        for pk in now:
            if code := self.there.get((pk, row.kind, search_form(row.name))):
                row.wrong(
                    "name",
                    _("ở %(commune)s đã có điểm này, mã %(code)s")
                    % {"commune": row.commune.name, "code": code},
                )
