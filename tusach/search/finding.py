"""Finding: hits, facets, what else was perhaps meant."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import tantivy
from django.utils.translation import gettext as _
from tantivy import Order, Query

from tusach.search import reading, selectors, wording
from tusach.search.analysis import marked
from tusach.search.building import Builder
from tusach.search.parsing import Parsed, Term, parse
from tusach.search.ranking import Ranking
from tusach.search.schema import schema
from tusach.search.widening import widened
from tusach.search.writing import is_panic
from tusach.vietnamese.api import fold

Audience = Literal["public", "staff"]
Sort = Literal["relevance", "title", "author", "newest", "oldest", "added"]
FACETS = ("kind", "language", "audience", "subject", "decade", "place", "commune", "have")
# Beyond it nobody reads on; deep pages cost the index their whole depth.
DEEPEST = 10_000
_FACET_VALUES = 15
# Of the words typed, when none has them all.
_NEAR_ENOUGH = 0.4


@dataclass(frozen=True)
class Hit:
    """One document found. What a page shows of it comes from the tables, by ``key``."""

    key: str
    score: float


@dataclass(frozen=True)
class FacetValue:
    value: str
    count: int
    chosen: bool


@dataclass
class Hits:
    """What was found.

    ``state`` is ``ready``, or ``unavailable`` when there is no index to read now (a page says
    so; nothing was searched). ``relaxed``: no document has all the words, these have most.
    ``suggestion`` is another wording that finds something. ``notes`` are sentences about old
    names and about what of the query could not be read. ``facets`` counts as if the facet's
    own choice were not made; ``counts`` tells how many would be left by each of the further
    choices asked about.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    suggestion: str | None = None
    relaxed: bool = False
    notes: list[str] = field(default_factory=list)
    state: Literal["ready", "unavailable"] = "ready"
    milliseconds: float = 0.0

    @property
    def keys(self) -> list[str]:
        return [hit.key for hit in self.hits]


