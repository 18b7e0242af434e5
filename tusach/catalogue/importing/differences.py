"""What a record that comes says otherwise than the one that is there, and bringing them together.

Only what the one that comes brings counts: a field that ours has and theirs lacks is no
difference. Fields that tell the same thing under another tag (an author as main or added entry,
a keyword as subject) are compared as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.drawn import clean, direct_name
from tusach.catalogue.labels import FIELDS
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.marc.record import ControlField, DataField, Field, MarcRecord
from tusach.catalogue.merge import decompose, merge

# What names the record and its maker, not the book.
_NOT_COMPARED = frozenset({"001", "003", "005", "006", "007", "008", "035", "040", "583", "588"})
_ALIKE = [
    frozenset({"260", "264"}),
    frozenset({"440", "490", "830"}),
    # A body that stood as a person is the same name.
    frozenset({"100", "110", "111", "700", "710", "711"}),
    frozenset({"600", "610", "611", "630", "650", "651", "653", "655"}),
    frozenset({"080", "082", "084", "090"}),
]
_GROUP = {tag: group for group in _ALIKE for tag in group}
_NAMES = frozenset({"100", "600", "700"})
# Subfields that link or control, and say nothing of the book.
_LINKS = "0123456789w"


@dataclass(frozen=True)
class Difference:
    """What the two say under one tag. ``is_missing``: ours says nothing there."""

    tag: str
    ours: list[str]
    theirs: list[str]

    @property
    def label(self) -> str:
        return str(FIELDS.get(self.tag, ""))

    @property
    def is_missing(self) -> bool:
        return not self.ours


Told = frozenset[tuple[str, str]]


def _told(one: DataField) -> Told:
    """What a field says, for comparing: without punctuation at the ends, names as spoken."""
    told: set[tuple[str, str]] = set()
    for code, value in one.subfields:
        if code in _LINKS:
            continue
        text = clean(value)
        if code == "a" and one.tag in _NAMES:
            text = direct_name(one)
        elif code == "a" and one.tag == "020":
            text = normalise(value) or text
        # Who wrote a name as an added entry often says so in $e; that is no other name.
        if text and not (one.tag in _NAMES and code in "e4"):
            told.add((code, text))
    return frozenset(told)


def _like(tag: str) -> Collection[str]:
    return _GROUP.get(tag, (tag,))


def _is_local(tag: str) -> bool:
    """Tags with a nine are each library's own (MARC 21, local fields)."""
    return "9" in tag and tag not in ("490",)


def brought(ours: MarcRecord, theirs: MarcRecord, *, ignored: Collection[str] = ()) -> list[Field]:
    """The fields of ``theirs`` that ``ours`` does not hold, in their order."""
    held: dict[str, list[Told]] = {}
    for one in ours.fields:
        if isinstance(one, DataField):
            held.setdefault(one.tag, []).append(_told(one))
    found: list[Field] = []
    for one in theirs.fields:
        if isinstance(one, ControlField) or one.tag in _NOT_COMPARED or one.tag in ignored:
            continue
        told = _told(one)
        if not told or _is_local(one.tag):
            continue
        there = [other for tag in _like(one.tag) for other in held.get(tag, ())]
        # Keywords and subjects are met under any subfield of the others.
        if one.tag.startswith("6"):
            texts = {text for other in there for _code, text in other}
            if {text for _code, text in told} <= texts:
                continue
        elif any(told <= other for other in there):
            continue
        found.append(one)
    return found


def differences(
    ours: MarcRecord, theirs: MarcRecord, *, ignored: Collection[str] = ()
) -> list[Difference]:
    """Tag by tag, what theirs brings beside what ours says there."""
    new: dict[str, list[str]] = {}
    for one in brought(ours, theirs, ignored=ignored):
        new.setdefault(one.tag, []).append(shown(one))
    return [
        Difference(tag, [shown(one) for one in ours.data(*_like(tag))], texts)
        for tag, texts in sorted(new.items())
    ]


def shown(one: Field) -> str:
    """A field on one line: "$a Truyện Kiều / $c Nguyễn Du"."""
    if isinstance(one, ControlField):
        return one.value
    return " ".join(f"${code} {value}" for code, value in one.subfields)


def filled(ours: MarcRecord, theirs: MarcRecord, *, ignored: Collection[str] = ()) -> MarcRecord:
    """Ours with those fields of theirs about which it says nothing, in the order of tags."""
    there = {one.tag for one in ours.fields}
    new = [one for one in brought(ours, theirs, ignored=ignored) if not there & set(_like(one.tag))]
    return MarcRecord(ours.leader, list(_in_order(ours.fields, new)))


def _in_order(held: list[Field], new: list[Field]) -> Iterator[Field]:
    """Each new field behind the last one with a tag that is not above its own."""
    waiting = sorted(new, key=lambda one: one.tag)
    for at, one in enumerate(held):
        yield one
        following = held[at + 1].tag if at + 1 < len(held) else "~"
        while waiting and waiting[0].tag < following and waiting[0].tag >= one.tag:
            yield waiting.pop(0)
    yield from waiting


def taken(ours: MarcRecord, theirs: MarcRecord, *, ignored: Collection[str] = ()) -> MarcRecord:
    """Theirs, under our number, with our local fields and those of the copies."""
    kept = [
        one
        for one in ours.fields
        if one.tag in ("001", "003") or _is_local(one.tag) or one.tag in ignored
    ]
    numbers = [one for one in kept if one.tag in ("001", "003")]
    local = [one for one in kept if one.tag not in ("001", "003")]
    told = [shown(one) for one in local]
    new = [
        one
        for one in theirs.fields
        if one.tag not in ("001", "003") and not (one.tag in ignored and shown(one) in told)
    ]
    body = [one for one in new if not (_is_local(one.tag) and shown(one) in told)]
    return MarcRecord(theirs.leader, [*numbers, *_in_order(body, local)] if body else kept)


# Of the simple form: what a sheet may say of a record, besides the title that matched.
_FORM = tuple(one.name for one in fields(RecordFields) if one.name != "title")


def told_by_sheet(theirs: MarcRecord, values: Collection[str]) -> MarcRecord:
    """A row's record without what was put in for it: the language that nobody gave, the
    statement of responsibility made from the authors."""
    made: list[Field] = []
    for one in theirs.fields:
        if isinstance(one, DataField):
            if one.tag == "041" and "language" not in values:
                continue
            if one.tag == "245" and "responsibility" not in values:
                parts = [(code, text) for code, text in one.subfields if code != "c"]
                one = replace(one, subfields=parts)
        made.append(one)
    return MarcRecord(theirs.leader, made)


def from_sheet(
    ours: MarcRecord, theirs: MarcRecord, *, values: Collection[str], fill: bool, at: datetime
) -> MarcRecord:
    """Ours with what the row of a sheet tells: all of it, or only where ours is empty."""
    mine, told = decompose(ours), decompose(theirs)
    changes: dict[str, object] = {}
    for name in _FORM:
        new, old = getattr(told, name), getattr(mine, name)
        if not new or (name == "language" and "language" not in values):
            continue
        if name == "responsibility" and "responsibility" not in values:
            continue
        if not fill or not old:
            changes[name] = new
    return merge(ours, replace(mine, **changes), at=at)  # type: ignore[arg-type]
