"""What the index's own words say: how a word is usually marked, what was probably meant."""

from __future__ import annotations

import string
from collections.abc import Sequence

import tantivy

from tusach.search.analysis import folded, marked, pairs, words
from tusach.vietnamese.api import residue

_LETTERS = string.ascii_lowercase
# Of all readings of the same letters, the share from which one counts as meant.
_CLEAR = 0.6


def _readings(searcher: tantivy.Searcher, bare: str) -> list[tuple[str, int]]:
    found = searcher.terms_with_prefix("readings", f"{bare}|", limit=6)
    return [(term.split("|", 1)[1], count) for term, count in found]


def usual(searcher: tantivy.Searcher, typed: Sequence[str]) -> list[str] | None:
    """How the titles, authors and subjects of the index write these words, typed without
    marks: the likeliest way through the pairs they stand in. None when a word is unknown."""
    bare = [folded(word) for word in typed]
    if not bare or len(bare) > 12:
        return None
    choices = [_readings(searcher, word) for word in bare]
    if not all(choices):
        return None
    # The best way to each reading of the last word so far: (weight, words).
    ways: dict[str, tuple[float, list[str]]] = {
        word: (_share(count, choices[0]), [word]) for word, count in choices[0]
    }
    for place in range(1, len(bare)):
        together = dict(_readings(searcher, f"{bare[place - 1]}_{bare[place]}"))
        total = sum(together.values()) or 1
        ahead: dict[str, tuple[float, list[str]]] = {}
        for word, count in choices[place]:
            ahead[word] = max(
                (
                    weight
                    + 3 * together.get(f"{before}_{word}", 0) / total
                    + _share(count, choices[place]),
                    [*way, word],
                )
                for before, (weight, way) in ways.items()
            )
        ways = ahead
    return max(ways.values())[1]


def usual_pairs(searcher: tantivy.Searcher, words_: Sequence[str]) -> list[str]:
    """Of the neighbours in what :func:`usual` gave, those that stand so clearly more often
    than any other reading of the same letters."""
    clear = []
    for pair in pairs(words_):
        found = dict(_readings(searcher, folded(pair)))
        if found.get(pair, 0) >= _CLEAR * (sum(found.values()) or 1):
            clear.append(pair)
    return clear


def _share(count: int, among: Sequence[tuple[str, int]]) -> float:
    return count / (sum(other for _, other in among) or 1)


def known(searcher: tantivy.Searcher, word: str) -> int:
    return int(searcher.doc_freq("f_all", word))


def _near(word: str) -> set[str]:
    """What differs from the word by one letter: left out, put in, another, two exchanged."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {head + tail[1:] for head, tail in cuts if tail}
        | {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
        | {head + sign + tail[1:] for head, tail in cuts if tail for sign in _LETTERS}
        | {head + sign + tail for head, tail in cuts for sign in _LETTERS}
    ) - {word}


def _mended(searcher: tantivy.Searcher, typed: Sequence[str]) -> list[str] | None:
    """The words with those the index does not know replaced by a near one that it does."""
    bare = [folded(word) for word in typed]
    out = list(typed)
    for place, word in enumerate(bare):
        if known(searcher, word) or not word.isascii() or word.isdecimal() or len(word) > 20:
            continue
        best, weight = None, 0
        for near in sorted(_near(word)):
            count = known(searcher, near)
            if not count:
                continue
            if place:
                count += 50 * int(searcher.doc_freq("fs_all", f"{bare[place - 1]}_{near}"))
            if place + 1 < len(bare):
                count += 50 * int(searcher.doc_freq("fs_all", f"{near}_{bare[place + 1]}"))
            if count > weight:
                best, weight = near, count
        if best is None:
            return None
        out[place] = bare[place] = best
    return out if out != list(typed) else None


def meant(searcher: tantivy.Searcher, query: str) -> str | None:
    """What to offer when little was found: Telex or VNI keystrokes undone, else misspelt
    words replaced by the index's own, marked as it usually marks them. None for nothing."""
    undone = residue(query)
    if undone is not None and all(known(searcher, folded(word)) for word in words(undone)):
        return undone
    typed = words(query, whole=True)
    mended = _mended(searcher, typed)
    if mended is None:
        return None
    if not any(marked(word) for word in typed):
        return " ".join(usual(searcher, mended) or mended)
    return " ".join(mended)
