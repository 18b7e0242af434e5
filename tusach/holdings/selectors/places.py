"""Where copies are now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tusach.holdings.holder import Holder
from tusach.holdings.models import Container, Copy, CopyPlace
from tusach.network.api import ServicePoint
from tusach.ui.api import Prepared


def place_of(copy_ids: Iterable[int]) -> dict[int, CopyPlace]:
    """Where each of these copies is, live, by its number; unknown numbers are left out."""
    ids = list(copy_ids)
    if len(ids) == 1:
        return {place.copy_id: place for place in _PLACE.rows(ids[0])}
    found = CopyPlace.objects.filter(copy_id__in=ids)
    return {place.copy_id: place for place in found.select_related("point", "container")}


_PLACE = Prepared(
    lambda copy: CopyPlace.objects.filter(copy_id=copy).select_related("point", "container"), int
)


def contents(container: Container | int) -> QuerySet[Copy]:
    """The copies in a box, by title in the order of a Vietnamese list."""
    pk = container if isinstance(container, int) else container.pk
    return (
        Copy.objects.filter(place__container_id=pk)
        .select_related("record", "owner", "place")
        .order_by("record__title_key", "record_id", "accession_no", "pk")
    )


def names_of(holders: Iterable[Holder]) -> dict[Holder, str]:
    """What to call each holder on a page for staff, with one query for each kind."""
    wanted = set(holders)
    points = ServicePoint.objects.in_bulk([h.point for h in wanted if h.point is not None])
    boxes = Container.objects.in_bulk([h.container for h in wanted if h.container is not None])
    names: dict[Holder, str] = {}
    for holder in wanted:
        if holder.point is not None:
            names[holder] = points[holder.point].name if holder.point in points else "?"
        elif holder.container is not None:
            box = boxes.get(holder.container)
            names[holder] = _("thùng %(code)s") % {"code": box.code if box else "?"}
        elif holder.post is not None:
            names[holder] = holder.post
        else:
            names[holder] = _("ngoài sổ")
    return names


def points_by_number(numbers: Iterable[int | None]) -> dict[int, ServicePoint]:
    """The points with these numbers; none is passed over."""
    return ServicePoint.objects.in_bulk([number for number in numbers if number is not None])
