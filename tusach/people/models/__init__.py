"""The tables of the room."""

from tusach.people.models.account import Account
from tusach.people.models.post import Post
from tusach.people.models.sign_in import OneTimeCode, RecoveryCode, SignIn, Throttle

__all__ = ["Account", "OneTimeCode", "Post", "RecoveryCode", "SignIn", "Throttle"]
