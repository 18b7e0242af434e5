"""A source of documents for tests: a shelf whose books are handed in."""

from __future__ import annotations

import pytest

from tusach.search import documents
from tusach.search.api import Document, changed, find, register_source
from tusach.search.testing import index_now


class Shelf:
    """Books by key; what is put or taken is written to the change log."""

    def __init__(self):
        self.books = {}

    def put(self, *titles, **more):
        for title in titles:
            self.put_as(str(len(self.books) + 1), title, **more)

    def put_as(self, key, title, **more):
        self.books[key] = Document(key=key, title=title, **more)
        changed("book", [key])

    def take(self, key):
        del self.books[key]
        changed("book", [key])

    def titles(self, query, **more):
        found = find(query, kind="book", **more)
        assert found.state == "ready"
        return [self.books[key].title for key in found.keys]

    def set_of(self, query, **more):
        return set(self.titles(query, size=100, **more))


@pytest.fixture
def shelf(monkeypatch, db):
    monkeypatch.setattr(documents, "_sources", {})
    shelf = Shelf()
    register_source(
        "book",
        build=lambda keys: [shelf.books[key] for key in keys if key in shelf.books],
        all_keys=lambda: list(shelf.books),
    )
    return shelf


__all__ = ["Shelf", "index_now", "shelf"]
