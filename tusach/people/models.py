"""Accounts and posts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(AbstractBaseUser):
    """A person who signs in."""

    username = models.CharField(_("tên đăng nhập"), max_length=80, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=200)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[UserManager[Account]] = UserManager()

    def __str__(self) -> str:
        return self.full_name
