"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.api import Record
from tusach.catalogue.testing import heading_key, make_record, series_key
from tusach.network.api import ServicePoint
from tusach.portal.compiling import services
from tusach.portal.compiling.services import Head
from tusach.portal.models import Compilation
from tusach.portal.unit_addresses import key_of


def make_compilation(
    library: ServicePoint,
    records: Sequence[Record] = (),
    *,
    title: str = "Sách về chè San tuyết",
    kind: str = "intro",
    published: bool = False,
    notes: Sequence[str] = (),
    by: Actor = HOUSE,
    at: datetime | None = None,
    **head: Any,
) -> Compilation:
    """A list of the library with these titles, each with its note, published if asked."""
    now = at or timezone.now()
    said: dict[str, Any] = {"by": by, "at": now}
    one = services.begin(head=Head(kind, title, library, **head), records=records, **said)
    if notes:
        items = list(one.items.order_by("position"))
        services.arrange(
            compilation=one,
            said={
                item.pk: (str(at), note)
                for at, (item, note) in enumerate(zip(items, notes, strict=False), 1)
            },
            seen=one.revision,
            **said,
        )
        one.refresh_from_db()
    if published:
        services.publish(compilation=one, seen=one.revision, **said)
        one.refresh_from_db()
    return one


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """Public pages: a record, its export, a series, ``world.place``, its commune."""
    record = make_record()
    number = record.control_number
    one = make_compilation(world.place, [record], published=True)
    pk = {"pk": one.pk}
    edition = {"pk": one.editions.get().pk}
    return {
        "add_new": pk,
        "add_record": {"pk": record.pk},
        "add_titles": pk,
        "arrange": pk,
        "compilation": {"slug": one.slug},
        "compilation_file": {"slug": one.slug, "form": "ris"},
        "compilation_paper": {"slug": one.slug},
        "compiling": pk,
        "draft_paper": pk,
        "drop_compilation": pk,
        "edit_compilation": pk,
        "edition": edition,
        "find_for": pk,
        "pick_up": pk,
        "publish": pk,
        "put_back": pk,
        "put_in_again": pk,
        "record_panel": {"pk": record.pk},
        "take_edition": edition,
        "withdraw": pk,
        "record": {"number": number},
        "articles": {"number": number},
        "ask": {"number": number},
        "browse": {"kind": "tac-gia"},
        "browse_shelf": {"code": world.place.code},
        "browse_under": {"pk": heading_key()},
        "series": {"key": series_key()},
        "export": {"number": number, "form": "ris"},
        "list_export": {"form": "ris"},
        "own_copy": {"form": "json"},
        "locality": {"key": key_of(world.place.commune_id)},
        "place": {"code": world.place.code},
        "sitemap_records": {"number": 1},
    }
