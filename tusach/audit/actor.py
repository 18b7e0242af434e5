"""Who acts, as plain values: the record of acts outlives accounts, posts and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Actor:
    """Whoever does an act. ``account`` and ``place`` are numbers, not relations.

    ``place`` is the service point of the post under which the act is done, if one is chosen.
    """

    account: int | None
    name: str
    post: str = ""
    place: int | None = None


# Acts the house does by itself: migrations, nightly jobs, the demonstration.
HOUSE = Actor(account=None, name="Tủ Sách")


def actor_of(request: HttpRequest) -> Actor:
    """The person behind a request, under the post that allowed the page (its guard)."""
    user = request.user
    if not user.is_authenticated:
        return Actor(account=None, name="")
    name = getattr(user, "full_name", "") or user.get_username()
    act, at = getattr(request, "guarded", ("", None))
    post = user.post_for(act, at) if act and hasattr(user, "post_for") else None
    if post is None:
        return Actor(account=user.pk, name=name, post=getattr(user, "post_label", ""))
    return Actor(account=user.pk, name=name, post=str(post), place=post.point_id)


def now_by(request: HttpRequest) -> dict[str, Any]:
    """``at=`` and ``by=`` for a service."""
    return {"at": timezone.now(), "by": actor_of(request)}


class InNameOf(models.Model):
    """Columns that keep who ordered something: a worker does it later in that name."""

    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(_("người làm"), max_length=200, blank=True)
    by_post = models.CharField(max_length=200, blank=True)
    by_place = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def actor(self) -> Actor:
        return Actor(
            account=self.by_account, name=self.by_name, post=self.by_post, place=self.by_place
        )

    @actor.setter
    def actor(self, by: Actor) -> None:
        self.by_account, self.by_name = by.account, by.name
        self.by_post, self.by_place = by.post, by.place
