"""``manage.py check_database``: whether this version can live in this database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from tusach.house.health import database
from tusach.house.health.database import OLDEST


class Command(BaseCommand):
    help = "Say whether the database can be reached and is one that Tủ Sách can live in."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('server_version_num')::int / 10000,"
                    " current_setting('server_encoding'),"
                    " has_database_privilege(current_database(), 'CREATE'),"
                    " has_schema_privilege('public', 'CREATE'), current_database()"
                )
                major, encoding, may_make, may_write, name = cursor.fetchone() or (0,) * 5
        except OperationalError as error:
            raise CommandError(str(error).strip()) from error
        if major < OLDEST:
            raise CommandError(f"PostgreSQL {major}: {OLDEST} or later is needed")
        if encoding != "UTF8":
            raise CommandError(f'database "{name}" has encoding {encoding}: make it with UTF8')
        if not (may_make and may_write):
            raise CommandError(
                f'this role may not make tables or extensions in "{name}": '
                f'ALTER DATABASE "{name}" OWNER TO this role'
            )
        if newer := database.unknown_migrations():
            raise CommandError(
                f"the data was written by a newer version of Tủ Sách ({', '.join(newer[:3])}): "
                "start that version, or restore the backup made before the upgrade"
            )
        self.stdout.write(
            f"PostgreSQL {major}, migrations to make: {database.waiting_migrations()}"
        )
