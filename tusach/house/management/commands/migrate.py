"""``manage.py migrate``, Django's own, in a fifth of the time (``house.migrating``)."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from tusach.house.migrating import only_what_points_there


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with only_what_points_there():
            super().handle(*args, **options)
