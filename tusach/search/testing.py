"""For the tests of other rooms: bring the index up to date, now, in this process."""

from __future__ import annotations

from tusach.search import folders
from tusach.search.writing import Writer


def index_now() -> None:
    """Apply every change the caller can see, or build the index if there is none; afterwards
    ``find`` finds it. Works inside a test's transaction."""
    with folders.lock():
        writer = Writer()
        try:
            if not writer.ready():
                writer.step()
        finally:
            writer.close()
