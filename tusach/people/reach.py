"""Which service points a post reaches, and with which acts (the table is ``roles.REACH``)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tusach.network.api import AdminUnit, ServicePoint
from tusach.people.models import Account, Post
from tusach.people.roles import PROVINCIAL_KINDS, REACH, roles_with


def held_at(point: ServicePoint | None, unit: AdminUnit | None) -> str:
    """The column of ``roles.REACH`` for a place: library, point, unit or house."""
    if point is not None:
        return "library" if point.kind in PROVINCIAL_KINDS else "point"
    return "unit" if unit is not None else "house"


def extent_of(post: Post) -> str:
    """How far ``post`` reaches: itself, below, province, unit, house; "" for nowhere."""
    return REACH.get(post.role, {}).get(held_at(post.point, post.unit), "")


def _below(point: int) -> RawSQL:
    # UNION, not UNION ALL: a loop in the chain of superior points must end.
    table = ServicePoint._meta.db_table
    return RawSQL(  # noqa: S611 - the table's name is our own, the number a parameter
        f"WITH RECURSIVE below(id) AS (SELECT %s::bigint UNION "  # noqa: S608
        f"SELECT p.id FROM {table} p JOIN below b ON p.parent_id = b.id) SELECT id FROM below",
        (point,),
    )


def condition(post: Post) -> Q:
    """The points that ``post`` reaches today, as a condition on service points."""
    extent = extent_of(post)
    if extent == "house":
        return Q()
    if extent == "itself":
        return Q(pk=post.point_id)
    if extent == "below":
        return Q(pk__in=_below(post.point_id or 0))
    if extent == "province":
        # Below as well: a point whose commune is not known yet still has its superior.
        near = Q(pk__in=_below(post.point_id or 0))
        province = post.point.province_id if post.point else None
        return near | Q(province_id=province) if province else near
    if extent == "unit":
        return Q(province_id=post.unit_id) | Q(commune_id=post.unit_id)
    return Q(pk__in=[])


def reaches(post: Post, point: ServicePoint) -> bool:
    """True when ``post`` reaches ``point`` today; asks the database only for chains."""
    extent = extent_of(post)
    if extent == "house":
        return True
    if extent == "unit":
        return post.unit_id in {point.province_id, point.commune_id}
    if not extent or post.point is None:
        return False
    if post.point_id == point.pk:
        return True
    province = post.point.province_id
    if extent == "province" and province is not None and province == point.province_id:
        return True
    if extent == "itself" or point.parent_id is None:
        return False
    return ServicePoint.objects.filter(condition(post), pk=point.pk).exists()


def is_withheld(account: Account, post: Post) -> bool:
    """An administrator's post counts only once the account has a second factor."""
    return post.role == "administrator" and not account.has_second_factor


def posts_with(account: Account, act: str) -> list[Post]:
    """The posts of today under which ``account`` may do ``act`` somewhere."""
    if not account.is_active or account.must_change_password:
        return []
    roles = roles_with(act)
    return [
        post
        for post in account.acting_posts
        if post.role in roles and extent_of(post) and not is_withheld(account, post)
    ]


def post_for(account: Account, act: str, place: Any = None) -> Post | None:
    """The highest post that allows ``act`` at ``place``, None when there is none.

    ``place`` is a service point, an administrative unit (allowed when the post reaches the
    whole unit), or None for "anywhere". Answers are kept for the request.
    """
    posts = posts_with(account, act)
    if place is None:
        return posts[0] if posts else None
    kept: dict[tuple[int, type, int], bool] = account.__dict__.setdefault("_reached", {})
    for post in posts:
        key = (post.pk, type(place), place.pk)
        if key not in kept:
            kept[key] = (
                reaches_unit(post, place) if isinstance(place, AdminUnit) else reaches(post, place)
            )
        if kept[key]:
            return post
    return None


def reaches_unit(post: Post, unit: AdminUnit) -> bool:
    """True when everything in ``unit`` lies within the reach of ``post``."""
    extent = extent_of(post)
    if extent == "house":
        return True
    if extent == "unit":
        return post.unit_id in {unit.pk, unit.province_id}
    if extent == "province" and post.point and post.point.province_id:
        return post.point.province_id in {unit.pk, unit.province_id}
    return False


def places_for(account: Account, act: str) -> QuerySet[ServicePoint]:
    """The points where ``account`` may do ``act``: one subquery, whatever their number."""
    posts = posts_with(account, act)
    if not posts:
        return ServicePoint.objects.none()
    reach = Q(pk__in=[])
    for post in posts:
        if extent_of(post) == "house":
            return ServicePoint.objects.all()
        reach |= condition(post)
    return ServicePoint.objects.filter(reach)
