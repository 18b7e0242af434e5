"""``manage.py check_backup FILE``: whether a backup is whole; ``--into`` takes it out too."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tusach.house.backup.reading import take_out
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = "Check every part of a backup against its manifest."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = take_out(options["file"], options["into"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(manifest['parts'])} parts, {manifest['made_at']}")
