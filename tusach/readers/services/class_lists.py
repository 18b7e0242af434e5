"""A class list is looked at, applied in one go, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, Done, record, record_each
from tusach.network.api import ServicePoint, read_table
from tusach.readers import errors
from tusach.readers.holders import held_of
from tusach.readers.models import Card, ClassList, ClassListLine, Guardian, Reader, Relation
from tusach.readers.rules.class_lists import meanings, year_in
from tusach.readers.rules.persons import (
    checked_birth_year,
    plain_phone,
    plain_school_class,
)
from tusach.readers.selectors.readers import class_of
from tusach.readers.services.registering import (
    check_point,
    on,
    school_may_answer,
    take_reader_numbers,
)
from tusach.ui.api import Refusal
from tusach.vietnamese.api import fold, given_name_key, nfc

State = ClassList.State
Verdict = ClassListLine.Verdict
# A school's pupils come in one file; more is another list.
MOST = 3000


@transaction.atomic
def take_list(
    *,
    point: ServicePoint,
    school_year: int,
    school_class: str,
    name: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> ClassList:
    """Read a spreadsheet of pupils and say of each line what would become of it; nobody is
    entered yet. ``school_class`` is that of lines without one.

    Refuses what is no spreadsheet, one without a column of names
    (:class:`errors.NoNamesInList`), more than 3,000 lines, and a point that keeps no readers.
    """
    day = timezone.localdate(at)
    check_point(point, day)
    table = read_table(name, content)
    columns = meanings(table.headings)
    if "name" not in columns and not {"family", "given"} <= columns.keys():
        raise errors.NoNamesInList(headings=", ".join(filter(None, table.headings))[:300])
    if len(table.rows) > MOST:
        raise errors.ListTooLong(count=len(table.rows), most=MOST)
    made = ClassList.objects.create(
        point=point, school_year=school_year, file=name[:200], sent_at=at, sent_by=by.name
    )
    lines = [
        _read_line(made, number, cells, columns, school_class, day) for number, cells in table.rows
    ]
    _judge(made, lines, day)
    ClassListLine.objects.bulk_create(lines, batch_size=500)
    record(
        "readers.take_list", by=by, on=_on(made), place=point.pk, at=at,
        changes={"rows": [None, len(lines)]},
    )  # fmt: skip
    return made


def _read_line(
    made: ClassList,
    number: int,
    cells: Sequence[str],
    columns: dict[str, int],
    school_class: str,
    day: date,
) -> ClassListLine:
    def cell(meaning: str) -> str:
        return cells[columns[meaning]].strip() if meaning in columns else ""

    name = cell("name") or f"{cell('family')} {cell('given')}"
    line = ClassListLine(
        class_list=made,
        number=number,
        name=" ".join(nfc(name).split())[:120],
        school_class=plain_school_class(cell("class") or school_class)[:20],
        guardian_name=" ".join(nfc(cell("guardian")).split())[:120],
        verdict=Verdict.NEW,
    )
    try:
        if not line.name:
            raise errors.NameMissing
        if not line.school_class:
            raise errors.ClassMissing
        line.birth_year = checked_birth_year(year_in(cell("born")), on=day)
        line.guardian_phone = plain_phone(cell("phone")) if line.guardian_name else ""
        if not line.guardian_name and not school_may_answer(made.point, day):
            raise errors.SchoolCannotAnswer(point=made.point.name)
    except Refusal as refusal:
        line.verdict, line.why = Verdict.WRONG, str(refusal)[:300]
    return line


def _judge(made: ClassList, lines: list[ClassListLine], day: date) -> None:
    """Find each pupil among the school's own readers: by name and, where known, year."""
    there: dict[str, list[Reader]] = {}
    for reader in Reader.objects.filter(
        home=made.point_id, merged_into__isnull=True, erased_at__isnull=True,
        folded__in={fold(line.name) for line in lines},
    ):  # fmt: skip
        there.setdefault(reader.folded, []).append(reader)
    seen: set[tuple[str, int | None, str]] = set()
    for line in lines:
        if line.verdict == Verdict.WRONG:
            continue
        key = (fold(line.name), line.birth_year, line.school_class)
        if key in seen:
            line.verdict, line.why = Verdict.WRONG, _("Trùng với một dòng ở trên.")
            continue
        seen.add(key)
        like = [
            one
            for one in there.get(fold(line.name), [])
            if None in (one.birth_year, line.birth_year) or one.birth_year == line.birth_year
        ]
        now = (line.school_class, made.school_year)
        exact = [one for one in like if (one.school_class, one.school_year) == now]
        if len(exact) == 1 or len(like) == 1:
            line.reader = (exact or like)[0]
            line.verdict = Verdict.SAME if exact else Verdict.DIFFERS
        elif like:
            line.verdict = Verdict.WRONG
            line.why = _("Trường có nhiều bạn đọc cùng tên, cùng năm sinh: hãy sửa từng người.")


