"""What the copies add to a title's document in the search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tusach.holdings.models import Alias, Copy, CopyPlace
from tusach.holdings.rules import State
from tusach.network.api import ServicePoint
from tusach.search.api import changed, extend_source

KIND = "record"
# A copy in these states is no reason to find the title at a place.
_GONE = {State.LOST, State.WITHDRAWN}


def register() -> None:
    extend_source(KIND, extra=places)


def announce(record_ids: Sequence[int]) -> None:
    """Say, in the transaction that moves copies, that their titles' documents changed."""
    changed(KIND, record_ids)


def places(keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """For each title: the points that have it (numbers), how many copies there are, its
    barcodes, its collections.

    Points of army, border guard, police and prisons stand among what only staff may count.
    """
    ids = [int(key) for key in keys if key.isdecimal()]
    found: dict[str, dict[str, Any]] = {}

    def of(record_id: int) -> dict[str, Any]:
        return found.setdefault(
            str(record_id),
            {
                "identifiers": set(),
                "facets": {"place": set(), "collection": set()},
                "staff_facets": {"place": set()},
                "copies": 0,
            },
        )

    held = CopyPlace.objects.filter(copy__record_id__in=ids).exclude(state__in=_GONE)
    stood = list(held.values_list("copy__record_id", "copy__collection", "point_id"))
    points = ServicePoint.objects.in_bulk({point for _record, _collection, point in stood if point})
    for record_id, collection, point in stood:
        document = of(record_id)
        document["copies"] += 1
        document["facets"]["collection"].add(collection)
        if point is not None:
            facets = "facets" if points[point].is_public else "staff_facets"
            document[facets]["place"].add(str(point))
    numbers = Copy.objects.filter(record_id__in=ids).values_list(
        "record_id", "barcode", "accession_no"
    )
    for record_id, barcode, accession_no in numbers:
        of(record_id)["identifiers"] |= {barcode, accession_no}
    aliases = Alias.objects.filter(copy__record_id__in=ids)
    for record_id, value in aliases.values_list("copy__record_id", "value"):
        of(record_id)["identifiers"].add(value)
    return {
        key: {
            "identifiers": sorted(document["identifiers"]),
            "copies": document["copies"],
            "facets": {name: sorted(v) for name, v in document["facets"].items()},
            "staff_facets": {name: sorted(v) for name, v in document["staff_facets"].items()},
        }
        for key, document in found.items()
    }
