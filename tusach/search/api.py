"""The door of the room `search`: what other rooms may use."""

from tusach.search.documents import Document, among, extend_source, register_source
from tusach.search.finding import FACETS, FacetValue, Hit, Hits, find, suggest
from tusach.search.folders import ask_rebuild
from tusach.search.following import status, wait_until_applied
from tusach.search.services import changed

__all__ = [
    "FACETS",
    "Document",
    "FacetValue",
    "Hit",
    "Hits",
    "among",
    "ask_rebuild",
    "changed",
    "extend_source",
    "find",
    "register_source",
    "status",
    "suggest",
    "wait_until_applied",
]
