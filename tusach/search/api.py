"""The door of the room `search`: what other rooms may use."""

from tusach.search.documents import Document, extend_source, register_source
from tusach.search.services import changed

__all__ = ["Document", "changed", "extend_source", "register_source"]
