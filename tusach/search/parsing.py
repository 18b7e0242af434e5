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
    (nuôi lợn) HOẶC (trồng lúa)  what stands in brackets belongs together

Nothing is a syntax error: what cannot be read as the language is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    r"|(?P<open>\()|(?P<close>\))"
    r'|(?P<bare>[^\s"“”„«»()]+))'
)
# Brackets within brackets; deeper ones are taken for spaces.
_DEEPEST = 6


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
    """What a query asks: every group of ``must`` (one of its alternatives each), none of
    ``never``, and the years between. An alternative is a term, or a query in brackets.

    ``cut``: more was typed than is read. ``is_unread``: something was typed, and nothing of
    it can be looked for (only signs).
    """

    must: list[list[Term | Parsed]] = field(default_factory=list)
    never: list[Term | Parsed] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None
    cut: bool = False
    is_unread: bool = False

    @property
    def single(self) -> list[Term | None]:
        """For each group its term where it has one alternative only, in any field."""
        return [
            group[0]
            if len(group) == 1 and isinstance(group[0], Term) and group[0].field == "all"
            else None
            for group in self.must
        ]

    @property
    def plain(self) -> list[str]:
        """The words asked for in any field, one after another, phrases opened."""
        return [word for term in self.single if term is not None for word in term.words]

    @property
    def words(self) -> Iterator[str]:
        """Every word asked for, in brackets too."""
        for group in self.must:
            for one in group:
                yield from one.words

    @property
    def is_empty(self) -> bool:
        return not (self.must or self.identifiers) and self.year_from is self.year_to is None

    def take_over(self, other: Parsed) -> None:
        """Ask for what ``other`` asks besides."""
        self.must += other.must
        self.never += other.never
        self.identifiers += other.identifiers
        self.year_from = other.year_from or self.year_from
        self.year_to = other.year_to or self.year_to


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
    """Read a query; never refuses. Longer than 400 signs or 24 words, the rest is left out
    (``cut``)."""
    whole = nfc(query)
    text = whole[:_LONGEST_QUERY].replace("\x01", " ").replace("\x02", " ")
    text = _FIELD.sub(_field_name, text)
    # In a query all in capitals, HOẶC and KHÔNG are words like the others.
    shouted = text.upper() == text
    found = _Reading(shouted)
    for part in re.split("(\x01[a-z]+\x02)", text):
        if part.startswith("\x01"):
            found.name(part[1:-1])
        else:
            found.take(part)
    parsed = found.done()
    parsed.cut |= len(whole) > _LONGEST_QUERY
    parsed.is_unread = bool(whole.strip()) and parsed.is_empty and not parsed.never
    return parsed


@dataclass
class _Frame:
    """What is being read, at the top or within brackets. ``last``: where in ``must`` begins
    what an OR that follows would take for its left side."""

    scope: str = "all"
    parsed: Parsed = field(default_factory=Parsed)
    join: bool = False
    negate: bool = False
    last: int = 0


class _Reading:
    def __init__(self, shouted: bool) -> None:
        self.shouted = shouted
        self.frames = [_Frame()]
        self.field = "all"
        self.once = False
        self.count = 0
        self.cut = False

    @property
    def top(self) -> _Frame:
        return self.frames[-1]

    def name(self, name: str) -> None:
        self.field, self.once = name, False

    def take(self, text: str) -> None:
        if self.field == "year":
            text = self._years(text)
            self.field = "all"
        # A field followed at once by quotes or brackets holds these only.
        self.once = self.field != "all" and bool(re.match(r'\s*["“„«(]', text))
        for match in _PIECE.finditer(text):
            if self.count >= _MOST_WORDS:
                self.cut = True
                return
            if match["open"]:
                self._open(bool(match["minus"]))
                continue
            if match["close"]:
                self._close()
                continue
            if match["phrase"] is not None:
                self._add(match["phrase"], bool(match["minus"]), phrase=True)
            else:
                self._bare(match["bare"], bool(match["minus"]))
            if self.once and len(self.frames) == 1:
                self.field, self.once = "all", False

    def done(self) -> Parsed:
        while len(self.frames) > 1:
            self._close()
        self.top.parsed.cut = self.cut
        return self.top.parsed

    def _open(self, minus: bool) -> None:
        if len(self.frames) > _DEEPEST:
            return
        self.top.negate |= minus
        self.frames.append(_Frame("all" if self.once else self.field))

    def _close(self) -> None:
        if len(self.frames) == 1:
            return
        frame = self.frames.pop()
        self.field, self.once = frame.scope, False
        inner, above = frame.parsed, self.top
        if inner.is_empty and not inner.never:
            return
        negate, above.negate = above.negate, False
        if negate:
            above.parsed.never.append(inner)
        elif above.join and above.parsed.must:
            above.parsed.must[-1].append(inner)
        else:
            # Joined by AND they ask the same without the brackets, and rank as neighbours.
            above.last = len(above.parsed.must)
            above.parsed.take_over(inner)
        above.join = False

    def _either(self) -> None:
        """An OR: what stands before it becomes one group."""
        frame = self.top
        left = frame.parsed.must[frame.last :]
        if len(left) > 1:
            frame.parsed.must[frame.last :] = [[Parsed(left)]]
        frame.join = True

    def _bare(self, text: str, minus: bool) -> None:
        frame = self.top
        if not self.shouted and text in {"OR", "HOẶC"} and frame.parsed.must:
            self._either()
        elif not self.shouted and text in {"NOT", "KHÔNG"}:
            frame.negate = True
        elif not self.shouted and text in {"AND", "VÀ"}:
            pass
        else:
            self._add(text, minus, prefix=text.endswith("*") and len(text) > 2)

    def _years(self, text: str) -> str:
        match = _YEARS.match(text.strip())
        if match is None:
            return text
        first, last = match[1] or match[3], match[2] or match[3]
        self.top.parsed.year_from = int(first) if first else None
        self.top.parsed.year_to = int(last) if last else None
        return text.strip()[match.end() :]

    def _add(self, text: str, minus: bool, *, phrase: bool = False, prefix: bool = False) -> None:
        frame = self.top
        parsed = frame.parsed
        never, frame.negate = minus or frame.negate, False
        if self.field == "id":
            parsed.identifiers.append(text)
            return
        every = words(text, whole=True)
        found = every[: _MOST_WORDS - self.count]
        self.cut |= len(found) < len(every)
        self.count += len(found)
        if not found:
            return
        # A number with letters or hyphens in it (ISBN, barcode) stays together.
        number = any(sign.isdecimal() for sign in text) and len(identifier(text)) >= 6
        terms: list[Term | Parsed]
        if phrase or never or prefix or number:
            terms = [Term(tuple(found), self.field, phrase=len(found) > 1, prefix=prefix)]
        else:
            # Joined by a hyphen or a dash they were typed as one, but need not stand so.
            terms = [Term((word,), self.field) for word in found]
        if never:
            parsed.never += terms
        elif frame.join and parsed.must:
            parsed.must[-1] += terms if len(terms) == 1 else [Parsed([[one] for one in terms])]
        else:
            frame.last = len(parsed.must)
            parsed.must += [[term] for term in terms]
        frame.join = False
