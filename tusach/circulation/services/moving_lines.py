"""What becomes of each line of a list of another system: judged, written, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.circulation import moving_errors as errors
from tusach.circulation.models import MoveIn, MoveInLine, OpenLoan, Statement, StatementKind
from tusach.circulation.moving_columns import (
    LABELS,
    LOANS,
    READERS,
    day_in,
    is_back,
    nothing,
    year_in,
)
from tusach.circulation.rules import Rule, choose
from tusach.circulation.selectors.rules import rules_at
from tusach.circulation.services.statements import Saying
from tusach.circulation.services.statements import write as write_statements
from tusach.circulation.services.undoing import undo
from tusach.holdings.api import (
    Copy,
    CopyPlace,
    LedgerAct,
    Move,
    State,
    all_copies,
    at_point,
    copies_by_code,
    hold_places,
    move,
    names_of,
)
from tusach.readers.api import (
    Brought,
    Card,
    Reader,
    ReaderClass,
    bring_in,
    check_brought,
    class_of,
    classes_on,
    take_back_brought,
)
from tusach.ui.api import Refusal
from tusach.vietnamese.api import fold

Verdict = MoveInLine.Verdict
_FREE = (State.IN_STORE, State.IN_SERVICE, State.ON_LOAN)


def judge(held: MoveIn, rows: Sequence[MoveInLine], at: datetime) -> None:
    """Say of each line what would become of it; a few queries, however many lines."""
    for row in rows:
        row.verdict, row.why, row.reader, row.copy = Verdict.READY, "", None, None
    if held.kind == READERS:
        _judge_readers(held, rows, at)
    else:
        _judge_loans(held, rows, at)


def write(held: MoveIn, rows: Sequence[MoveInLine], *, by: Actor, at: datetime) -> None:
    """Enter lines that are ready; one that cannot be any more says why and is kept."""
    if held.kind == READERS:
        _write_readers(held, rows, by=by, at=at)
    else:
        _write_loans(held, rows, by=by, at=at)


def take_back(held: MoveIn, rows: Sequence[MoveInLine], *, by: Actor, at: datetime) -> None:
    """Take back what lines brought, where nothing was done with it since."""
    statements = {
        one.pk: one
        for one in Statement.objects.filter(pk__in=[row.statement for row in rows if row.statement])
    }
    for row in rows:
        if held.kind == LOANS:
            one = statements.get(row.statement or 0)
            try:
                if one is not None:
                    with transaction.atomic():
                        undo(statement=one, point=held.point, by=by, at=at)
                row.verdict = Verdict.UNDONE
            except Refusal as refusal:
                row.verdict, row.why = Verdict.KEPT, str(refusal)[:300]
        elif row.reader is None or take_back_brought(row.reader):
            row.verdict, row.reader = Verdict.UNDONE, None
        else:
            row.verdict = Verdict.KEPT


def _cell(held: MoveIn, row: MoveInLine, meaning: str) -> str:
    place = held.columns.get(meaning)
    text = str(row.cells[place]).strip() if place is not None and place < len(row.cells) else ""
    return "" if nothing(text) else text


def _day(held: MoveIn, row: MoveInLine, meaning: str) -> date | None:
    text = _cell(held, row, meaning)
    if not text:
        return None
    found = day_in(text)
    if found is None or not 1900 <= found.year < 2100:
        raise errors.DayUnreadable(what=LABELS[held.kind][meaning], text=text[:40])
    return found


def _wrong(row: MoveInLine, refusal: Refusal) -> None:
    row.verdict, row.why = Verdict.WRONG, str(refusal)[:300]


# Readers


@dataclass
class _Classes:
    """Our classes of readers by code and by what they are called."""

    held: MoveIn
    day: date

    def __post_init__(self) -> None:
        self.by_name: dict[str, ReaderClass] = {}
        for one in classes_on(self.day):
            for name in (one.code, one.name, one.name_en):
                if name:
                    self.by_name[fold(name)] = one
        self.otherwise = self.held.default_class or class_of("adult", self.day)

    def of(self, text: str) -> ReaderClass | None:
        """The class that the list means; None where nobody said."""
        said = self.held.classes.get(text)
        return self.by_name.get(fold(said or text)) or self.otherwise


def unknown_classes(held: MoveIn, rows: Sequence[MoveInLine], day: date) -> list[str]:
    """What the list calls classes that none of ours is called, the commonest first."""
    known = _Classes(held, day).by_name
    seen: dict[str, int] = {}
    for row in rows:
        text = _cell(held, row, "class")
        if text and fold(text) not in known:
            seen[text] = seen.get(text, 0) + 1
    return sorted(seen, key=lambda text: (-seen[text], text))


def _brought(held: MoveIn, row: MoveInLine, classes: _Classes) -> Brought:
    def cell(meaning: str) -> str:
        return _cell(held, row, meaning)

    kind = classes.of(cell("class"))
    assert kind is not None
    return Brought(
        name=cell("name") or f"{cell('family')} {cell('given')}".strip(),
        reader_class=kind,
        card="".join(cell("card").split()),
        birth_year=year_in(cell("born")),
        registered_on=_day(held, row, "since"),
        card_until=_day(held, row, "until"),
        school_class=cell("school_class"),
        phone=cell("phone"),
        email=cell("email"),
        address=cell("address"),
        guardian=cell("guardian"),
        guardian_phone=cell("guardian_phone") if cell("guardian") else "",
    )


def _judge_readers(held: MoveIn, rows: Sequence[MoveInLine], at: datetime) -> None:
    day = timezone.localdate(at)
    classes = _Classes(held, day)
    said: list[tuple[MoveInLine, Brought]] = []
    for row in rows:
        try:
            one = _brought(held, row, classes)
            check_brought(one, held.point, day)
        except Refusal as refusal:
            _wrong(row, refusal)
        else:
            said.append((row, one))
    cards = _readers_of_cards([one.card for _row, one in said])
    alike = _alike(held, [one for _row, one in said if not one.card])
    lines: dict[tuple[str, ...], int] = {}
    for row, one in said:
        mark = (one.card,) if one.card else _likeness(one)
        if mark in lines:
            twice = errors.CardOfTwo(card=one.card, line=lines[mark])
            _wrong(row, twice if one.card else errors.LineTwice(line=lines[mark]))
            continue
        lines[mark] = row.number
        row.reader = cards.get(one.card) if one.card else alike.get(mark)
        if row.reader is not None:
            row.verdict = Verdict.SAME


def _likeness(one: Brought) -> tuple[str, ...]:
    return (fold(one.name), str(one.birth_year or ""), one.school_class)


def _readers_of_cards(numbers: Sequence[str]) -> dict[str, Reader]:
    cards = Card.objects.filter(number__in={one for one in numbers if one})
    return {card.number: card.reader for card in cards.select_related("reader")}


def _alike(held: MoveIn, said: Sequence[Brought]) -> dict[tuple[str, ...], Reader]:
    """Of lines without a card: who of that name, year and class is a reader here."""
    names = {fold(one.name) for one in said}
    found = Reader.objects.filter(
        home=held.point_id, folded__in=names, merged_into__isnull=True, erased_at__isnull=True
    )
    return {(one.folded, str(one.birth_year or ""), one.school_class): one for one in found}


def _write_readers(held: MoveIn, rows: Sequence[MoveInLine], *, by: Actor, at: datetime) -> None:
    classes = _Classes(held, timezone.localdate(at))
    for row in rows:
        try:
            with transaction.atomic():
                row.reader = bring_in(_brought(held, row, classes), home=held.point, by=by, at=at)
        except Refusal as refusal:
            _wrong(row, refusal)
        else:
            row.verdict, row.why, row.cells = Verdict.WRITTEN, "", []


# Loans


@dataclass
class _Loan:
    row: MoveInLine
    copy: Copy
    reader: Reader
    lent: date
    due: date

    @property
    def at(self) -> datetime:
        """Noon of the day: the hour was not told."""
        return timezone.make_aware(datetime.combine(self.lent, time(12)))


def _judge_loans(held: MoveIn, rows: Sequence[MoveInLine], at: datetime) -> list[_Loan]:
    """The loans that may be written, of lines that say enough."""
    if any(one not in held.columns for one in ("barcode", "card", "lent", "due")):
        return []
    meant = copies_by_code(list({_cell(held, row, "barcode") for row in rows} - {""}))
    copies = all_copies().in_bulk({pk for found in meant.values() for pk in found})
    cards = _readers_of_cards(["".join(_cell(held, row, "card").split()) for row in rows])
    open_loans = OpenLoan.objects.in_bulk(list(copies))
    places = {one.copy_id: one for one in CopyPlace.objects.filter(copy__in=list(copies))}
    latest = _latest(list(copies))
    lines: dict[int, int] = {}
    good: list[_Loan] = []
    for row in rows:
        if is_back(_cell(held, row, "back")):
            row.verdict = Verdict.PAST
            continue
        try:
            one = _read_loan(held, row, meant, copies, cards, timezone.localdate(at))
            row.reader, row.copy = one.reader, one.copy
            if one.copy.pk in lines:
                raise errors.LineTwice(line=lines[one.copy.pk])
            lines[one.copy.pk] = row.number
            if _is_same(one, open_loans.get(one.copy.pk)):
                row.verdict = Verdict.SAME
                continue
            _check_free(held, one, places[one.copy.pk], latest.get(one.copy.pk))
        except Refusal as refusal:
            _wrong(row, refusal)
        else:
            good.append(one)
    return good


def _read_loan(
    held: MoveIn,
    row: MoveInLine,
    meant: dict[str, set[int]],
    copies: dict[int, Copy],
    cards: dict[str, Reader],
    today: date,
) -> _Loan:
    code, card = _cell(held, row, "barcode"), "".join(_cell(held, row, "card").split())
    if not code:
        raise errors.CodeMissing
    found = [copies[pk] for pk in sorted(meant.get(code, ())) if pk in copies]
    found = [one for one in found if one.owner_id == held.point_id] or found
    if not found:
        raise errors.CodeUnknown(scan=code[:60])
    if len(found) > 1:
        raise errors.CodeOfMany(scan=code[:60])
    if not card:
        raise errors.CardMissing
    reader = cards.get(card)
    if reader is None or reader.erased_at is not None:
        raise errors.CardUnknown(card=card[:60])
    lent, due = _day(held, row, "lent"), _day(held, row, "due")
    for meaning, day in (("lent", lent), ("due", due)):
        if day is None:
            raise errors.DayMissing(what=LABELS[LOANS][meaning])
    assert lent is not None
    assert due is not None
    if lent > today:
        raise errors.LentInFuture(day=f"{lent:%d/%m/%Y}")
    if due < lent:
        raise errors.DueBeforeLent(due=f"{due:%d/%m/%Y}", day=f"{lent:%d/%m/%Y}")
    stands = reader.merged_into if reader.merged_into is not None else reader
    return _Loan(row, found[0], stands, lent, due)


def _is_same(one: _Loan, there: OpenLoan | None) -> bool:
    if there is None:
        return False
    if there.reader_id != one.reader.pk:
        raise errors.LentToAnother
    return True


def _check_free(held: MoveIn, one: _Loan, place: CopyPlace, latest: datetime | None) -> None:
    here = at_point(held.point_id)
    if place.state not in _FREE or place.holder != here:
        raise errors.NotOnShelf(
            place=names_of([place.holder])[place.holder], state=State(place.state).label
        )
    if latest is not None and latest >= one.at:
        raise errors.HasMovedSince(day=f"{one.lent:%d/%m/%Y}")


def _latest(copies: Sequence[int]) -> dict[int, datetime]:
    """When the last thing happened that still stands, of each of these copies."""
    found: dict[int, datetime] = {}
    rows = Statement.objects.filter(copy__in=copies).exclude(kind=StatementKind.UNDO)
    undone = set(
        Statement.objects.filter(copy__in=copies, kind=StatementKind.UNDO).values_list(
            "undoes", flat=True
        )
    )
    for pk, copy, at in rows.values_list("pk", "copy", "happened_at"):
        if pk not in undone:
            found[copy] = max(at, found.get(copy, at))
    return found


def _write_loans(held: MoveIn, rows: Sequence[MoveInLine], *, by: Actor, at: datetime) -> None:
    hold_places(sorted(row.copy_id for row in rows if row.copy_id is not None))
    good = _judge_loans(held, rows, at)
    rules: dict[date, list[Rule]] = {}
    sayings, moves = [], []
    here = at_point(held.point_id)
    on_shelf = set(
        CopyPlace.objects.filter(copy__in=[one.copy.pk for one in good])
        .exclude(state=State.ON_LOAN)
        .values_list("copy", flat=True)
    )
    for one in good:
        in_force = rules.setdefault(one.lent, rules_at(held.point, one.lent))
        rule = choose(
            in_force, one.lent, held.point.code, held.point.kind, one.reader.reader_class.code,
            one.copy.collection,
        )  # fmt: skip
        sayings.append(
            Saying(
                StatementKind.BRING, one.copy, held.point_id, str(one.reader.audience), one.at,
                reader=one.reader.pk, rule=rule.id if rule is not None else None, due=one.due,
                note=held.file[:300],
            )
        )  # fmt: skip
        if one.copy.pk in on_shelf:
            moves.append(Move(one.copy.pk, here, LedgerAct.LEND, State.ON_LOAN, here, at))
    written = write_statements(sayings, by=by)
    if moves:
        move(moves, by=by, at=at + timedelta(microseconds=1))
    for one, what in zip(good, written, strict=True):
        one.row.statement = what.statement
        one.row.verdict, one.row.why, one.row.cells = Verdict.WRITTEN, "", []