def find(
    query: str,
    *,
    kind: str = "record",
    filters: Mapping[str, Sequence[str]] | None = None,
    page: int = 1,
    size: int = 20,
    audience: Audience = "public",
    sort: Sort = "relevance",
    facets: Sequence[str] = (),
    facet_values: int = _FACET_VALUES,
    near: Sequence[str] = (),
    ranking: Ranking | None = None,
    counts: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> Hits:
    """The documents of ``kind`` that the query asks for, the likeliest first.

    An empty query finds everything (newest additions first); one of signs only finds nothing,
    and a note says so. ``filters`` maps a facet to the values chosen: any of them, and
    something of each facet; ``place#near`` is the facet ``place`` asked a second time.
    ``counts`` maps a name to filters to put in the place of those chosen, to know how many that
    would leave. ``facets`` names those to count, each with its ``facet_values``
    most frequent values. What stands at one of the places ``near`` the reader ranks a little
    higher. ``ranking`` tries out other weights than those in force. Pages count from 1; beyond
    10,000 documents nothing more is given. Never raises: see ``Hits.state``.
    """
    started = time.perf_counter()
    try:
        if ranking is None:
            ranking = selectors.ranking(near)
        search = _Search(query, kind, filters or {}, audience, sort, ranking)
        found = search.run(page, size, facets, facet_values, counts or {})
    except reading.NotReady:
        found = Hits(state="unavailable")
    except BaseException as error:
        if not is_panic(error):
            raise
        # Reading a damaged file: the indexer builds another index.
        reading.broken()
        found = Hits(state="unavailable")
    found.milliseconds = (time.perf_counter() - started) * 1000
    return found


class _Search:
    def __init__(
        self,
        query: str,
        kind: str,
        filters: Mapping[str, Sequence[str]],
        audience: Audience,
        sort: Sort,
        ranking: Ranking,
    ) -> None:
        self.searcher = reading.searcher()
        self.text = query
        self.parsed = parse(query)
        self.kind = kind
        self.filters = {name: list(values) for name, values in filters.items() if values}
        self.staff = audience == "staff"
        self.sort = sort
        plain = self.parsed.plain
        usual = None
        if len(plain) > 1 and not any(marked(word) for word in plain):
            words = wording.usual(self.searcher, plain)
            usual = wording.usual_pairs(self.searcher, words) if words else None
        self.ranking = ranking
        self.builder = Builder(schema(), staff=self.staff, usual=usual, ranking=ranking)

    def run(
        self,
        page: int,
        size: int,
        facets: Sequence[str],
        facet_values: int,
        counts: Mapping[str, Mapping[str, Sequence[str]]],
    ) -> Hits:
        found = Hits()
        if self.parsed.is_unread:
            found.notes.append(_("Chưa có từ nào để tìm: hãy gõ ít nhất một chữ hoặc một số."))
            return found
        parsed, used = widened(self.parsed, self.ranking)
        found.notes = [synonym.note for synonym in used if synonym.note]
        if self.parsed.cut:
            found.notes.append(
                _("Câu tìm quá dài: chỉ 24 từ đầu, trong 400 ký tự đầu, được dùng để tìm.")
            )
        result = self._search(self.builder.ranked(parsed), page, size)
        enough: int | None = None
        if not _count(result) and len(parsed.must) > 1:
            most = math.ceil(len(parsed.must) * _NEAR_ENOUGH)
            enough = min(most, len(parsed.must) - 1)
            result = self._search(self.builder.ranked(parsed, at_least=enough), page, size)
            found.relaxed = bool(_count(result))
        found.total = _count(result)
        found.hits = self._hits(result)
        if not found.total or found.relaxed:
            found.suggestion = self._suggestion()
        if facets or counts:
            matching = self.builder.matching(parsed, at_least=enough if found.relaxed else None)
            found.facets = self._facets(matching, facets, facet_values)
            found.counts = {name: self._left(matching, how) for name, how in counts.items()}
        return found

    def _narrowed(self, query: Query, but: str = "") -> Query:
        chosen = {name: values for name, values in self.filters.items() if name != but}
        return self.builder.narrowed(query, self.kind, chosen)

    def _left(self, query: Query, changed: Mapping[str, Sequence[str]]) -> int:
        chosen = {name: values for name, values in {**self.filters, **changed}.items() if values}
        return _count(self.searcher.search(self.builder.narrowed(query, self.kind, chosen), 1))

    def _search(self, query: Query, page: int, size: int) -> tantivy.SearchResult:
        offset = (max(page, 1) - 1) * size
        limit = max(1, min(size, DEEPEST - offset))
        if offset >= DEEPEST:
            offset, limit = DEEPEST, 1
        sort = self.sort
        if sort == "relevance" and self.parsed.is_empty:
            sort = "added"
        by: dict[str, tuple[str, Order]] = {
            "title": ("sort", Order.Asc),
            "author": ("author_sort", Order.Asc),
            "newest": ("year", Order.Desc),
            "oldest": ("year", Order.Asc),
            "added": ("added", Order.Desc),
        }
        narrowed = self._narrowed(query)
        if sort in by:
            name, order = by[sort]
            return self.searcher.search(
                narrowed, limit, offset=offset, order_by_field=name, order=order
            )
        return self.searcher.search(narrowed, limit, offset=offset)

    def _hits(self, result: tantivy.SearchResult) -> list[Hit]:
        hits = []
        for score, address in result.hits:
            identity = str(self.searcher.doc(address).get_first("id"))
            value = float(score) if isinstance(score, float) else 0.0
            hits.append(Hit(identity.split(":", 1)[1], value))
        return hits

    def _suggestion(self) -> str | None:
        meant = wording.meant(self.searcher, self.text)
        if meant is None or fold(meant) == fold(self.text):
            return None
        query = self._narrowed(self.builder.build(parse(meant)))
        return meant if _count(self.searcher.search(query, 1)) else None

    def _facets(self, query: Query, names: Sequence[str], most: int) -> dict[str, list[FacetValue]]:
        """Counted in one pass over the hits, but for a facet with a choice of its own, which
        counts as if that were not made."""
        free = [name for name in names if name not in self.filters]
        counts = self._counted(self._narrowed(query), free, most)
        for name in names:
            if name in self.filters:
                counts |= self._counted(self._narrowed(query, but=name), [name], most)
        return {name: self._values(name, counts[name]) for name in names}

    def _counted(self, query: Query, names: Sequence[str], most: int) -> dict[str, dict[str, int]]:
        ask: dict[str, Any] = {}
        for name in names:
            if name == "decade":
                ask[name] = {"histogram": {"field": "year", "interval": 10, "min_doc_count": 1}}
                continue
            ask[name] = {"terms": {"field": f"facets.{name}", "size": most}}
            if self.staff:
                ask[f"staff {name}"] = {"terms": {"field": f"staff_facets.{name}", "size": most}}
        found = self.searcher.aggregate(query, ask) if ask else {}
        counts: dict[str, dict[str, int]] = {name: {} for name in names}
        for asked, values in found.items():
            of = counts[asked.removeprefix("staff ")]
            for bucket in values["buckets"]:
                key = bucket["key"]
                value = str(int(key)) if asked == "decade" else str(key)
                of[value] = of.get(value, 0) + int(bucket["doc_count"])
        return counts

    def _values(self, name: str, counts: dict[str, int]) -> list[FacetValue]:
        chosen = self.filters.get(name, [])
        every = {**dict.fromkeys(chosen, 0), **counts}
        found = [FacetValue(value, count, value in chosen) for value, count in every.items()]
        if name == "decade":
            return sorted(found, key=lambda one: one.value, reverse=True)
        return sorted(found, key=lambda one: (not one.chosen, -one.count, one.value))


def _count(result: tantivy.SearchResult) -> int:
    # The wheel's stubs leave it out.
    return int(result.count)  # type: ignore[attr-defined]


def _raised(field_name: str, pattern: str, score: float) -> Query:
    return Query.const_score_query(Query.regex_query(schema(), field_name, pattern), score)


def suggest(
    prefix: str, *, kind: str = "record", audience: Audience = "public", size: int = 8
) -> list[str]:
    """Titles that continue what is being typed, with or without marks; none for one sign.

    The last word may be unfinished; titles that begin so come first.
    """
    parsed = parse(prefix)
    plain = parsed.plain
    if len(prefix.strip()) < 2 or not plain:
        return []
    typed = [Term((word,), "title") for word in plain[:-1]]
    groups: list[list[Term | Parsed]] = [
        [term] for term in [*typed, Term((plain[-1],), "title", prefix=True)]
    ]
    try:
        searcher = reading.searcher()
        builder = Builder(schema(), staff=audience == "staff")
        query = builder.build(Parsed(groups))
        bare = [fold(word) for word in plain]
        last = f"{bare[-2]}_{bare[-1]}.*" if len(bare) > 1 else rf"\^_{bare[0]}.*"
        ranked = Query.boolean_query(
            [
                (tantivy.Occur.Must, query),
                (tantivy.Occur.Should, _raised("fs_title", rf"\^_{bare[0]}.*", 100.0)),
                (tantivy.Occur.Should, _raised("fs_title", last, 50.0)),
            ]
        )
        result = searcher.search(builder.narrowed(ranked, kind, {}), size * 3, count=False)
        titles = [
            bytes(searcher.doc(at).get_first("shown") or b"").decode() for _, at in result.hits
        ]
    except reading.NotReady:
        return []
    except BaseException as error:
        if not is_panic(error):
            raise
        reading.broken()
        return []
    return list({fold(title): title for title in reversed(titles)}.values())[::-1][:size]
