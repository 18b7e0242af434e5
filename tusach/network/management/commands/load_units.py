"""``manage.py load_units``: the country's administrative units, before and since 01/07/2025."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tusach.network.services.reference import load_units


class Command(BaseCommand):
    help = (
        "Loads the administrative units of Vietnam and the changes of 01/07/2025. "
        "What is there already stays as it is; run it as often as you like."
    )
    requires_system_checks = []  # part of every start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province",
            action="append",
            help="official code of a province of today (12); may be repeated; default: all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only = frozenset(options["province"]) if options["province"] else None
        done = load_units(only)
        with translation.override(os.environ.get("TUSACH_LANGUAGE", "vi")):
            counts = [
                number_format(n, force_grouping=True)
                for n in (done.units, done.facts, done.changes)
            ]
            self.stdout.write(
                _("thêm %(units)s đơn vị, %(facts)s dữ kiện, %(changes)s thay đổi")
                % dict(zip(("units", "facts", "changes"), counts, strict=True))
            )
