"""``manage.py indexer``: keep this server's search index up to date."""

from __future__ import annotations

import gc
import signal
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tusach.search.folders import Busy
from tusach.search.following import follow


class Command(BaseCommand):
    help = "Follow the change log and keep this server's search index up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wait",
            action="store_true",
            help="when another indexer has the folder, wait for its end instead of leaving",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = False
        # Documents hold no circles; looking for them took a twentieth of the time.
        gc.set_threshold(200_000, 20, 20)

        def stop(*_: object) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not stopped:
            try:
                follow(until=lambda: stopped, progress=self._progress)
            except Busy as busy:
                if not options["wait"]:
                    raise CommandError(
                        f"another indexer writes this index: {busy.holder}"
                    ) from busy
                time.sleep(1)

    def _progress(self, count: int) -> None:
        if sys.stdout.isatty() or count % 10_000 == 0:
            self.stdout.write(f"indexed {count}", ending="\r" if sys.stdout.isatty() else "\n")
