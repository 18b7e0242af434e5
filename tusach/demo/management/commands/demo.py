"""``manage.py demo``: a believable province; ``--sign-ins`` prints who can sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from tusach.demo.parts import PARTS, load
from tusach.demo.persons import sign_ins
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = (
        "Loads the demonstration: points, invented people, true books, a year of rotations. "
        "What is loaded already stays; run it as often as you like. "
        "Needs TUSACH_DEMONSTRATION=1 and the administrative units (load_units)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="load nothing; print sign-in name, password, role and post, a tab between",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("vi"):
            if options["sign_ins"]:
                for line in sign_ins():
                    self.stdout.write("\t".join(line))
                return
            self._load()

    def _load(self) -> None:
        try:
            begun = monotonic()
            for number, (part, done) in enumerate(load(timezone.now()), start=1):
                state = "đã có" if done else "đang nạp…"
                self.stdout.write(f"{number}/{len(PARTS)} {part.label}: {state}")
                self.stdout.flush()
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        except LookupError as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"{monotonic() - begun:.0f} s")
