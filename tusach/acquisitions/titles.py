"""A title on a line: taken from a record, or as somebody typed it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from tusach.acquisitions import errors
from tusach.acquisitions.models.titles import TitleLine
from tusach.catalogue.api import Kind, Record, RecordFields
from tusach.vietnamese.api import fold, nfc

# The columns of a line; everything else of the simple form goes into ``more``.
_COLUMNS = ("title", "author", "publisher", "year", "isbn")
_LONGEST = {"title": 1000, "author": 300, "publisher": 300, "isbn": 20}
_PLAIN = RecordFields(title="")


@dataclass(frozen=True)
class Title:
    """Which title is meant: a record of the catalogue, or the fields of one to be made."""

    record: Record | None = None
    fields: RecordFields | None = None


def columns_of(title: Title) -> dict[str, Any]:
    """The columns of a :class:`TitleLine` for a title.

    Refuses one without a name (:class:`errors.TitleMissing`) and a newspaper or magazine,
    which is subscribed to (:class:`errors.NotABookRecord`).
    """
    if (one := title.record) is not None:
        if one.kind == Kind.SERIAL:
            raise errors.NotABookRecord(title=one.shown_title)
        values: dict[str, Any] = {
            "title": one.shown_title,
            "author": one.author,
            "publisher": one.publisher,
            "year": one.year,
            "isbn": one.isbn,
        }
        return _finished(values) | {"record": one, "more": {}}
    typed = title.fields or _PLAIN
    if not typed.title.strip():
        raise errors.TitleMissing()
    values = {name: getattr(typed, name) for name in _COLUMNS}
    more = {
        name: value
        for name, value in asdict(typed).items()
        if name not in _COLUMNS and value != getattr(_PLAIN, name)
    }
    return _finished(values) | {"record": None, "more": more}


def _finished(values: dict[str, Any]) -> dict[str, Any]:
    for name, longest in _LONGEST.items():
        values[name] = nfc(values[name] or "").strip()[:longest]
    year = values["year"]
    values["year"] = year if year and 0 < year < 3000 else None
    values["find_text"] = fold(f"{values['title']} {values['author']} {values['isbn']}")
    return values


def fields_of(line: TitleLine) -> RecordFields:
    """What the line would give a new record."""
    known = {one.name for one in fields(RecordFields)}
    more = {name: value for name, value in line.more.items() if name in known}
    for name in ("other_authors", "subjects"):
        if name in more:
            more[name] = tuple(more[name])
    return RecordFields(
        title=line.title,
        author=line.author,
        publisher=line.publisher,
        year=line.year,
        isbn=line.isbn,
        **more,
    )


def set_title(line: TitleLine, title: Title) -> None:
    """Let a line mean another title (unsaved)."""
    for name, value in columns_of(title).items():
        setattr(line, name, value)
