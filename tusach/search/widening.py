"""What is looked for beside the words typed: other names, from the table of synonyms."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.search import selectors
from tusach.search.models import Synonym
from tusach.search.parsing import Parsed, Term, parse
from tusach.search.ranking import Ranking
from tusach.vietnamese.api import fold


def widened(parsed: Parsed, ranking: Ranking) -> tuple[Parsed, list[Synonym]]:
    """The query with other names beside those the synonym table knows, or those the ranking
    tries out, and the rows used.

    Another name weighs ``other_name``: its tones count less than any word typed.
    """
    plain = parsed.plain
    if not plain:
        return parsed, []
    used: list[Synonym] = []
    must = list(parsed.must)
    for synonym in selectors.synonyms_in([fold(word) for word in plain], ranking.names):
        parts = synonym.folded.split()
        at = _place(Parsed(must).single, parts)
        if at is None:
            continue
        run = [term for term in Parsed(must).single[at : at + len(parts)] if term is not None]
        typed = tuple(term.words[0] for term in run)
        as_typed = run[0] if len(parts) == 1 else Term(typed, phrase=True)
        also = parse(synonym.also).plain
        if not also:
            continue
        other = Term(tuple(also), phrase=len(also) > 1, weight=ranking.weights.other_name)
        must[at : at + len(parts)] = [[as_typed, other]]
        used.append(synonym)
    out = Parsed(must, parsed.never, parsed.identifiers, parsed.year_from, parsed.year_to)
    out.cut, out.is_unread = parsed.cut, parsed.is_unread
    return out, used


def _place(single: Sequence[Term | None], parts: Sequence[str]) -> int | None:
    """Where these words stand one after another among single words of any field."""
    for at in range(len(single) - len(parts) + 1):
        if all(
            term is not None
            and len(term.words) == 1
            and not term.prefix
            and fold(term.words[0]) == part
            for term, part in zip(single[at : at + len(parts)], parts, strict=True)
        ):
            return at
    return None
