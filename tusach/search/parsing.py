"""The query language: what a reader or a librarian may type.

::

    ky thuat nuoi lon            every word, with or without marks
    "nuôi lợn"                   these words side by side
    nuôi*                        words that begin so
    tác giả: Nguyễn Du           in one field, until the next field (nhan đề, tác giả, chủ đề)
    nhan đề:"dế mèn"             in one field, only this
    năm: 2015-2020               published then; also năm: 2018, -2000, 2015-
    lợn HOẶC heo                 either (OR); capitals
    lợn -gà, lợn KHÔNG gà        not this (NOT)

Nothing is a syntax error: what cannot be read as the language is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tusach.search.analysis import identifier, words
from tusach.vietnamese.api import fold, nfc

# Typed name (folded) to field. English beside, as on the pages.
_NAMES = {
    "nhan de": "title",
    "nhande": "title",
    "ten sach": "title",
    "title": "title",
    "tac gia": "author",
    "tacgia": "author",
    "author": "author",
    "chu de": "subject",
    "chude": "subject",
    "tu khoa": "subject",
    "subject": "subject",
    "nam": "year",
    "year": "year",
    "isbn": "id",
    "so": "id",
    "moi truong": "all",
    "all": "all",
}
_LONGEST_QUERY = 400
_MOST_WORDS = 24
_YEARS = re.compile(r"(\d{4})?\s*[-–]\s*(\d{4})?|(\d{4})")
_PIECE = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:(?P<quote>["“”„«])(?P<phrase>[^"“”„»]*)(?:["“”„»]|$)'
    r'|(?P<bare>[^\s"“”„«»()]+))'
)


@dataclass(frozen=True)
class Term:
    """One word or phrase in one field (``all`` when none was named)."""

    words: tuple[str, ...]
    field: str = "all"
    phrase: bool = False
    prefix: bool = False
    weight: float = 1.0

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Parsed:
    """What a query asks: every group of ``must`` (one of its terms each), none of ``never``,
    and the years between."""

    must: list[list[Term]] = field(default_factory=list)
    never: list[Term] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None

    @property
    def plain(self) -> list[str]:
        """The words asked for in any field, one after another, phrases opened."""
        return [
            word
            for group in self.must
            if len(group) == 1 and group[0].field == "all"
            for word in group[0].words
        ]

    @property
    def is_empty(self) -> bool:
        return not (self.must or self.identifiers) and self.year_from is self.year_to is None


def _field_name(match: re.Match[str]) -> str:
    name = _NAMES.get(" ".join(fold(match[1]).split()))
    return f"\x01{name}\x02" if name else match[0]


_FIELD = re.compile(
    r"(?<!\S)((?:"
    + "|".join(
        # Marks are typed or not: each letter of the folded name may carry any.
        r"\s+".join(r"\w{%d}" % len(part) for part in name.split())  # noqa: UP031
        for name in sorted(_NAMES, key=len, reverse=True)
    )
    + r"))\s*:"
)


def parse(query: str) -> Parsed:
    """Read a query; never refuses. Longer than 400 signs or 24 words, the rest is left out."""
    text = nfc(query)[:_LONGEST_QUERY].replace("\x01", " ").replace("\x02", " ")
    text = _FIELD.sub(_field_name, text)
    # In a query all in capitals, HOẶC and KHÔNG are words like the others.
    shouted = text.upper() == text
    found = _Reading(shouted)
    for part in re.split("(\x01[a-z]+\x02)", text):
        if part.startswith("\x01"):
            found.name(part[1:-1])
        else:
            found.take(part)
    return found.parsed


class _Reading:
    def __init__(self, shouted: bool) -> None:
        self.parsed = Parsed()
        self.shouted = shouted
        self.field = "all"
        self.once = False
        self.join = self.negate = False
        self.count = 0

    def name(self, name: str) -> None:
        self.field, self.once = name, False

    def take(self, text: str) -> None:
        if self.field == "year":
            text = self._years(text)
            self.field = "all"
        # A field followed at once by quotes holds the quotes only.
        self.once = self.field != "all" and bool(re.match(r'\s*["“„«]', text))
        for match in _PIECE.finditer(text):
            if self.count >= _MOST_WORDS:
                return
            if match["phrase"] is not None:
                self._add(match["phrase"], bool(match["minus"]), phrase=True)
            else:
                self._bare(match["bare"], bool(match["minus"]))
            if self.once:
                self.field, self.once = "all", False

    def _bare(self, text: str, minus: bool) -> None:
        if not self.shouted and text in {"OR", "HOẶC"} and self.parsed.must:
            self.join = True
        elif not self.shouted and text in {"NOT", "KHÔNG"}:
            self.negate = True
        elif not self.shouted and text in {"AND", "VÀ"}:
            pass
        else:
            self._add(text, minus, prefix=text.endswith("*") and len(text) > 2)

    def _years(self, text: str) -> str:
        match = _YEARS.match(text.strip())
        if match is None:
            return text
        first, last = match[1] or match[3], match[2] or match[3]
        self.parsed.year_from = int(first) if first else None
        self.parsed.year_to = int(last) if last else None
        return text.strip()[match.end() :]

    def _add(self, text: str, minus: bool, *, phrase: bool = False, prefix: bool = False) -> None:
        never, self.negate = minus or self.negate, False
        if self.field == "id":
            self.parsed.identifiers.append(text)
            return
        found = words(text, whole=True)[: _MOST_WORDS - self.count]
        self.count += len(found)
        if not found:
            return
        # A number with letters or hyphens in it (ISBN, barcode) stays together.
        number = any(sign.isdecimal() for sign in text) and len(identifier(text)) >= 6
        if phrase or never or prefix or number:
            terms = [Term(tuple(found), self.field, phrase=len(found) > 1, prefix=prefix)]
        else:
            # Joined by a hyphen or a dash they were typed as one, but need not stand so.
            terms = [Term((word,), self.field) for word in found]
        if never:
            self.parsed.never += terms
        elif self.join:
            self.parsed.must[-1] += terms
        else:
            self.parsed.must += [[term] for term in terms]
        self.join = False
