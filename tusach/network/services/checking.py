"""The rows of a spreadsheet, checked as ``create_point`` would and against each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tusach.network.errors import BadFact
from tusach.network.models import AdminUnit, PointImport, ServicePoint, Topic
from tusach.network.names import search_form, typed_form
from tusach.network.rules.headings import LABELS, choice_of, classes_of, kind_of
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import today
from tusach.network.selectors.names import UnitHit, find_units
from tusach.network.selectors.registry import home_provinces
from tusach.network.selectors.units import what_became_of
from tusach.network.services.creating import NewPoint, communes_over_time
from tusach.ui.api import DayRefused, Refusal, read_day

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
class CheckedRow:
    """What a row would make, or what is wrong with it."""

    number: int
    name: str = ""
    kind: str = ""
    commune: AdminUnit | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    # (column, sentence)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, column: str, sentence: str) -> None:
        self.errors.append((str(LABELS.get(column, column)), sentence))

    @property
    def new(self) -> NewPoint:
        """The point of a row with no errors."""
        facts = {topic: value for topic, value in self.facts.items() if value is not None}
        return NewPoint(
            kind=self.kind, name=self.name, commune=self.commune, facts=facts, **self.more
        )


def wrong_with_columns(sent: PointImport) -> list[str]:
    """What is missing before rows can be checked: a column for the name, a kind."""
    wrong = []
    if "name" not in sent.meanings.values():
        wrong.append(_("Chưa có cột nào là tên điểm: hãy chọn cột ấy ở dưới."))
    if "kind" not in sent.meanings.values() and not sent.kind:
        wrong.append(_("Không có cột loại: hãy chọn một loại chung cho cả tệp."))
    return wrong


class Desk:
    """Takes one row after the other, in the order of the file; writes nothing.

    It reads the registry once, when it is made, and looks a commune or a period up once for
    all rows that name it. ``may_place`` says whether the person may make points in a unit.
    """

    def __init__(
        self, sent: PointImport, *, may_place: Callable[[AdminUnit], bool] | None = None
    ) -> None:
        self.meanings = {int(index): key for index, key in sent.meanings.items()}
        self.kind = sent.kind
        self.may_place = may_place
        self.homes = home_provinces()
        self.looked_up: dict[tuple[str, str], AdminUnit | str] = {}
        self.now: dict[int, list[AdminUnit]] = {}
        self.allowed: dict[int, bool] = {}
        self.periods: dict[tuple[int, date | None], str] = {}
        # By commune, kind and name: the row of the file, or the code of a point.
        self.seen: dict[tuple[int, str, str], int] = {}
        self.there: dict[tuple[int | None, str, str], str] = {}
        self.codes: dict[str, int] = {}
        self.taken: dict[str, int] = {}
        self.named: dict[str, list[int]] = {}
        self.points: dict[int, ServicePoint] = {}
        columns = ("pk", "code", "commune", "kind", "folded", "opened_on", "closed_on")
        day = today()
        for pk, code, commune, kind, folded, opened, closed in (
            ServicePoint.objects.values_list(*columns).order_by().iterator()
        ):
            self.taken[code.casefold()] = pk
            if (opened is None or opened <= day) and (closed is None or closed > day):
                self.there[commune, kind, folded] = code
                self.named.setdefault(folded, []).append(pk)

    def check(self, number: int, line: list[str]) -> CheckedRow:
        cells = {
            key: line[index].strip()
            for index, key in self.meanings.items()
            if index < len(line) and line[index].strip()
        }
        row = CheckedRow(number)
        row.name = self._try(row, "name", cells.get("name", ""), Topic.NAME) or ""
        self._kind(row, cells.get("kind", ""))
        self._commune(row, cells)
        self._topics(row, cells)
        self._days(row, cells)
        self._period(row)
        self._position(row, cells)
        self._parent(row, cells.get("parent", ""))
        self._code(row, cells.get("code", ""))
        if basis := cells.get("founding_basis"):
            row.more["founding_basis"] = basis[:300]
        if note := cells.get("note"):
            row.more["note"] = note
        self._doubles(row)
        return row

    def _try(self, row: CheckedRow, column: str, text: Any, topic: str) -> Any:
        try:
            return clean(topic, text)
        except BadFact as refusal:
            row.wrong(column, str(refusal.facts["why"]))
            return None

    def _kind(self, row: CheckedRow, text: str) -> None:
        row.kind = (kind_of(text) or "") if text else self.kind
        if text and not row.kind:
            row.wrong("kind", _("không biết loại “%(text)s”") % {"text": text})
        elif not row.kind:
            row.wrong("kind", _("chưa có loại"))

    def _commune(self, row: CheckedRow, cells: dict[str, str]) -> None:
        text, district = cells.get("commune", ""), cells.get("district", "")
        if not text:
            row.wrong("commune", _("chưa có xã, phường"))
            return
        key = (typed_form(text), search_form(district))
        if key not in self.looked_up:
            self.looked_up[key] = self._look_up(text, district)
        found = self.looked_up[key]
        if isinstance(found, str):
            row.wrong("commune", found)
            return
        row.commune = found
        if found.pk not in self.now:
            self.now[found.pk] = [one.unit for one in what_became_of(found)]
        if self.may_place is not None:
            if found.pk not in self.allowed:
                self.allowed[found.pk] = all(map(self.may_place, self.now[found.pk]))
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

    def _topics(self, row: CheckedRow, cells: dict[str, str]) -> None:
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

    def _days(self, row: CheckedRow, cells: dict[str, str]) -> None:
        for column in _DAYS:
            if text := cells.get(column):
                try:
                    row.more[column] = read_day(text)
                except DayRefused as refusal:
                    row.wrong(column, str(refusal))

    def _period(self, row: CheckedRow) -> None:
        """A commune that no longer was, or was not yet, when the point began."""
        if row.commune is None:
            return
        key = (row.commune.pk, row.new.begins)
        if key not in self.periods:
            try:
                communes_over_time(row.commune, row.new.begins)
                self.periods[key] = ""
            except Refusal as refusal:
                self.periods[key] = str(refusal)
        if self.periods[key]:
            row.wrong("commune", self.periods[key])

    def _position(self, row: CheckedRow, cells: dict[str, str]) -> None:
        lat, lon = (cells.get(key, "").replace(",", ".") for key in ("lat", "lon"))
        if lat or lon:
            row.facts[Topic.POSITION] = self._try(
                row, "lat", {"lat": lat, "lon": lon}, Topic.POSITION
            )

    def _parent(self, row: CheckedRow, text: str) -> None:
        if not text:
            return
        code = text.rpartition(" (")[2].rstrip(")").casefold()
        found = [self.taken[code]] if code in self.taken else self.named.get(search_form(text), [])
        if len(found) == 1:
            row.more["parent"] = self._point(found[0])
        elif found:
            row.wrong(
                "parent",
                _("“%(text)s” có nhiều điểm cùng tên; hãy ghi mã điểm") % {"text": text},
            )
        else:
            row.wrong("parent", _("không có điểm “%(text)s”") % {"text": text})

    def _point(self, pk: int) -> ServicePoint:
        if pk not in self.points:
            self.points[pk] = ServicePoint.objects.select_related("province").get(pk=pk)
        return self.points[pk]

    def _code(self, row: CheckedRow, code: str) -> None:
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

    def _doubles(self, row: CheckedRow) -> None:
        if not (row.name and row.commune):
            return
        now = {unit.pk for unit in self.now[row.commune.pk]} or {row.commune.pk}
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
