"""Thousands of rows and records in a few statements.

Django builds one object and one parameter list for each row and column, which costs more than
all the rest of an import; here rows go to PostgreSQL by COPY, and what was read becomes records
inside the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.drawn import Drawn
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import ImportContent, ImportRow, Record, RecordOrigin


@dataclass
class Read:
    """A row and what was read of its record, if that could be read."""

    row: ImportRow
    marc: MarcRecord | None = None
    drawn: Drawn | None = None


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys never given before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def copy_in(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY into the table of ``model``; JSON columns take text from :func:`dumped`."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


_ROW = [one for one in ImportRow._meta.concrete_fields if one.column != "id"]
_PLAIN = [one for one in _ROW if not isinstance(one, models.JSONField)]
_AS_JSON = [one for one in _ROW if isinstance(one, models.JSONField)]


def write_rows(read: Sequence[Read]) -> None:
    """The rows of a batch and what was read of them. Gives the rows their keys."""
    if not read:
        return
    for one, pk in zip(read, next_ids(ImportRow, len(read)), strict=True):
        one.row.pk = pk
    columns = ["id", *(str(one.column) for one in [*_PLAIN, *_AS_JSON])]
    plain = [one.attname for one in _PLAIN]
    as_json = [one.attname for one in _AS_JSON]
    copy_in(
        ImportRow,
        columns,
        (
            [
                one.row.pk,
                *(getattr(one.row, name) for name in plain),
                *(dumped(getattr(one.row, name)) for name in as_json),
            ]
            for one in read
        ),
    )
    write_contents([one for one in read if one.marc is not None and is_open(one.row)])


def is_open(row: ImportRow) -> bool:
    """Whether something may still be written of the row."""
    status = ImportRow.Status
    return row.status in (status.NEW, status.SAME, status.DIFFERS, status.SKIPPED)


def write_contents(read: Sequence[Read]) -> None:
    """Keeps what was read of rows until they are written; replaces what was kept."""
    if not read:
        return
    ImportContent.objects.filter(row__in=[one.row.pk for one in read]).delete()
    copy_in(
        ImportContent,
        ["row_id", "marc", "drawn"],
        (
            [one.row.pk, dumped(one.marc.as_json()), dumped(vars(one.drawn))]
            for one in read
            if one.marc is not None
        ),
    )


def mark_as_partial(rows: Sequence[ImportRow]) -> None:
    """Gives what was composed of rows of a list encoding level 5 (leader/17): partial, to be
    done by a cataloguer. For contents of our own making; MARC that came stays as it came."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE catalogue_importcontent
               SET marc = jsonb_set(
                   marc, '{leader}', to_jsonb(overlay(marc->>'leader' PLACING '5' FROM 18 FOR 1)))
               WHERE row_id = ANY(%s)""",
            [[row.pk for row in rows]],
        )


# Columns of a record that are drawn from its content, and those that are the same for all new
# ones; whatever a later migration adds comes with its default.
_DRAWN = frozenset(Drawn.__dataclass_fields__)
_GIVEN = ("id", "control_number", "made_at", "changed_at", "made_by")


def _insert_records() -> str:
    columns: list[str] = []
    values: list[str] = []
    for one in Record._meta.concrete_fields:
        column = str(one.column)
        if column in _GIVEN:
            continue
        if one.name in _DRAWN:
            columns.append(column)
            values.append(f"drawn.{connection.ops.quote_name(column)}")
        elif one.has_default():
            columns.append(column)
            values.append(_literal(one.get_default()))
        elif not one.null:
            columns.append(column)
            values.append("''")
    return f"""
        INSERT INTO catalogue_record ({", ".join([*_GIVEN, *columns])})
        SELECT new.id, new.number, %s, %s, %s, {", ".join(values)}
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) WITH ORDINALITY
             AS new (id, content, number, turn)
        JOIN catalogue_importcontent held ON held.row_id = new.content
        CROSS JOIN LATERAL jsonb_populate_record(
            null::catalogue_record,
            CASE WHEN held.drawn->>'source_number' = new.number
                 THEN held.drawn || '{{"source_number": ""}}' ELSE held.drawn END
        ) AS drawn
        ORDER BY new.turn
    """  # noqa: S608 - the names of our own columns


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and not value:
        return "'{}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    raise TypeError(f"no literal for {value!r}")


_INSERT_VERSIONS = """
    INSERT INTO catalogue_recordversion (record_id, number, marc, at, by_account, by_name, why)
    SELECT new.id, 1,
           CASE WHEN held.marc #>> '{fields,0,001}' = ''
                THEN jsonb_set(held.marc, '{fields,0,001}', to_jsonb(new.number))
                ELSE held.marc END,
           %s, %s, %s, %s
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new (id, content, number)
    JOIN catalogue_importcontent held ON held.row_id = new.content
"""


def insert_records(
    rows: Sequence[ImportRow], numbers: Sequence[str], *, by: Actor, at: datetime, file: str
) -> list[int]:
    """Makes a record of each row from what was read of it; returns their keys.

    A record composed here has no number of its own in 001 and gets ours.
    """
    if not rows:
        return []
    keys = next_ids(Record, len(rows))
    contents = [row.pk for row in rows]
    why = _("Nhập từ tệp %(file)s") % {"file": file}
    with connection.cursor() as cursor:
        cursor.execute(_insert_records(), [at, at, by.name, keys, contents, list(numbers)])
        cursor.execute(
            _INSERT_VERSIONS,
            [at, by.account, by.name, why[:300], keys, contents, list(numbers)],
        )
    return keys


def insert_origins(rows: Iterable[Sequence[Any]]) -> None:
    """(record, format, charset, file name, digest, position, bytes) of each record."""
    columns = ["record_id", "format", "charset", "file_name", "file_sha256", "position", "content"]
    copy_in(RecordOrigin, columns, rows)


def save_outcome(rows: Sequence[ImportRow]) -> None:
    """What became of the rows, in one statement; what was read of the settled ones goes."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalogue_importrow AS held
            SET status = new.status, reason = new.reason::jsonb, record_id = new.record,
                made = new.made, settled = new.settled, version_made = new.version,
                warnings = new.warnings::jsonb
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::boolean[],
                        %s::boolean[], %s::integer[], %s::text[])
                AS new (id, status, reason, record, made, settled, version, warnings)
            WHERE held.id = new.id
            """,
            [
                [row.pk for row in rows],
                [row.status for row in rows],
                [dumped(row.reason) for row in rows],
                [row.record_id for row in rows],
                [row.made for row in rows],
                [row.settled for row in rows],
                [row.version_made for row in rows],
                [dumped(row.warnings) for row in rows],
            ],
        )
        cursor.execute(
            "DELETE FROM catalogue_importcontent WHERE row_id = ANY(%s)",
            [[row.pk for row in rows if row.settled]],
        )
