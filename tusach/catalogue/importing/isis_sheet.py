"""A CDS/ISIS dump as a sheet: a column for each tag and subfield, a row for each record.

What a tag means each database decided for itself, so it is fitted like the columns of any list:
by a way of reading that was kept (``ImportProfile``), then by a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing.charsets import in_unicode
from tusach.catalogue.importing.sheets import WIDEST, Line, text_of
from tusach.catalogue.marc import isis
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.models import ImportProfile

pieces = isis.pieces
# The character of each byte's number, so that none is lost before its code is known.
_BYTES = "latin-1"


def name_of(tag: int, code: str) -> str:
    """How a column is called: "24", "26^a"."""
    return f"{tag}^{code}" if code else str(tag)


def columns_of(path: Path) -> list[str]:
    """Every tag and subfield that the file uses, by tag; the rarest left out beyond a hundred.

    Reads the whole file. Refuses one in which nothing can be read.
    """
    seen: Counter[tuple[int, str]] = Counter()
    with path.open("rb") as file:
        for piece in isis.pieces(file):
            try:
                fields = isis.parse(piece.content)
            except Fault:
                continue
            for tag, body in fields:
                parts = isis.subfields(body.decode(_BYTES))
                seen.update({(tag, code) for code, _text in parts})
    if not seen:
        raise FileRefused("no-rows")
    most = [key for key, _count in seen.most_common(WIDEST)]
    return [name_of(tag, code) for tag, code in sorted(most)]


def cells_of(raw: bytes, header: Sequence[str], charsets: Mapping[str, str]) -> list[str]:
    """The cells of one record under the columns of ``header``. Raises :class:`Fault`."""
    found: dict[str, list[str]] = {}
    for tag, body in isis.parse(raw):
        for code, text in isis.subfields(body.decode(_BYTES)):
            found.setdefault(name_of(tag, code), []).append(text)
    return [
        text_of("; ".join(in_unicode(text, charsets.get(str(at), "")) for text in found[name]))
        if name in found
        else ""
        for at, name in enumerate(header)
    ]


def first_lines(
    path: Path, header: Sequence[str], charsets: Mapping[str, str], count: int
) -> list[Line]:
    """The first records that can be read, as rows."""
    found: list[Line] = []
    with path.open("rb") as file:
        for number, piece in enumerate(isis.pieces(file), 1):
            try:
                found.append(Line(number, cells_of(piece.content, header, charsets)))
            except Fault:
                continue
            if len(found) == count:
                break
    return found


def suggest(header: Sequence[str], profile: ImportProfile | None) -> dict[str, str]:
    """Number of the column (as text) → what the profile says that it holds."""
    if profile is None:
        return {}
    rules = {rule["from"]: rule["to"] for rule in profile.rules}
    return {str(at): rules[name] for at, name in enumerate(header) if rules.get(name)}


def likely(header: Sequence[str]) -> ImportProfile | None:
    """The way of reading that knows most of these columns and says which is the title."""
    best: tuple[int, ImportProfile] | None = None
    for profile in ImportProfile.objects.filter(shape=ImportProfile.Shape.ISIS):
        found = suggest(header, profile)
        if "title" in found.values() and (best is None or len(found) > best[0]):
            best = len(found), profile
    return best[1] if best else None
