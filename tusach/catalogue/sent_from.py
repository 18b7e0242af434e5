"""Who sees what somebody ordered: an import, an export."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tusach.people.api import Account, Post, roles_with

M = TypeVar("M", bound=Model)


def sent_from(found: QuerySet[M], user: Account, act: str) -> QuerySet[M]:
    """Those of ``found`` (of a model with ``InNameOf``) that ``user`` may see and carry on by
    the act: her own, those ordered under a post whose place she reaches, and the house's own.

    A post held at an administrative unit has no place; what was ordered under one is seen by
    all who have the act for that unit, so that it does not leave with who ordered it.
    """
    units = [post.unit_id for post in user.acting_posts if post.unit_id is not None]
    colleagues = Post.objects.filter(role__in=roles_with(act), unit__in=units)
    return found.filter(
        Q(by_account=user.pk)
        | Q(by_place__in=user.places_for(act).values("pk"))
        | Q(by_place=None, by_account=None)
        | Q(by_place=None, by_account__in=colleagues.values("account"))
    )
