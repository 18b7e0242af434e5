"""``manage.py backup FOLDER``: what ``./run backup`` calls."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tusach.house.backup import outcome
from tusach.house.backup.making import copy, make
from tusach.house.errors import FolderIsMissing
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = "Make a backup that proves itself; prints its path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--pg-dump", default="pg_dump")
        parser.add_argument("--keep", type=int, default=14)
        parser.add_argument("--copy-to", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        now, copy_to = timezone.localtime(), options["copy_to"]
        try:
            if copy_to and not copy_to.is_dir():
                raise FolderIsMissing(folder=copy_to)
            with outcome.watched(outcome.BACKUP, now):
                made = make(
                    options["folder"],
                    pg_dump=options["pg_dump"],
                    keep=options["keep"],
                    copy_to=None,
                    at=now,
                )
            if copy_to:
                with outcome.watched(outcome.COPY, now):
                    copy(made, copy_to)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(made))
