"""Reading accounts and posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tusach.network.api import AdminUnit, ServicePoint
from tusach.people.models import Account, Post
from tusach.people.reach import extent_of, places_for, posts_with, reaches, reaches_unit
from tusach.people.roles import ROLES, rank_of
from tusach.people.rules import may_give, username_fits
from tusach.vietnamese.api import fold


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


def account_by_number(number: int) -> Account | None:
    """An account that may sign in."""
    return Account.objects.filter(pk=number, is_active=True).first()


def ranks_of(manager: Account, act: str = "people.manage") -> int:
    """The highest rank under which somebody does ``act`` anywhere, -1 for nobody."""
    return max((rank_of(post.role) for post in posts_with(manager, act)), default=-1)


def roles_to_give(manager: Account) -> list[str]:
    """The roles that ``manager`` may give somewhere within her reach, highest first."""
    highest = ranks_of(manager)
    return [code for code, role in ROLES.items() if role.rank <= highest]


def _units_reached(posts: Iterable[Post]) -> Q:
    """The administrative units that lie wholly within the reach of some posts."""
    reached = Q(pk__in=[])
    for post in posts:
        if extent_of(post) == "unit":
            reached |= Q(pk=post.unit_id) | Q(province=post.unit_id)
        elif extent_of(post) == "province" and post.point and post.point.province_id:
            reached |= Q(pk=post.point.province_id) | Q(province=post.point.province_id)
    return reached


def accounts_seen_by(viewer: Account) -> QuerySet[Account]:
    """The accounts that ``viewer`` may see: whoever holds or held a post within her reach
    (``people.view``). One query, whatever the number of points. Accounts of readers are not
    among them: their library keeps them with the readers."""
    staff = Account.objects.exclude(
        Exists(Post.objects.filter(account=OuterRef("pk"), role="reader"))
    )
    posts = posts_with(viewer, "people.view")
    if any(extent_of(post) == "house" for post in posts):
        return staff
    if not posts:
        return Account.objects.none()
    units = AdminUnit.objects.filter(_units_reached(posts))
    near = Post.objects.filter(Q(point__in=places_for(viewer, "people.view")) | Q(unit__in=units))
    return staff.filter(pk__in=near.values("account"))


def with_posts_on(accounts: QuerySet[Account], day: date) -> QuerySet[Account]:
    """The same accounts, each with ``posts_now``: the posts held on that day."""
    held = Post.objects.filter(period__contains=day).select_related("point", "unit")
    return accounts.prefetch_related(Prefetch("posts", held, to_attr="posts_now"))


def posts_at(point: ServicePoint, day: date) -> list[Post]:
    """Who holds a post at the point itself on that day."""
    return list(
        Post.objects.filter(point=point, period__contains=day, account__is_active=True)
        .select_related("account", "point", "unit")
        .order_by("account__name_key", "pk")
    )


def posts_of(account: Account) -> list[Post]:
    """Every post that the person holds, held or is to hold, the latest first."""
    return list(account.posts.select_related("point", "unit").order_by("-period", "-pk"))


def find_people(accounts: QuerySet[Account], words: str) -> QuerySet[Account]:
    """Those whose name or sign-in name holds every word, with or without marks."""
    for word in fold(words).split():
        accounts = accounts.filter(folded__contains=word)
    return accounts


def free_username(full_name: str) -> str:
    """A sign-in name for somebody: given name, then the initials of the rest, with a number
    where it is taken. Lò Thị An → an.lt."""
    words = [
        "".join(c for c in word if c.isascii() and c.isalnum()) for word in fold(full_name).split()
    ]
    words = [word for word in words if word] or ["nguoi", "dung"]
    stem = words[-1] + "." + "".join(word[0] for word in words[:-1])
    stem = stem.rstrip(".")[:36]
    if not username_fits(stem):
        stem = f"nguoi-dung.{stem}"[:36].rstrip(".")
    taken = set(
        Account.objects.filter(username__startswith=stem).values_list("username", flat=True)
    )
    number = 1
    name = stem
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name


def holders_of(role: str, day: date) -> QuerySet[Post, int]:
    """The numbers of the accounts that hold a role on that day, to nest."""
    return Post.objects.filter(role=role, period__contains=day).values_list("account", flat=True)


def post_by_number(number: int) -> Post | None:
    return Post.objects.select_related("account", "point", "unit").filter(pk=number).first()


def account_by_username(username: str) -> Account | None:
    return Account.objects.filter(username__iexact=username.strip()).first()


def any_administrator(today: date) -> bool:
    """Whether an account that works holds an administrator's post."""
    return Post.objects.filter(
        role="administrator", period__contains=today, account__is_active=True
    ).exists()


def lock_administrators() -> None:
    """Until the end of the transaction nobody else makes the first administrator: two
    servers that start at once make one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.administrator'))")
