"""What rooms put into the index, and how they register that they do.

The engine knows no room: a room registers a source of documents, a higher room may add to
them, and each says in its own transaction which of them changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models.expressions import RawSQL

# Documents are read and written so many at a time: bounds the memory of a full build.
BATCH = 500


@dataclass(frozen=True)
class Document:
    """One thing to be found. ``key`` is its lasting identity within its kind, as text.

    ``title``, ``author`` and ``subjects`` rank higher than ``text`` (whatever else should be
    found: subtitle, notes, publisher, contents). ``identifiers`` (ISBN, control number,
    barcode) are found whole, however they are punctuated. ``facets`` maps a facet's name
    (language, audience, subject, kind, place, …) to its values: codes or words, as the
    pages translate them. What stands in the ``staff_`` fields is found and counted only for
    staff. A document that is not ``public`` is found by staff alone. ``sort_key`` orders by
    title, ``author_key`` by author; ``added`` is the day it came into the catalogue; ``copies``
    how many of it there are to be had: of two that answer alike, the one that is there comes first.
    """

    key: str
    title: str
    author: str = ""
    subjects: Sequence[str] = ()
    text: Sequence[str] = ()
    identifiers: Sequence[str] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    year: int | None = None
    sort_key: str = ""
    author_key: str = ""
    added: date | None = None
    copies: int = 0
    public: bool = True
    staff_text: Sequence[str] = ()
    staff_facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


def among(keys: Iterable[int]) -> RawSQL:
    """For ``filter(pk__in=among(keys))``: the keys as one array instead of a parameter for each,
    which for a batch costs Django and the driver more than the query itself."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


Build = Callable[[Sequence[str]], Iterable[Document]]
AllKeys = Callable[[], Iterable[str]]
Extra = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]

# What a higher room may add to. Sequences are joined, facets merged name by name.
_LISTS = ("subjects", "text", "identifiers", "staff_text")
_MAPS = ("facets", "staff_facets")


@dataclass
class Source:
    kind: str
    build: Build
    all_keys: AllKeys
    revision: int = 1
    extras: list[Extra] = field(default_factory=list)

    def documents(self, keys: Sequence[str]) -> list[Document]:
        """The documents of these keys as they are now; a key without one is gone."""
        found = list(self.build(keys))
        for extra in self.extras:
            added = extra([document.key for document in found])
            found = [_with(one, added[one.key]) if one.key in added else one for one in found]
        return found

    def batches(self) -> Iterator[list[str]]:
        keys = iter(self.all_keys())
        while batch := list(islice(keys, BATCH)):
            yield batch


def _with(document: Document, added: Mapping[str, Any]) -> Document:
    changes: dict[str, Any] = {}
    for name, value in added.items():
        if name in _LISTS:
            changes[name] = [*getattr(document, name), *value]
        elif name in _MAPS:
            merged = {facet: list(values) for facet, values in getattr(document, name).items()}
            for facet, values in value.items():
                merged[facet] = [*merged.get(facet, ()), *values]
            changes[name] = merged
        elif name == "copies":
            changes[name] = document.copies + int(value)
        elif name == "public":
            # A higher room may hide, never show what the lower room hides.
            changes[name] = document.public and bool(value)
        else:
            raise ValueError(f"a source cannot be extended by {name!r}")
    return replace(document, **changes)


_sources: dict[str, Source] = {}
_waiting: dict[str, list[Extra]] = {}


def register_source(kind: str, *, build: Build, all_keys: AllKeys, revision: int = 1) -> None:
    """Say that documents of ``kind`` exist. Called in ``apps.py`` (``ready``).

    ``build(keys)`` returns the documents of those of the keys that exist, with a fixed
    number of queries whatever their number (at most 500); ``all_keys()`` yields every key,
    without holding them all in memory. ``revision`` is raised when ``build`` gives other
    documents than before from the same rows: every index is then rebuilt at its next start.
    """
    _sources[kind] = Source(kind, build, all_keys, revision, _waiting.pop(kind, []))


def extend_source(kind: str, *, extra: Extra) -> None:
    """Add to the documents of a lower room: ``extra(keys)`` maps a key to fields to add.

    The fields are ``facets``, ``staff_facets`` (name → values), ``subjects``, ``text``,
    ``staff_text``, ``identifiers`` (values), ``copies`` (added up) and ``public`` (False
    hides). A room that extends calls ``changed`` when what it adds changes.
    """
    if kind in _sources:
        _sources[kind].extras.append(extra)
    else:
        _waiting.setdefault(kind, []).append(extra)


def source(kind: str) -> Source | None:
    return _sources.get(kind)


def sources() -> list[Source]:
    return list(_sources.values())
