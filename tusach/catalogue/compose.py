"""From the simple form to a MARC 21 record.

The form knows a dozen fields; a record may hold more. Saving the form over an existing
record changes only the fields whose value was changed in the form (see ``merge.py``).
Punctuation is that of ISBD, written into the subfields as TCVN 7539:2005 and AACR2 do
(leader position 18 is "a").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils import timezone

from tusach.catalogue.drawn import AUDIENCES
from tusach.catalogue.entries import NameKind, entry
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord

# MARC country code of Viet Nam, two letters and a blank (MARC Code List for Countries).
VIETNAM = "vm "
# More authors than this and the title is the main entry (AACR2 21.6C2).
MAIN_ENTRY_AUTHORS = 3
_AUDIENCE_CODES = {name: code for code, name in AUDIENCES.items()}
# Articles that filing passes over, by language.
_ARTICLES = {
    "eng": ("the ", "an ", "a "),
    "fre": ("les ", "le ", "la ", "l'", "l’", "une ", "un "),
}


@dataclass(frozen=True)
class RecordFields:
    """What the simple form, a spreadsheet row or another room knows of a title."""

    title: str
    subtitle: str = ""
    responsibility: str = ""
    author: str = ""
    # "person", "corporate" or "meeting"; "" where the name itself tells (entries.kind_of_name).
    author_kind: str = ""
    other_authors: tuple[str, ...] = ()
    edition: str = ""
    place_published: str = ""
    publisher: str = ""
    year: int | None = None
    isbn: str = ""
    price: int | None = None
    language: str = "vie"
    audience: str = ""
    audience_note: str = ""
    class_number: str = ""
    subjects: tuple[str, ...] = ()
    series: str = ""
    series_number: str = ""
    pages: str = ""
    illustrations: str = ""
    size: str = ""
    summary: str = ""
    note: str = ""

    @property
    def authors(self) -> list[str]:
        return [name for name in (self.author, *self.other_authors) if name]


def compose(
    fields: RecordFields, *, control_number: str, at: datetime, is_quick: bool = False
) -> MarcRecord:
    """A new MARC 21 record. ``is_quick`` gives it encoding level 5 (partial, to be done)."""
    record = MarcRecord(f"00000nam a2200000{'5' if is_quick else ' '}a 4500")
    record.fields += [
        ControlField("001", control_number),
        ControlField("005", stamp(at)),
        ControlField("008", fixed_field(fields, at)),
        *data_fields(fields),
    ]
    return record


def audience_code(audience: str) -> str:
    """008 position 22 for one of ``Audience``; a blank (unknown) for none."""
    return _AUDIENCE_CODES.get(audience, " ")


def stamp(at: datetime) -> str:
    """Field 005: date and time of the last change, local time."""
    return f"{timezone.localtime(at):%Y%m%d%H%M%S}.0"


def fixed_field(fields: RecordFields, at: datetime) -> str:
    """Field 008 of a book, forty characters."""
    date = f"s{fields.year:04d}" if fields.year else "nuuuu"
    text = (
        f"{timezone.localtime(at):%y%m%d}"  # 00-05 entered on file
        f"{date}    "  # 06-14
        f"{VIETNAM if fields.language == 'vie' else 'xx '}"  # 15-17
        f"{'a' if fields.illustrations else ' '}   "  # 18-21
        f"{audience_code(fields.audience)}"  # 22
        "      000 0 "  # 23-34
        f"{fields.language or 'und'} d"  # 35-39
    )
    assert len(text) == 40, text
    return text


def _punctuated(*parts: tuple[str, str, str]) -> list[tuple[str, str]]:
    """(code, text, mark before it) → subfields, each mark at the end of the one before.

    That is where MARC 21 puts ISBD punctuation. A comma follows without a space.
    """
    made: list[tuple[str, str]] = []
    for code, text, mark in parts:
        if not text:
            continue
        if made:
            before, held = made[-1]
            made[-1] = (before, f"{held}{mark}" if mark == "," else f"{held} {mark}")
        made.append((code, text))
    return made


def _filing_skip(title: str, language: str) -> int:
    lower = title.lower()
    for article in _ARTICLES.get(language, ()):
        if lower.startswith(article) and len(title) > len(article):
            return len(article)
    return 0


def data_fields(fields: RecordFields) -> list[DataField]:
    """The variable fields, in the order of their tags."""
    made: list[DataField] = []

    def add(tag: str, indicators: str, subfields: list[tuple[str, str]]) -> None:
        if subfields:
            made.append(DataField(tag, indicators[0], indicators[1], subfields))

    def one(tag: str, indicators: str, value: str) -> None:
        add(tag, indicators, _punctuated(("a", value, "")))

    price = f"{fields.price:,}đ".replace(",", ".") if fields.price is not None else ""
    isbn = normalise(fields.isbn) or fields.isbn
    authors = fields.authors
    has_main = 0 < len(authors) <= MAIN_ENTRY_AUTHORS
    year = str(fields.year) if fields.year else ""

    add("020", "  ", _punctuated(("a", isbn, ""), ("c", price, ":")))
    add("040", "  ", [("b", "vie")])
    one("041", "0 ", fields.language)
    one("082", "04", fields.class_number)
    if has_main:
        kind = fields.author_kind if fields.author else ""
        made.append(entry("1", authors[0], cast("NameKind", kind)))
    add(
        "245",
        f"{int(has_main)}{_filing_skip(fields.title, fields.language)}",
        _punctuated(
            ("a", fields.title, ""),
            ("b", fields.subtitle, ":"),
            ("c", fields.responsibility or ", ".join(authors), "/"),
        ),
    )
    one("250", "  ", fields.edition)
    add(
        "260",
        "  ",
        _punctuated(
            ("a", fields.place_published, ""), ("b", fields.publisher, ":"), ("c", year, ",")
        ),
    )
    add(
        "300",
        "  ",
        _punctuated(
            ("a", fields.pages, ""), ("b", fields.illustrations, ":"), ("c", fields.size, ";")
        ),
    )
    add("490", "0 ", _punctuated(("a", fields.series, ""), ("v", fields.series_number, ";")))
    one("500", "  ", fields.note)
    one("520", "  ", fields.summary)
    one("521", "  ", fields.audience_note)
    for subject in fields.subjects:
        one("653", "  ", subject)
    # As they were typed: who comes first says something, whatever the tag.
    made.extend(entry("7", name) for name in (authors[1:] if has_main else authors))
    return made
