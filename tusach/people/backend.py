"""Answers Django's question whether a person may do an act at a place."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet

from tusach.network.api import ServicePoint
from tusach.people import reach
from tusach.people.models import Account, Post
from tusach.people.models.account import account_at_work


class PostBackend(BaseBackend):
    """Rights come from posts alone. Signing in goes through ``services.signing_in``, which
    throttles and asks for the second factor; ``authenticate`` here admits nobody, so that
    no other door (a forgotten form, a library) lets a password pass without them."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Account | None:
        return account_at_work(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return isinstance(user_obj, Account) and reach.post_for(user_obj, perm, obj) is not None

    def places_for(self, user_obj: Account, act: str) -> QuerySet[ServicePoint]:
        return reach.places_for(user_obj, act)

    def post_for(self, user_obj: Account, act: str, place: Any = None) -> Post | None:
        return reach.post_for(user_obj, act, place)
