"""``manage.py doctor``: what ``./run doctor`` asks of the running house."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from tusach.house.health import examine
from tusach.house.health.finding import State

MARKS = {State.OK: "✓", State.WARN: "!", State.BAD: "✗"}


class Command(BaseCommand):
    help = "Say in plain words what is wrong; the exit code is 1 if anything is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(os.environ.get("TUSACH_LANGUAGE", "vi")):
            found = examine(at=timezone.now())
            for one in found:
                self.stdout.write(f"  {MARKS[one.state]} {one.subject}: {one.told}")
                if one.remedy:
                    self.stdout.write(f"      → {one.remedy}")
        if any(one.state is State.BAD for one in found):
            raise SystemExit(1)
