"""``manage.py rebuild_index``: build this server's search index anew."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from tusach.search import folders
from tusach.search.writing import Writer


class Command(BaseCommand):
    help = "Build this server's search index anew; searching goes on with the old one meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            with folders.lock():
                writer = Writer()
                count = writer.rebuild()
                writer.close()
        except folders.Busy as busy:
            folders.ask_rebuild()
            self.stdout.write(f"asked the running indexer ({busy.holder}) to rebuild")
            while folders.rebuild_asked() and folders.holder() is not None:
                time.sleep(0.2)
            self.stdout.write("rebuilt" if not folders.rebuild_asked() else "the indexer stopped")
            return
        self.stdout.write(f"{count} documents in {time.monotonic() - started:.1f} s")
