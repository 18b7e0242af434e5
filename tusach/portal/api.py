"""The door of the room `portal`: what other rooms may use."""

from tusach.portal.arrivals import Sought, arrivals
from tusach.portal.compiling.services import add_new_books, publish

__all__ = ["Sought", "add_new_books", "arrivals", "publish"]
