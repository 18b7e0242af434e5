"""Our ``migrate`` makes what Django's own makes (docs/decisions/0029)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

PROJECT = Path(__file__).resolve().parent.parent
NAME = "tusach_made_by_django"

pytestmark = pytest.mark.long

BY_DJANGO = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
"""
MADE = """
SELECT 'column', table_name, column_name, data_type, udt_name, character_maximum_length::text,
       is_nullable, column_default, collation_name, identity_generation
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid),
       NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', tablename, indexname, indexdef, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid),
       NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', proname, pg_get_function_identity_arguments(oid), prosrc,
       NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def address(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def made(name: str) -> set[tuple[str | None, ...]]:
    with psycopg.connect(address(name)) as connection:
        return set(connection.execute(MADE).fetchall())


def test_every_table_over_the_whole_history(tmp_path: Path) -> None:
    ours = os.environ.get("TEST_TEMPLATE")
    if not ours:
        pytest.skip("the tables that `./test` makes are not there")
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{NAME}"')
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE template0')
        try:
            done = subprocess.run(
                [sys.executable, "-c", BY_DJANGO],
                cwd=PROJECT,
                env={
                    **os.environ,
                    "DATABASE_URL": address(NAME),
                    "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
                    "TUSACH_DATA": str(tmp_path),
                },
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-2000:]
            djangos = made(NAME)
            assert len(djangos) > 5000
            assert made(ours) ^ djangos == set()
        finally:
            connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')
