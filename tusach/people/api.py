"""The door of the room `people`: what other rooms may use."""

from tusach.people.models import Account, Post
from tusach.people.roles import ACTS, ROLES, acts_of, roles_with
from tusach.people.services.accounts import open_account
from tusach.people.services.posts import end_post, grant_post

__all__ = [
    "ACTS",
    "ROLES",
    "Account",
    "Post",
    "acts_of",
    "end_post",
    "grant_post",
    "open_account",
    "roles_with",
]
