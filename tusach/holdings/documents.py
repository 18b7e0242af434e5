"""What the copies add to a title's document in the search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tusach.holdings.models import Alias, Copy, CopyPlace
from tusach.holdings.rules import THERE, State
from tusach.network.api import PointKind, ServicePoint, on_points_changed
from tusach.search.api import among, changed, extend_source

KIND = "record"
# A copy in these states is no reason to find the title at a place.
_GONE = {State.LOST, State.WITHDRAWN}
_FACETS = ("place", "commune", "free", "have", "collection")


def register() -> None:
    extend_source(KIND, extra=places)
    on_points_changed(points_changed)


def announce(record_ids: Sequence[int]) -> None:
    """Say, in the transaction that moves copies, that their titles' documents changed."""
    changed(KIND, record_ids)


def points_changed(points: Sequence[ServicePoint]) -> None:
    """The titles of the copies at these points say another commune now, or no place that the
    public may know of."""
    held = CopyPlace.objects.filter(point__in=points).exclude(state__in=_GONE)
    announce(sorted(set(held.values_list("copy__record_id", flat=True))))


def places(keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """For each title: the points that have it (numbers) and their communes, the points where
    it can be had now (``free``, and ``have`` "now" if there is one), how many copies there
    are, its barcodes, its collections.

    A rotation store serves no reader: nothing is free there. Points of army, border guard,
    police and prisons stand among what only staff may count.
    """
    ids = [int(key) for key in keys if key.isdecimal()]
    found: dict[str, dict[str, Any]] = {}

    def of(record_id: int) -> dict[str, Any]:
        return found.setdefault(
            str(record_id),
            {
                "identifiers": set(),
                "facets": {name: set() for name in _FACETS},
                "staff_facets": {"place": set()},
                "copies": 0,
            },
        )

    held = CopyPlace.objects.filter(copy__record_id__in=among(ids)).exclude(state__in=_GONE)
    stood = list(held.values_list("copy__record_id", "copy__collection", "state", "point_id"))
    points = ServicePoint.objects.in_bulk({at for _record, _collection, _state, at in stood if at})
    for record_id, collection, state, at in stood:
        document = of(record_id)
        document["copies"] += 1
        facets = document["facets"]
        facets["collection"].add(collection)
        if not at:
            continue
        point = points[at]
        if not point.is_public:
            document["staff_facets"]["place"].add(str(at))
            continue
        facets["place"].add(str(at))
        if point.commune_id is not None:
            facets["commune"].add(str(point.commune_id))
        if state in THERE and point.kind != PointKind.ROTATION_STORE:
            facets["free"].add(str(at))
            facets["have"].add("now")
    numbers = Copy.objects.filter(record_id__in=among(ids)).values_list(
        "record_id", "barcode", "accession_no"
    )
    for record_id, barcode, accession_no in numbers:
        of(record_id)["identifiers"] |= {barcode, accession_no}
    aliases = Alias.objects.filter(copy__record_id__in=among(ids))
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
