"""Every table as CSV, with a description that programs read (a Frictionless data package)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from tusach.house.backup.contents import tables

# Left out: what passes (sessions, queues, tokens of forms) and means nothing elsewhere.
LEFT_OUT_TABLES = (
    "django_session",
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "search_change",
    "offline_supplypicture",
)
# Left out of any table: what lets somebody sign in, or speak as the house to its devices.
LEFT_OUT_COLUMNS = (
    "password",
    "totp_secret",
    "code_hash",
    "token_hash",
    "sign_number",
    "agree_number",
)

_TYPES = {
    "boolean": "boolean",
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "numeric": "number",
    "real": "number",
    "double precision": "number",
    "date": "date",
    "timestamp with time zone": "datetime",
    "jsonb": "object",
}


def write_tables(folder: Path, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """One CSV for each table in ``folder``; returns a description of each.

    UTF-8 with a header line; an empty cell is "no value", ``""`` an empty text; times in
    UTC; bytes as ``\\x`` and hexadecimal digits. Called inside one REPEATABLE READ
    transaction, so that the tables agree with one another.
    """
    described = _models()
    found = []
    names = [name for name in tables() if name not in LEFT_OUT_TABLES]
    for number, name in enumerate(names, 1):
        tell(f"{number}/{len(names)} {name}")
        columns = _columns(name)
        kept = [column for column, _type in columns if column not in LEFT_OUT_COLUMNS]
        rows = _copy(name, kept, folder / f"{name}.csv")
        model = described.get(name)
        found.append(
            {
                "name": name,
                "path": f"tables/{name}.csv",
                "title": str(model._meta.verbose_name) if model else name,
                "description": _says(model),
                "rows": rows,
                "left_out": [c for c, _type in columns if c in LEFT_OUT_COLUMNS],
                "schema": {
                    "fields": [
                        {"name": c, "type": _TYPES.get(kind, "string"), "title": _title(model, c)}
                        for c, kind in columns
                        if c in kept
                    ]
                },
            }
        )
    return found


def _models() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def _columns(name: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [name],
        )
        return [(str(column), str(kind)) for column, kind in cursor.fetchall()]


def _copy(name: str, columns: list[str], target: Path) -> int:
    """PostgreSQL's own COPY: rows never pass through Python objects. Returns their number."""
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT WITH (FORMAT csv, HEADER)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(name)
    )
    with target.open("wb") as file, connection.cursor() as cursor:
        with cursor.cursor.copy(statement) as out:
            for block in out:
                file.write(block)
        return max(0, int(cursor.cursor.rowcount))


def _says(model: type[models.Model] | None) -> str:
    """The first paragraph of the model's own description."""
    text = (model.__doc__ or "") if model else ""
    if text.startswith(f"{model.__name__}(" if model else "\0"):
        return ""  # Django's own, a list of the fields
    return " ".join(text.split("\n\n")[0].split())


def _title(model: type[models.Model] | None, column: str) -> str:
    if model is None:
        return column
    for field in model._meta.concrete_fields:
        if field.column == column:
            return str(field.verbose_name)
    return column


def rows_of(path: Path) -> int:
    """Rows of an exported file, the header left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
