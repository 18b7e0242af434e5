"""The door of the room `people`: what other rooms may use."""

from tusach.people.errors import TooManyTries
from tusach.people.models import Account, Post
from tusach.people.roles import ACTS, ROLES, acts_of, roles_with
from tusach.people.services.accounts import open_account
from tusach.people.services.posts import end_post, grant_post
from tusach.people.services.throttle import not_held_against, slow_down
from tusach.people.web.sessions import address_of

__all__ = [
    "ACTS",
    "ROLES",
    "Account",
    "Post",
    "TooManyTries",
    "acts_of",
    "address_of",
    "end_post",
    "grant_post",
    "not_held_against",
    "open_account",
    "roles_with",
    "slow_down",
]
