"""A person who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.people.roles import rank_of
from tusach.ui.api import Prepared
from tusach.vietnamese.api import fold, given_name_key

if TYPE_CHECKING:
    from tusach.network.api import ServicePoint
    from tusach.people.models.post import Post


def _posts(account: int, day: date) -> QuerySet[Post]:
    held: QuerySet[Post] = Account.posts.rel.related_model.objects.filter(  # type: ignore[attr-defined]
        account=account, period__contains=day
    )
    return held.select_related("point", "unit")


def _with_account(account: int, day: date) -> QuerySet[Post]:
    return _posts(account, day).filter(account__is_active=True).select_related("account")


_POSTS = Prepared(_posts, int, date)
_WITH_ACCOUNT = Prepared(_with_account, int, date)
_ACCOUNT = Prepared(lambda pk: Account.objects.filter(pk=pk, is_active=True), int)


def account_at_work(pk: int) -> Account | None:
    """An active account, with the posts it holds today where it holds any: what every request of
    a person at work asks for."""
    held = _WITH_ACCOUNT.rows(pk, timezone.localdate())
    if not held:
        return _ACCOUNT.first(pk)
    account: Account = held[0].account
    account.current_posts = _highest_first(held)
    return account


def _highest_first(held: list[Post]) -> list[Post]:
    return sorted(held, key=lambda post: (-rank_of(post.role), post.pk))


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        """Sign-in names do not tell upper from lower case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A person who signs in.

    What the person may do stands in the posts, never here: there is no superuser. The
    second factor's secret stands in plain text on purpose: it must survive a restore on a
    machine with another signing secret, and a dump of the database is to be kept like the
    passwords that it holds (docs/operate).
    """

    username = models.CharField(_("tên đăng nhập"), max_length=80, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=200)
    # Files people by given name, as lists of people are (B.8.4).
    name_key = models.CharField(max_length=1000, blank=True, editable=False)
    # Name and sign-in name without marks, for search.
    folded = models.CharField(max_length=300, blank=True, editable=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    created_at = models.DateTimeField(_("lập lúc"), null=True)
    # Signed in by a one-time code: nothing may be done before a password is chosen.
    must_change_password = models.BooleanField(default=False)
    totp_secret = models.CharField(max_length=64, blank=True)
    totp_confirmed_at = models.DateTimeField(_("xác thực hai bước từ"), null=True)
    # The time step of the last accepted code: a code is good once.
    totp_last_step = models.BigIntegerField(default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="sign_in_name_in_any_case_once"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("people:account", args=[self.pk])

    def set_name(self, full_name: str) -> None:
        """The name and what is drawn from it."""
        self.full_name = full_name
        self.name_key = given_name_key(full_name)
        self.folded = fold(f"{full_name} {self.username}")

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None

    # Set by the session's middleware when the person chose to act under one post.
    acting_post_id: int | None = None

    @cached_property
    def current_posts(self) -> list[Post]:
        """The posts held today, highest role first; asked once for each request."""
        return _highest_first(_POSTS.rows(self.pk, timezone.localdate()))

    @property
    def acting_posts(self) -> list[Post]:
        """The posts whose rights count now: the chosen one, or all."""
        chosen = [p for p in self.current_posts if p.pk == self.acting_post_id]
        return chosen or self.current_posts

    @property
    def post_label(self) -> str:
        """Role and place, for the page's head and for what is written in the record."""
        return str(self.acting_posts[0]) if self.acting_posts else ""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """True when a post held today allows ``perm`` at ``obj`` (anywhere, if None)."""
        return any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def places_for(self, act: str) -> QuerySet[ServicePoint]:
        """The service points where this person may do ``act``, as a queryset to nest:
        ``Copy.objects.filter(point__in=user.places_for("holdings.view"))``."""
        found: QuerySet[ServicePoint] = self._posts_backend().places_for(self, act)
        return found

    def usual_place(self, act: str) -> ServicePoint | None:
        """The place to begin with where one must be chosen for ``act``: that of the person's
        own post, or the only one there is."""
        post, mine = self.post_for(act), self.places_for(act)
        if post is not None and post.point_id is not None:
            return mine.filter(pk=post.point_id).first()
        return mine.first() if len(mine[:2]) == 1 else None

    def post_for(self, act: str, place: Any = None) -> Post | None:
        """The post that allows ``act`` at ``place``: what the record of acts names."""
        found: Post | None = self._posts_backend().post_for(self, act, place)
        return found

    @staticmethod
    def _posts_backend() -> Any:
        return next(b for b in get_backends() if hasattr(b, "places_for"))
