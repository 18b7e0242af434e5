"""``manage.py export_all FOLDER``: what ``./run export`` calls."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tusach.house.export.writing import export_all
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = "Write every table as CSV, all records as MARC and all files to a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(text: str) -> None:
            self.stdout.write(text)
            self.stdout.flush()

        try:
            package = export_all(options["folder"], at=timezone.localtime(), tell=tell)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(one["rows"] for one in package["resources"])
        self.stdout.write(
            f"{len(package['resources'])} CSV, {rows} rows, {package['records']} MARC"
        )
