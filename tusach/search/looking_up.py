"""Documents of the index by number or by title, as judgements name them."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from tusach.search import reading
from tusach.search.analysis import words
from tusach.search.building import Builder
from tusach.search.parsing import Parsed, Term
from tusach.search.schema import identity, schema

# What readers search.
KIND = "record"
# Editions under one title.
_MOST = 20
_WORDS = 24


def _shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> tuple[str, str]:
    document = searcher.doc(address)
    key = str(document.get_first("id")).split(":", 1)[1]
    return key, bytes(document.get_first("shown") or b"").decode()


def title_of(key: str) -> str | None:
    """What the document of this number is called; None when the index has none."""
    searcher = reading.searcher()
    query = tantivy.Query.term_query(schema(), "id", identity(KIND, key))
    for _score, address in searcher.search(query, 1).hits:
        return _shown(searcher, address)[1]
    return None


def titled(title: str) -> list[tuple[str, str]]:
    """(number, title) of every document with just this title; marks count, the place of a
    tone mark and capitals do not."""
    said = words(title, whole=True)
    if not said:
        return []
    term = Term(tuple(said[:_WORDS]), "title", phrase=len(said) > 1)
    searcher = reading.searcher()
    builder = Builder(schema(), staff=False)
    # Longer titles hold the phrase too; what is wholly the words typed ranks first.
    query = builder.narrowed(builder.build(Parsed([[term]])), KIND, {})
    found = [_shown(searcher, address) for _score, address in searcher.search(query, 100).hits]
    return [(key, shown) for key, shown in found if words(shown, whole=True) == said][:_MOST]


def meant(*, key: str, title: str) -> list[tuple[str, str]]:
    """The documents a line of a file names: its number where the document has this title (in
    another house it is another's), else all with the title. Without a title, the number."""
    shown = title_of(key) if key else None
    if shown is not None and (not title or words(shown) == words(title)):
        return [(key, shown)]
    return titled(title) if title else []


def living(named: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Grade by number, of (number, title, grade), for what is in the index: whose number is
    gone (merged) is looked for by its title."""
    found: dict[str, int] = {}
    for key, title, grade in named:
        if title_of(key) is not None:
            found[key] = max(grade, found.get(key, 0))
            continue
        for other, _shown_title in titled(title):
            found.setdefault(other, grade)
    return found
