"""``manage.py prove_restore FILE``: the database equals what the backup says it held."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tusach.house.backup.contents import differences, facts
from tusach.house.backup.reading import manifest_of
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = "Compare the counts of every table and the ledger's balance with a backup's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = manifest_of(options["file"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        with transaction.atomic():
            found = facts(datetime.fromisoformat(manifest["made_at"]))
        if different := differences(manifest, found):
            raise CommandError("\n".join(different))
        rows = sum(found["tables"].values())
        copies = found["balance"]["accessioned"] - found["balance"]["withdrawn"]
        self.stdout.write(f"{len(found['tables'])} tables, {rows} rows, {copies} copies: equal")
