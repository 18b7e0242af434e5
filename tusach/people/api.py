"""The door of the room `people`: what other rooms may use."""

from tusach.people.errors import TooManyTries
from tusach.people.models import Account, Post
from tusach.people.roles import ACTS, ROLES, acts_of, roles_with
from tusach.people.services.accounts import open_account
from tusach.people.services.one_time import Slip
from tusach.people.services.posts import end_post, grant_post
from tusach.people.services.reader_accounts import (
    close_reader_account,
    new_reader_code,
    open_reader_account,
)
from tusach.people.services.throttle import not_held_against, slow_down
from tusach.people.web.sessions import address_of
from tusach.people.web.slips import slip_page

__all__ = [
    "ACTS",
    "ROLES",
    "Account",
    "Post",
    "Slip",
    "TooManyTries",
    "acts_of",
    "address_of",
    "close_reader_account",
    "end_post",
    "grant_post",
    "new_reader_code",
    "not_held_against",
    "open_account",
    "open_reader_account",
    "roles_with",
    "slip_page",
    "slow_down",
]
