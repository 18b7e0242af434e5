"""From what was asked to the query tantivy runs, and what ranks first.

Which documents are found is decided on folded words alone, so ``dia chi`` and ``địa chí``
find one set. Tones decide the order: a word typed with marks and met so outweighs anything
else, met with its letters but another tone a little less (B.8.8). Below that come the
fields and the neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from tusach.search.analysis import (
    END,
    START,
    folded,
    identifier,
    letters,
    marked,
    pairs,
    spellings,
)
from tusach.search.parsing import Parsed, Term
from tusach.search.ranking import EXACT, LETTERS, Ranking
from tusach.search.schema import HELD, seen

_INTEGER = tantivy.FieldType.Integer
_FIELDS = ("title", "author", "subject")

Clause = tuple[Occur, Query]


@dataclass(frozen=True)
class Piece:
    """One reason to rank: its name (a weight's, ``words``, ``exact``, ``letters``,
    ``phrase``, ``lift``), of which words typed, and the query that scores it. What a
    document scores is the sum of the pieces it matches."""

    name: str
    about: str
    query: Query


def _term(schema: tantivy.Schema, field: str, word: str) -> Query:
    return Query.term_query(schema, field, word)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _const(query: Query, score: float) -> Query:
    return Query.const_score_query(query, score)


def _with(query: Query, reasons: Iterable[Query]) -> Query:
    """``query``, scored by each of the reasons that a document matches as well."""
    lifts = [(Occur.Should, reason) for reason in reasons]
    return Query.boolean_query([(Occur.Must, query), *lifts]) if lifts else query


class Builder:
    """Builds one query. ``staff`` lets words be found in fields for staff too; ``usual`` are
    the pairs in which the index clearly writes what was typed without marks."""

    def __init__(
        self,
        schema: tantivy.Schema,
        *,
        staff: bool,
        usual: Sequence[str] | None = None,
        ranking: Ranking | None = None,
    ) -> None:
        self.schema = schema
        self.staff = staff
        self.usual = usual
        self.ranking = ranking or Ranking()
        self.weights = self.ranking.weights

    def matching(self, parsed: Parsed, *, at_least: int | None = None) -> Query:
        """The documents asked for, unranked: for counting. With ``at_least``, so many of the
        groups are enough."""
        groups = [_any([self._found(one) for one in group]) for group in parsed.must]
        clauses = self._required(groups, at_least) + self._conditions(parsed)
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, _const(Query.all_query(), 0.0)))
        return Query.boolean_query(clauses)

    def _found(self, one: Term | Parsed) -> Query:
        return self.matching(one) if isinstance(one, Parsed) else self._matching(one)

    def build(self, parsed: Parsed, *, at_least: int | None = None) -> Query:
        """The same documents, ranked by what was typed."""
        any_marked = any(marked(word) for word in parsed.words)
        groups: list[Query] = []
        reasons: list[Query] = []
        for group in parsed.must:
            found, lifted = self._group(group, any_marked)
            groups.append(found)
            reasons += lifted
        clauses = self._required(groups, at_least) + self._conditions(parsed)
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, _const(Query.all_query(), 0.0)))
        reasons += [piece.query for piece in self._neighbours(parsed)]
        return _with(Query.boolean_query(clauses), reasons)

    @staticmethod
    def _required(groups: Sequence[Query], at_least: int | None) -> list[Clause]:
        if at_least is None or at_least >= len(groups):
            return [(Occur.Must, query) for query in groups]
        some = [(Occur.Should, query) for query in groups]
        return [(Occur.Must, Query.boolean_query(some, minimum_number_should_match=at_least))]

    def _conditions(self, parsed: Parsed) -> list[Clause]:
        clauses: list[Clause] = [
            (Occur.Must, _term(self.schema, "ids", identifier(one))) for one in parsed.identifiers
        ]
        clauses += [(Occur.MustNot, self._found(one)) for one in parsed.never]
        if parsed.year_from is not None or parsed.year_to is not None:
            clauses.append((Occur.Must, self._years(parsed.year_from, parsed.year_to)))
        return clauses

    def ranked(self, parsed: Parsed, *, at_least: int | None = None) -> Query:
        """:meth:`build`, and what lifts a document whatever was asked."""
        query = self.build(parsed, at_least=at_least)
        return _with(query, [piece.query for piece in self._lifts()])

    def pieces(self, parsed: Parsed) -> Iterator[Piece]:
        """Every reason by which :meth:`ranked` ranks, for explaining."""
        yield from self._pieces(parsed)
        yield from self._lifts()

    def _pieces(self, parsed: Parsed) -> Iterator[Piece]:
        any_marked = any(marked(word) for word in parsed.words)
        for group in parsed.must:
            for one in group:
                if isinstance(one, Parsed):
                    yield from self._pieces(one)
                    continue
                yield Piece("words", one.text, self._weighed(one, self._matching(one)))
                for piece in self._reasons(one, any_marked):
                    yield Piece(piece.name, piece.about, self._weighed(one, piece.query))
        yield from self._neighbours(parsed)

    @staticmethod
    def _weighed(term: Term, query: Query) -> Query:
        return query if term.weight == 1.0 else Query.boost_query(query, term.weight)

    def _lifts(self) -> Iterator[Piece]:
        for lift in self.ranking.lifts:
            query = _const(self._facet(lift.facet, [lift.value]), lift.weight)
            yield Piece("lift", f"{lift.facet}: {lift.value}", query)
        for least in HELD if self.weights.held else ():
            # Words, not a range of numbers: for a range every list in it is read first.
            copies = _term(self.schema, "held", str(least))
            yield Piece("held", "", _const(copies, self.weights.held))
        if self.ranking.near and self.weights.near:
            query = _const(self._facet("place", self.ranking.near), self.weights.near)
            yield Piece("near", "", query)

    def _years(self, first: int | None, last: int | None) -> Query:
        return _const(Query.range_query(self.schema, "year", _INTEGER, first, last), 0.0)

    def _group(self, group: Sequence[Term | Parsed], any_marked: bool) -> tuple[Query, list[Query]]:
        """What a group finds, and the reasons to rank it that may stand outside of it.

        Reasons of a word standing alone are asked only of what has all the words, which is a
        third less work than of what has this one. With alternatives each keeps its own.
        """
        only = group[0]
        if len(group) == 1 and isinstance(only, Term) and only.weight == 1.0:
            return self._matching(only), [one.query for one in self._reasons(only, any_marked)]
        either = [
            self.build(one) if isinstance(one, Parsed) else self._ranked(one, any_marked)
            for one in group
        ]
        return _any(either), []

    def _fields(self, term: Term) -> list[str]:
        if term.field != "all":
            return [term.field]
        return ["all", "staff"] if self.staff else ["all"]

    def _matching(self, term: Term) -> Query:
        """The documents with the term, on folded words."""
        found: list[Query] = []
        for field in self._fields(term):
            found += self._in_field(term, f"f_{field}", [folded(word) for word in term.words])
        if term.field == "all" and len(identifier(term.text)) >= 6:
            found.append(_const(_term(self.schema, "ids", identifier(term.text)), 50.0))
        return _any(found)

    def _in_field(self, term: Term, field: str, typed: list[str]) -> list[Query]:
        if term.phrase:
            return [Query.phrase_query(self.schema, field, list(typed))]
        word = typed[0]
        if term.prefix:
            # A word is letters and digits: nothing in it means anything to a pattern.
            return [Query.regex_query(self.schema, field, f"{word}.*")]
        variants = {folded(one) for one in spellings(term.words[0])} | {
            folded(one) for one in spellings(word)
        }
        return [_term(self.schema, field, variant) for variant in sorted(variants)]

    def _ranked(self, term: Term, any_marked: bool) -> Query:
        reasons = [piece.query for piece in self._reasons(term, any_marked)]
        return self._weighed(term, _with(self._matching(term), reasons))

    def _reasons(self, term: Term, any_marked: bool) -> Iterator[Piece]:
        if term.field == "all":
            typed = [folded(word) for word in term.words]
            for field in _FIELDS:
                if weight := getattr(self.weights, field):
                    found = _any(self._in_field(term, f"f_{field}", typed))
                    yield Piece(field, term.text, Query.boost_query(found, weight))
        yield from self._tones(term, any_marked)

    def _tones(self, term: Term, any_marked: bool) -> Iterator[Piece]:
        field = term.field
        exact = [
            _any([_term(self.schema, f"x_{field}", one) for one in spellings(word)])
            if not term.prefix
            else Query.regex_query(self.schema, f"x_{field}", f"{word}.*")
            for word in term.words
        ]
        if not any(marked(word) for word in term.words):
            # Between words with marks, one without is probably meant so.
            if any_marked and self.weights.exact_unmarked:
                for query, word in zip(exact, term.words, strict=True):
                    yield Piece("exact_unmarked", word, _const(query, self.weights.exact_unmarked))
            return
        similar = [
            _any(
                [
                    _term(self.schema, f"l_{field}", one)
                    for one in dict.fromkeys(map(letters, spellings(word)))
                ]
            )
            for word in term.words
        ]
        for name, queries, weight in (("exact", exact, EXACT), ("letters", similar, LETTERS)):
            for query, word in zip(queries, term.words, strict=True):
                if marked(word):
                    yield Piece(name, word, _const(query, weight / len(term.words)))
        if term.phrase:
            phrase = Query.phrase_query(self.schema, f"x_{field}", list(term.words))
            yield Piece("phrase", term.text, _const(phrase, EXACT))

    def _neighbours(self, parsed: Parsed) -> Iterator[Piece]:
        """Words that stand side by side as typed, at the head of a title, as its whole."""
        plain, weights = parsed.plain, self.weights
        bare = [folded(word) for word in plain]
        for name, field, weight in (
            ("pair_in_title", "fs_title", weights.pair_in_title),
            ("pair_in_author", "fs_author", weights.pair_in_author),
            ("pair_anywhere", "fs_all", weights.pair_anywhere),
        ):
            for pair in pairs(bare) if weight else ():
                query = Query.boost_query(_term(self.schema, field, pair), weight)
                yield Piece(name, pair.replace("_", " "), query)
        if plain and weights.edge:
            for edge in (f"{START}_{bare[0]}", f"{bare[-1]}_{END}"):
                for field in ("fs_title", "fs_author"):
                    query = _const(_term(self.schema, field, edge), weights.edge)
                    yield Piece("edge", edge.strip(f"{START}{END}_"), query)
        if plain and weights.whole:
            bounded = pairs([START, *bare, END])
            for field in ("fs_title", "fs_author"):
                every = [(Occur.Must, _term(self.schema, field, pair)) for pair in bounded]
                whole = _const(Query.boolean_query(every), weights.whole)
                yield Piece("whole", " ".join(bare), whole)
        if any(marked(word) for word in plain):
            for pair in pairs(plain) if weights.pair_in_title else ():
                term = _term(self.schema, "xs_title", pair)
                query = Query.boost_query(term, weights.pair_in_title)
                yield Piece("pair_in_title", pair.replace("_", " "), query)
        elif self.usual and weights.usual:
            for pair in self.usual:
                query = _const(_term(self.schema, "xs_title", pair), weights.usual)
                yield Piece("usual", pair.replace("_", " "), query)

    def narrowed(self, query: Query, kind: str, filters: Mapping[str, Sequence[str]]) -> Query:
        """``query`` within a kind, what this audience may see, and the facets chosen: any of
        the values of one facet, something of each."""
        within = [_term(self.schema, "kind", seen(kind, staff=self.staff))]
        for facet, values in filters.items():
            if values:
                within.append(self._facet(facet, values))
        return Query.boolean_query(
            [(Occur.Must, query), *((Occur.Must, _const(one, 0.0)) for one in within)]
        )

    def _facet(self, facet: str, values: Sequence[str]) -> Query:
        facet = facet.partition("#")[0]
        if facet == "decade":
            return _any(
                [
                    self._years(int(value), int(value) + 9)
                    for value in values
                    if value.isdecimal() and len(value) == 4
                ]
                or [Query.empty_query()]
            )
        fields = ["facets", "staff_facets"] if self.staff else ["facets"]
        return _any(
            [_term(self.schema, f"{field}.{facet}", value) for field in fields for value in values]
        )
