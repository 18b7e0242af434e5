"""The fields of the index, and a document as the index takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version

import tantivy

from tusach.search.analysis import (
    Reading,
    edged_pairs,
    identifier,
    joined,
    reading,
    reading_of,
    readings,
)
from tusach.search.documents import Document, sources
from tusach.search.numbers import other_forms

# Raised when the same document is to be indexed otherwise.
REVISION = 5
# Steps at which copies lift a title: that there are any matters most.
HELD = (1, 5, 20)
# Files what has no author behind all that have one.
_LAST = "\uffff"
FIELDS = ("title", "author", "subject", "all", "staff")


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    for name in FIELDS:
        builder.add_text_field(f"x_{name}", tokenizer_name="whitespace")
        builder.add_text_field(f"l_{name}", tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field(f"f_{name}", tokenizer_name="whitespace")
    for name in ("xs_title", "fs_title", "fs_author", "xs_all", "fs_all"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("readings", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("ids", tokenizer_name="whitespace", index_option="basic")
    for name in ("facets", "staff_facets"):
        builder.add_json_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("sort", "author_sort"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", fast=True, indexed=True)
    builder.add_integer_field("added", fast=True)
    builder.add_text_field("held", tokenizer_name="raw", index_option="basic")
    return builder.build()


def fingerprint() -> str:
    """Changes when the index must be built anew: other fields, sources or revisions."""
    parts = [str(REVISION), version("tantivy"), *FIELDS]
    for one in sorted(sources(), key=lambda source: source.kind):
        extras = sorted(f"{extra.__module__}.{extra.__qualname__}" for extra in one.extras)
        parts += [one.kind, str(one.revision), *extras]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def identity(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def seen(kind: str, *, staff: bool) -> str:
    """The word that all documents of a kind have which this audience may see: one list to go
    through for what everybody asks."""
    return kind if staff else f"{kind} public"


def _edged(texts: Sequence[Reading]) -> tuple[str, str]:
    found = [edged_pairs(one) for one in texts if one.words]
    return joined([exact for exact, _folded in found]), joined([folded for _exact, folded in found])


def _add_field(
    entry: tantivy.Document,
    name: str,
    texts: Sequence[Reading],
    *,
    pairs: tuple[str, str] = ("", ""),
) -> None:
    """A field in its readings, and its pairs (exact, folded) where they are indexed."""
    exact = joined([one.exact for one in texts])
    if not exact:
        return
    entry.add_text(f"x_{name}", exact)
    entry.add_text(f"l_{name}", joined([one.letters for one in texts]))
    entry.add_text(f"f_{name}", joined([one.folded for one in texts]))
    for prefix, text in zip(("xs", "fs"), pairs, strict=True):
        if text:
            entry.add_text(f"{prefix}_{name}", text)


def indexed(kind: str, document: Document) -> tantivy.Document:
    """The document in the words of the schema."""
    entry = tantivy.Document()
    entry.add_text("id", identity(kind, document.key))
    entry.add_text("kind", kind)
    if document.public:
        entry.add_text("kind", seen(kind, staff=False))
    entry.add_bytes("shown", document.title.encode())
    title, author = reading(document.title), reading(document.author)
    subjects = [reading(one) for one in document.subjects]
    headings = [title, author, *subjects]
    # Found anywhere, not among the words of the title itself, so that the typed form is first.
    numbers = [form for one in (title, *subjects) for form in other_forms(one.words)]
    everything = [*headings, *map(reading_of, numbers), *map(reading, document.text)]
    _add_field(entry, "title", [title], pairs=_edged([title]))
    _add_field(entry, "author", [author], pairs=("", _edged([author])[1]))
    _add_field(entry, "subject", subjects)
    _add_field(
        entry,
        "all",
        everything,
        pairs=(
            joined([one.exact_pairs for one in everything]),
            joined([one.folded_pairs for one in everything]),
        ),
    )
    _add_field(entry, "staff", [reading(one) for one in document.staff_text])
    entry.add_text("readings", readings(headings))
    entry.add_text("ids", " ".join(identifier(one) for one in document.identifiers))
    for name, facets in (("facets", document.facets), ("staff_facets", document.staff_facets)):
        values = {facet: sorted(set(every)) for facet, every in facets.items() if every}
        if values:
            entry.add_json(name, values)
    entry.add_text("sort", document.sort_key)
    entry.add_text("author_sort", document.author_key or _LAST)
    if document.year is not None:
        entry.add_integer("year", document.year)
    entry.add_integer("added", document.added.toordinal() if document.added else 0)
    for least in HELD:
        if document.copies >= least:
            entry.add_text("held", str(least))
    return entry
