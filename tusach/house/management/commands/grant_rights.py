"""``manage.py grant_rights ROLE``: the server's database role gets what it needs, no more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from tusach.house.rights import grant


class Command(BaseCommand):
    help = "Give the server's database role its rights; append-only tables stay closed to it."
    requires_system_checks = []  # part of every start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user = %s", [options["role"]])
            (same,) = cursor.fetchone() or (False,)
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            there = cursor.fetchone() is not None
        if same or not there:
            # One role owns and serves the tables (a database that was given): the triggers
            # alone keep append-only tables closed.
            self.stdout.write("one role owns and serves; nothing to grant")
            return
        with transaction.atomic():
            closed = grant(options["role"])
        self.stdout.write(f"append-only: {', '.join(closed)}")
