"""``manage.py translations compile`` and ``manage.py translations check``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tusach.house import translations


class Command(BaseCommand):
    help = "Compile the catalogues of the rooms, or prove that English is complete."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["compile", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "compile":
            self.stdout.write(f"{translations.compile_all()} compiled")
            return
        if found := translations.faults():
            raise CommandError("\n".join(found))
        self.stdout.write("English is complete")
