"""Reading accounts and posts."""

from __future__ import annotations

from datetime import date

from tusach.people.models import Account, Post
from tusach.people.reach import extent_of, posts_with, reaches, reaches_unit
from tusach.people.roles import rank_of
from tusach.people.rules import may_give


def posts_that_count(account: Account, today: date) -> list[Post]:
    """The posts by which it is decided who answers for an account: those held today or
    later; of somebody who holds none any more, the last one held."""
    posts = list(account.posts.select_related("point", "unit").order_by("period", "pk"))
    still = [post for post in posts if post.ends_on is None or post.ends_on > today]
    return still or posts[-1:]


def _reaches_place_of(own: Post, post: Post) -> bool:
    if post.point is not None:
        return reaches(own, post.point)
    if post.unit is not None:
        return reaches_unit(own, post.unit)
    return extent_of(own) == "house"


def manages_post(manager: Account, post: Post) -> bool:
    """Whether ``manager`` may give, end or answer for ``post``: manages people at its place
    under a post that does not rank below it."""
    ranks = [
        rank_of(own.role)
        for own in posts_with(manager, "people.manage")
        if _reaches_place_of(own, post)
    ]
    return may_give(ranks, post.role)


def manages_account(manager: Account, account: Account, today: date) -> bool:
    """Whether ``manager`` may reset, rename or close ``account``: never the own, and every
    post that counts must be one that she may give. An account that never held a post
    answers to those who manage people in the whole installation."""
    if manager.pk == account.pk:
        return False
    posts = posts_that_count(account, today)
    if not posts:
        return any(extent_of(own) == "house" for own in posts_with(manager, "people.manage"))
    return all(manages_post(manager, post) for post in posts)


def other_administrators(account: Account, today: date) -> bool:
    """Whether somebody else holds an administrator's post with an account that works."""
    return (
        Post.objects.filter(role="administrator", period__contains=today, account__is_active=True)
        .exclude(account=account)
        .exists()
    )
