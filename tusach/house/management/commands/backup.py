"""``manage.py backup FOLDER``: what ``./run backup`` calls."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tusach.house.backup.making import make
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = "Make a backup that proves itself; prints its path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--pg-dump", default="pg_dump")
        parser.add_argument("--keep", type=int, default=14)
        parser.add_argument("--copy-to", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make(
                options["folder"],
                pg_dump=options["pg_dump"],
                keep=options["keep"],
                copy_to=options["copy_to"],
                at=timezone.localtime(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(made))
