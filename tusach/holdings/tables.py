"""Tables of subject groups and of marks: those that come with the house, and reading others.

The rhyme table is our own: the rhymes of Vietnamese without their tones, in the order of
dictionaries, numbered evenly from 101, so that marks file as the titles do (domain B.7).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import override

from tusach.catalogue.api import Audience
from tusach.holdings.errors import TableUnfit
from tusach.holdings.subjects import classes_of
from tusach.vietnamese.api import fold, nfc, strip_tones

if TYPE_CHECKING:
    from tusach.holdings.models import Table

_DATA = Path(__file__).parent / "data"
# code, kind, way, name, English, source
_SHIPPED = [
    ("ddc", "subjects", "", "Môn loại theo DDC", "Subjects by DDC",
     "Khung phân loại thập phân Dewey, gộp nhóm cho sổ đăng ký tổng quát"),
    ("19-lop", "subjects", "", "Bảng phân loại 19 lớp", "The 19-class table",
     "Bảng phân loại dùng cho thư viện khoa học tổng hợp (19 lớp)"),
    ("van", "marks", "rhyme", "Mã hoá theo vần", "Marks by rhyme",
     "Vần tiếng Việt theo thứ tự từ điển, đánh số cách đều"),
    ("ba-chu", "marks", "letters", "Ba chữ cái đầu", "The first three letters", ""),
]  # fmt: skip
_FILES = {"ddc": "subjects_ddc.csv", "19-lop": "subjects_19.csv", "van": "marks_rhyme.csv"}

MOST_GROUPS = 40
MOST_MARKS = 20_000
SUBJECT_HEADING = ("Môn loại", "Ký hiệu phân loại", "Đối tượng", "Tiếng Anh")
MARK_HEADING = ("Vần hoặc chữ mở đầu", "Ký hiệu")


@dataclass
class ReadGroup:
    label: str
    classes: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    label_en: str = ""


def key_of(text: str) -> str:
    """A rhyme or an opening as rows are found by it: no tones, small letters."""
    return strip_tones(nfc(text)).strip().lower()


def _rows(text: str, needed: Iterable[str]) -> Iterable[tuple[int, dict[str, str]]]:
    first = text.lstrip("\ufeff").splitlines()[:1]
    mark = max(",;\t", key=lambda one: first[0].count(one)) if first else ","
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark)
    try:
        head = [fold(nfc(cell)).strip() for cell in next(reader, [])]
        for name in needed:
            if fold(name) not in head:
                raise TableUnfit(line=1, why=f"“{name}”")
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                row = dict(zip(head, (nfc(cell).strip() for cell in cells), strict=False))
                yield number, row
    except csv.Error as broken:
        raise TableUnfit(line=reader.line_num, why=str(broken)) from None


def read_subjects(text: str) -> list[ReadGroup]:
    """The groups of a table of subjects, in their order.

    Refuses (:class:`TableUnfit`, naming the line) a heading without ``Môn loại``, a group
    without a name, a range that is none, an audience that is none, more than 40 lines.
    """
    audiences = _audiences()
    done: list[ReadGroup] = []
    for number, row in _rows(text, SUBJECT_HEADING[:1]):
        label = row.get(fold(SUBJECT_HEADING[0]), "")
        if not label or len(label) > 80 or len(done) == MOST_GROUPS:
            raise TableUnfit(line=number, why=label[:80] or "–")
        try:
            classes = classes_of(row.get(fold(SUBJECT_HEADING[1]), ""))
        except ValueError as bad:
            raise TableUnfit(line=number, why=str(bad)) from None
        named = row.get(fold(SUBJECT_HEADING[2]), "")
        wanted = [part.strip() for part in named.replace(";", ",").split(",") if part.strip()]
        codes = []
        for one in wanted if named not in audiences else [named]:
            for part in [one] if fold(one) in audiences else one.split():
                if fold(part) not in audiences:
                    raise TableUnfit(line=number, why=part)
                codes.append(audiences[fold(part)])
        if any(len(one) > 20 for one in classes):
            raise TableUnfit(line=number, why=max(classes, key=len)[:80])
        english = row.get(fold(SUBJECT_HEADING[3]), "")[:80]
        done.append(ReadGroup(label, classes, codes, english))
    if not done:
        raise TableUnfit(line=2, why="–")
    return done


def _audiences() -> dict[str, str]:
    with override("vi"):
        return {fold(name): one.value for one in Audience for name in (one.value, str(one.label))}


def read_marks(text: str) -> dict[str, str]:
    """Key → mark. Refuses (:class:`TableUnfit`) a line without the one or the other, a key
    named twice, a text too long, more than 20,000 lines."""
    done: dict[str, str] = {}
    for number, row in _rows(text, MARK_HEADING):
        key, mark = key_of(row.get(fold(MARK_HEADING[0]), "")), row.get(fold(MARK_HEADING[1]), "")
        bad = not key or not mark or key in done or len(key) > 40 or len(mark) > 12
        if bad or len(done) == MOST_MARKS:
            raise TableUnfit(line=number, why=f"{key} {mark}".strip()[:80] or "–")
        done[key] = mark
    if not done:
        raise TableUnfit(line=2, why="–")
    return done


def ensure_tables(**_signal: Any) -> None:
    """Add the tables that come with the house where they are missing; touches nothing else."""
    from tusach.holdings.models import Table

    there = set(Table.objects.values_list("code", flat=True))
    for code, kind, way, name, english, basis in _SHIPPED:
        if code in there:
            continue
        text = (_DATA / _FILES[code]).read_text(encoding="utf-8") if code in _FILES else ""
        table = Table.objects.create(
            code=code, kind=kind, way=way, name=name, name_en=english, basis=basis,
            marks=read_marks(text) if text and kind == "marks" else {},
            shipped=True, made_at=timezone.now(),
        )  # fmt: skip
        if kind == "subjects":
            put_groups(table, read_subjects(text))


def put_groups(table: Table, groups: Iterable[ReadGroup]) -> None:
    """Write the groups of a new table, in their order."""
    from tusach.holdings.models import SubjectGroup

    SubjectGroup.objects.bulk_create(
        SubjectGroup(
            table=table,
            position=place,
            label=one.label,
            label_en=one.label_en,
            classes=one.classes,
            audiences=one.audiences,
        )
        for place, one in enumerate(groups, 1)
    )
