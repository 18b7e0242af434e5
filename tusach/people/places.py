"""Finding the place that somebody typed when giving a post."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from tusach.network.api import AdminUnit, ServicePoint, find_units
from tusach.people.models import Account
from tusach.people.reach import extent_of, places_for, posts_with, reaches_unit
from tusach.vietnamese.api import fold

# More than these nobody reads; the sentence then asks to type more.
MOST = 12


@dataclass(frozen=True)
class Place:
    """A point, a unit, or (neither) the whole installation."""

    point: ServicePoint | None = None
    unit: AdminUnit | None = None

    @property
    def value(self) -> str:
        """How a form names it: what a person may type, too."""
        if self.point is not None:
            return self.point.code
        return f"@{self.unit.pk}" if self.unit is not None else "*"

    @property
    def label(self) -> str:
        if self.point is not None:
            commune = self.point.commune.name if self.point.commune else "–"
            return f"{self.point.code} · {self.point.name} · {commune}"
        if self.unit is not None:
            province = self.unit.province
            inside = f", {province.name}" if province and province.pk != self.unit.pk else ""
            return _("Cả đơn vị hành chính: %(name)s") % {"name": f"{self.unit.name}{inside}"}
        return _("Toàn hệ thống (chỉ dành cho quản trị)")


def find_places(manager: Account, typed: str) -> list[Place]:
    """Places within the reach of ``manager`` (who manages people there) that answer to what
    was typed: a code, a name with or without marks, "*" for the whole installation, or the
    value of a :class:`Place`. At most ``MOST`` and one, so that "too many" can be told."""
    typed = typed.strip()
    posts = posts_with(manager, "people.manage")
    points = places_for(manager, "people.manage").select_related("commune")
    if not typed or not posts:
        return []
    if typed == "*":
        return [Place()] if any(extent_of(post) == "house" for post in posts) else []
    if typed.startswith("@") and typed[1:].isdecimal():
        unit = AdminUnit.objects.filter(pk=int(typed[1:])).first()
        there = unit is not None and any(reaches_unit(post, unit) for post in posts)
        return [Place(unit=unit)] if there else []
    # A line of the suggestions: "LC-TVX-007 · Thư viện xã … · …"
    exact = points.filter(code__iexact=typed.split(" · ")[0].strip()).first()
    if exact is not None:
        return [Place(point=exact)]
    folded = fold(typed)
    found = [
        Place(point=point)
        for point in points.filter(
            Q(folded__contains=folded) | Q(code__istartswith=typed)
        ).order_by("sort_key", "pk")[: MOST + 1]
    ]
    units = [
        hit.unit
        for hit in find_units(typed, limit=MOST)
        if not hit.unit.is_former and any(reaches_unit(post, hit.unit) for post in posts)
    ]
    return [*(Place(unit=unit) for unit in units), *found][: MOST + 1]
