"""Why something ranks where it does: a query taken apart, and the score of each hit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from tantivy import DocAddress, Query, Searcher

from tusach.search import reading, selectors, wording
from tusach.search.analysis import marked
from tusach.search.building import Builder, Piece
from tusach.search.models import Synonym
from tusach.search.parsing import Parsed, parse
from tusach.search.ranking import NAMES, Ranking
from tusach.search.schema import schema
from tusach.search.widening import widened
from tusach.search.writing import is_panic

REASONS: dict[str, Promise] = {
    "exact": _("đúng dấu như đã gõ"),
    "letters": _("đúng chữ cái, khác dấu thanh"),
    "phrase": _("cả cụm đúng như đã gõ"),
    "words": _("có từ này (từ càng hiếm càng nặng)"),
    "lift": _("được nâng hạng"),
    **NAMES,
}


@dataclass(frozen=True)
class Reason:
    """One line of the sum: why, because of which words, how much."""

    name: str
    about: list[str]
    score: float

    @property
    def label(self) -> Promise:
        return REASONS[self.name]


@dataclass
class Explained:
    """One document and where its score comes from, the heaviest reason first."""

    key: str
    title: str
    score: float
    reasons: list[Reason]


@dataclass
class Workings:
    """A query as it was understood, and its first documents explained."""

    parsed: Parsed
    usual: list[str] = field(default_factory=list)
    synonyms: list[Synonym] = field(default_factory=list)
    explained: list[Explained] = field(default_factory=list)
    total: int = 0
    ready: bool = True


def explain(
    query: str,
    *,
    kind: str = "record",
    staff: bool = False,
    size: int = 10,
    ranking: Ranking | None = None,
) -> Workings:
    """The first ``size`` documents of a query with the reasons of their scores, under the
    ranking in force or the one given. Never raises; without an index ``ready`` is False."""
    ranking = ranking or selectors.ranking()
    parsed, used = widened(parse(query), ranking)
    found = Workings(parsed, synonyms=used)
    if parsed.is_unread or parsed.is_empty:
        return found
    try:
        _fill(found, reading.searcher(), kind, staff, size, ranking)
    except reading.NotReady:
        found.ready = False
    except BaseException as error:
        if not is_panic(error):
            raise
        reading.broken()
        found.ready = False
    return found


def _fill(
    found: Workings, searcher: Searcher, kind: str, staff: bool, size: int, ranking: Ranking
) -> None:
    plain = found.parsed.plain
    if len(plain) > 1 and not any(marked(word) for word in plain):
        found.usual = wording.usual(searcher, plain) or []
    builder = Builder(
        schema(), staff=staff, usual=wording.usual_pairs(searcher, found.usual), ranking=ranking
    )
    narrowed = builder.narrowed(builder.ranked(found.parsed), kind, {})
    result = searcher.search(narrowed, size)
    found.total = int(result.count)  # type: ignore[attr-defined]
    pieces = list(builder.pieces(found.parsed))
    for score, address in result.hits:
        document = searcher.doc(address)
        found.explained.append(
            Explained(
                str(document.get_first("id")).split(":", 1)[1],
                bytes(document.get_first("shown") or b"").decode(),
                float(score) if isinstance(score, float) else 0.0,
                _reasons(searcher, pieces, address),
            )
        )


def _reasons(searcher: Searcher, pieces: Sequence[Piece], address: DocAddress) -> list[Reason]:
    about: dict[str, list[str]] = defaultdict(list)
    score: dict[str, float] = defaultdict(float)
    for piece in pieces:
        value = _scored(piece.query, searcher, address)
        if value:
            score[piece.name] += value
            if piece.about and piece.about not in about[piece.name]:
                about[piece.name].append(piece.about)
    reasons = [Reason(name, about[name], value) for name, value in score.items()]
    return sorted(reasons, key=lambda one: -one.score)


def _scored(query: Query, searcher: Searcher, address: DocAddress) -> float:
    try:
        return float(json.loads(query.explain(searcher, address).to_json())["value"])
    except ValueError:
        # The wheel's word for a document that does not match.
        return 0.0