@transaction.atomic
def apply_list(*, sent: ClassList, by: Actor, at: datetime) -> ClassList:
    """Enter who is new and move who changed class; what is wrong is passed over and stays to be
    seen. Where the list names no guardian the school answers, by its rule, for lending alone."""
    held = _held(sent, State.LOOKED_AT)
    day = timezone.localdate(at)
    check_point(held.point, day)
    lines = list(held.lines.select_related("reader"))
    new = [line for line in lines if line.verdict == Verdict.NEW]
    kind = class_of("pupil", day)
    if kind is None:
        raise errors.ClassNotOffered(name="pupil", day=f"{day:%d/%m/%Y}")
    numbers = take_reader_numbers(len(new))
    readers = [
        Reader(
            number=number,
            name=line.name,
            sort_key=given_name_key(line.name),
            folded=fold(line.name),
            birth_year=line.birth_year,
            reader_class=kind,
            audience=kind.audience,
            home=held.point,
            school_class=line.school_class,
            school_year=held.school_year,
            registered_on=day,
            invented=held.point.invented,
        )
        for line, number in zip(new, numbers, strict=True)
    ]
    Reader.objects.bulk_create(readers, batch_size=500)
    Guardian.objects.bulk_create(
        [
            Guardian(reader=reader, name=line.guardian_name, phone=line.guardian_phone)
            if line.guardian_name
            else Guardian(reader=reader, relation=Relation.SCHOOL)
            for line, reader in zip(new, readers, strict=True)
        ],
        batch_size=500,
    )
    for line, reader in zip(new, readers, strict=True):
        line.reader = reader
    changed = [line for line in lines if line.verdict == Verdict.DIFFERS and line.reader]
    moved = []
    for line in changed:
        one = line.reader
        assert one is not None
        line.before = {"school_class": one.school_class, "school_year": one.school_year}
        one.school_class, one.school_year = line.school_class, held.school_year
        one.version += 1
        moved.append(one)
    Reader.objects.bulk_update(moved, ["school_class", "school_year", "version"], batch_size=500)
    for line in lines:
        if line.verdict != Verdict.WRONG:
            line.name = line.guardian_name = line.guardian_phone = ""
            line.birth_year = None
    ClassListLine.objects.bulk_update(
        lines,
        ["reader", "before", "name", "guardian_name", "guardian_phone", "birth_year"],
        batch_size=500,
    )
    record_each("readers.register", [Done(on(one), held.point_id) for one in readers], by=by, at=at)
    hidden = {"school_class": ["…", "…"]}
    record_each(
        "readers.change", [Done(on(one), held.point_id, hidden) for one in moved], by=by, at=at
    )
    return _finish(held, State.APPLIED, "readers.apply_list", len(new) + len(moved), by=by, at=at)


@transaction.atomic
def undo_list(*, sent: ClassList, by: Actor, at: datetime) -> ClassList:
    """Take a list back: who was entered by it and has neither card nor anything else goes again,
    who changed class is in the former one. Who has got a card or a loan meanwhile stays."""
    held = _held(sent, State.APPLIED)
    undone = 0
    for line in held.lines.select_related("reader").exclude(reader=None):
        one = line.reader
        assert one is not None
        if line.verdict == Verdict.NEW:
            undone += _take_away(one)
        elif line.verdict == Verdict.DIFFERS:
            now = (one.school_class, one.school_year)
            if now == (line.school_class, held.school_year):
                one.school_class = line.before["school_class"]
                one.school_year = line.before["school_year"]
                one.version += 1
                one.save(update_fields=["school_class", "school_year", "version"])
                undone += 1
    return _finish(held, State.UNDONE, "readers.undo_list", undone, by=by, at=at)


@transaction.atomic
def drop_list(*, sent: ClassList, by: Actor, at: datetime) -> ClassList:
    """Forget a list that is not applied, and the names in it."""
    held = _held(sent, State.LOOKED_AT)
    held.lines.all().delete()
    return _finish(held, State.DROPPED, "readers.drop_list", 0, by=by, at=at)


def _take_away(reader: Reader) -> int:
    if Card.objects.filter(reader=reader).exists() or held_of(reader.pk) or not reader.stands:
        return 0
    try:
        with transaction.atomic():
            reader.delete()
    except ProtectedError:
        return 0
    return 1


def _held(sent: ClassList, state: str) -> ClassList:
    held = ClassList.objects.select_for_update(of=("self",)).select_related("point").get(pk=sent.pk)
    if held.state != state:
        raise errors.ListIsElsewhere(file=held.file, state=held.get_state_display())
    return held


def _finish(
    held: ClassList, state: str, act: str, count: int, *, by: Actor, at: datetime
) -> ClassList:
    held.state, held.done_at = state, at
    held.save(update_fields=["state", "done_at"])
    changes = {"rows": [None, count]}
    record(act, by=by, on=_on(held), place=held.point_id, changes=changes, at=at)
    return held


def _on(held: ClassList) -> tuple[str, object, str]:
    return ("readers.class_list", held.pk, f"{held.school_year}–{held.school_year + 1}")
