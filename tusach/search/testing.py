"""For tests: bring the index up to date, now, in this process; rows of every kind."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.search import curating, folders
from tusach.search.curating import OtherName
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


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """What the addresses of the room need, for the tests that walk every address."""
    now = timezone.now()
    synonym = curating.add_synonym(OtherName(f"heo {world.place.pk}", "lợn"), by=HOUSE, at=now)
    lift = curating.lift(
        facet="language", value=str(world.place.pk), weight=1.0, reason="", by=HOUSE, at=now
    )
    return {
        "synonym": {"pk": synonym.pk},
        "remove_synonym": {"pk": synonym.pk},
        "end_lift": {"pk": lift.pk},
    }
