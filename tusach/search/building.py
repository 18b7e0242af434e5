"""From what was asked to the query tantivy runs, and what ranks first.

Which documents are found is decided on folded words alone, so ``dia chi`` and ``địa chí``
find one set. Tones decide the order: a word typed with marks and met so outweighs anything
else, met with its letters but another tone a little less (B.8.8). Below that come the
fields and the neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

# Weights. A tier (exact tones, letters) is larger than all the rest can add up to.
EXACT, LETTERS = 10_000.0, 4_000.0
EXACT_UNMARKED = 5.0
_FIELD_WEIGHT = {"title": 3.0, "author": 3.0, "subject": 1.5}
_PAIR_IN_TITLE, _PAIR_ANYWHERE, _EDGE, _USUAL = 4.0, 1.5, 2.0, 3.0
_SEARCHED = ("all", "title", "author", "subject")

Clause = tuple[Occur, Query]


def _term(schema: tantivy.Schema, field: str, word: str) -> Query:
    return Query.term_query(schema, field, word)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _const(query: Query, score: float) -> Query:
    return Query.const_score_query(query, score)


class Builder:
    """Builds one query. ``staff`` lets words be found in fields for staff too; ``usual`` is
    how the index usually writes what was typed without marks, if it knows."""

    def __init__(
        self, schema: tantivy.Schema, *, staff: bool, usual: Sequence[str] | None = None
    ) -> None:
        self.schema = schema
        self.staff = staff
        self.usual = usual

    def build(self, parsed: Parsed, *, at_least: int | None = None) -> Query:
        """The query; with ``at_least``, so many of the groups are enough."""
        any_marked = any(
            marked(word) for group in parsed.must for term in group for word in term.words
        )
        required = [self._group(group, any_marked) for group in parsed.must]
        clauses: list[Clause] = []
        if at_least is None or at_least >= len(required):
            clauses += [(Occur.Must, query) for query in required]
        else:
            enough = Query.boolean_query(
                [(Occur.Should, query) for query in required],
                minimum_number_should_match=at_least,
            )
            clauses.append((Occur.Must, enough))
        for one in parsed.identifiers:
            clauses.append((Occur.Must, _term(self.schema, "ids", identifier(one))))
        clauses += [(Occur.MustNot, self._matching(term)) for term in parsed.never]
        clauses += [(Occur.Should, query) for query in self._neighbours(parsed)]
        if parsed.year_from is not None or parsed.year_to is not None:
            clauses.append((Occur.Must, self._years(parsed.year_from, parsed.year_to)))
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses)

    def _years(self, first: int | None, last: int | None) -> Query:
        kind = tantivy.FieldType.Integer
        return _const(Query.range_query(self.schema, "year", kind, first, last), 0.0)

    def _group(self, group: Sequence[Term], any_marked: bool) -> Query:
        return _any([self._ranked(term, any_marked) for term in group])

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
        clauses: list[Clause] = [(Occur.Must, self._matching(term))]
        if term.field == "all":
            for field, weight in _FIELD_WEIGHT.items():
                typed = [folded(word) for word in term.words]
                found = _any(self._in_field(term, f"f_{field}", typed))
                clauses.append((Occur.Should, Query.boost_query(found, weight)))
        clauses += [(Occur.Should, query) for query in self._tones(term, any_marked)]
        ranked = Query.boolean_query(clauses)
        return ranked if term.weight == 1.0 else Query.boost_query(ranked, term.weight)

    def _tones(self, term: Term, any_marked: bool) -> list[Query]:
        field = term.field
        exact = [
            Query.term_set_query(self.schema, f"x_{field}", list(spellings(word)))
            if not term.prefix
            else Query.regex_query(self.schema, f"x_{field}", f"{word}.*")
            for word in term.words
        ]
        if not any(marked(word) for word in term.words):
            # Between words with marks, one without is probably meant so.
            return [_const(query, EXACT_UNMARKED) for query in exact] if any_marked else []
        similar = [
            Query.term_set_query(
                self.schema, f"l_{field}", [letters(one) for one in spellings(word)]
            )
            for word in term.words
        ]
        tiers = [
            _const(query, weight / len(term.words))
            for queries, weight in ((exact, EXACT), (similar, LETTERS))
            for query, word in zip(queries, term.words, strict=True)
            if marked(word)
        ]
        if term.phrase:
            tiers.append(
                _const(
                    Query.phrase_query(self.schema, f"x_{field}", list(term.words)),
                    EXACT,
                )
            )
        return tiers

    def _neighbours(self, parsed: Parsed) -> list[Query]:
        """Words that stand side by side as typed, at the head of a title, as its whole."""
        plain = parsed.plain
        found: list[Query] = []
        bare = [folded(word) for word in plain]
        for pair in pairs(bare):
            found += [
                Query.boost_query(_term(self.schema, "fs_title", pair), _PAIR_IN_TITLE),
                Query.boost_query(_term(self.schema, "fs_all", pair), _PAIR_ANYWHERE),
            ]
        if plain:
            found += [
                _const(_term(self.schema, "fs_title", edge), _EDGE)
                for edge in (f"{START}_{bare[0]}", f"{bare[-1]}_{END}")
            ]
        if any(marked(word) for word in plain):
            found += [
                Query.boost_query(_term(self.schema, "xs_title", pair), _PAIR_IN_TITLE)
                for pair in pairs(plain)
            ]
        elif self.usual:
            found += [
                _const(_term(self.schema, "xs_title", pair), _USUAL) for pair in pairs(self.usual)
            ]
        return found

    def narrowed(self, query: Query, kind: str, filters: Mapping[str, Sequence[str]]) -> Query:
        """``query`` within a kind, what this audience may see, and the facets chosen: any of
        the values of one facet, something of each."""
        within = [_term(self.schema, "kind", kind)]
        if not self.staff:
            within.append(_term(self.schema, "public", True))  # type: ignore[arg-type]
        for facet, values in filters.items():
            if values:
                within.append(self._facet(facet, values))
        return Query.boolean_query(
            [(Occur.Must, query), *((Occur.Must, _const(one, 0.0)) for one in within)]
        )

    def _facet(self, facet: str, values: Sequence[str]) -> Query:
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
