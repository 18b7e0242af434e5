"""The data without Vietnamese letters, so that those still on a page are our own words."""

from __future__ import annotations

import contextlib
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

# Precomposed letters of Latin-1 to Latin Extended Additional, and the marks by themselves.
_RANGE = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"


def bare(text: str) -> str:
    """The text without marks, đ as d."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@cache
def _letters() -> tuple[str, str]:
    pairs = [(one, bare(one)) for one in _RANGE]
    kept = [(one, plain) for one, plain in pairs if len(plain) == 1 and plain != one]
    return "".join(a for a, _b in kept) + _MARKS, "".join(b for _a, b in kept)


def make_plain() -> int:
    """Takes the marks off every text of the database, and off the lists that were sent; the
    number of rows that had any. Triggers and foreign keys rest meanwhile."""
    marked, plain = _letters()
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT held.attrelid::regclass::text, quote_ident(held.attname),
                   format_type(held.atttypid, held.atttypmod)
            FROM pg_attribute AS held
            JOIN pg_class AS one ON one.oid = held.attrelid AND one.relkind = 'r'
            JOIN pg_namespace AS room ON room.oid = one.relnamespace AND room.nspname = 'public'
            WHERE held.attnum > 0 AND NOT held.attisdropped AND held.attgenerated = ''
              AND held.atttypid IN ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype,
                                    'text[]'::regtype, 'varchar[]'::regtype)
              AND one.relname NOT LIKE 'django%' AND one.relname NOT LIKE 'procrastinate%'
            """
        )
        columns = cursor.fetchall()
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column, kind in columns:
            bared = f"translate({column}::text, %s, %s)"
            cursor.execute(
                f"UPDATE {table} SET {column} = {bared}::{kind} WHERE {column}::text <> {bared}",
                [marked, plain, marked, plain],
            )
            changed += cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = origin")
    for path in filter(Path.is_file, Path(settings.MEDIA_ROOT).rglob("*")):
        with contextlib.suppress(UnicodeDecodeError):  # a picture
            path.write_text(bare(path.read_text(encoding="utf-8")), encoding="utf-8")
    return changed
